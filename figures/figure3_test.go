package figures

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/theory/spectrum"
)

// figure3Made is what figure 3 is made of.
type figure3Made struct {
	p       Figure3Params
	maps    []ratemap.Maps
	scores  []gridscore.Scores
	nulls   []null.Distribution
	spectra []spectrum.Spectra
}

func (m figure3Made) figure() (Figure3Output, error) {
	return Figure3(context.Background(), m.p, m.maps, m.scores, m.nulls, m.spectra)
}

// figure3 is seven widths of four networks whose periods are 8 sigma; noise has
// periods about 1 m everywhere.
func figure3() figure3Made {
	m := figure3Made{p: Figure3Params{Judge: judge(), MaxPeriodM: 1.7, RatioLo: 1.3, RatioHi: 1.5}}
	m.p.Judge.Points = 171
	for k := range 7 {
		sigma := 0.08 + 0.02*float64(k)
		m.p.Samples = append(m.p.Samples, SigmaSample{SigmaM: sigma, Scale: 2, Networks: 4, TheoryM: 7.55 * sigma, PublishedM: 8.5 * sigma})
		m.spectra = append(m.spectra, spectrum.Spectra{Summary: spectrum.Summary{RingPeriodM: 2.54 / float64(4-k/2)}})
		for n := range 4 {
			net, c := network(n, 0.7, 0)
			for u := range c.Units {
				c.Units[u].PeriodSACM = 8*sigma + 0.02*float64((u*3+n)%5-2)
			}
			d := noise(1)[0]
			for i := range d.Scores {
				d.Scores[i].Score60, d.Scores[i].PeriodM = d.Scores[i].Score60+0.4, 1+0.04*float64((i*7+n)%9-4)
			}
			m.maps, m.scores, m.nulls = append(m.maps, net), append(m.scores, c), append(m.nulls, d)
		}
	}
	return m
}

func TestFigure3(t *testing.T) {
	o, err := figure3().figure()
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range o.Modes {
		if d := m.PeriodM - 8*m.SigmaM; d < -0.03 || d > 0.03 || m.LowM > m.PeriodM || m.HighM < m.PeriodM {
			t.Errorf("periods around %v m gave the mode %+v", 8*m.SigmaM, m)
		}
		if d := m.NullM - 1; d < -0.1 || d > 0.1 {
			t.Errorf("noise around 1 m has its mode at %v m", m.NullM)
		}
		if m.FilteredUnits > m.Units || m.FilteredM > 1.3 {
			t.Errorf("the filter lets pass %d of %d units, mode %v m", m.FilteredUnits, m.Units, m.FilteredM)
		}
		if i > 0 && !(m.RatioLow <= m.Ratio && m.Ratio <= m.RatioHigh) {
			t.Errorf("ratio %v outside of its interval %v to %v", m.Ratio, m.RatioLow, m.RatioHigh)
		}
	}
	compare(t, "figure3.png", o.PNG)
}

// TestFigure3OfSparseNetworks has a width without grid-like units, one whose
// networks diverged, and one with a single accurate network.
func TestFigure3OfSparseNetworks(t *testing.T) {
	m := figure3()
	for n := range 4 {
		for u := range m.scores[n].Units {
			m.scores[n].Units[u].Score60 = 0.1
		}
		m.maps[8+n], m.scores[8+n], m.nulls[8+n] = ratemap.Maps{}, gridscore.Scores{}, null.Distribution{}
	}
	for n := 17; n < 20; n++ {
		m.maps[n].Errors[0].ErrorM = 0.5
	}
	o, err := m.figure()
	if err != nil {
		t.Fatal(err)
	}
	if q := o.Modes[0]; q.Units != 0 || !math.IsNaN(q.PeriodM) || q.Networks == 0 {
		t.Errorf("no unit is grid-like, yet %+v", q)
	}
	if q := o.Modes[2]; q.Networks != 0 || !math.IsNaN(q.NullM) || !math.IsNaN(o.Modes[3].Ratio) {
		t.Errorf("all networks diverged, yet %+v", q)
	}
	if q := o.Modes[4]; q.Networks != 1 || !math.IsNaN(q.LowM) || math.IsNaN(q.PeriodM) {
		t.Errorf("one network has a mode and no interval: %+v", q)
	}
	compare(t, "figure3-sparse.png", o.PNG)
	m.p.Judge.Threshold = 1.9
	if o, err = m.figure(); err != nil || len(o.Density) != 0 {
		t.Errorf("no unit passes, yet %d density points, error %v", len(o.Density), err)
	}
}

func TestFigure3RefusesBadInput(t *testing.T) {
	for want, change := range map[string]func(*figure3Made){
		"MaxPeriodM":         func(m *figure3Made) { m.p.MaxPeriodM = 0 },
		"RatioLo":            func(m *figure3Made) { m.p.RatioLo = 2 },
		"Samples is empty":   func(m *figure3Made) { m.p.Samples = nil },
		"Samples[1].SigmaM":  func(m *figure3Made) { m.p.Samples[1].SigmaM = 0.01 },
		"Samples[2].Scale":   func(m *figure3Made) { m.p.Samples[2].Scale = 0 },
		"Samples[0].TheoryM": func(m *figure3Made) { m.p.Samples[0].TheoryM = -1 },
		"27 nulls":           func(m *figure3Made) { m.nulls = m.nulls[1:] },
		"6 spectra":          func(m *figure3Made) { m.spectra = m.spectra[1:] },
	} {
		m := figure3()
		change(&m)
		if _, err := m.figure(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}
