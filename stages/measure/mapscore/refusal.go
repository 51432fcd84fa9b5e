package mapscore

import (
	"fmt"
	"math"

	"nofreelunch/stages/measure/gridscore"
)

// fewestBins is the least number of bins a side: fewer leave no lag on a ring.
const fewestBins = 3

// refusal says why a map cannot be scored, if it cannot.
func (m Map) refusal(signed bool) *Refusal {
	no := func(format string, args ...any) *Refusal {
		return &Refusal{Map: m.Name, Text: fmt.Sprintf(format, args...)}
	}
	switch {
	case len(m.Rates) != m.Rows*m.Columns:
		panic(fmt.Sprintf("mapscore: %d rates for %d x %d bins", len(m.Rates), m.Rows, m.Columns))
	case min(m.Rows, m.Columns) < fewestBins:
		return no("has %d x %d bins, want at least %d a side", m.Rows, m.Columns, fewestBins)
	case m.side() > gridscore.MaxBins:
		return no("has %d x %d bins, at most %d a side can be scored", m.Rows, m.Columns, gridscore.MaxBins)
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for k, v := range m.Rates {
		if text := wrong(v, signed); text != "" {
			return &Refusal{m.Name, k/m.Columns + 1, k%m.Columns + 1, text}
		}
		if v == v {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	switch {
	case hi < lo:
		return no("every bin is NaN: the animal was nowhere")
	case hi == lo && hi == 0:
		return no("every visited bin has rate 0: the cell is silent")
	case hi == lo:
		return no("every visited bin has rate %v: nothing varies", hi)
	}
	return nil
}

// wrong says why a rate cannot be one.
func wrong(v float64, signed bool) string {
	switch {
	case math.IsInf(v, 0):
		return fmt.Sprintf("the rate is %v; a bin that was not visited is NaN", v)
	case v < 0 && !signed:
		return fmt.Sprintf("the rate is %v, below 0; -signed lets activations of networks through", v)
	}
	return ""
}
