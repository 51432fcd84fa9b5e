package pipeline_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"nofreelunch/pipeline"
)

// longParams have a name like that of a network, without half of their fields.
type longParams struct {
	Encoding    string
	Rate        float64
	Initialiser string
	Units       int
	Seed        int
}

func (p longParams) String() string {
	return fmt.Sprintf("%s sigma=0.12 s=2, rnn relu Ng=1024 Np=512, adam lr=%g wd=0.0001 B=200 T=20 steps=200000 seed=%d", p.Encoding, p.Rate, p.Seed)
}

// Long is a stage of them, and Longer is another.
func Long(_ context.Context, p longParams, _ []int) (int, error)   { return p.Seed, nil }
func Longer(_ context.Context, p longParams, _ []int) (int, error) { return -p.Seed, nil }
func Look(_ context.Context, _ struct{}, n int) (int, error)       { return n, nil }
func Both(_ context.Context, _ struct{}, n []int) (int, error)     { return len(n), nil }

// crowd is a graph in which labels tell little.
func crowd() *pipeline.Graph {
	g := pipeline.New()
	for _, seed := range []int{1, 2} {
		walk := pipeline.Do0(g, "simulate", Simulate, walkParams{seed, 1})
		for seed := range 3 {
			var all []pipeline.Ref[int]
			for _, init := range []string{"glorot uniform", "he"} {
				for _, units := range []int{8, 16} {
					for _, rate := range []float64{0.1, 0.2} {
						p := longParams{"DoS", rate, init, units, seed}
						n, m := pipeline.Do1(g, "train", Long, p, walk), pipeline.Do1(g, "train", Longer, p, walk)
						all = append(all, n, m)
						pipeline.Do1(g, "look", Look, struct{}{}, n)
						pipeline.Do1(g, "look", Look, struct{}{}, m)
					}
				}
			}
			pipeline.Do1(g, "both", Both, struct{}{}, pipeline.List(all))
			all[7], all[9] = all[9], all[7]
			pipeline.Do1(g, "both", Both, struct{}{}, pipeline.List(all))
		}
	}
	return g
}

func TestNoTwoNodesHaveOneName(t *testing.T) {
	for what, g := range map[string]*pipeline.Graph{"a crowd": crowd(), "a sweep": sweep(300), "a tree": first(gathered(300, 3))} {
		for _, width := range []int{0, 80, 60, 40} {
			seen := map[string]*pipeline.Node{}
			for _, n := range g.Nodes() {
				name := n.Name()
				if width > 0 {
					name = n.Short(width)
				}
				if other := seen[name]; other != nil {
					t.Fatalf("%s, width %d: %q and %q are both %q", what, width, other.Name(), n.Name(), name)
				}
				seen[name] = n
				if width > 0 && utf8.RuneCountInString(name) > width {
					t.Errorf("%s: %q is longer than %d", what, name, width)
				}
				if seed := fmt.Sprintf(" seed=%s", rest(n.Label(), "seed=")); n.Stage() == "train" && n.Label() != "" && strings.Contains(n.Label(), "seed=") && !strings.Contains(name, seed) {
					t.Errorf("%s, width %d: %q has lost its seed", what, width, name)
				}
			}
		}
	}
}

// Calls that differ in their seed have one setting, others have not.
func TestSettingsAreNamesWithoutSeeds(t *testing.T) {
	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{2, 1})
	for _, width := range []int{1000, 70, 40} {
		seen := map[string]longParams{}
		for seed := range 3 {
			for _, init := range []string{"he", "glorot uniform"} {
				for _, rate := range []float64{0.1, 0.2} {
					p := longParams{"DoS", rate, init, 8, seed}
					setting := pipeline.Do1(g, "train", Long, p, walk).Node().Setting(width)
					other, ok := seen[setting]
					other.Seed = seed
					if ok && other != p {
						t.Errorf("width %d: %+v and %+v are both %q", width, other, p, setting)
					}
					if strings.Contains(setting, "seed") || utf8.RuneCountInString(setting) > width {
						t.Errorf("width %d: %q", width, setting)
					}
					seen[setting] = p
				}
			}
		}
	}
	if a, b := g.Nodes()[1].Setting(50), g.Nodes()[5].Setting(50); a != b {
		t.Errorf("seeds 0 and 1 of one setting: %q, %q", a, b)
	}
}

func first[A, B any](a A, _ B) A { return a }

func rest(s, sep string) string {
	_, tail, _ := strings.Cut(s, sep)
	return tail
}

func TestNamesSayWhatDiffers(t *testing.T) {
	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{2, 1})
	a := pipeline.Do1(g, "train", Long, longParams{"DoS", 0.1, "he", 8, 3}, walk)
	b := pipeline.Do1(g, "train", Long, longParams{"DoS", 0.1, "glorot uniform", 8, 3}, walk)
	c := pipeline.Do1(g, "train", Long, longParams{"DoS", 0.1, "he", 16, 4}, walk)
	look := pipeline.Do1(g, "look", Look, struct{}{}, a)
	pipeline.Do1(g, "look", Look, struct{}{}, b)
	label := "DoS sigma=0.12 s=2, rnn relu Ng=1024 Np=512, adam lr=0.1 wd=0.0001 B=200 T=20 steps=200000"
	for n, want := range map[*pipeline.Node]string{
		a.Node():    "train " + label + " Initialiser=he seed=3",
		b.Node():    "train " + label + ` Initialiser="glorot uniform" seed=3`,
		c.Node():    "train " + label + " seed=4",
		look.Node(): "look of " + label + " Initialiser=he seed=3",
	} {
		if n.Name() != want {
			t.Errorf("%q, want %q", n.Name(), want)
		}
	}
	if got, want := c.Node().Short(40), "train seed=4"; got != want {
		t.Errorf("short: %q, want %q", got, want)
	}
}
