package paper

import (
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/neuralfield"
)

// Populations that the claims ask for by name.
const (
	PatternDoS      = "DoS"              // sigma 0.12, s 2, regular centres, non-negative
	PatternSigned   = "DoS, signed"      // the same without rectification
	PatternUniform  = "DoS, uniform"     // the same with uniform centres
	PatternWide     = "DoS, 0.16"        // sigma 0.16
	PatternWideBox  = "DoS, 0.16, 3.3 m" // the same in a box of 3.3 m
	PatternGaussian = "Gaussian"         // sigma 0.12
	PatternDoG      = "true DoG"         // sigma 0.12, s 2
	PatternSoD      = "SoD"              // sigma 0.12, s 2
)

// Theory judges Results 6 and 7 by a coupling, by neural fields, and by the
// non-negative principal components of the place codes.
func Theory(ctx context.Context, p Params, coupling dog.Couplings, fields estimate.FieldTables, starts []estimate.StartTables) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	e := spectral{p, map[string][]estimate.Start{}}
	for _, t := range starts {
		for _, s := range t.Starts {
			e.starts[s.Of] = append(e.starts[s.Of], s)
		}
	}
	v, err := judge(p, p.published(), slices.Concat(e.fieldClaims(fields), e.patternClaims()))
	if err != nil {
		return v, err
	}
	v.Context = append(v.Context, closedForm(coupling))
	return v, ctx.Err()
}

// closedForm checks the formula of k* against a search for the peak.
func closedForm(coupling dog.Couplings) Context {
	o := Context{
		ID: "r6-kstar", Part: "Result 6", Kind: KindCheck, Source: "Sorscher2019", Published: 1, Ours: math.NaN(),
		Statement: "The closed form of k* is where the transform peaks: formula over search, the value farthest from 1",
	}
	for _, r := range coupling.Peaks {
		if v := r.KRadPerM / r.SearchRadPerM; v == v && !(math.Abs(v-1) <= math.Abs(o.Ours-1)) {
			o.Ours = v
		}
	}
	o.Holds = held(o.Ours == o.Ours, math.Abs(o.Ours-1) < 0.01)
	return o
}

// spectral is the evidence of Results 6 and 7.
type spectral struct {
	Params
	starts map[string][]estimate.Start // by population
}

func (e spectral) fieldClaims(fields estimate.FieldTables) []definition {
	claim := Claim{Part: "Result 6", Source: "Sorscher2019", Where: "Result 6", Published: none(), Unit: "1"}
	wave, hexagons := claim, claim
	wave.ID, wave.Of, wave.Statement = "r6-wavelength", "simulations", "A neural field forms a pattern of the predicted wavelength: measured over predicted"
	wave.Estimator = "figure6/fields: WavelengthM / PredictedM; bootstrap over simulations"
	hexagons.ID, hexagons.Of, hexagons.Statement = "r6-field-hexagons", "rectified simulations", "Rectified neural fields form hexagons: fraction that does"
	hexagons.Estimator = "figure6/fields: Shape is hexagons, among rectified; Wilson"
	return []definition{
		claimed(wave, inside(0.95, 1.05), func(reading) (Estimate, error) {
			var q []float64
			for _, f := range fields.Simulations {
				if v := f.WavelengthM / f.PredictedM; !math.IsNaN(v) {
					q = append(q, v)
				}
			}
			return e.mean("wavelengths", q)
		}, nil),
		claimed(hexagons, above(0.5), func(reading) (Estimate, error) {
			k, n := 0, 0
			for _, f := range fields.Simulations {
				if f.Nonlinearity == string(neuralfield.Rectified) {
					n++
					if f.Shape == string(neuralfield.Hexagons) {
						k++
					}
				}
			}
			return share(k, n)
		}, nil),
	}
}

