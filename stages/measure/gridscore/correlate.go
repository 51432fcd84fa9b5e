package gridscore

// lanes is how many maps are scored side by side: bin k of the maps of one
// group lies at [4k], [4k+1], [4k+2] and [4k+3]. Lanes never mix, so a map's
// scores do not depend on its neighbours.
const lanes = 4

// lagBlock is how many neighbouring lags one kernel call sums.
const lagBlock = 8

// rowTile is how many rows are summed for every block of lags before the next
// rows: they stay in the nearest cache.
const rowTile = 4

// padded is a group of maps with zeros on both sides of every row, so that a
// block of lags may read past the overlap: a term that is 0 leaves a sum's
// bits alone.
type padded struct {
	n, stride int // stride in bins
	v         []float64
}

func newPadded(n int) padded {
	stride := n + 2*lagBlock
	return padded{n: n, stride: stride, v: make([]float64, n*stride*lanes)}
}

// set copies a group of n x n maps into the padding.
func (p padded) set(maps []float64) {
	row := p.n * lanes
	for x := range p.n {
		copy(p.v[(x*p.stride+lagBlock)*lanes:][:row], maps[x*row:][:row])
	}
}

// correlate sums p(x, y) q(x+a, y+b) over the overlap for every lag with
// a >= 0: dst[a][b+n-1], for one group of maps. The row length of dst is
// 2n - 1 rounded up to whole blocks (lagStride).
func correlate(dst, p []float64, q padded) {
	n := q.n
	width := lagStride(n)
	clear(dst)
	for a := range n {
		for x := 0; x < n-a; x += rowTile {
			rows := min(rowTile, n-a-x)
			for k := 0; k < width; k += lagBlock {
				b := k - (n - 1)
				y0, y1 := max(0, -(b+lagBlock-1)), min(n, n-b)
				if y1 <= y0 {
					continue
				}
				correlateBlock(&dst[(a*width+k)*lanes], &p[(x*n+y0)*lanes],
					&q.v[((x+a)*q.stride+lagBlock+y0+b)*lanes],
					rows, y1-y0, n*lanes, q.stride*lanes)
			}
		}
	}
}

// lagStride is the row length of correlate's result, in lags.
func lagStride(n int) int {
	return (2*n - 1 + lagBlock - 1) / lagBlock * lagBlock
}
