package figures

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/dimension"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/regression"
)

type figure8Made struct {
	p                  Figure8Params
	maps               []ratemap.Maps
	activity, rateMaps []dimension.Estimates
	trained, untrained []regression.Assessment
	random             regression.Assessment
}

func (m figure8Made) figure() (Figure8Output, error) {
	return Figure8(context.Background(), m.p, m.maps, m.activity, m.rateMaps, m.trained, m.untrained, m.random)
}

// add appends a network whose dimension is pr; error in m.
func (m *figure8Made) add(pr, errorM float64) {
	m.maps = append(m.maps, ratemap.Maps{Units: make([]ratemap.Unit, 1), Errors: []ratemap.StepError{{Step: 1, Paths: 1, ErrorM: errorM}}})
	m.activity = append(m.activity, dimension.Estimates{Dimensions: []dimension.Dimensions{{ParticipationRatio: pr * 1.5}}})
	m.rateMaps = append(m.rateMaps, dimension.Estimates{Dimensions: []dimension.Dimensions{{ParticipationRatio: pr}}})
	var t, u regression.Assessment
	for _, block := range []int32{1, 4} {
		t.Rows = append(t.Rows, regression.Row{BlockBins: block, EffectiveDimension: pr, Median: 0.4 + 0.02*pr/float64(block)})
		u.Rows = append(u.Rows, regression.Row{BlockBins: block, EffectiveDimension: pr / 2, Median: 0.3 - 0.1*float64(block)/4})
	}
	m.trained, m.untrained = append(m.trained, t), append(m.untrained, u)
}

func figure8() figure8Made {
	m := figure8Made{p: Figure8Params{Judge: judge(), Scattered: 1, Blocked: 4}}
	for i, cell := range []string{"rnn", "srnn", "gru", "lstm", "ugrnn"} {
		for k, activation := range []string{"relu", "tanh", "sigmoid", "linear"} {
			a := Architecture{Cell: cell, Activation: activation, Networks: 2, Predictivity: 0.62 + 0.04*float64(i) - 0.05*float64(k), Untrained: 0.3}
			if k == 0 {
				a.ParticipationRatio = 3.5 + 3*float64(i)
			}
			m.p.Architectures = append(m.p.Architectures, a)
			for n := range 2 {
				m.add(3+2*float64(i)+float64(k*k)+0.3*float64(n), 0.06+0.02*float64(k))
			}
		}
	}
	m.maps[12] = ratemap.Maps{} // diverged
	for _, decay := range []regression.Decay{regression.Flat, regression.Power} {
		for _, d := range []float64{2, 4, 8, 16, 32, 64} {
			for draw := range 3 {
				for _, block := range []int32{1, 4} {
					v := 0.6 + 0.01*float64(draw)
					if decay == regression.Flat {
						v = math.Log2(d)/9 + 0.02*float64(draw)
					}
					m.random.Rows = append(m.random.Rows, regression.Row{Decay: string(decay), Dimension: d, Draw: int32(draw), BlockBins: block, EffectiveDimension: d * 0.9, Median: v - 0.15*float64(block-1)})
				}
			}
		}
	}
	return m
}

func TestFigure8(t *testing.T) {
	m := figure8()
	o, err := m.figure()
	if err != nil {
		t.Fatal(err)
	}
	if a := o.Architectures[6]; a.Networks != 1 || a.Diverged != 1 || !math.IsNaN(a.RateMapsLow) {
		t.Errorf("one of two networks diverged: %+v", a)
	}
	for _, c := range o.Correlations {
		switch c.What {
		case "published, relu":
			if c.N != 5 || c.Pearson < 0.9 || !(c.Low < c.Pearson && c.Pearson < c.High) {
				t.Errorf("%+v", c)
			}
		case "flat, scattered":
			if c.N != 6 || c.Pearson < 0.99 {
				t.Errorf("%+v", c)
			}
		}
	}
	compare(t, "figure8.png", o.PNG)
	short := m
	short.maps = short.maps[1:]
	if _, err := short.figure(); err == nil || !strings.Contains(err.Error(), "maps") {
		t.Errorf("a missing network: %v", err)
	}
}

func TestFigure8OfDivergedNetworks(t *testing.T) {
	m := figure8()
	for i := range m.maps {
		m.maps[i], m.activity[i], m.rateMaps[i] = ratemap.Maps{}, dimension.Estimates{}, dimension.Estimates{}
		m.trained[i], m.untrained[i] = regression.Assessment{}, regression.Assessment{}
	}
	m.random = regression.Assessment{}
	if o, err := m.figure(); err != nil || len(o.PDF) == 0 {
		t.Errorf("all diverged: %v", err)
	}
}

func TestFigure8RefusesBadParams(t *testing.T) {
	for name, spoil := range map[string]func(*Figure8Params){
		"Judge.Profile":    func(p *Figure8Params) { p.Judge.Profile = "" },
		"Architectures":    func(p *Figure8Params) { p.Architectures = nil },
		"Architectures[1]": func(p *Figure8Params) { p.Architectures[1].Networks = 0 },
		"Architectures[2]": func(p *Figure8Params) { p.Architectures[2].Predictivity = math.NaN() },
		"Blocked":          func(p *Figure8Params) { p.Blocked = 1 },
	} {
		p := figure8().p
		spoil(&p)
		if err := (&Figure8Output{}).Draw(p); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
}
