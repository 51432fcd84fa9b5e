package store

import (
	"testing"
	"time"
)

func TestFailuresAreRememberedUntilSuccess(t *testing.T) {
	dir := t.TempDir()
	d := Sum([]byte("a declaration"))
	at := time.Now()
	a, b := open(t, dir), open(t, dir)
	if err := a.Fail(Failure{Declared: d, Time: at}); err != nil || len(files(t, dir)) != 0 {
		t.Errorf("a success without a failure before it was written: %v", err)
	}
	if err := a.Fail(Failure{Declared: d, Name: "train", Error: "no convergence", Time: at}); err != nil {
		t.Fatal(err)
	}
	if err := b.Fail(Failure{Declared: Sum(nil), Name: "other", Error: "x", Time: at}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Lookup(Key(d)); err == nil {
		t.Error("a failure is looked up as a result")
	}
	check := func(when string, want int) {
		t.Helper()
		if got := open(t, dir).Failures(); len(got) != want || want == 2 && got[d].Error != "no convergence" {
			t.Errorf("%s: %+v", when, got)
		}
	}
	check("after two failures", 2)
	a.Close()
	b.Close()
	c := open(t, dir)
	if _, err := c.Collect(Limits{MaxBytes: 1 << 30}); err != nil {
		t.Fatal(err)
	}
	c.Close()
	check("after a collection", 2)
	c = open(t, dir)
	if err := c.Fail(Failure{Declared: d, Time: at.Add(-time.Hour)}); err != nil { // the clock was set back
		t.Fatal(err)
	}
	check("after a success", 1)
}
