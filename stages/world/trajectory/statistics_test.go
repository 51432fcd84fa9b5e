package trajectory

import (
	"fmt"
	"math"
	"slices"
)

// measure computes the statistics that the golden set defines.
func measure(paths []Path, box float64) map[string][]float64 {
	m := newMeasures(box)
	for i := range paths {
		m.add(&paths[i])
	}
	return m.result()
}

type mean struct{ sum, n float64 }

func (m *mean) add(v float64) { m.sum += v; m.n++ }

func (m *mean) addIf(b bool) {
	m.n++
	if b {
		m.sum++
	}
}

func (m mean) value() float64 { return m.sum / m.n }

type measures struct {
	half      float64
	lengths   []float64
	means     map[string]*mean
	occupancy [20][20]float64
	targets   float64
}

func newMeasures(box float64) *measures {
	return &measures{half: box / 2, means: map[string]*mean{}}
}

func (m *measures) mean(name string) *mean {
	if m.means[name] == nil {
		m.means[name] = &mean{}
	}
	return m.means[name]
}

// wall is the signed distance to the nearest wall, negative outside.
func (m *measures) wall(x, y float64) float64 {
	return min(m.half-x, m.half+x, m.half-y, m.half+y)
}

func (m *measures) add(p *Path) {
	x, y := append([]float64{p.StartXM}, p.XM...), append([]float64{p.StartYM}, p.YM...)
	ever := false
	for t := range p.XM {
		m.step(x, y, t)
		ever = ever || m.wall(x[t+1], y[t+1]) < 0
	}
	m.mean("fraction_trajectories_ever_outside").addIf(ever)
	last := len(p.XM) - 1
	m.mean("mean_abs_x_final").add(math.Abs(p.XM[last]))
	m.mean("mean_abs_y_final").add(math.Abs(p.YM[last]))
	for lag := 1; lag <= 10; lag++ {
		for t := 0; t+lag < len(p.XM); t++ {
			a, b := math.Atan2(p.VelYM[t+lag], p.VelXM[t+lag]), math.Atan2(p.VelYM[t], p.VelXM[t])
			m.mean(fmt.Sprintf("heading_autocorrelation_lag%d", lag)).add(math.Cos(a - b))
		}
	}
	for t := range last {
		change := wrap(p.HeadingRad[t+1]-p.HeadingRad[t], twoPi)
		switch d := m.wall(x[t], y[t]); {
		case d < 0.03:
			m.mean("abs_turn_within_3cm").add(math.Abs(change))
		case d > 0.1:
			m.mean("turn_squared_far_from_wall").add(change * change)
		}
	}
	for _, lag := range []int{1, 5, 20, 100} {
		for t := 0; t+lag < len(x); t++ {
			dx, dy := x[t+lag]-x[t], y[t+lag]-y[t]
			m.mean(fmt.Sprintf("mean_squared_displacement_lag%d", lag)).add(dx*dx + dy*dy)
		}
	}
}

func (m *measures) step(x, y []float64, t int) {
	length := math.Hypot(x[t+1]-x[t], y[t+1]-y[t])
	m.lengths = append(m.lengths, length)
	switch d := m.wall(x[t], y[t]); {
	case d < 0:
		m.mean("step_mean_start_outside_from_wall").add(length)
	case d < 0.03:
		m.mean("step_mean_start_0_3cm_from_wall").add(length)
	case d < 0.1:
		m.mean("step_mean_start_3_10cm_from_wall").add(length)
	case d < 0.3:
		m.mean("step_mean_start_10_30cm_from_wall").add(length)
	default:
		m.mean("step_mean_start_over_30cm_from_wall").add(length)
	}
	d := m.wall(x[t+1], y[t+1])
	m.mean("fraction_within_3cm_inside").addIf(d >= 0 && d < 0.03)
	m.mean("fraction_within_3cm_or_outside").addIf(d < 0.03)
	m.mean("fraction_outside").addIf(d < 0)
	m.mean("fraction_within_10cm").addIf(d < 0.1)
	m.mean("mean_x_all").add(x[t+1])
	m.mean("mean_y_all").add(y[t+1])
	m.targets++
	if i, j := m.bin(x[t+1]), m.bin(y[t+1]); d >= 0 && i < 20 && j < 20 {
		m.occupancy[i][j]++
	}
}

func (m *measures) bin(v float64) int { return int((v + m.half) / (2 * m.half) * 20) }

func (m *measures) result() map[string][]float64 {
	out := map[string][]float64{}
	for name, v := range m.means {
		out[name] = []float64{v.value()}
	}
	var sum, squares float64
	for _, l := range m.lengths {
		sum += l
		squares += l * l
	}
	n := float64(len(m.lengths))
	out["step_mean"] = []float64{sum / n}
	out["step_sd"] = []float64{math.Sqrt(squares/n - sum/n*sum/n)}
	slices.Sort(m.lengths)
	for _, p := range []float64{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99} {
		at := p * (n - 1)
		i := int(at)
		out["step_quantiles"] = append(out["step_quantiles"], m.lengths[i]+(at-float64(i))*(m.lengths[i+1]-m.lengths[i]))
	}
	var rings [10]mean
	for i := range m.occupancy {
		for j, c := range m.occupancy[i] {
			rings[min(i, j, 19-i, 19-j)].add(c / m.targets)
			out["occupancy"] = append(out["occupancy"], c/m.targets)
		}
	}
	for _, r := range rings {
		out["ring"] = append(out["ring"], r.value())
	}
	return out
}
