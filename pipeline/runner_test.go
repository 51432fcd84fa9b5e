package pipeline

import (
	"bytes"
	"testing"
	"testing/quick"
	"time"

	"nofreelunch/pipeline/store"
)

// A checkpoint costs a hundredth of the time at most, a kill twenty minutes.
func TestCheckpointsCostAHundredth(t *testing.T) {
	for _, test := range []struct{ cost, least, want time.Duration }{
		{0, 0, 10 * time.Second},
		{50 * time.Millisecond, 0, 10 * time.Second},
		{300 * time.Millisecond, 0, 30 * time.Second},
		{time.Second, 0, 100 * time.Second},
		{time.Minute, 0, 20 * time.Minute},
		{time.Millisecond, 2 * time.Minute, 2 * time.Minute},
		{3 * time.Second, 2 * time.Minute, 5 * time.Minute},
	} {
		if got := (Pace{Least: test.least}).interval(test.cost); got != test.want {
			t.Errorf("a save of %v, at least %v: every %v, want %v", test.cost, test.least, got, test.want)
		}
	}
}

func TestSnapshotsCarryTheirTime(t *testing.T) {
	same := func(snapshot []byte, seconds uint16) bool {
		took := time.Duration(seconds) * time.Second
		got, t := openLegs(sealLegs(snapshot, took))
		return bytes.Equal(got, snapshot) && t == took
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
	for _, old := range []string{"", "a snapshot of an earlier version", legs, "cut" + legs} {
		if got, took := openLegs([]byte(old)); string(got) != old || took != 0 {
			t.Errorf("%q: %q after %v", old, got, took)
		}
	}
	if _, took := openLegs(append([]byte(legs), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)); took != 0 {
		t.Errorf("a time that cannot be: %v", took)
	}
}

// A run that goes on from a snapshot counts the time of all before it.
func TestTimeIsCountedOverAllLegs(t *testing.T) {
	s, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	leg := func(hours int) *runner {
		return &runner{store: s, key: store.Key{1}, begun: time.Now().Add(-time.Duration(hours) * time.Hour)}
	}
	total := time.Duration(0)
	for _, hours := range []int{3, 5, 2} {
		r := leg(hours)
		if snapshot, ok := r.Load(); ok != (total > 0) || ok && string(snapshot) != "steps" {
			t.Fatalf("%q, %v", snapshot, ok)
		}
		if r.earlier().Round(time.Minute) != total {
			t.Errorf("after %v: %v", total, r.earlier())
		}
		if err := r.Save([]byte("steps")); err != nil {
			t.Fatal(err)
		}
		total += time.Duration(hours) * time.Hour
	}
}
