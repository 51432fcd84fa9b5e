package spectrum

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/world/encoding"
)

// Responses returns the encoding's values: a row per cell, a column per position.
func Responses(e encoding.Params, at [][2]float64) (linalg.Matrix, error) {
	encoder, err := encoding.New(e)
	if err != nil {
		return linalg.Matrix{}, fmt.Errorf("spectrum: %w", err)
	}
	return respond(encoder, at)
}

func respond(encoder encoding.Encoder, at [][2]float64) (linalg.Matrix, error) {
	flat := make([]float64, 0, 2*len(at))
	for _, x := range at {
		flat = append(flat, x[0], x[1])
	}
	values := linalg.New(len(at), encoder.Width())
	encoder.Encode(flat, values.Data)
	for i, v := range values.Data {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			x := at[i/values.Cols]
			return linalg.Matrix{}, fmt.Errorf("spectrum: cell %d is %g at (%g, %g) m", i%values.Cols, v, x[0], x[1])
		}
	}
	return values.T(), nil
}
