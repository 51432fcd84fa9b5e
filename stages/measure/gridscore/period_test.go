package gridscore

import (
	"math"
	"testing"
)

func TestGoldenPeriods(t *testing.T) {
	set, cases, maps := goldenCases(t)
	raws := set.Arrays(t, "autocorr_raw")
	for _, c := range cases {
		raw := scorer(t, c.NBins, Published()).Raw(maps.Get(t, c.Name).Values)
		if want, ok := raws[c.Name]; ok {
			scale := 0.0
			for _, v := range want.Values {
				scale = max(scale, math.Abs(v))
			}
			for k, v := range want.Values {
				if math.Abs(raw[k]-v) > goldenTolerance*max(1, scale) {
					t.Fatalf("%s: raw autocorrelation %d is %v, want %v", c.Name, k, raw[k], v)
				}
			}
		}
		got := PublishedPeriod(raw, c.NBins)
		if !near(got.Bins, c.PeriodBins) || !near(got.SDBins, c.PeriodErrBins) {
			t.Errorf("%s: period %v +- %v, want %v +- %v", c.Name, got.Bins, got.SDBins, c.PeriodBins, c.PeriodErrBins)
		}
		peaks := Peaks(raw, c.NBins)
		for k, want := range c.Peaks {
			if k >= len(peaks) || peaks[k] != (Peak{want[0], want[1]}) {
				t.Errorf("%s: peak %d differs from %v", c.Name, k, want)
				break
			}
		}
	}
}
