package paper

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
)

// A Claim is a statement of a publication, or a finding about one.
type Claim struct {
	ID        string // short and stable: "fig2a-dos-grid"
	Part      string // "Result 1" to "Result 7", "Paradox", "Conclusion"
	Statement string
	Source    string // key of paper/references.bib
	Where     string // figure, table or slide of the source
	// Published is the published value and Uncertainty its digitising error;
	// NaN and 0 where a direction is claimed and no number.
	Published, Uncertainty float64
	Unit                   string
	Of                     string // what N counts: "networks"
	Estimator              string // table and column that ours comes from
	Finding                bool   // ours about the publication, not its own statement
	Computed               bool   // rests on no trained network and no grown field
}

// Verdicts of a claim.
const (
	Reproduced    = "reproduced"
	NotReproduced = "not reproduced"
	NotTestable   = "not testable"
)

// Params are what every judgement has in common.
type Params struct {
	Profile   string  // name of the profile
	Threshold float64 // Score60 above which a unit counts as grid-like, published 0.8
	LowErrorM float64 // decoding error below which a network counts as accurate, m, published 0.1
	// ErrorSteps is over how many first steps the decoding error is averaged.
	ErrorSteps int
	Resamples  int    // of a bootstrap
	Seed       uint64 // of the bootstraps
	// Unfinished says why this profile's networks and fields decide nothing;
	// empty if they do.
	Unfinished string
}

// Validate reports the first field out of bounds.
func (p Params) Validate() error {
	switch {
	case p.Profile == "":
		return errors.New("claims: Profile is empty, want a profile's name")
	case !(p.Threshold > 0 && p.Threshold < 2):
		return fmt.Errorf("claims: Threshold is %v, want 0 < Threshold < 2", p.Threshold)
	case !(p.LowErrorM > 0 && p.LowErrorM < 10):
		return fmt.Errorf("claims: LowErrorM is %v m, want 0 < LowErrorM < 10", p.LowErrorM)
	case p.ErrorSteps < 1:
		return fmt.Errorf("claims: ErrorSteps is %d, want at least 1", p.ErrorSteps)
	case p.Resamples < 1:
		return fmt.Errorf("claims: Resamples is %d, want at least 1", p.Resamples)
	}
	return nil
}

// String names the profile.
func (p Params) String() string { return "claims, " + p.Profile }

// Row is a claim with its verdict.
type Row struct {
	ID          string  `unit:"1" doc:"name of the claim"`
	Part        string  `unit:"1" doc:"part of the publication"`
	Statement   string  `unit:"1" doc:"what is claimed"`
	Source      string  `unit:"1" doc:"key in the bibliography"`
	Where       string  `column:"source_place" unit:"1" doc:"figure, table or slide of the source"`
	Finding     bool    `unit:"1" doc:"ours about the publication, not its own statement"`
	Unit        string  `unit:"1" doc:"unit of the values"`
	Published   float64 `unit:"1" doc:"published value, in Unit; NaN where only a direction is claimed"`
	Uncertainty float64 `unit:"1" doc:"its digitising error"`
	Estimator   string  `unit:"1" doc:"table and column that ours comes from"`
	Test        string  `unit:"1" doc:"what decides"`
	N           int64   `unit:"1" doc:"how many things ours rests on"`
	Of          string  `column:"n_counts" unit:"1" doc:"what N counts"`
	Ours        float64 `unit:"1" doc:"our value, in Unit"`
	Low         float64 `unit:"1" doc:"lower end of its 95 % interval"`
	High        float64 `unit:"1" doc:"upper end of its 95 % interval"`
	Verdict     string  `unit:"1" doc:"reproduced, not reproduced or not testable"`
	Reason      string  `unit:"1" doc:"why not testable; empty otherwise"`
	Robust      string  `unit:"1" doc:"robust, or under which readings the verdict flips or is lost"`
	Profile     string  `unit:"1" doc:"scale of the computation"`
}

