package surrogate

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/net/train"
)

// Params says of which network surrogates are made, and what is asked of them.
type Params struct {
	Network train.Params
	Scoring gridscore.Params

	Rounds int // of the iteration
	Draws  int // surrogates of each active unit

	Thresholds []float64 // Score60s above which units and surrogates are counted, growing
	MaxPeriodM float64   // longest lattice period that counts as short, m

	LeastScores []float64 // Score60s above which a lattice counts for coherence, growing
	Populations int       // of surrogates, drawn for the test of coherence
	Seed        uint64
}

// Defaults are one surrogate a unit, counted at the published thresholds.
func Defaults(network train.Params, scoring gridscore.Params) Params {
	return Params{
		Network: network, Scoring: scoring, Rounds: 12, Draws: 1,
		Thresholds: []float64{0.3, 0.75, 0.8, 0.85, 1, 1.15}, MaxPeriodM: 1.3,
		LeastScores: []float64{0.3, 0.8}, Populations: 999, Seed: network.Seed,
	}
}

// String names the surrogates.
func (p Params) String() string {
	return fmt.Sprintf("%d surrogates a unit of %v", p.Draws, p.Network)
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if err := p.Network.Validate(); err != nil {
		return fmt.Errorf("surrogate: Network: %w", err)
	}
	if err := p.Scoring.Validate(); err != nil {
		return fmt.Errorf("surrogate: Scoring: %w", err)
	}
	for _, n := range []struct {
		name      string
		value, hi int
	}{{"Rounds", p.Rounds, 1000}, {"Draws", p.Draws, 10000}, {"Populations", p.Populations, 1000000}} {
		if n.value < 1 || n.value > n.hi {
			return fmt.Errorf("surrogate: %s is %d, must be 1 to %d", n.name, n.value, n.hi)
		}
	}
	switch {
	case p.Scoring.BoxWidthM != p.Network.Encoding.BoxWidthM:
		return fmt.Errorf("surrogate: Scoring.BoxWidthM is %v m, must be the network's, %v m", p.Scoring.BoxWidthM, p.Network.Encoding.BoxWidthM)
	case !growing(p.Thresholds):
		return fmt.Errorf("surrogate: Thresholds are %v, must be at least one, finite and growing", p.Thresholds)
	case !growing(p.LeastScores) || p.LeastScores[0] < p.Scoring.PeriodMinScore60:
		return fmt.Errorf("surrogate: LeastScores are %v, must be at least one, growing from %v", p.LeastScores, p.Scoring.PeriodMinScore60)
	case !(p.MaxPeriodM > 0 && p.MaxPeriodM < 100):
		return fmt.Errorf("surrogate: MaxPeriodM is %v m, must be between 0 and 100", p.MaxPeriodM)
	}
	return nil
}

func growing(v []float64) bool {
	return len(v) > 0 && slices.IsSorted(v) && !slices.ContainsFunc(v, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
}
