package nofreelunch

import "testing"

// Every profile declares a graph without faults, also the one that nobody
// here can run.
func TestEveryProfileIsDeclaredWithoutFaults(t *testing.T) {
	for _, name := range Profiles() {
		g, err := Graph(name)
		if err == nil {
			err = g.Err()
		}
		if err != nil {
			t.Errorf("profile %s: %v", name, err)
			continue
		}
		if len(g.Sweeps()) == 0 || len(g.Targets()) == 0 {
			t.Errorf("profile %s has %d sweeps and %d figures", name, len(g.Sweeps()), len(g.Targets()))
		}
	}
}

// Accuracy is judged over the published 50 steps at every scale whose figures
// are about the science.
func TestAccuracyIsJudgedOverThePublishedSteps(t *testing.T) {
	for _, name := range []string{"laptop", "paper"} {
		f := Facts(name)
		if f["set.errorsteps"] != "50" || f["set.steps"] != "50" {
			t.Errorf("profile %s judges the error over %s of %s steps, want 50 of 50", name, f["set.errorsteps"], f["set.steps"])
		}
	}
}
