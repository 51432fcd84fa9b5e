package figures

import (
	"fmt"
	"math"

	"nofreelunch/stages/gridscore"
)

// SigmaSample is a group of DoS networks of one place-field width.
type SigmaSample struct {
	SigmaM   float64 // width of the centre, m
	Scale    float64 // s, surround over centre
	Networks int     // how many of the networks are its
	TheoryM  float64 // lattice period that theory predicts, m; 0 if none
	// PublishedM is the published mode of the grid periods, m; 0 if none.
	PublishedM float64
}

// checkSigmas reports the first fault of the samples, or the wrong number of
// networks. Widths grow, so that lines join neighbours.
func checkSigmas(samples []SigmaSample, maps, scores int) error {
	n := 0
	for i, s := range samples {
		switch {
		case !(s.SigmaM > 0) || math.IsInf(s.SigmaM, 0):
			return fmt.Errorf("Samples[%d].SigmaM is %v m, want a positive width", i, s.SigmaM)
		case s.Networks < 1:
			return fmt.Errorf("Samples[%d].Networks is %d, want at least 1", i, s.Networks)
		case i > 0 && s.SigmaM <= samples[i-1].SigmaM:
			return fmt.Errorf("Samples[%d].SigmaM is %v m, want more than the one before", i, s.SigmaM)
		case !(s.TheoryM >= 0) || !(s.PublishedM >= 0):
			return fmt.Errorf("Samples[%d]: TheoryM %v and PublishedM %v, want 0 or more", i, s.TheoryM, s.PublishedM)
		}
		n += s.Networks
	}
	if n == 0 || maps != n || scores != n {
		return fmt.Errorf("%d maps and %d scores for %d networks in Samples", maps, scores, n)
	}
	return nil
}

// periods are the periods of a network's active units above a threshold.
func periods(s gridscore.Scores, threshold float64) []float64 {
	var out []float64
	for _, u := range s.Units {
		if u.Active && u.Score60 > threshold && u.PeriodSACM > 0 && !math.IsInf(u.PeriodSACM, 0) {
			out = append(out, u.PeriodSACM)
		}
	}
	return out
}

// sigmaRange spans the samples' widths.
func sigmaRange(samples []SigmaSample) (lo, hi float64) {
	lo, hi = samples[0].SigmaM, samples[len(samples)-1].SigmaM
	return lo - 0.01, hi + 0.01
}
