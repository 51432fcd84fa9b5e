package nnpca

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/theory/theory"
	"nofreelunch/stages/world/encoding"
)

// EncodedParams are those of RunEncoded; the fields after Encoding are those of
// Params.
type EncodedParams struct {
	Encoding    encoding.Params
	Bins        int    // bins a side; positions are their midpoints
	Starts      int    // independent starts
	Iterations  int    // applications of Sigma
	NonNegative bool   // rectify after each
	Seed        uint64 // of the starts
}

// String is the encoding and the constraint.
func (p EncodedParams) String() string {
	constraint := "signed"
	if p.NonNegative {
		constraint = "non-negative"
	}
	return fmt.Sprintf("%s, %s, %d %s cells, box %g m", p.Encoding, constraint, p.Encoding.Cells, p.Encoding.Centres, p.Encoding.BoxWidthM)
}

// Validate reports the first field out of range.
func (p EncodedParams) Validate() error {
	if err := p.Encoding.Validate(); err != nil {
		return fmt.Errorf("nnpca: %w", err)
	}
	return p.plain().validateRun()
}

// plain carries what the dynamics need to know.
func (p EncodedParams) plain() Params {
	return Params{
		Code: theory.Code{Cells: p.Encoding.Cells, BoxWidthM: p.Encoding.BoxWidthM},
		Bins: p.Bins, Starts: p.Starts, Iterations: p.Iterations, NonNegative: p.NonNegative, Seed: p.Seed,
	}
}

// RunEncoded is Run for any encoding that networks are trained on: several
// fields a cell, several widths, elliptic fields, Halton centres.
func RunEncoded(ctx context.Context, p EncodedParams) (Result, error) {
	if err := p.Validate(); err != nil {
		return Result{}, err
	}
	responses, err := theory.Responses(p.Encoding, midpoints(p.Encoding.BoxWidthM, p.Bins))
	if err != nil {
		return Result{}, fmt.Errorf("nnpca: %w", err)
	}
	out, err := iterate(ctx, p.plain(), covariance(responses))
	if err != nil {
		return Result{}, err
	}
	s := &out.Summary
	s.Name, s.SigmaM, s.SurroundScale, s.PredictedPeriodM = p.String(), math.NaN(), math.NaN(), math.NaN()
	if e := p.Encoding; e.Kind.Place() && e.SigmaM.Lo == e.SigmaM.Hi && e.Surround.Lo == e.Surround.Hi {
		s.SigmaM, s.SurroundScale = e.SigmaM.Lo, e.Surround.Lo
	}
	if d, ok := theory.EncodedContinuum(p.Encoding); ok {
		if peak := d.KStar(2); peak.Pattern() {
			s.PredictedPeriodM = theory.Period(peak.K)
		}
	}
	return out, nil
}
