package train

import (
	"context"
	"math"
	"testing"

	"nofreelunch/pipeline/table"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

func TestCostIsWhatTrainingTakes(t *testing.T) {
	p := Smoke(encoding.DoS(0.12, 2), 1)
	p.Net.Units, p.GradientSteps, p.SnapshotEverySteps = 128, 4, 2
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = 20, 20, 1
	paths, err := trajectory.Simulate(context.Background(), walk)
	if err != nil {
		t.Fatal(err)
	}
	n, err := Train(context.Background(), p, paths)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := table.Encode(n, nil)
	if err != nil {
		t.Fatal(err)
	}
	size := 0.0
	for _, b := range blobs {
		size += float64(len(b))
	}
	gflop, bytes := Cost(p)
	if math.Abs(gflop/n.Summary.GFLOP-1) > 1e-9 {
		t.Errorf("%v GFLOP, the training counted %v", gflop, n.Summary.GFLOP)
	}
	if bytes < 0.8*size || bytes > 1.5*size {
		t.Errorf("%.0f bytes predicted, %.0f made", bytes, size)
	}
}
