package main

import (
	"strings"
	"testing"
)

// A refactoring is adopted on the evidence of a sample, and the record says
// so; an edit that moves a result is not.
func TestAdoptAfterARefactoring(t *testing.T) {
	p := newPlace(t)
	p.ok("figure7", smoke)
	want := p.files()

	moved := p.with(edited(t, "stages/net/train/evaluate.go", "const shortSteps = 20", "const shortSteps = 19"))
	before := moved.planned()
	out, errs, code := moved.run("adopt", "figure7", smoke, "-sample", "3", "-seed", "5")
	if code != exitFailed || !strings.Contains(out, "DIFFERS train") || !strings.Contains(errs, "nothing adopted") {
		t.Errorf("an edit that moves results: exit code %d\n%s%s", code, out, errs)
	}
	if after := moved.planned(); after["train"] != before["train"] || after["draw"] != before["draw"] {
		t.Errorf("something was adopted: %v would run, before %v", after, before)
	}

	tidy := p.with(edited(t, "stages/net/train/train.go", "t.lossSum += loss.Data", "t.lossSum = t.lossSum + loss.Data"))
	if len(tidy.planned()) == 0 {
		t.Fatal("the refactoring is not in any key")
	}
	out = tidy.ok("adopt", "figure7", smoke, "-sample", "2", "-seed", "5")
	for _, want := range []string{"same    train", "adopted ", "-seed 5"} {
		if !strings.Contains(out, want) {
			t.Errorf("adopt does not say %q:\n%s", want, out)
		}
	}
	if left := tidy.planned(); len(left) != 0 {
		t.Errorf("after the adoption %v would run", left)
	}
	if why := tidy.ok("why", "figure7/train", smoke); !strings.Contains(why, "adopted ") || !strings.Contains(why, "run again and agreed") {
		t.Errorf("the record does not say that it was adopted:\n%s", why)
	}
	tidy.ok("figure7", smoke)
	if got := p.files(); got["figure7/scores.parquet"] != want["figure7/scores.parquet"] {
		t.Error("the table changed with the adoption")
	}
	if out := tidy.ok("adopt", "figure7", smoke); !strings.Contains(out, "nothing to adopt") {
		t.Errorf("adopting twice says\n%s", out)
	}
}