// Judged is a claim judged under another reading of it.
type Judged struct {
	ID      string  `unit:"1" doc:"name of the claim"`
	Reading string  `unit:"1" doc:"what is read otherwise"`
	N       int64   `unit:"1" doc:"how many things it rests on"`
	Ours    float64 `unit:"1" doc:"our value"`
	Low     float64 `unit:"1" doc:"lower end of its 95 % interval"`
	High    float64 `unit:"1" doc:"upper end of its 95 % interval"`
	Verdict string  `unit:"1" doc:"reproduced, not reproduced or not testable"`
}

// Verdicts are claims, and each of them under other readings.
type Verdicts struct {
	Claims   []Row
	Readings []Judged
}

// JoinParams names what is joined.
type JoinParams struct{ Profile string }

// String names the profile.
func (p JoinParams) String() string { return "all claims, " + p.Profile }

// Join puts the claims of all parts into one table.
func Join(_ context.Context, _ JoinParams, parts []Verdicts) (Verdicts, error) {
	var all Verdicts
	seen := map[string]bool{}
	for _, v := range parts {
		for _, r := range v.Claims {
			if seen[r.ID] {
				return all, fmt.Errorf("claims: two are called %s", r.ID)
			}
			seen[r.ID] = true
		}
		all.Claims, all.Readings = append(all.Claims, v.Claims...), append(all.Readings, v.Readings...)
	}
	return all, nil
}

// definition is a claim and how it is judged.
type definition struct {
	Claim
	test     test
	estimate func(reading) (Estimate, error)
	readings []reading // by which the verdict is argued against
}

// judge judges claims, each by its first reading and then by the others.
func judge(p Params, as reading, of []definition) (Verdicts, error) {
	var out Verdicts
	for _, d := range of {
		if p.Unfinished != "" && !d.Computed {
			d.test.decide = missing(p.Unfinished).decide
		}
		e, err := d.estimate(as)
		if err != nil {
			return out, fmt.Errorf("claim %s cannot be judged: %w", d.ID, err)
		}
		row := d.row(p, e)
		var flips, lost []string
		for _, r := range d.readings {
			e, err := d.estimate(r)
			if err != nil {
				return out, fmt.Errorf("claim %s, %s, cannot be judged: %w", d.ID, r.name, err)
			}
			verdict, _ := d.test.decide(d.Claim, e)
			out.Readings = append(out.Readings, Judged{d.ID, r.name, e.N, e.Value, e.Low, e.High, verdict})
			switch {
			case row.Verdict == NotTestable || verdict == row.Verdict:
			case verdict == NotTestable:
				lost = append(lost, r.name)
			default:
				flips = append(flips, r.name)
			}
		}
		row.Robust = robust(row.Verdict, len(d.readings), flips, lost)
		out.Claims = append(out.Claims, row)
	}
	return out, nil
}

func (d definition) row(p Params, e Estimate) Row {
	verdict, reason := d.test.decide(d.Claim, e)
	return Row{
		ID: d.ID, Part: d.Part, Statement: d.Statement, Source: d.Source, Where: d.Where, Finding: d.Finding,
		Unit: d.Unit, Published: d.Published, Uncertainty: d.Uncertainty, Estimator: d.Estimator, Test: d.test.text,
		N: e.N, Of: d.Of, Ours: e.Value, Low: e.Low, High: e.High, Verdict: verdict, Reason: reason, Profile: p.Profile,
	}
}

// robust says how a verdict stands up to other readings.
func robust(verdict string, readings int, flips, lost []string) string {
	switch {
	case verdict == NotTestable:
		return ""
	case readings == 0:
		return "one reading"
	case len(flips) == 0 && len(lost) == 0:
		return fmt.Sprintf("robust (%d readings)", readings)
	}
	var parts []string
	if len(flips) > 0 {
		parts = append(parts, "flips: "+strings.Join(flips, ", "))
	}
	if len(lost) > 0 {
		parts = append(parts, "undecided: "+strings.Join(lost, ", "))
	}
	return strings.Join(parts, "; ")
}

// none is the published value of a claim without a number.
func none() float64 { return math.NaN() }
