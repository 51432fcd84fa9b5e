package figures

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
	theirs "nofreelunch/stages/theory/compare"
)

// madeNetwork is what a made-up network's row is made of.
type madeNetwork struct {
	key    rows.Network
	maps   ratemap.Maps
	scores gridscore.Scores
	noise  null.Distribution
}

// figure3Made is what figure 3 is made of.
type figure3Made struct {
	p        Figure3Params
	periods  estimate.PeriodParams
	networks []madeNetwork
	rings    []theirs.Ring
}

func (m figure3Made) figure(t *testing.T) (Figure3Output, error) {
	var l lab
	for _, n := range m.networks {
		l.add(t, n.key, n.maps, n.scores, n.noise)
	}
	m.periods.Judge, m.periods.MaxPeriodM = m.p.Judge, m.p.MaxPeriodM
	tables, err := estimate.Periods(context.Background(), m.periods, l.table)
	if err != nil {
		return Figure3Output{}, err
	}
	return Figure3(context.Background(), m.p, tables, m.rings)
}

// homogeneous describes a network on place cells of one width and surround.
func homogeneous(sigmaM, s float64) rows.Network {
	return rows.Network{Encoding: "dos", Homogeneous: true, SigmaM: sigmaM, SurroundScale: s}
}

// figure3 is seven widths of four networks whose periods are 8 sigma; noise has
// periods about 1 m everywhere.
func figure3() figure3Made {
	m := figure3Made{p: Figure3Params{Profile: profile(), Judge: judge(), MaxPeriodM: 1.7, Animals: []Animal{{"M1", 0.39, "Rats2012"}, {"M2", 0.5, "Rats2012"}, {"M3", 0.7, "Rats2012"}}}}
	m.periods.Kernel = estimate.PublishedKernel(0.05, 3.3)
	for k := range 7 {
		sigma := 0.08 + 0.02*float64(k)
		m.periods.Widths = append(m.periods.Widths, estimate.Width{Encoding: "dos", SigmaM: sigma, SurroundScale: 2, TheoryM: 7.55 * sigma, PublishedM: 8.5 * sigma})
		m.rings = append(m.rings, theirs.Ring{SigmaM: sigma, SurroundScale: 2, PeriodM: 2.54 / float64(4-k/2)})
		for n := range 4 {
			net, c := network(n, 0.7, 0)
			for u := range c.Units {
				c.Units[u].PeriodSACM = 8*sigma + 0.02*float64((u*3+n)%5-2)
				c.Units[u].PeriodM = c.Units[u].PeriodSACM - 0.1
			}
			d := noise(0)
			for i := range d.Scores {
				d.Scores[i].Score60, d.Scores[i].PeriodM = d.Scores[i].Score60+0.4, 1+0.04*float64((i*7+n)%9-4)
			}
			m.networks = append(m.networks, madeNetwork{homogeneous(sigma, 2), net, c, d})
		}
	}
	return m
}

func TestFigure3(t *testing.T) {
	o, err := figure3().figure(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range o.Modes {
		if d := m.LatticeM - 8*m.SigmaM; d < -0.03 || d > 0.03 || m.LowM > m.PeriodM || m.HighM < m.PeriodM {
			t.Errorf("lattice periods around %v m gave the mode %+v", 8*m.SigmaM, m)
		}
		if d := m.PeriodM + 0.1 - 8*m.SigmaM; d < -0.03 || d > 0.03 {
			t.Errorf("published periods around %v m gave the mode %+v", 8*m.SigmaM-0.1, m)
		}
		if d := m.NullM - 1; d < -0.1 || d > 0.1 {
			t.Errorf("noise around 1 m has its mode at %v m", m.NullM)
		}
		if m.FilteredUnits > m.LatticeUnits {
			t.Errorf("the filter lets pass %d of %d units", m.FilteredUnits, m.LatticeUnits)
		}
	}
	golden(t, "figure3.png", o.PNG)
}

// TestFigure3OfSparseNetworks has a width without grid-like units, one whose
// networks diverged, and one with a single accurate network.
func TestFigure3OfSparseNetworks(t *testing.T) {
	m := figure3()
	for n := range 4 {
		for u := range m.networks[n].scores.Units {
			m.networks[n].scores.Units[u].Score60 = 0.1
		}
		m.networks[8+n] = madeNetwork{key: m.networks[8+n].key}
	}
	for n := 17; n < 20; n++ {
		m.networks[n].maps.Errors[0].ErrorM = 0.5
	}
	o, err := m.figure(t)
	if err != nil {
		t.Fatal(err)
	}
	if q := o.Modes[0]; q.Units != 0 || !math.IsNaN(q.PeriodM) || q.Networks == 0 {
		t.Errorf("no unit is grid-like, yet %+v", q)
	}
	if q := o.Modes[2]; q.Networks != 0 || !math.IsNaN(q.NullM) {
		t.Errorf("all networks diverged, yet %+v", q)
	}
	if q := o.Modes[4]; q.Networks != 1 || !math.IsNaN(q.LowM) || math.IsNaN(q.PeriodM) {
		t.Errorf("one network has a mode and no interval: %+v", q)
	}
	golden(t, "figure3-sparse.png", o.PNG)
	m.p.Judge.Threshold = 1.9
	if o, err = m.figure(t); err != nil || len(o.Density) != 0 {
		t.Errorf("no unit passes, yet %d density points, error %v", len(o.Density), err)
	}
}

func TestFigure3RefusesBadInput(t *testing.T) {
	for want, change := range map[string]func(*figure3Made){
		"MaxPeriodM":        func(m *figure3Made) { m.p.MaxPeriodM = 0 },
		"Animals[1]":        func(m *figure3Made) { m.p.Animals[1].Source = "" },
		"Kernel":            func(m *figure3Made) { m.periods.Kernel.BandwidthM = 0 },
		"Widths is empty":   func(m *figure3Made) { m.periods.Widths = nil },
		"Widths[1].SigmaM":  func(m *figure3Made) { m.periods.Widths[1].SigmaM = 0.01 },
		"Widths[2].Surr":    func(m *figure3Made) { m.periods.Widths[2].SurroundScale = 0 },
		"Widths[0].TheoryM": func(m *figure3Made) { m.periods.Widths[0].TheoryM = -1 },
	} {
		m := figure3()
		change(&m)
		if _, err := m.figure(t); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}
