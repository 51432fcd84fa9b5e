package paper

import (
	"fmt"
	"math"
)

// fewest is how many things an estimate must rest on to decide against a claim
// that its interval neither confirms nor excludes.
const fewest = 4

// test decides a claim by our estimate. text is what it does, for people.
type test struct {
	text   string
	decide func(Claim, Estimate) (verdict, reason string)
}

// within holds if the published value lies in our interval, widened by its
// uncertainty. An interval of more than widest to either side confirms nothing.
func within(widest float64) test {
	return test{
		fmt.Sprintf("published value inside our 95 %% interval, which reaches no farther than %v to either side on average", widest),
		func(c Claim, e Estimate) (string, string) {
			if why := unusable(c, e); why != "" {
				return NotTestable, why
			}
			if c.Published < e.Low-c.Uncertainty-rounding || c.Published > e.High+c.Uncertainty+rounding {
				return NotReproduced, ""
			}
			if (e.High-e.Low)/2 > widest {
				return NotTestable, fmt.Sprintf("the interval of %d %s is too wide to confirm a number", e.N, c.Of)
			}
			return Reproduced, ""
		},
	}
}

// rounding keeps the last bit of a sum from deciding.
const rounding = 1e-9

// above holds if the whole interval lies above the bound.
func above(bound float64) test {
	return test{fmt.Sprintf("95 %% interval above %v", bound), func(c Claim, e Estimate) (string, string) {
		return beyond(c, e, e.Low > bound, e.High <= bound)
	}}
}

// below holds if the whole interval lies below the bound.
func below(bound float64) test {
	return test{fmt.Sprintf("95 %% interval below %v", bound), func(c Claim, e Estimate) (string, string) {
		return beyond(c, e, e.High < bound, e.Low >= bound)
	}}
}

// inside holds if the whole interval lies between two bounds.
func inside(lo, hi float64) test {
	return test{fmt.Sprintf("95 %% interval between %v and %v", lo, hi), func(c Claim, e Estimate) (string, string) {
		return beyond(c, e, e.Low >= lo && e.High <= hi, e.Low > hi || e.High < lo)
	}}
}

// includes holds if the interval includes one value and excludes another.
func includes(value, not float64) test {
	return test{fmt.Sprintf("95 %% interval includes %v and excludes %v", value, not), func(c Claim, e Estimate) (string, string) {
		return beyond(c, e, e.Low <= value && value <= e.High && (not < e.Low || not > e.High), value < e.Low || value > e.High)
	}}
}

// beyond is the verdict on an interval that confirms, excludes, or does neither.
func beyond(c Claim, e Estimate, confirms, excludes bool) (string, string) {
	if why := unusable(c, e); why != "" {
		return NotTestable, why
	}
	switch {
	case confirms:
		return Reproduced, ""
	case !excludes && e.N < fewest:
		return NotTestable, fmt.Sprintf("%d %s decide nothing", e.N, c.Of)
	}
	return NotReproduced, ""
}

// atLeast holds if N reaches a number: a claim about a scale.
func atLeast(n int64) test {
	return test{fmt.Sprintf("N at least %d", n), func(c Claim, e Estimate) (string, string) {
		if e.N < n {
			return NotTestable, fmt.Sprintf("this profile has %d %s", e.N, c.Of)
		}
		return Reproduced, ""
	}}
}

// missing never decides, because what the claim needs is not computed here.
func missing(reason string) test {
	return test{"none: " + reason, func(Claim, Estimate) (string, string) { return NotTestable, reason }}
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
