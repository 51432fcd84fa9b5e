package sweep

import (
	"fmt"
	"strings"
	"testing"

	"nofreelunch/stages/net/train"
)

func change(t *testing.T, texts ...string) Change {
	t.Helper()
	c, err := ParseChange(texts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAChangeReachesEveryNetworkThatItConcerns(t *testing.T) {
	was := Smoke()
	for texts, holds := range map[string]func(before, after train.Params) bool{
		"lr=0.005":         func(_, p train.Params) bool { return p.LearningRate == 0.005 },
		"LearningRate=0.5": func(_, p train.Params) bool { return p.LearningRate == 0.5 },
		"units=64 wd=0":    func(_, p train.Params) bool { return p.Net.Units == 64 && p.Net.WeightDecay == 0 },
		"steps=7":          func(_, p train.Params) bool { return p.GradientSteps == 7 },
		"sigma=0.14": func(b, p train.Params) bool {
			return Homogeneous(b) && SigmaM(b) == 0.12 && SigmaM(p) == 0.14 || SigmaM(b) == SigmaM(p)
		},
	} {
		now, err := was.Changed(change(t, strings.Fields(texts)...))
		if err != nil {
			t.Errorf("%s: %v", texts, err)
			continue
		}
		for i, p := range now.DoS.Networks {
			if !holds(was.DoS.Networks[i], p) {
				t.Errorf("%s: %v became %v", texts, was.DoS.Networks[i], p)
			}
		}
		for _, p := range now.Cartesian.Networks {
			if err := p.Validate(); err != nil {
				t.Errorf("%s: %v", texts, err)
			}
		}
	}
	same, err := was.Changed(Change{})
	if err != nil || len(same.DoS.Networks) != len(was.DoS.Networks) || same.DoS.Networks[0] != was.DoS.Networks[0] {
		t.Errorf("the zero change changes: %v", err)
	}
}

// A width that other networks have already makes no network twice.
func TestAChangeListsNoNetworkTwice(t *testing.T) {
	now, err := Smoke().Changed(change(t, "sigma=0.16"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range now.Families() {
		seen := map[train.Params]bool{}
		for _, p := range f.Networks {
			if seen[p] {
				t.Errorf("%s has %v twice", f.Name, p)
			}
			seen[p] = true
		}
	}
	if c := change(t, "sigma=0.16"); c.IdealSigmaM() != 0.16 || c.IdealSurroundScale() != 2 || c.String() != "sigma=0.16" {
		t.Errorf("the ideal is %g, %g", c.IdealSigmaM(), c.IdealSurroundScale())
	}
}

func TestBadChangesAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"lr": "NAME=VALUE", "=3": "NAME=VALUE", "lr=": "NAME=VALUE", "rate=3": "known are", "lr=fast": "want a number", "units=6.5": "want a whole number",
		"seed=3": "known are", "Seed=3": "cannot be set", "Encoding.Seed=1": "cannot be set", "Walk.Paths=2": "cannot be set", "Net.Cell=gru": "cannot be set from here",
		"lr=1 LearningRate=2": "set twice",
	} {
		if _, err := ParseChange(strings.Fields(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]string{"units=0": "Units", "sigma=-1": "sigma=-1", "activation=cubic": "activation=cubic"} {
		if _, err := Smoke().Changed(change(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	var one Set
	one.DoS.Networks = Smoke().DoS.Networks[:1]
	if _, err := one.Changed(change(t, fmt.Sprintf("lr=%g", one.DoS.Networks[0].LearningRate))); err == nil || !strings.Contains(err.Error(), "changes no network") {
		t.Errorf("a change to what is: %v", err)
	}
}
