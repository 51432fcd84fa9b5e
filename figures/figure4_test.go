package figures

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/theory/nnpca"
)

// figure4Made is what figure 4 is made of.
type figure4Made struct {
	p        Figure4Params
	maps     []ratemap.Maps
	scores   []gridscore.Scores
	nulls    []null.Distribution
	patterns []nnpca.Result
}

func (m figure4Made) figure() (Figure4Output, error) {
	return Figure4(context.Background(), m.p, m.maps, m.scores, m.nulls, m.patterns)
}

// add adds n networks whose scores lie about level.
func (m *figure4Made) add(n int, level float64) {
	for i := range n {
		net, c := network(i, level-0.03*float64(i), 0)
		for u := range c.Units {
			c.Units[u].FieldCount = int32(u % 6)
		}
		d := noise(1)[0]
		for k := range d.Scores {
			d.Scores[k].Score60, d.Scores[k].PeriodM = d.Scores[k].Score60+0.3+0.02*float64(i), 0.9+0.05*float64(k)
		}
		m.maps, m.scores, m.nulls = append(m.maps, net), append(m.scores, c), append(m.nulls, d)
	}
}

// figure4 is seven widths, three other surrounds at two of them, of which one
// was not trained, and the components of two populations.
func figure4() figure4Made {
	m := figure4Made{p: Figure4Params{Judge: judge(), Thresholds: []float64{0.3, 0.75, 0.8, 1.15}, Ideal: SigmaSample{SigmaM: 0.12, Scale: 2}}}
	for k := range 7 {
		m.p.Samples = append(m.p.Samples, SigmaSample{SigmaM: []float64{0.08, 0.10, 0.12, 0.14, 0.16, 0.18, 0.20}[k], Scale: 2, Networks: 4})
		m.add(4, 0.9-0.05*float64((k-3)*(k-3)))
	}
	for _, o := range []SigmaSample{{SigmaM: 0.08, Scale: 1.5}, {SigmaM: 0.12, Scale: 1.5}, {SigmaM: 0.16, Scale: 3}, {SigmaM: 0.12, Scale: 3}} {
		o.Networks = 2
		m.p.Others = append(m.p.Others, o)
		m.add(2, 0.2*o.Scale)
	}
	for i, name := range []string{"2.2 m, regular", "3.3 m, regular", "2.2 m, uniform"} {
		m.p.Components = append(m.p.Components, PatternCurve{name, 4})
		for k := range 4 {
			share := math.Max(0, math.Min(1, 1.4-0.5*float64(k)+0.4*float64(i)))
			m.patterns = append(m.patterns, nnpca.Result{Summary: nnpca.Summary{SigmaM: 0.08 + 0.04*float64(k), BoxWidthM: 2.2, Cells: 256, Starts: 20, Fraction08: math.Floor(share*20) / 20 * float64(1-i/2)}})
		}
	}
	return m
}

func TestFigure4(t *testing.T) {
	m := figure4()
	m.maps[5], m.scores[5], m.nulls[5] = ratemap.Maps{}, gridscore.Scores{}, null.Distribution{}
	o, err := m.figure()
	if err != nil {
		t.Fatal(err)
	}
	if q := o.Points[4]; q.Networks != 3 || q.Diverged != 1 {
		t.Errorf("one of four diverged gave %+v", q)
	}
	for i := 1; i < 4; i++ {
		if o.Points[i].Fraction > o.Points[i-1].Fraction {
			t.Errorf("more units above %v than above %v", o.Points[i].Threshold, o.Points[i-1].Threshold)
		}
	}
	for _, c := range o.Cells {
		if c.Filtered > c.Fraction || c.Fields > c.Fraction || c.NullFiltered > c.Null {
			t.Errorf("more units pass a filter than there are: %+v", c)
		}
		if !(c.Low <= c.Fraction && c.Fraction <= c.High && c.NullLow <= c.Null && c.Null <= c.NullHigh) {
			t.Errorf("a mean outside of its interval: %+v", c)
		}
	}
	if len(o.Cells) != 11 || len(o.Components) != 12 {
		t.Errorf("%d cells and %d components, want 11 and 12", len(o.Cells), len(o.Components))
	}
	compare(t, "figure4.png", o.PNG)
}

// TestFigure4OfSparseNetworks has one width, all of whose networks diverged
// but one, no other surrounds and no components.
func TestFigure4OfSparseNetworks(t *testing.T) {
	m := figure4()
	m.p.Samples, m.p.Others, m.p.Components, m.patterns = m.p.Samples[:2], nil, nil, nil
	m.maps, m.scores, m.nulls = m.maps[:8], m.scores[:8], m.nulls[:8]
	for n := 1; n < 8; n++ {
		m.maps[n], m.scores[n], m.nulls[n] = ratemap.Maps{}, gridscore.Scores{}, null.Distribution{}
	}
	o, err := m.figure()
	if err != nil {
		t.Fatal(err)
	}
	if c := o.Cells[1]; c.Networks != 0 || c.Diverged != 4 || !math.IsNaN(c.Fraction) || !math.IsNaN(c.Null) {
		t.Errorf("all networks diverged, yet %+v", c)
	}
	compare(t, "figure4-sparse.png", o.PNG)
}

func TestFigure4RefusesBadInput(t *testing.T) {
	for want, change := range map[string]func(*figure4Made){
		"Samples[1].SigmaM":   func(m *figure4Made) { m.p.Samples[1].SigmaM = 0.01 },
		"Others[0].Networks":  func(m *figure4Made) { m.p.Others[0].Networks = 0 },
		"Thresholds is empty": func(m *figure4Made) { m.p.Thresholds = nil },
		"Thresholds[1]":       func(m *figure4Made) { m.p.Thresholds[1] = 0 },
		"Components[0]":       func(m *figure4Made) { m.p.Components[0].Name = "" },
		"35 nulls":            func(m *figure4Made) { m.nulls = m.nulls[1:] },
		"11 patterns":         func(m *figure4Made) { m.patterns = m.patterns[1:] },
		"12 patterns":         func(m *figure4Made) { m.p.Components = m.p.Components[1:] },
	} {
		m := figure4()
		change(&m)
		if _, err := m.figure(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}
