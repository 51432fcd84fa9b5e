package paper

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/stat"
)

// Fewest is how many things an estimate must rest on to decide anything, for a
// claim or against it.
const Fewest = 4

// Margins within which a value counts as the published one.
const (
	fractionMargin = 0.10 // of fractions of networks, absolute
	unitMargin     = 0.01 // of fractions of units, absolute
	relativeMargin = 0.10 // of periods and other values, of the published one
)

// An outcome is what a test makes of an estimate.
type outcome struct {
	verdict, reason string
	difference      Estimate // what the margin or bound is held against
	margin          float64  // NaN where a bound decides
	p               float64  // two-sided, of the verdict before others are counted; NaN without any
}

// test decides a claim by our estimate. text is what it does, for people.
type test struct {
	text   string
	decide func(Claim, Estimate) outcome
}

// fraction compares two fractions of networks by their difference: Newcombe's
// interval, from the Wilson intervals of both.
func fraction(margin float64) test {
	return test{fmt.Sprintf("fractions of both N differ by less than %v, by Newcombe's 95 %% interval", margin), func(c Claim, e Estimate) outcome {
		theirs, err := share(int(math.Round(c.Published*float64(c.PublishedN))), int(c.PublishedN))
		if err != nil || c.PublishedN == 0 {
			return outcome{Inconclusive, "the number of published runs is not known", nothing(), margin, math.NaN()}
		}
		theirs.Value, theirs.Low, theirs.High = c.Published, min(theirs.Low, c.Published-c.Uncertainty), max(theirs.High, c.Published+c.Uncertainty)
		return between(c, difference(e, theirs), e, -margin, margin, margin)
	}}
}

// value compares two values; the published one has its reading error as an interval.
func value(margin float64, relative bool) test {
	text := fmt.Sprintf("values differ by less than %v, by the 95 %% interval of the difference", margin)
	if relative {
		text = fmt.Sprintf("values differ by less than %v %% of the published one, by the 95 %% interval of the difference", 100*margin)
	}
	return test{text, func(c Claim, e Estimate) outcome {
		m := margin
		if relative {
			m *= math.Abs(c.Published)
		}
		theirs := Estimate{c.Published, c.Published - c.Uncertainty, c.Published + c.Uncertainty, e.N}
		return between(c, difference(e, theirs), e, -m, m, m)
	}}
}

// above holds if the whole interval lies above the bound, and fails if it lies
// below.
func above(bound float64) test {
	return test{fmt.Sprintf("95 %% interval above %v", bound), func(c Claim, e Estimate) outcome {
		return between(c, e, e, bound, math.Inf(1), math.NaN())
	}}
}

// below is described at above.
func below(bound float64) test {
	return test{fmt.Sprintf("95 %% interval below %v", bound), func(c Claim, e Estimate) outcome {
		return between(c, e, e, math.Inf(-1), bound, math.NaN())
	}}
}

// inside holds if the whole interval lies between two bounds.
func inside(lo, hi float64) test {
	return test{fmt.Sprintf("95 %% interval between %v and %v", lo, hi), func(c Claim, e Estimate) outcome {
		return between(c, e, e, lo, hi, math.NaN())
	}}
}

// between is the outcome of an interval d that confirms a claim if it lies
// between two ends, contradicts it if it lies outside of them, and decides nothing
// otherwise. ours is what d rests on.
func between(c Claim, d, ours Estimate, lo, hi, margin float64) outcome {
	o := outcome{Inconclusive, "", d, margin, math.NaN()}
	if o.reason = unusable(c, ours); o.reason != "" {
		o.difference = nothing()
		return o
	}
	if !c.Exact {
		o.p = probability(d, lo, hi)
	}
	switch {
	case !c.Exact && ours.N < Fewest:
		o.reason = fmt.Sprintf("%d %s decide nothing", ours.N, c.Of)
	case d.Low > lo && d.High < hi:
		o.verdict = Reproduced
	case d.Low >= hi || d.High <= lo:
		o.verdict = Contradicted
	default:
		o.reason = "the interval reaches across the bound"
		if margin == margin {
			o.reason = "the interval reaches across the margin"
		}
	}
	return o
}

// probability is the two-sided p of the verdict that an interval comes nearest
// to: that the true value lies on the other side of the end or ends. The interval's
// two half-widths stand for the errors on its two sides.
func probability(d Estimate, lo, hi float64) float64 {
	down, up := halfWidth(d.Value-d.Low), halfWidth(d.High-d.Value)
	within := max(tail(d.Value-lo, down), tail(hi-d.Value, up)) // the chance to lie outside, seen from within
	outside := 1.0
	if d.Value > hi {
		outside = tail(d.Value-hi, down)
	}
	if d.Value < lo {
		outside = tail(lo-d.Value, up)
	}
	return min(1, 2*min(within, outside))
}

// halfWidth is the standard error that half of a 95 % interval stands for.
func halfWidth(half float64) float64 { return half / 1.959963984540054 }

// tail is the chance of a normal error of at least by.
func tail(by, sd float64) float64 {
	switch {
	case math.IsInf(by, 1):
		return 0
	case by <= 0:
		return 1
	case sd == 0:
		return 0
	}
	return stat.NormalTail(by / sd)
}

// unusable says why an estimate decides nothing.
func unusable(c Claim, e Estimate) string {
	switch {
	case e.N == 0:
		return "no " + c.Of + " to measure it on"
	case math.IsNaN(e.Value):
		return fmt.Sprintf("undefined for these %d %s", e.N, c.Of)
	case math.IsNaN(e.Low) || math.IsNaN(e.High):
		return fmt.Sprintf("%d %s give no interval", e.N, c.Of)
	}
	return ""
}
