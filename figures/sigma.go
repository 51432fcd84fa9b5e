package figures

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/theory/spectrum"
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

// check reports the first fault of a sample.
func (s SigmaSample) check() error {
	switch {
	case !(s.SigmaM > 0) || math.IsInf(s.SigmaM, 0):
		return fmt.Errorf("SigmaM is %v m, want a positive width", s.SigmaM)
	case !(s.Scale > 0) || math.IsInf(s.Scale, 0):
		return fmt.Errorf("Scale is %v, want a positive number", s.Scale)
	case s.Networks < 1:
		return fmt.Errorf("Networks is %d, want at least 1", s.Networks)
	case !(s.TheoryM >= 0) || !(s.PublishedM >= 0):
		return fmt.Errorf("TheoryM is %v and PublishedM %v m, want 0 or more", s.TheoryM, s.PublishedM)
	}
	return nil
}

// checkSigmas reports the first fault of the samples, and counts their
// networks. Widths grow, so that lines join neighbours.
func checkSigmas(samples []SigmaSample) (networks int, err error) {
	for i, s := range samples {
		if err := s.check(); err != nil {
			return 0, fmt.Errorf("Samples[%d].%w", i, err)
		}
		if i > 0 && s.SigmaM <= samples[i-1].SigmaM {
			return 0, fmt.Errorf("Samples[%d].SigmaM is %v m, want more than the one before", i, s.SigmaM)
		}
		networks += s.Networks
	}
	if networks == 0 {
		return 0, fmt.Errorf("Samples is empty, want at least 1 width")
	}
	return networks, nil
}

// width is everything that is known of a sample's networks.
type width struct {
	sample SigmaSample
	maps   []ratemap.Maps
	scores []gridscore.Scores
	nulls  []null.Distribution
}

// accurate are the scores and nulls of the networks that decode well enough.
func (w width) accurate(j Judge) (scores, nulls []gridscore.Scores) {
	for i := range w.maps {
		if r, _ := newRun("", i, j, &w.maps[i], w.scores[i]); j.accurate(r) {
			scores, nulls = append(scores, w.scores[i]), append(nulls, nullScores(w.nulls[i]))
		}
	}
	return scores, nulls
}

// split deals what is known of the networks out to their samples.
func split(samples []SigmaSample, maps []ratemap.Maps, scores []gridscore.Scores, nulls []null.Distribution) []width {
	var out []width
	first := 0
	for _, s := range samples {
		end := first + s.Networks
		out = append(out, width{s, maps[first:end], scores[first:end], nulls[first:end]})
		first = end
	}
	return out
}

// periodsOf are the periods, up to the longest that counts, of each network's
// active units above the threshold.
func periodsOf(networks []gridscore.Scores, threshold, longestM float64) [][]float64 {
	var out [][]float64
	for _, s := range networks {
		var of []float64
		for _, u := range s.Units {
			if u.Active && u.Score60 > threshold && u.PeriodSACM > 0 && u.PeriodSACM <= longestM {
				of = append(of, u.PeriodSACM)
			}
		}
		out = append(out, of)
	}
	return out
}

// ringPeriod is the lattice period of the strongest ring of a code's spectrum.
func ringPeriod(s spectrum.Spectra) float64 { return s.Summary.RingPeriodM }

// sigmaRange spans the samples' widths.
func sigmaRange(samples []SigmaSample) (lo, hi float64) {
	lo, hi = samples[0].SigmaM, samples[len(samples)-1].SigmaM
	return lo - 0.01, hi + 0.01
}

// settled are the sorted values without repetition.
func settled(values []float64) []float64 {
	out := slices.Clone(values)
	slices.Sort(out)
	return slices.Compact(out)
}
