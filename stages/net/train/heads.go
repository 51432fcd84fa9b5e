package train

import (
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/vec"
)

// heads is a population of head-direction cells [Banino2018]: preferred
// directions at equal distances, activity softmax(concentration cos(theta -
// preferred)), with the heading theta that of the velocity.
type heads struct {
	cos, sin []float32 // of the preferred directions, times the concentration
}

func newHeads(cells int, concentration float64) *heads {
	h := &heads{make([]float32, cells), make([]float32, cells)}
	for i := range cells {
		sin, cos := dmath.Sincos(2 * math.Pi * float64(i) / float64(cells))
		h.cos[i], h.sin[i] = float32(concentration*cos), float32(concentration*sin)
	}
	return h
}

// encode sets a row of code for each velocity. One that stands still has no
// heading and gives equal activities.
func (h *heads) encode(vel, code []float32) {
	n := len(h.cos)
	for r := range len(vel) / 2 {
		x, y := float64(vel[2*r]), float64(vel[2*r+1])
		if norm := math.Sqrt(float64(x*x) + float64(y*y)); norm > 0 {
			x, y = x/norm, y/norm
		}
		row := code[r*n : (r+1)*n]
		for i := range row {
			row[i] = float32(float64(x*float64(h.cos[i])) + float64(y*float64(h.sin[i])))
		}
	}
	vec.Softmax(code, n)
}
