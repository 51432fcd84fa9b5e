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
	PublishedN             int64 // networks that the published value rests on; 0 where it is not known
	Unit                   string
	Of                     string // what N counts: "networks"
	Estimator              string // table and column that ours comes from
	Finding                bool   // ours about the publication, not its own statement
	Computed               bool   // rests on no trained network and no grown field
	Exact                  bool   // a computed value without a sample's error
}

// Verdicts of a claim.
const (
	Reproduced    = "reproduced"
	Contradicted  = "contradicted"
	Inconclusive  = "inconclusive"
	NotComparable = "not comparable"
)

// Params are what every judgement has in common.
type Params struct {
	Profile   string  // name of the profile
	Threshold float64 // Score60 above which a unit counts as grid-like, published 0.8
	LowErrorM float64 // decoding error below which a network counts as accurate, m, published 0.1
	// ErrorSteps is over how many first steps the decoding error is averaged,
	// published 50: scoring overwrote the error of training by that.
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
	Where       string  `unit:"1" doc:"figure, table or slide of the source"`
	Finding     bool    `unit:"1" doc:"ours about the publication, not its own statement"`
	Unit        string  `unit:"1" doc:"unit of the values"`
	Published   float64 `unit:"1" doc:"published value, in Unit; NaN where only a direction is claimed"`
	PublishedN  int64   `unit:"1" doc:"networks that it rests on; 0 where it is not known"`
	Uncertainty float64 `unit:"1" doc:"its digitising error"`
	Estimator   string  `unit:"1" doc:"table and column that ours comes from"`
	Test        string  `unit:"1" doc:"what decides"`
	N           int64   `unit:"1" doc:"how many things ours rests on"`
	Of          string  `unit:"1" doc:"what N counts"`
	Ours        float64 `unit:"1" doc:"our value, in Unit"`
	Low         float64 `unit:"1" doc:"lower end of its 95 % interval"`
	High        float64 `unit:"1" doc:"upper end of its 95 % interval"`
	Difference  float64 `unit:"1" doc:"what the margin or bound is held against, in Unit: ours minus published, or ours"`
	DiffLow     float64 `unit:"1" doc:"lower end of its 95 % interval"`
	DiffHigh    float64 `unit:"1" doc:"upper end of its 95 % interval"`
	Margin      float64 `unit:"1" doc:"within which values count as the same, in Unit; NaN where a bound decides"`
	P           float64 `unit:"1" doc:"two-sided p of the verdict that the interval comes nearest to; NaN of a value without a sample's error"`
	PHolm       float64 `unit:"1" doc:"the same for all comparable claims of the part together, by Holm"`
	Verdict     string  `unit:"1" doc:"reproduced, contradicted, inconclusive or not comparable"`
	Reason      string  `unit:"1" doc:"why inconclusive or not comparable; empty otherwise"`
	Differs     string  `unit:"1" doc:"what ours has not in common with the published networks and the comparison does not need"`
	Robust      string  `unit:"1" doc:"robust, or under which readings the verdict flips or is lost"`
	Profile     string  `unit:"1" doc:"scale of the computation"`
}

// Judged is a claim judged under another reading of it.
type Judged struct {
	ID      string  `unit:"1" doc:"name of the claim"`
	Vary    string  `unit:"1" doc:"what is varied: threshold, period, steps, error, null, box, seeds, walk or estimator"`
	Reading string  `unit:"1" doc:"how it is read"`
	N       int64   `unit:"1" doc:"how many things it rests on"`
	Ours    float64 `unit:"1" doc:"our value"`
	Low     float64 `unit:"1" doc:"lower end of its 95 % interval"`
	High    float64 `unit:"1" doc:"upper end of its 95 % interval"`
	Verdict string  `unit:"1" doc:"reproduced, contradicted or inconclusive"`
}

// Verdicts are claims, each of them under other readings, and what no verdict
// is given on.
type Verdicts struct {
	Claims   []Row
	Readings []Judged
	Context  []Context
}

