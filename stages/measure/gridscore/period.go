package gridscore

import (
	"fmt"
	"math"
	"sort"

	"nofreelunch/stages/core/dmath"
)

// Raw returns the raw autocorrelation of one map: the sum of products at each
// lag, neither normalised nor freed of the mean, unvisited bins counting as 0.
func (s *Scorer) Raw(rates []float64) []float64 {
	if len(rates) != s.n*s.n {
		panic(fmt.Sprintf("gridscore: a map of %d rates, want %d", len(rates), s.n*s.n))
	}
	clear(s.maps)
	for k, v := range rates {
		s.maps[k*lanes] = published(v)
	}
	s.q.set(s.maps)
	correlate(s.cross, s.maps, s.q)
	out := make([]float64, (2*s.n-1)*(2*s.n-1))
	s.products(out, 0)
	return out
}

// A Peak is a lag, in bins, at which an autocorrelation is highest.
type Peak struct {
	Row, Column int
}

func (p Peak) squared() int { return p.Row*p.Row + p.Column*p.Column }

// Peaks returns the local maxima of a (2n-1) x (2n-1) image as offsets from
// its centre, by distance, row and column. A pixel is a peak if none of its
// eight neighbours is higher, it is higher than the lowest pixel and does not
// lie on the border; equal neighbours are all peaks. An image without a pixel
// lower than a neighbour has none.
func Peaks(image []float64, n int) []Peak {
	side := 2*n - 1
	least := math.Inf(1)
	for _, v := range image {
		least = min(least, v)
	}
	var peaks []Peak
	flat := true
	for i := range side {
		for j := range side {
			v := image[i*side+j]
			if !highest(image, side, i, j) {
				flat = false
				continue
			}
			if v > least && i > 0 && j > 0 && i < side-1 && j < side-1 {
				peaks = append(peaks, Peak{i - (n - 1), j - (n - 1)})
			}
		}
	}
	if flat {
		return nil
	}
	sort.SliceStable(peaks, func(a, b int) bool {
		return peaks[a].squared() < peaks[b].squared()
	})
	return peaks
}

// highest reports that no neighbour of a pixel is higher.
func highest(image []float64, side, i, j int) bool {
	v := image[i*side+j]
	for x := max(0, i-1); x <= min(side-1, i+1); x++ {
		for y := max(0, j-1); y <= min(side-1, j+1); y++ {
			if !(image[x*side+y] <= v) {
				return false
			}
		}
	}
	return true
}

// neighbours is the number of peaks around the centre of a hexagonal lattice.
const neighbours = 6

// PeriodResult is the published estimate of a map's period.
type PeriodResult struct {
	Bins, SDBins    float64 // mean and standard deviation of the distances; NaN without peaks
	OrientationsRad []float64
	Peaks           []Peak // the peaks used
}

// PublishedPeriod estimates the period as published: the nearest peak of the
// raw autocorrelation is taken to be the centre, and the next six by distance
// are averaged. Where more lie at equal distance the lower row, then column,
// counts first; that choice moves orientations, not the period.
func PublishedPeriod(raw []float64, n int) PeriodResult {
	peaks := Peaks(raw, n)
	if len(peaks) > 0 {
		peaks = peaks[1:min(len(peaks), neighbours+1)]
	}
	r := PeriodResult{Bins: math.NaN(), SDBins: math.NaN(), Peaks: peaks}
	if len(peaks) == 0 {
		return r
	}
	sum := 0.0
	for _, p := range peaks {
		sum += math.Sqrt(float64(p.squared()))
		r.OrientationsRad = append(r.OrientationsRad, dmath.Atan2(float64(p.Column), float64(p.Row)))
	}
	r.Bins = sum / float64(len(peaks))
	squares := 0.0
	for _, p := range peaks {
		d := math.Sqrt(float64(p.squared())) - r.Bins
		squares += float64(d * d)
	}
	r.SDBins = math.Sqrt(squares / float64(len(peaks)))
	return r
}

