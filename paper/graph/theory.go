package graph

import (
	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/theory/compare"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/neuralfield"
	"nofreelunch/stages/world/encoding"
)

// Figure6 shows pattern formation: couplings, k*, neural fields, components.
func (p *Paper) Figure6() pipeline.Ref[figures.Figure6Output] {
	phase := pipeline.Do0(p.Graph, "theory", dog.PhaseMap, dog.MapParams{
		Balance: dog.EqualIntegrals, SigmaLoM: 0.06, SigmaHiM: 0.30, SigmaPoints: 49, ScaleLo: 1.1, ScaleHi: 5, ScalePoints: 40,
	})
	code := placeCode(encoding.DoSEntry(), encoding.IdealSigmaM, encoding.IdealSurroundScale)
	return pipeline.Do4(p.Graph, "draw", figures.Figure6, figures.Figure6Params{Profile: p.Profile(), Threshold: p.Judge(6).Threshold, Sheets: []figures.SheetCaption{
		{Field: "±, drive 0, gain 1.2, σ 0.12", Caption: "±, drive 0"},
		{Field: "±, drive 0.2, gain 1.2, σ 0.12", Caption: "±, drive 0.2"},
		{Field: "≥ 0, drive 0.2, gain 1.2, σ 0.12", Caption: "≥ 0, drive 0.2"},
		{Field: "≥ 0, drive 0.2, gain 1.2, σ 0.08", Caption: "≥ 0, σ = 0.08 m"},
	}}, p.coupling(), phase, p.fields(), pipeline.List([]pipeline.Ref[estimate.StartTables]{
		p.starts("either sign", code, false), p.starts("not negative", code, true),
	}))
}

// coupling is the coupling that the published place code makes.
func (p *Paper) coupling() pipeline.Ref[dog.Couplings] {
	return pipeline.Do0(p.Graph, "theory", dog.Coupling, dog.CouplingParams{DoG: dog.Matched(encoding.IdealSigmaM, encoding.IdealSurroundScale), Points: 241, MaxM: 0.8, MaxK: 40})
}

// starts are where the searches for principal components of a place code ended.
func (p *Paper) starts(name string, code compare.Code, nonNegative bool) pipeline.Ref[estimate.StartTables] {
	return pipeline.Do1(p.Graph, "estimates", estimate.Starts, estimate.StartParams{Of: name}, p.pattern(code, 20, nonNegative))
}

// fields are what neural fields with and without non-negative rates form, at
// several drives, gains and widths.
func (p *Paper) fields() pipeline.Ref[estimate.FieldTables] {
	var simulations []pipeline.Ref[neuralfield.Result]
	for _, f := range []struct {
		response            neuralfield.Nonlinearity
		drive, gain, sigmaM float64
	}{
		{neuralfield.Tanh, 0, 1.2, 0.12},
		{neuralfield.Tanh, 0.05, 1.2, 0.12},
		{neuralfield.Tanh, 0.2, 1.2, 0.12},
		{neuralfield.Rectified, 0, 1.2, 0.12},
		{neuralfield.Rectified, 0.05, 1.2, 0.12},
		{neuralfield.Rectified, 0.2, 1.2, 0.12},
		{neuralfield.Rectified, 0.2, 2, 0.12},
		{neuralfield.Rectified, 0.2, 4, 0.12},
		{neuralfield.Rectified, 0.2, 1.2, 0.08},
		{neuralfield.Rectified, 0.2, 1.2, 0.16},
	} {
		for seed := range p.Fields {
			simulations = append(simulations, pipeline.Do0(p.Graph, "fields", neuralfield.Simulate, neuralfield.Params{
				Coupling: dog.Matched(f.sigmaM, encoding.IdealSurroundScale), Gain: f.gain, Nonlinearity: f.response, Drive: f.drive, SheetWidthM: BoxWidthM,
				Points: 64, StepTau: 0.1, Steps: p.FieldSteps, NoiseStart: 0.01, Seed: uint64(seed),
			}))
		}
	}
	return pipeline.Do1(p.Graph, "estimates", estimate.Fields, estimate.FieldParams{Resamples: p.Resamples, Seed: 6}, pipeline.List(simulations))
}
