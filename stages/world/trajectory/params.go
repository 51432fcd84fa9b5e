package trajectory

import (
	"fmt"
	"math"
)

// Params describes the walk and how much of it. Every field but Periodic and
// Seed must be set.
type Params struct {
	BoxWidthM       float64 // side of the square box, centred on 0, m
	DtS             float64 // duration of a step, s
	SpeedScaleMPerS float64 // scale of the Rayleigh distribution of speeds, m/s
	TurnSDRadPerS   float64 // standard deviation of the turn rate, rad/s
	WallDistanceM   float64 // how near a wall is seen, m
	WallSlowdown    float64 // factor of the speed of a step towards a near wall, 1
	Periodic        bool    // no walls: the box is a torus
	Paths           int     // how many paths
	Steps           int     // steps a path, not counting the discarded first one
	Seed            uint64  // names the set of paths
}

// Published returns the published walk; Paths, Steps and Seed are the caller's.
func Published() Params {
	return Params{
		BoxWidthM:       2.2,
		DtS:             0.02,
		SpeedScaleMPerS: 0.13 * 2 * math.Pi,
		TurnSDRadPerS:   11.52,
		WallDistanceM:   0.03,
		WallSlowdown:    0.25,
	}
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if p.Paths < 1 || p.Paths > 1<<24 {
		return fmt.Errorf("trajectory: Paths = %d, want 1 to %d", p.Paths, 1<<24)
	}
	if p.Steps < 1 || p.Steps > 1<<24 {
		return fmt.Errorf("trajectory: Steps = %d, want 1 to %d", p.Steps, 1<<24)
	}
	return p.validateWalk()
}

// validateWalk checks what a Walker needs: all but Paths and Steps.
func (p Params) validateWalk() error {
	for _, f := range []struct {
		name      string
		value, hi float64
	}{
		{"BoxWidthM", p.BoxWidthM, 1e6},
		{"DtS", p.DtS, 1e3},
		{"SpeedScaleMPerS", p.SpeedScaleMPerS, 1e6},
		{"TurnSDRadPerS", p.TurnSDRadPerS, 1e6},
	} {
		if !(f.value > 0 && f.value <= f.hi) {
			return fmt.Errorf("trajectory: %s = %v, want above 0 and at most %v", f.name, f.value, f.hi)
		}
	}
	if !(p.WallDistanceM >= 0 && p.WallDistanceM <= p.BoxWidthM/2) {
		return fmt.Errorf("trajectory: WallDistanceM = %v, want 0 to half the box, %v", p.WallDistanceM, p.BoxWidthM/2)
	}
	if !(p.WallSlowdown > 0 && p.WallSlowdown <= 1) {
		return fmt.Errorf("trajectory: WallSlowdown = %v, want above 0 and at most 1", p.WallSlowdown)
	}
	return nil
}

// String is how logs and figures name the walk.
func (p Params) String() string {
	s := fmt.Sprintf("%d paths of %d steps, %g m box, seed %d", p.Paths, p.Steps, p.BoxWidthM, p.Seed)
	if p.Periodic {
		s += ", periodic"
	}
	return s
}

// OvershootM is how far outside a walled box a position is taken never to
// lie, in m: the longest single step that a 53-bit uniform number can draw. The
// wall rule sees the nearest wall only and acts after the move, so paths do
// leave the box by some centimetres (by up to 7 in 200,000 published steps).
func (p Params) OvershootM() float64 {
	const longest = 8.6 // > sqrt(2 ln 2**53), in units of the scale
	return longest * p.SpeedScaleMPerS * p.DtS
}
