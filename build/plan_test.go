package main

import (
	"math"
	"strings"
	"testing"
	"time"

	"nofreelunch"
	"nofreelunch/pipeline"
)

// When everything is done a plan lists nothing.
func TestAPlanOfNothingListsNothing(t *testing.T) {
	t.Setenv("NOFREELUNCH_CACHE", t.TempDir())
	g := rated(3, 0.004)
	if out, err := says(t, g, "retry"); err != nil {
		t.Fatal(err, out)
	}
	for _, line := range []string{"plan train", "plan figure7/train"} {
		out, err := says(t, g, line)
		if err != nil || out != "nothing to do: 4 nodes up to date (profile laptop)\n" && out != "nothing to do: 3 nodes up to date (profile laptop)\n" {
			t.Errorf("%s, %v:\n%s", line, err, out)
		}
	}
}

// No profile is so large that its time is less than nothing.
func TestPlansOfEveryProfileAreRanges(t *testing.T) {
	for _, profile := range nofreelunch.Profiles() {
		g, err := nofreelunch.Graph(profile)
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("NOFREELUNCH_CACHE", t.TempDir())
		out, err := says(t, g, "plan -profile "+profile)
		if err != nil {
			t.Fatal(err)
		}
		last := out[strings.LastIndex(strings.TrimSpace(out), "\n")+1:]
		if strings.Contains(out, " -") && strings.Contains(strings.ReplaceAll(out, "with -j", ""), " -1") || strings.Contains(out, "-0") || !strings.Contains(last, " to ") && !strings.Contains(last, "; about ") {
			t.Errorf("plan of %s:\n%s", profile, out)
		}
	}
}

func TestTimesAreSaidInTheirUnit(t *testing.T) {
	for seconds, want := range map[float64]string{
		0.0001: "0.01 s", 0.5: "0.5 s", 94: "94 s", 119: "119 s", 150: "2.5 min", 7199: "120 min", 7200: "2 h", 86400 * 3: "3 days", 3e9: "95 years", 3e10: "951 years",
	} {
		if got := roughly(seconds); got != want {
			t.Errorf("%g s: %q, want %q", seconds, got, want)
		}
	}
}

func TestLoadsAddUpWithoutOverflow(t *testing.T) {
	long := pipeline.Step{Status: pipeline.WillRun, Predicted: pipeline.Guess{Low: math.MaxInt64 / 2, Likely: math.MaxInt64, High: math.MaxInt64, Basis: pipeline.Assumed}}
	var l load
	for range 10 {
		l.add(&long)
	}
	if want := 10 * time.Duration(math.MaxInt64).Seconds(); math.Abs(l.likely/want-1) > 1e-9 || l.low <= 0 || l.high < l.likely || strings.Contains(l.time(1), "-") {
		t.Errorf("ten of the longest: %g, %g, %g, %q", l.low, l.likely, l.high, l.time(1))
	}
}