// Lattice is a period with sub-bin accuracy.
type Lattice struct {
	Bins           float64 // NaN without peaks
	OrientationRad float64 // modulo 60 degrees, from the first map axis
	Peaks          int     // peaks used
}

const (
	// latticeReach is the largest lag, in map widths, at which a peak
	// counts: beyond it few bins overlap.
	latticeReach = 0.75
	// latticeSpread is how much farther than the nearest a peak of the same
	// ring may lie.
	latticeSpread = 1.5
)

// LatticePeriod estimates the period from a mean-removed autocorrelogram: the
// up to six nearest positive peaks other than the centre, each placed by the
// paraboloid through its 3 x 3 neighbourhood, as far as they lie within 1.5
// times the nearest one's distance.
func LatticePeriod(sac []float64, n int) Lattice {
	return LatticeOf(LatticePeaks(sac, n))
}

// LatticeOf is the lattice of some peaks.
func LatticeOf(peaks []Lag) Lattice {
	var sum, cos, sin float64
	for _, p := range peaks {
		s, c := dmath.Sincos(neighbours * dmath.Atan2(p.Y, p.X))
		sum, cos, sin = sum+math.Sqrt(float64(p.X*p.X)+float64(p.Y*p.Y)), cos+c, sin+s
	}
	count := len(peaks)
	if count == 0 {
		return Lattice{math.NaN(), math.NaN(), 0}
	}
	angle := dmath.Atan2(sin, cos) / neighbours
	if angle < 0 {
		angle += math.Pi / 3
	}
	return Lattice{sum / float64(count), angle, count}
}

// A Lag is a place in an autocorrelogram, in bins from its centre.
type Lag struct{ X, Y float64 }

// LatticePeaks are the peaks that LatticePeriod takes.
func LatticePeaks(sac []float64, n int) (lags []Lag) {
	side := 2*n - 1
	reach := int(latticeReach * float64(n))
	nearest := 0.0
	for _, p := range Peaks(sac, n) {
		at := (p.Row+n-1)*side + p.Column + n - 1
		if p == (Peak{}) || max(p.Row, -p.Row, p.Column, -p.Column) > reach || !(sac[at] > 0) {
			continue
		}
		dx, dy := refine(sac, side, at)
		x, y := float64(p.Row)+dx, float64(p.Column)+dy
		d := math.Sqrt(float64(x*x) + float64(y*y))
		if len(lags) == 0 {
			nearest = d
		}
		if len(lags) == neighbours || d > latticeSpread*nearest {
			break
		}
		lags = append(lags, Lag{x, y})
	}
	return lags
}

// refine is where, relative to pixel at, the least-squares paraboloid through
// its 3 x 3 neighbourhood is highest; 0 where it is not a peak within a pixel.
func refine(image []float64, side, at int) (dx, dy float64) {
	var sum, x1, y1, xx, yy, xy float64
	for i := -1; i <= 1; i++ {
		for j := -1; j <= 1; j++ {
			v := image[at+i*side+j]
			x, y := float64(i), float64(j)
			sum += v
			x1 += float64(x * v)
			y1 += float64(y * v)
			xx += float64(x * x * v)
			yy += float64(y * y * v)
			xy += float64(x * y * v)
		}
	}
	bx, by := x1/6, y1/6
	hxx := xx - float64(sum*2)/3 // twice the coefficient of x^2
	hyy := yy - float64(sum*2)/3
	hxy := xy / 4
	det := float64(hxx*hyy) - float64(hxy*hxy)
	if !(det > 0 && hxx < 0) {
		return 0, 0
	}
	dx = -(float64(hyy*bx) - float64(hxy*by)) / det
	dy = -(float64(hxx*by) - float64(hxy*bx)) / det
	if !(math.Abs(dx) <= 1 && math.Abs(dy) <= 1) {
		return 0, 0
	}
	return dx, dy
}
