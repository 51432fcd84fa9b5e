package spectrum_test

import (
	"context"
	"fmt"

	"nofreelunch/stages/theory/spectrum"
	"nofreelunch/stages/world/encoding"
)

// The covariance of a DoS code peaks on a ring near the k* of the continuum;
// that of a true DoG code of the same widths peaks at the longest wave.
func Example() {
	for _, e := range []encoding.Entry{encoding.DoSEntry(), encoding.TrueDoGEntry()} {
		p := e.Kind().Sized(e.Typical(), 256, encoding.Grid)
		out, err := spectrum.Spectrum(context.Background(), spectrum.Params{Encoding: p, Curve: e.Curve(p), Points: 50})
		if err != nil {
			fmt.Println(err)
			return
		}
		s := out.Summary
		fmt.Printf("%s: ring %d, %.1f rad/m; continuum %.1f rad/m, period %.2f m, power peaks away from 0: %v\n",
			s.Name, s.Ring, s.RingRadPerM, s.ContinuumRadPerM, s.ContinuumPeriodM, s.Pattern)
	}
	// Output:
	// DoS sigma=0.12 s=2: ring 3, 8.4 rad/m; continuum 8.0 rad/m, period 0.91 m, power peaks away from 0: true
	// True DoG sigma=0.12 s=2: ring 1, 2.8 rad/m; continuum 11.3 rad/m, period 0.64 m, power peaks away from 0: false
}
