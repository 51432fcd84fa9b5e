package mapscore

import (
	"fmt"
	"math"
	"strings"
)

const (
	// leastVisited is the part of a map below which it is sparse.
	leastVisited = 0.5
	// leastPeaks is how many peaks around the centre a lattice has at least
	// that deserves the name: two of its three pairs.
	leastPeaks = 4
	// mostPeriods is the longest period, in sides of the map, of which enough fit.
	mostPeriods = 0.6
	// likePeriods is how far the two periods may differ, as a ratio.
	likePeriods = 1.15
	// likeScores is how far the two handlings of unvisited bins may differ.
	likeScores = 0.2
	// leastScore is the Score60 above which the published analysis measures periods.
	leastScore = 0.3
	// leastRepeated is the part of the variance that bins of a smoothed map share.
	leastRepeated = 0.65
)

// warning says why numbers of the row may mean little.
func (r *Row) warning(repeated float64) string {
	var all []string
	add := func(on bool, format string, args ...any) {
		if on {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	add(r.Visited < leastVisited, "sparse: %.0f %% of the bins have a rate", 100*r.Visited)
	add(repeated < leastRepeated, "not smoothed: neighbouring bins share %.0f %% of the variance, so fields and peaks are of noise", 100*repeated)
	add(r.Rows != r.Columns, "not square: the published forms are not defined")
	add(math.Abs(r.Score60Minmax-r.Score60MinmaxCorrected) > likeScores,
		"Score60 is %.2f with unvisited bins at 0, %.2f without them", r.Score60Minmax, r.Score60MinmaxCorrected)
	add(!(r.Score60MinmaxCorrected > leastScore), "Score60 is not above %.1f: the period is of no lattice", leastScore)
	add(r.Peaks < leastPeaks, "only %d of 6 peaks around the centre", r.Peaks)
	add(r.PeriodBins > mostPeriods*float64(max(r.Rows, r.Columns)), "few periods: one is %.0f %% of the map's side", 100*r.PeriodBins/float64(max(r.Rows, r.Columns)))
	if ratio := r.PublishedPeriodBins / r.PeriodBins; ratio > likePeriods || ratio < 1/likePeriods {
		add(true, "periods disagree: %.1f bins of the lattice, %.1f as published", r.PeriodBins, r.PublishedPeriodBins)
	}
	return strings.Join(all, "; ")
}

// repeated is the part of a map's variance that its neighbouring bins share: its
// autocorrelogram at lag 0, as the lags of one and two bins would have it.
// Noise of single bins adds to lag 0 alone.
func repeated(sac []float64, n int) float64 {
	side, centre := 2*n-1, len(sac)/2
	one := float64((sac[centre+1] + sac[centre+side]) / 2)
	two := float64((sac[centre+2] + sac[centre+2*side]) / 2)
	return (float64(4*one) - two) / 3
}
