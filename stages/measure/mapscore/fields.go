package mapscore

import "slices"

const (
	// fieldDepth is how far the rate must fall from a field's peak, in parts of
	// it, before it rises to a higher one.
	fieldDepth = 0.4
	// fieldPart is the least area of a field until it meets a higher one, as a
	// part of the area over which the map resembles itself; fieldBins in bins.
	fieldPart = 1
	fieldBins = 4
)

// leastField is the least number of bins of a field of a map with this
// autocorrelogram: noise left by the smoothing makes peaks that are smaller
// than the area around lag 0 where the correlation is above a half.
func leastField(sac []float64, n int) int {
	side, count := 2*n-1, 0
	centre := len(sac) / 2
	for di := -n / 2; di <= n/2; di++ {
		for dj := -n / 2; dj <= n/2; dj++ {
			if joined(sac, side, centre, di, dj) {
				count++
			}
		}
	}
	return max(fieldBins, int(fieldPart*float64(count)))
}

// joined reports that the correlation stays above a half on the way to a lag.
func joined(sac []float64, side, centre, di, dj int) bool {
	steps := max(di, -di, dj, -dj)
	for k := 1; k <= steps; k++ {
		if !(sac[centre+di*k/steps*side+dj*k/steps] > 0.5) {
			return false
		}
	}
	return true
}

// Fields counts the firing fields of a map. Each is judged by itself, not
// against the map's highest rate, so that weak fields count as they do by eye:
// a peak is one if the rate falls by 40 % of it on every way to a higher peak, and
// at least so many bins belong to it before the first such way opens.
// Bins adjoin along edges and corners; unvisited ones belong to none.
func Fields(rates []float64, rows, columns, bins int) int {
	order := descending(rates)
	basin := basins{rates: rates, parent: make([]int, len(rates)), bins: make([]int, len(rates)), least: bins}
	for k := range basin.parent {
		basin.parent[k] = -1
	}
	count := 0
	for _, bin := range order {
		k := bin.at
		basin.parent[k], basin.bins[k] = k, 1
		for x := max(0, k/columns-1); x <= min(rows-1, k/columns+1); x++ {
			for y := max(0, k%columns-1); y <= min(columns-1, k%columns+1); y++ {
				if basin.parent[x*columns+y] >= 0 && basin.join(k, x*columns+y, rates[k]) {
					count++
				}
			}
		}
	}
	for k, p := range basin.parent {
		if p == k && basin.bins[k] >= bins {
			count++ // what no higher one has swallowed
		}
	}
	return count
}

// A ranked bin is where a rate is.
type ranked struct {
	rate float64
	at   int
}

// descending are the bins with a rate above 0, highest first; of equal ones the
// first in the map.
func descending(rates []float64) []ranked {
	order := make([]ranked, 0, len(rates))
	for k, v := range rates {
		if v > 0 {
			order = append(order, ranked{v, k})
		}
	}
	slices.SortFunc(order, func(a, b ranked) int {
		switch {
		case a.rate > b.rate:
			return -1
		case a.rate < b.rate:
			return 1
		}
		return a.at - b.at
	})
	return order
}

// basins are sets of bins, each known by its highest bin.
type basins struct {
	rates        []float64
	parent, bins []int
	least        int // bins of a field
}

func (b *basins) root(k int) int {
	for b.parent[k] != k {
		b.parent[k] = b.parent[b.parent[k]]
		k = b.parent[k]
	}
	return k
}

// join lets the higher of two basins that meet at a rate swallow the lower one,
// and reports whether that was a field.
func (b *basins) join(i, j int, rate float64) (field bool) {
	high, low := b.root(i), b.root(j)
	if high == low {
		return false
	}
	if b.rates[low] > b.rates[high] || b.rates[low] == b.rates[high] && low < high {
		high, low = low, high
	}
	field = b.bins[low] >= b.least && rate <= (1-fieldDepth)*b.rates[low]
	b.parent[low] = high
	b.bins[high] += b.bins[low]
	return field
}
