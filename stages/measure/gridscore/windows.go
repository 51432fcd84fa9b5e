package gridscore

import "math"

// The overlap of a map with itself, shifted by a lag, is a rectangle that
// touches a corner. So the sums over every window are four tables of sums
// that grow out of a corner: no differences are taken, and a window that holds
// only zeros sums to exactly zero.
const (
	topLeft = iota
	topRight
	bottomLeft
	bottomRight
	corners
)

// windows holds, for one corner, the sum S and the spread sqrt(N Q - S^2) over
// the window of h rows and w columns at [(h-1)n + w-1], Q being the sum of
// squares and N = hw the number of bins: N times the standard deviation. It
// is NaN where rounding makes the variance negative.
type windows struct {
	sum, spread []float64
	square      []float64 // Q over the row above, while the table grows
}

func newWindows(n int) windows {
	return windows{
		sum:    make([]float64, n*n*lanes),
		spread: make([]float64, n*n*lanes),
		square: make([]float64, n*lanes),
	}
}

// fill sums the windows at one corner of a group of n x n maps.
func (t *windows) fill(maps []float64, n, corner int) {
	clear(t.square)
	var above []float64
	for h := 1; h <= n; h++ {
		x := h - 1
		if corner == bottomLeft || corner == bottomRight {
			x = n - h
		}
		row := maps[x*n*lanes:][:n*lanes]
		sum := t.sum[(h-1)*n*lanes:][:n*lanes]
		spread := t.spread[(h-1)*n*lanes:][:n*lanes]
		first, step := 0, lanes
		if corner == topRight || corner == bottomRight {
			first, step = (n-1)*lanes, -lanes
		}
		var s, q [lanes]float64
		for w := 1; w <= n; w++ {
			v := row[first+(w-1)*step:][:lanes]
			bins := float64(h * w)
			at := (w - 1) * lanes
			for l := range lanes {
				s[l] += v[l]
				q[l] += float64(v[l] * v[l])
				ws, wq := s[l], q[l]+t.square[at+l]
				if above != nil {
					ws += above[at+l]
				}
				t.square[at+l] = wq
				sum[at+l] = ws
				spread[at+l] = math.Sqrt(float64(bins*wq) - float64(ws*ws))
			}
		}
		above = sum
	}
}
