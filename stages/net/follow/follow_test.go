package follow

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

func trained(t *testing.T) (Params, train.Network, []trajectory.Path) {
	t.Helper()
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = 20, 12, 9
	eval, err := trajectory.Simulate(context.Background(), walk)
	if err != nil {
		t.Fatal(err)
	}
	p := Params{Network: train.Smoke(encoding.Cartesian(), 1), Paths: 3, Steps: 12}
	n, err := train.Train(context.Background(), p.Network, eval)
	if err != nil {
		t.Fatal(err)
	}
	return p, n, eval
}

func TestFollow(t *testing.T) {
	p, n, eval := trained(t)
	f, err := Follow(context.Background(), p, n, eval)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Points) != 3*12 || len(f.Steps) != 12 {
		t.Fatalf("%d points and %d steps, want 36 and 12", len(f.Points), len(f.Steps))
	}
	for _, q := range f.Points {
		true_ := eval[q.Path]
		if q.XM != true_.XM[q.Step-1] || q.YM != true_.YM[q.Step-1] {
			t.Fatalf("path %d, step %d lies at (%v, %v), want (%v, %v)", q.Path, q.Step, q.XM, q.YM, true_.XM[q.Step-1], true_.YM[q.Step-1])
		}
		if d := math.Hypot(q.DecodedXM-q.XM, q.DecodedYM-q.YM); math.Abs(d-q.DistanceM) > 1e-12 {
			t.Fatalf("path %d, step %d: distance %v, want %v", q.Path, q.Step, q.DistanceM, d)
		}
	}
	mean := 0.0
	for _, s := range f.Steps {
		mean += s.MeanErrorM / 12
	}
	if want := n.Summary.ErrorAllM; math.Abs(mean-want) > 1e-9 {
		t.Errorf("mean error %v m, training measured %v m", mean, want)
	}
}

func TestDivergedNetworkIsNotFollowed(t *testing.T) {
	p, n, eval := trained(t)
	n.Summary.Outcome = train.Diverged
	if f, err := Follow(context.Background(), p, n, eval); err != nil || len(f.Points)+len(f.Steps) != 0 {
		t.Errorf("%d points, %d steps, error %v", len(f.Points), len(f.Steps), err)
	}
}

func TestBadParams(t *testing.T) {
	p, n, eval := trained(t)
	for want, change := range map[string]func(*Params){
		"at most the 20": func(p *Params) { p.Paths = 21 },
		"Steps":          func(p *Params) { p.Steps = 0 },
		"at least 13":    func(p *Params) { p.Steps = 13 },
		"LearningRate":   func(p *Params) { p.Network.LearningRate = 0 },
	} {
		q := p
		change(&q)
		if _, err := Follow(context.Background(), q, n, eval); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want it to say %q", err, want)
		}
	}
}
