package figures

import (
	"errors"
	"fmt"
)

// Figure7Params is what figure 7 prints and how it judges.
type Figure7Params struct {
	Judge    Judge
	Settings []string // names of the populations of the theory panels, in their order, as markup
	Groups   []Sample // groups of networks, in the order of the networks
	Null     string   // name of the null, ending in " null"
	Modes    int      // of the spectrum, shown on each side of zero
}

// Validate reports the first field out of bounds.
func (p Figure7Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 7: %w", err)
	}
	switch {
	case len(p.Settings) == 0 || len(p.Settings) > 4:
		return fmt.Errorf("figure 7: Settings has %d names, want 1 to 4", len(p.Settings))
	case p.Null == "":
		return errors.New("figure 7: Null is empty, want the null's name")
	case p.Modes < 1:
		return fmt.Errorf("figure 7: Modes is %d, want at least 1", p.Modes)
	}
	if _, err := total(p.Groups); err != nil {
		return fmt.Errorf("figure 7: %w", err)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure7Params) String() string { return "figure 7, " + p.Judge.Profile }

// Figure7Tuning is a point of a tuning curve (panel a).
type Figure7Tuning struct {
	Setting   string  `unit:"1" doc:"place-cell population"`
	DistanceM float64 `unit:"m" doc:"signed distance from the field's centre"`
	Rate      float64 `unit:"1" doc:"response as a fraction of its range"`
}

// Figure7Sigma is a population's covariance as a function of displacement (panel b).
type Figure7Sigma struct {
	Setting    string    `unit:"1" doc:"place-cell population"`
	Bins       int32     `unit:"1" doc:"bins a side"`
	HalfWidthM float64   `unit:"m" doc:"largest displacement along either axis"`
	Values     []float64 `unit:"1" doc:"covariance less its mean, scaled to a largest size of 1" shape:"Bins,Bins"`
}

// Figure7Spectrum is the size of the covariance's transform (panel c).
type Figure7Spectrum struct {
	Setting          string    `unit:"1" doc:"place-cell population"`
	Bins             int32     `unit:"1" doc:"bins a side, wave vector zero in the middle"`
	HalfWidthRadPerM float64   `unit:"rad/m" doc:"wave number at the outer edge of the map"`
	Amplitude        []float64 `unit:"1" doc:"modulus of the transform, mean removed, scaled to a peak of 1" shape:"Bins,Bins"`
	KStarRadPerM     float64   `unit:"rad/m" doc:"wave number of the strongest mode"`
}

// Figure7Density is a point of a group's score density (panel d).
type Figure7Density struct {
	Group   string  `unit:"1" doc:"networks trained on an encoding, or a null"`
	Score60 float64 `unit:"1" doc:"grid score"`
	Density float64 `unit:"1" doc:"kernel density over the active units of all networks"`
	Low     float64 `unit:"1" doc:"lower end of the pointwise 95 % interval over networks"`
	High    float64 `unit:"1" doc:"upper end of the pointwise 95 % interval over networks"`
}

// Figure7Group is what a group's networks have in common (panels e and f).
type Figure7Group struct {
	Group         string  `unit:"1" doc:"networks trained on an encoding, or a null"`
	Networks      int32   `unit:"1" doc:"networks, without diverged ones"`
	Diverged      int32   `unit:"1" doc:"networks whose training diverged"`
	Units         int32   `unit:"1" doc:"active units of all networks"`
	FractionAbove float64 `unit:"1" doc:"mean over networks of the fraction above the threshold"`
	FractionLow   float64 `unit:"1" doc:"lower end of its 95 % interval"`
	FractionHigh  float64 `unit:"1" doc:"upper end of its 95 % interval"`
	ErrorM        float64 `unit:"m" doc:"mean over networks of the decoding error"`
	ErrorLowM     float64 `unit:"m" doc:"lower end of its 95 % interval"`
	ErrorHighM    float64 `unit:"m" doc:"upper end of its 95 % interval"`
}

// Figure7Output is the figure and the table behind every panel. The figure is
// drawn from these tables and nothing else.
type Figure7Output struct {
	Tuning   []Figure7Tuning
	Sigma    []Figure7Sigma
	Spectrum []Figure7Spectrum
	Density  []Figure7Density
	Networks []Run
	Groups   []Figure7Group
	Maps     []ExampleMap
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}
