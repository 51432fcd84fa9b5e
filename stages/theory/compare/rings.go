package compare

import (
	"context"
	"errors"
	"fmt"

	"nofreelunch/stages/theory/spectrum"
)

// RingParams says of which codes the strongest ring is looked for.
type RingParams struct {
	Codes  []Code
	Points int // of a covariance map, a side
}

// Validate reports the first field out of bounds.
func (p RingParams) Validate() error {
	if len(p.Codes) == 0 {
		return errors.New("compare: Codes is empty, want at least 1")
	}
	return nil
}

// Ring is the strongest ring in the spectrum of an encoding's covariance over
// the box.
type Ring struct {
	Encoding      string  `unit:"1" doc:"the encoding with its parameters"`
	SigmaM        float64 `unit:"m" doc:"width of the centre; NaN where fields differ"`
	SurroundScale float64 `unit:"1" doc:"width of the surround over that of the centre, s; NaN where fields differ"`
	PeriodM       float64 `unit:"m" doc:"lattice period of the ring"`
}

// Rings finds the strongest ring of each encoding.
func Rings(ctx context.Context, p RingParams) ([]Ring, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	var out []Ring
	for _, c := range p.Codes {
		s, err := spectrum.Spectrum(ctx, spectrum.Params{Encoding: c.Encoding, Curve: c.Curve, Points: p.Points})
		if err != nil {
			return nil, fmt.Errorf("compare: %v: %w", c.Encoding, err)
		}
		out = append(out, Ring{c.Encoding.String(), s.Summary.SigmaM, s.Summary.SurroundScale, s.Summary.RingPeriodM})
	}
	return out, nil
}