func (e spectral) patternClaims() []definition {
	claim := Claim{Source: "Sorscher2019", Published: none(), Unit: "1", Of: "starts", Computed: true, Estimator: "non-negative principal components: starts with Score60 > 0.8; Wilson"}
	const minus = "; difference"
	against := func(part, id, statement, a, b string, finding bool) definition {
		c := claim
		c.Part, c.Where, c.ID, c.Statement, c.Finding = part, part, id, statement, finding
		c.Estimator += minus
		return claimed(c, above(0), e.more(a, b), e.scoreReadings())
	}
	dos := claim
	dos.Part, dos.Where, dos.ID = "Result 6", "Result 6", "r6-hexagons"
	dos.Statement = "Non-negative principal components of the DoS code (σ = 0.12 m, s = 2) are hexagonal: fraction of starts"
	period := claim
	period.Part, period.Where, period.ID = "Result 6", "Result 6", "r6-period"
	period.Statement = "Their lattice period is the predicted one: measured over predicted"
	period.Of, period.Estimator = "hexagonal starts", "non-negative principal components: PeriodM of starts with Score60 > 0.8 over PredictedPeriodM; bootstrap"
	return []definition{
		claimed(dos, above(0.5), func(r reading) (Estimate, error) { return e.hexagonal(PatternDoS, r) }, e.scoreReadings()),
		against("Result 6", "r6-nonnegativity", "Non-negativity makes the hexagons: non-negative against signed components", PatternDoS, PatternSigned, false),
		claimed(period, inside(0.9, 1.1), e.patternPeriod, e.scoreReadings()),
		against("Result 6", "r6-gaussian", "DoS makes more hexagons than Gaussian place cells", PatternDoS, PatternGaussian, false),
		against("Result 7", "r7-theory", "DoS makes more hexagons than a true DoG of the same widths", PatternDoS, PatternDoG, false),
		against("Result 2", "r2-sod-theory", "DoS makes more hexagons than SoD of the same widths", PatternDoS, PatternSoD, false),
		against("Result 4", "f-box", "The ideal width is the box's: at σ = 0.16 m a box of 3.3 m makes more hexagons than one of 2.2 m", PatternWideBox, PatternWide, true),
		against("Result 4", "f-centres", "Regular centres matter: they make more hexagons than as many uniform ones", PatternDoS, PatternUniform, true),
	}
}

// scoreReadings move the threshold, and take half of the starts.
func (e spectral) scoreReadings() []reading {
	var out []reading
	for _, r := range e.gridReadings() {
		if !r.short && !r.overNull && !r.twenty && !r.active {
			if r.half > 0 {
				r.name = []string{"", "even starts", "odd starts"}[r.half]
			}
			out = append(out, r)
		}
	}
	return out
}

// counted are the starts of a population that a reading counts.
func (e spectral) counted(name string, r reading) ([]estimate.Start, error) {
	starts, ok := e.starts[name]
	if !ok {
		return nil, fmt.Errorf("no patterns of %q were computed", name)
	}
	return slices.DeleteFunc(slices.Clone(starts), func(q estimate.Start) bool {
		return r.half > 0 && int(q.Start)%2 != r.half-1
	}), nil
}

func (e spectral) hexagonal(name string, r reading) (Estimate, error) {
	starts, err := e.counted(name, r)
	k := 0
	for _, q := range starts {
		if q.Score60 > r.threshold {
			k++
		}
	}
	if err != nil {
		return nothing(), err
	}
	return share(k, len(starts))
}

func (e spectral) more(a, b string) func(reading) (Estimate, error) {
	return func(r reading) (Estimate, error) {
		x, err := e.hexagonal(a, r)
		if err != nil {
			return nothing(), err
		}
		y, err := e.hexagonal(b, r)
		if err != nil {
			return nothing(), err
		}
		return difference(x, y), nil
	}
}

func (e spectral) patternPeriod(r reading) (Estimate, error) {
	starts, err := e.counted(PatternDoS, r)
	if err != nil {
		return nothing(), err
	}
	var q []float64
	for _, s := range starts {
		if v := s.PeriodM / s.PredictedM; s.Score60 > r.threshold && !math.IsNaN(v) {
			q = append(q, v)
		}
	}
	return e.mean("pattern period "+r.name, q)
}