// JoinParams names what is joined.
type JoinParams struct{ Profile string }

// String names the profile.
func (p JoinParams) String() string { return "all claims, " + p.Profile }

// Join puts the claims of all parts into one table, and adjusts them for their
// number, part by part.
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
		all.Context = append(all.Context, v.Context...)
	}
	holm(all.Claims)
	return all, nil
}

// definition is a claim and how it is judged.
type definition struct {
	Claim
	test     test
	estimate func(reading) (Estimate, error)
	readings []reading // by which the verdict is argued against
	match    match     // with what it is compared; empty if with no published network
}

// claimed is a claim that is compared with no published network.
func claimed(c Claim, t test, estimate func(reading) (Estimate, error), readings []reading) definition {
	return definition{c, t, estimate, readings, match{}}
}

// like is d compared with the networks of a published panel.
func (d definition) like(panel string, of func(reading) (census, error), must ...FactName) definition {
	d.match = match{panel, must, of}
	return d
}

// judge judges claims, each by its first reading and then by the others.
func judge(p Params, as reading, of []definition) (Verdicts, error) {
	var out Verdicts
	for _, d := range of {
		e, err := d.estimate(as)
		if err != nil {
			return out, fmt.Errorf("claim %s cannot be judged: %w", d.ID, err)
		}
		row, err := d.row(p, as, e)
		if err != nil {
			return out, fmt.Errorf("claim %s cannot be compared: %w", d.ID, err)
		}
		var flips, lost []string
		for _, r := range d.readings {
			e, err := d.estimate(r)
			if err != nil {
				return out, fmt.Errorf("claim %s, %s, cannot be judged: %w", d.ID, r.name, err)
			}
			verdict := d.test.decide(d.Claim, e).verdict
			if row.Verdict == NotComparable {
				verdict = NotComparable
			}
			out.Readings = append(out.Readings, Judged{d.ID, string(r.vary), r.name, e.N, e.Value, e.Low, e.High, verdict})
			switch {
			case !decided(row.Verdict) || verdict == row.Verdict:
			case !decided(verdict):
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

// decided reports that a verdict is for a claim or against it.
func decided(verdict string) bool { return verdict == Reproduced || verdict == Contradicted }

func (d definition) row(p Params, as reading, e Estimate) (Row, error) {
	o := d.test.decide(d.Claim, e)
	row := Row{
		ID: d.ID, Part: d.Part, Statement: d.Statement, Source: d.Source, Where: d.Where, Finding: d.Finding,
		Unit: d.Unit, Published: d.Published, PublishedN: d.PublishedN, Uncertainty: d.Uncertainty, Estimator: d.Estimator, Test: d.test.text,
		N: e.N, Of: d.Of, Ours: e.Value, Low: e.Low, High: e.High,
		Difference: o.difference.Value, DiffLow: o.difference.Low, DiffHigh: o.difference.High, Margin: o.margin, P: o.p, PHolm: math.NaN(),
		Verdict: o.verdict, Reason: o.reason, Profile: p.Profile,
	}
	needed, others, err := d.compare(p, as)
	row.Differs = others
	switch {
	case p.Unfinished != "" && !d.Computed:
		row.Verdict, row.Reason = NotComparable, p.Unfinished
	case needed != "":
		row.Verdict, row.Reason = NotComparable, needed
	}
	return row, err
}

// compare says in words what the networks behind a claim have not in common with
// the published ones: what the comparison needs, and the rest.
func (d definition) compare(p Params, as reading) (needed, others string, err error) {
	if d.match.of == nil {
		return "", "", nil
	}
	networks, err := d.match.of(as)
	if err != nil || len(networks) == 0 {
		return "", "", err
	}
	facts, err := p.factsOf(d.match, networks)
	needed, others = mismatches(facts)
	return needed, others, err
}

// robust says how a verdict stands up to other readings.
func robust(verdict string, readings int, flips, lost []string) string {
	switch {
	case !decided(verdict):
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
