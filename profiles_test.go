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
