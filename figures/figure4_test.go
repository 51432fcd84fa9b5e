package figures

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/theory/nnpca"
)

// figure4Made is what figure 4 is made of.
type figure4Made struct {
	p          Figure4Params
	widths     estimate.WidthParams
	networks   []madeNetwork
	components []estimate.Component
}

func (m figure4Made) figure(t *testing.T) (Figure4Output, error) {
	var l lab
	for _, n := range m.networks {
		l.add(t, n.key, n.maps, n.scores, n.noise)
	}
	m.widths.Judge = m.p.Judge
	tables, err := estimate.Widths(context.Background(), m.widths, l.table)
	if err != nil {
		return Figure4Output{}, err
	}
	return Figure4(context.Background(), m.p, tables, m.components)
}

// add adds n networks of a width whose scores lie about level.
func (m *figure4Made) add(w estimate.Width, n int, level float64) {
	for i := range n {
		net, c := network(i, level-0.03*float64(i), 0)
		for u := range c.Units {
			c.Units[u].FieldCount = int32(u % 6)
		}
		d := noise(0)
		for k := range d.Scores {
			d.Scores[k].Score60, d.Scores[k].PeriodM = d.Scores[k].Score60+0.3+0.02*float64(i), 0.9+0.05*float64(k)
		}
		m.networks = append(m.networks, madeNetwork{homogeneous(w.SigmaM, w.SurroundScale), net, c, d})
	}
}

// figure4 is seven widths, three other surrounds at two of them, of which one
// was not trained, and the components of three populations.
func figure4(t *testing.T) figure4Made {
	m := figure4Made{p: Figure4Params{Profile: profile(), Judge: judge(), IdealSigmaM: 0.12, IdealSurroundScale: 2}}
	m.widths.Thresholds = []float64{0.3, 0.75, 0.8, 1.15}
	m.widths.Published = []estimate.PublishedPoint{{SigmaM: 0.10, SurroundScale: 2, Threshold: 0.8, Fraction: 0.2, Uncertainty: 0.01},
		{SigmaM: 0.12, SurroundScale: 2, Threshold: 0.8, Fraction: 0.3, Uncertainty: 0.01}, {SigmaM: 0.12, SurroundScale: 2, Threshold: 0.3, Fraction: 0.6, Uncertainty: 0.01}}
	for k := range 7 {
		w := estimate.Width{Encoding: "dos", SigmaM: []float64{0.08, 0.10, 0.12, 0.14, 0.16, 0.18, 0.20}[k], SurroundScale: 2}
		m.widths.Widths = append(m.widths.Widths, w)
		m.add(w, 4, 0.9-0.05*float64((k-3)*(k-3)))
	}
	for _, w := range []estimate.Width{{SigmaM: 0.08, SurroundScale: 1.5}, {SigmaM: 0.12, SurroundScale: 1.5}, {SigmaM: 0.16, SurroundScale: 3}, {SigmaM: 0.12, SurroundScale: 3}} {
		w.Encoding = "dos"
		m.widths.Others = append(m.widths.Others, w)
		m.add(w, 2, 0.2*w.SurroundScale)
	}
	for i, name := range []string{"2.2 m, regular", "3.3 m, regular", "2.2 m, uniform"} {
		for k := range 4 {
			share := math.Max(0, math.Min(1, 1.4-0.5*float64(k)+0.4*float64(i)))
			r := nnpca.Result{Summary: nnpca.Summary{SigmaM: 0.08 + 0.04*float64(k), BoxWidthM: 2.2, Cells: 256, Starts: 20, Fraction08: math.Floor(share*20) / 20 * float64(1-i/2)}}
			m.components = append(m.components, must[[]estimate.Component](t)(estimate.Components(context.Background(), estimate.ComponentParams{Population: name}, r))...)
		}
	}
	return m
}

func TestFigure4(t *testing.T) {
	m := figure4(t)
	m.networks[5] = madeNetwork{key: m.networks[5].key}
	o, err := m.figure(t)
	if err != nil {
		t.Fatal(err)
	}
	if q := o.Points[4]; q.Networks != 3 || q.Diverged != 1 {
		t.Errorf("one of four diverged gave %+v", q)
	}
	if q := o.Points[8]; q.Accurate != 3 || !(q.OfAll > 0 && q.OfAllLow <= q.OfAll && q.OfAll <= q.OfAllHigh) || q.Published != 0.6 {
		t.Errorf("three of four networks are accurate: %+v", q)
	}
	if q := o.Points[2]; !math.IsNaN(q.Published) {
		t.Errorf("nothing is published at %+v", q)
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
	golden(t, "figure4.png", o.PNG)
}

// TestFigure4OfSparseNetworks has one width, all of whose networks diverged
// but one, no other surrounds and no components.
func TestFigure4OfSparseNetworks(t *testing.T) {
	m := figure4(t)
	m.widths.Widths, m.widths.Others, m.components, m.networks = m.widths.Widths[:2], nil, nil, m.networks[:8]
	for n := 1; n < 8; n++ {
		m.networks[n] = madeNetwork{key: m.networks[n].key}
	}
	o, err := m.figure(t)
	if err != nil {
		t.Fatal(err)
	}
	if c := o.Cells[1]; c.Networks != 0 || c.Diverged != 4 || !math.IsNaN(c.Fraction) || !math.IsNaN(c.Null) {
		t.Errorf("all networks diverged, yet %+v", c)
	}
	golden(t, "figure4-sparse.png", o.PNG)
}

func TestFigure4RefusesBadInput(t *testing.T) {
	for want, change := range map[string]func(*figure4Made){
		"Widths[1].SigmaM":    func(m *figure4Made) { m.widths.Widths[1].SigmaM = 0.01 },
		"Others[0].SigmaM":    func(m *figure4Made) { m.widths.Others[0].SigmaM = -1 },
		"Thresholds is empty": func(m *figure4Made) { m.widths.Thresholds = nil },
		"Thresholds[1]":       func(m *figure4Made) { m.widths.Thresholds[1] = 0 },
		"no counts":           func(m *figure4Made) { m.widths.Thresholds[3] = 1.2 },
		"IdealSigmaM":         func(m *figure4Made) { m.p.IdealSigmaM = 0 },
	} {
		m := figure4(t)
		change(&m)
		if _, err := m.figure(t); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}
