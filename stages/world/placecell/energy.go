package placecell

import "math"

// Energies sets center and surround to the energies at (x, y) of the nearest
// field of each cell, in units of that field's own width.
func (p *Population) Energies(x, y float64, center, surround []float64) {
	if len(center) != p.Cells || len(surround) != p.Cells {
		panic("placecell: Energies with slices of the wrong length")
	}
	for i := range p.Cells {
		least, at := math.Inf(1), i*p.Fields
		for k := i * p.Fields; k < (i+1)*p.Fields; k++ {
			if !p.Present[k] {
				continue
			}
			if e := p.energy(k, x, y); e < least {
				least, at = e, k
			}
		}
		center[i] = least
		surround[i] = float64(least * p.Ratio[at])
	}
}

// energy is E of field k at (x, y).
func (p *Population) energy(k int, x, y float64) float64 {
	dx, dy := p.across(x-p.X[k]), p.across(y-p.Y[k])
	e := float64(float64(p.XX[k]*dx)*dx) + float64(float64(p.YY[k]*dy)*dy)
	return e + float64(float64(p.XY[k]*dx)*dy)
}

// across takes a displacement across the edge of a periodic box where that is
// shorter.
func (p *Population) across(d float64) float64 {
	if math.IsInf(p.PeriodM, 1) {
		return d
	}
	return d - float64(p.PeriodM*math.Floor(d/p.PeriodM+0.5))
}
