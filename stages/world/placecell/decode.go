package placecell

import "math"

// Decode returns the position that the activity of the cells stands for: the
// mean of the centres of the three most active cells (of the three least
// active where lowest), with one field for each chosen so that the sum of the
// population variances of x and y is least. On ties the cell and the field of
// lower number win. NaN counts as less active than any number.
func Decode[F float32 | float64](p *Population, activity []F, lowest bool) (x, y float64) {
	if len(activity) != p.Cells {
		panic("placecell: Decode with a slice of the wrong length")
	}
	cells := topThree(activity, lowest)
	if p.Fields == 1 {
		x, y, _ = p.centroid(cells[0], cells[1], cells[2])
		return x, y
	}
	return p.leastSpread(cells)
}

// topThree returns the indices of the three highest (or lowest) values.
func topThree[F float32 | float64](v []F, lowest bool) [3]int {
	sign := F(1)
	if lowest {
		sign = -1
	}
	worst := F(math.Inf(-1))
	top := [3]F{worst, worst, worst}
	at := [3]int{-1, -1, -1}
	for i, a := range v {
		a *= sign
		switch {
		case a > top[0]:
			top[2], top[1], top[0] = top[1], top[0], a
			at[2], at[1], at[0] = at[1], at[0], i
		case a > top[1]:
			top[2], top[1] = top[1], a
			at[2], at[1] = at[1], i
		case a > top[2]:
			top[2] = a
			at[2] = i
		}
	}
	// NaN and -Inf never enter: fill their places from the lowest index.
	for j := range at {
		for c := 0; at[j] < 0; c++ {
			if c != at[0] && c != at[1] && c != at[2] {
				at[j] = c
			}
		}
	}
	return at
}

// leastSpread tries every choice of one field for each cell.
func (p *Population) leastSpread(cells [3]int) (x, y float64) {
	least := math.Inf(1)
	found := false
	n := p.Fields
	for a := cells[0] * n; a < (cells[0]+1)*n; a++ {
		for b := cells[1] * n; b < (cells[1]+1)*n && p.Present[a]; b++ {
			for c := cells[2] * n; c < (cells[2]+1)*n && p.Present[b]; c++ {
				if !p.Present[c] {
					continue
				}
				cx, cy, spread := p.centroid(a, b, c)
				if !found || spread < least {
					x, y, least, found = cx, cy, spread, true
				}
			}
		}
	}
	return x, y
}

// centroid returns the mean of three fields' centres and the sum of their
// population variances along x and y. In a periodic box the second and third
// are taken where they are nearest to the first.
func (p *Population) centroid(a, b, c int) (x, y, spread float64) {
	x, vx := p.centroid1(p.X[a], p.X[b], p.X[c])
	y, vy := p.centroid1(p.Y[a], p.Y[b], p.Y[c])
	return x, y, vx + vy
}

func (p *Population) centroid1(a, b, c float64) (mean, variance float64) {
	periodic := !math.IsInf(p.PeriodM, 1)
	if periodic {
		b, c = a+p.across(b-a), a+p.across(c-a)
	}
	mean = (a + b + c) / 3
	da, db, dc := a-mean, b-mean, c-mean
	variance = (float64(da*da) + float64(db*db) + float64(dc*dc)) / 3
	if periodic {
		mean = p.across(mean)
	}
	return mean, variance
}
