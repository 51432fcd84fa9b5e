package train

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

func lineOf(t *testing.T) (BetweenParams, []Network, []trajectory.Path) {
	t.Helper()
	ctx := context.Background()
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = 20, 10, 1<<32
	paths, err := trajectory.Simulate(ctx, walk)
	if err != nil {
		t.Fatal(err)
	}
	p := BetweenParams{Points: 4, Paths: 20, Steps: 10}
	var nets []Network
	for seed := range uint64(3) {
		n := Smoke(encoding.DoS(0.12, 2), seed)
		net, err := Train(ctx, n, paths)
		if err != nil {
			t.Fatal(err)
		}
		p.Networks, nets = append(p.Networks, n), append(nets, net)
	}
	return p, nets, paths
}

// At whole numbers the walk meets the trained networks, whose loss training
// measured itself.
func TestBetweenMeetsTheNetworks(t *testing.T) {
	p, nets, paths := lineOf(t)
	line, err := Between(context.Background(), p, nets, paths)
	if err != nil {
		t.Fatal(err)
	}
	if len(line.Points) != 2*4+1 {
		t.Fatalf("%d points", len(line.Points))
	}
	for _, q := range line.Points {
		if q.At != math.Floor(q.At) {
			continue
		}
		want := nets[int(q.At)].Summary
		if math.Abs(q.Loss-want.Loss) > 1e-12*want.Loss || math.Abs(1-q.Unexplained-want.Explained) > 1e-9 || math.Abs(q.ErrorM-want.Error20M) > 1e-12 {
			t.Errorf("at %v: %+v, trained %+v", q.At, q, want)
		}
	}
	nets[1] = Network{Summary: Summary{Outcome: Diverged}}
	if line, err = Between(context.Background(), p, nets, paths); err != nil || len(line.Points) != 0 {
		t.Errorf("a diverged network: %+v, %v", line, err)
	}
}

func TestBetweenRefusesBadInput(t *testing.T) {
	p, nets, paths := lineOf(t)
	for name, spoil := range map[string]func(*BetweenParams){
		"Networks":    func(p *BetweenParams) { p.Networks = p.Networks[:1] },
		"Networks[1]": func(p *BetweenParams) { p.Networks[1].LearningRate = 0.1 },
		"Points":      func(p *BetweenParams) { p.Points = 0 },
		"Paths":       func(p *BetweenParams) { p.Paths = 1000 },
		"Steps":       func(p *BetweenParams) { p.Steps = 0 },
	} {
		q := p
		q.Networks = append([]Params(nil), p.Networks...)
		spoil(&q)
		if _, err := Between(context.Background(), q, nets, paths); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
	if _, err := Between(context.Background(), p, nets[:2], paths); err == nil {
		t.Error("a missing network was accepted")
	}
}
