package sweep

import (
	"testing"

	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// A wide box has the place cells and their activity of the published one, to the
// square metre, and rooms add few networks.
func TestRooms(t *testing.T) {
	rooms := Laptop().Rooms.Networks
	if len(rooms) == 0 || len(rooms) > 8 {
		t.Fatalf("%d networks, want 1 to 8", len(rooms))
	}
	seen := map[[2]bool]int{}
	usual := Laptop().DoS.Where(Setting(encoding.IdealSigmaM, encoding.IdealSurroundScale))[0]
	for _, n := range rooms {
		wide := n.Encoding.BoxWidthM == WideBoxM
		seen[[2]bool{wide, n.Encoding.Centres == encoding.Uniform}]++
		if n.Walk.BoxWidthM != n.Encoding.BoxWidthM || n.Net.Outputs != n.Encoding.Cells {
			t.Errorf("%v: walks in %v m, %d outputs for %d cells", n, n.Walk.BoxWidthM, n.Net.Outputs, n.Encoding.Cells)
		}
		density := func(p train.Params) float64 {
			return float64(p.Encoding.Cells) / (p.Encoding.BoxWidthM * p.Encoding.BoxWidthM)
		}
		gain := func(p train.Params) float64 { return p.PlaceGain / float64(p.Encoding.Cells) }
		if d, g := density(n)/density(usual), gain(n)/gain(usual); d < 0.99 || d > 1.01 || g < 0.99 || g > 1.01 {
			t.Errorf("%v: %v times the cells to the square metre, %v times their activity", n, d, g)
		}
		if n.GradientSteps != usual.GradientSteps || n.LearningRate != usual.LearningRate || n.Net.Units != usual.Net.Units {
			t.Errorf("%v is trained otherwise than the usual networks", n)
		}
	}
	if len(seen) != 3 || seen[[2]bool{false, false}] != 0 {
		t.Errorf("rooms by (wide, uniform): %v", seen)
	}
}
