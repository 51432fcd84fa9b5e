// Package dimension estimates how many dimensions a cloud of points fills.
//
// With the covariance's eigenvalues l, r1 and r2 the distances to a point's
// nearest and second nearest neighbour, and d1..dk those to its k nearest:
//
//	participation ratio  (sum l)^2 / sum l^2
//	TwoNN                slope, through 0, of -log(1 - F(mu)) against log(mu), mu = r2/r1
//	method of moments    mean over points of m / (dk - m), m = mean of d1..dk
//	rank                 eigenvalues above a tolerance
//
// References: [Facco2017] (TwoNN, with its tenth of largest ratios left out),
// [Amsaleg2018] (method of moments, k = 100). The published numbers come from
// scikit-dimension 0.3.3, whose definitions these are: its empirical
// distribution F starts at 0.
//
// The package does not know what the points are.
package dimension

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/linalg"
)

// A Cloud holds points row by row.
type Cloud struct {
	Points, Features int
	Values           []float64
}

// NewCloud wraps values; they must be finite.
func NewCloud(points, features int, values []float64) (Cloud, error) {
	if points < 1 || features < 1 || len(values) != points*features {
		return Cloud{}, fmt.Errorf("dimension: %d values for %d points of %d features", len(values), points, features)
	}
	for i, v := range values {
		if v-v != 0 {
			return Cloud{}, fmt.Errorf("dimension: point %d, feature %d is %v, must be finite", i/features, i%features, v)
		}
	}
	return Cloud{points, features, values}, nil
}

func (c Cloud) point(i int) []float64 { return c.Values[i*c.Features:][:c.Features] }

// gram is the smaller of the two matrices of inner products of the centred
// points, whose non-zero eigenvalues are the same.
func (c Cloud) gram() linalg.Matrix {
	mean := make([]float64, c.Features)
	for i := range c.Points {
		for j, v := range c.point(i) {
			mean[j] += v
		}
	}
	for j := range mean {
		mean[j] /= float64(c.Points)
	}
	if c.Points <= c.Features {
		rows := make([][]float64, c.Points)
		for i := range rows {
			rows[i] = make([]float64, c.Features)
			for j, v := range c.point(i) {
				rows[i][j] = v - mean[j]
			}
		}
		g := linalg.New(c.Points, c.Points)
		for i := range rows {
			for j := range i + 1 {
				sum := 0.0
				for k, v := range rows[i] {
					sum += float64(v * rows[j][k])
				}
				g.Set(i, j, sum)
				g.Set(j, i, sum)
			}
		}
		return g
	}
	g := linalg.New(c.Features, c.Features)
	centred := make([]float64, c.Features)
	for i := range c.Points {
		for j, v := range c.point(i) {
			centred[j] = v - mean[j]
		}
		for a, v := range centred {
			row := g.Row(a)[:a+1]
			for b := range row {
				row[b] += float64(v * centred[b])
			}
		}
	}
	for a := range c.Features {
		for b := range a {
			g.Set(b, a, g.At(a, b))
		}
	}
	return g
}

// ParticipationRatio is (sum of the covariance's eigenvalues)^2 over the sum
// of their squares; NaN if the points do not differ.
func (c Cloud) ParticipationRatio() float64 { return participation(c.gram()) }

// participation needs no eigenvalues: their sum is the trace, the sum of their
// squares that of the elements.
func participation(g linalg.Matrix) float64 {
	trace, squares := 0.0, 0.0
	for i := range g.Rows {
		trace += g.At(i, i)
	}
	if !(trace > 0) || math.IsInf(trace, 0) {
		return math.NaN()
	}
	for _, v := range g.Data {
		v /= trace
		squares += float64(v * v)
	}
	return 1 / squares
}

// Rank counts the standard deviations along the principal axes that exceed
// tolerance times the largest. Below about 1e-7 rounding fills every axis.
func (c Cloud) Rank(tolerance float64) (int, error) { return rank(c.gram(), tolerance) }

func rank(g linalg.Matrix, tolerance float64) (int, error) {
	values, _, err := linalg.EigenSym(g)
	if err != nil {
		return 0, fmt.Errorf("dimension: %w", err)
	}
	largest := 0.0
	for _, v := range values {
		largest = max(largest, v)
	}
	count := 0
	for _, v := range values {
		if v > float64(largest*float64(tolerance*tolerance)) {
			count++
		}
	}
	return count, nil
}

// neighbours holds the distances to the k nearest other points, ascending, for
// every point. Each point is served alone, so the number of threads changes
// nothing.
func (c Cloud) neighbours(k, threads int) [][]float64 {
	near := make([][]float64, c.Points)
	var wait sync.WaitGroup
	for t := range threads {
		wait.Go(func() {
			squared := make([]float64, 0, c.Points)
			for i := t; i < c.Points; i += threads {
				squared = squared[:0]
				for j := range c.Points {
					if j != i {
						squared = append(squared, distance(c.point(i), c.point(j)))
					}
				}
				slices.Sort(squared)
				near[i] = slices.Clone(squared[:min(k, len(squared))])
				for j, v := range near[i] {
					near[i][j] = math.Sqrt(v)
				}
			}
		})
	}
	wait.Wait()
	return near
}

// distance is the squared distance of two points, in four interleaved sums.
func distance(a, b []float64) float64 {
	var s0, s1, s2, s3 float64
	k := 0
	for ; k+3 < len(a) && k+3 < len(b); k += 4 {
		d0, d1, d2, d3 := a[k]-b[k], a[k+1]-b[k+1], a[k+2]-b[k+2], a[k+3]-b[k+3]
		s0 += float64(d0 * d0)
		s1 += float64(d1 * d1)
		s2 += float64(d2 * d2)
		s3 += float64(d3 * d3)
	}
	for ; k < len(a); k++ {
		d := a[k] - b[k]
		s0 += float64(d * d)
	}
	return (s0 + s1) + (s2 + s3)
}

// discarded is the fraction of largest ratios that TwoNN leaves out.
const discarded = 0.1

// TwoNN estimates the dimension from the ratio of the distances to the two
// nearest neighbours. Points with a twin have no ratio and are left out. It is
// NaN of too few points, or of ones without distances.
func (c Cloud) TwoNN() float64 { return twoNN(c.neighbours(2, 1)) }

func twoNN(near [][]float64) float64 {
	var ratios []float64
	for _, d := range near {
		if len(d) >= 2 && d[0] > 0 {
			ratios = append(ratios, d[1]/d[0])
		}
	}
	slices.Sort(ratios)
	n := float64(len(ratios))
	xx, xy := 0.0, 0.0
	for k := range int(float64(n * (1 - discarded))) {
		x := dmath.Log(ratios[k])
		y := -dmath.Log(1 - float64(k)/n)
		xx += float64(x * x)
		xy += float64(x * y)
	}
	if xx == 0 {
		return math.NaN()
	}
	return xy / xx
}

// Moments estimates the dimension from the mean distance to the k nearest
// neighbours of every point. Points whose neighbours are all equally far have
// no estimate and are left out.
func (c Cloud) Moments(k int) float64 { return moments(c.neighbours(k, 1), k) }

func moments(near [][]float64, k int) float64 {
	sum, count := 0.0, 0
	for _, d := range near {
		d = d[:min(k, len(d))]
		if len(d) < 2 {
			continue
		}
		mean := 0.0
		for _, v := range d {
			mean += v
		}
		mean /= float64(len(d))
		if farthest := d[len(d)-1]; farthest > mean {
			sum += mean / (farthest - mean)
			count++
		}
	}
	return sum / float64(count)
}
