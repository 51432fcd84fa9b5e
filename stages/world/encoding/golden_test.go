package encoding

import (
	"math"
	"testing"

	"nofreelunch/stages/internal/golden"
	"nofreelunch/stages/world/placecell"
)

// goldenCase is an entry of encodings/cases.json.
type goldenCase struct {
	Name          string
	Encoding      string
	Normalization string
	AlphaE        float64           `json:"alpha_e"`
	AlphaI        float64           `json:"alpha_i"`
	Float32Change float64           `json:"max_abs_diff_float32_run"`
	Arrays        map[string]string `json:"arrays"`
	arrays        golden.Arrays
}

func (c *goldenCase) get(t *testing.T, name string) golden.Array {
	t.Helper()
	return c.arrays.Get(t, c.Arrays[name])
}

// encoder builds the case's encoder from its stored constants.
func (c *goldenCase) encoder(t *testing.T) Encoder {
	t.Helper()
	switch c.Encoding {
	case "cartesian":
		return cartesian{}
	case "polar":
		return polar{}
	case "high_dim_cartesian":
		return newAffine(c.get(t, "slopes").Values, c.get(t, "intercepts").Values)
	case "high_dim_polar":
		return newHighDimPolar(c.get(t, "slopes").Values, c.get(t, "intercepts").Values, c.get(t, "von_mises_centers").Values)
	}
	kind, ok := map[string]Kind{
		"gaussian": gaussianKind{}, "difference_of_gaussians": dosKind{}, "true_difference_of_gaussians": trueDoGKind{},
		"general_difference_of_gaussians": generalDoGKind{}, "softmax_of_differences": sodKind{},
	}[c.Encoding]
	if !ok {
		t.Fatalf("unknown encoding %q", c.Encoding)
	}
	p := Params{Kind: kind, Normalization: Normalization(c.Normalization), AlphaE: c.AlphaE, AlphaI: c.AlphaI}
	return NewPlace(p, c.population(t))
}

func (c *goldenCase) population(t *testing.T) *placecell.Population {
	centres, deleted := c.get(t, "field_centres"), c.get(t, "field_is_deleted")
	sigma, s := c.get(t, "sigma"), c.get(t, "surround_scale")
	cells, fields := centres.Shape[0], centres.Shape[1]
	pop := placecell.Empty(cells, fields)
	for i := range cells {
		for f := range fields {
			k := i*fields + f
			if deleted.Values[k] != 0 {
				continue
			}
			pop.Put(i, f, placecell.Field{
				XM: centres.Values[2*k], YM: centres.Values[2*k+1],
				SigmaM: sigma.Values[k], SurroundScale: s.Values[k], Aspect: 1,
			})
		}
	}
	return pop
}

// TestGolden holds every stored case to the authors' numbers: activations and
// decodings at 1e-12.
func TestGolden(t *testing.T) {
	set := golden.Open(t, "encodings")
	var index struct{ Cases []goldenCase }
	set.JSON(t, "cases.json", &index)
	arrays := set.Arrays(t, "arrays")
	if len(index.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range index.Cases {
		c.arrays = arrays
		t.Run(c.Name, func(t *testing.T) { c.test(t) })
	}
}

func (c *goldenCase) test(t *testing.T) {
	e := c.encoder(t)
	positions, want := c.get(t, "positions").Values, c.get(t, "activations").Values
	got := make([]float64, len(want))
	if c.Encoding == "polar" {
		t.Log("atan cannot tell (x, y) from (-x, -y): the decodings show it, as stored")
	}
	e.Encode(positions, got)
	near(t, "activation", got, want, 1e-12)

	got32 := make([]float32, len(want))
	pos32 := make([]float32, len(positions))
	for i, v := range positions {
		pos32[i] = float32(v)
	}
	e.Encode32(pos32, got32)
	c.near32(t, got32, want)

	// Decode the authors' own activations, so that only the decoder is tested.
	decoded := make([]float64, len(positions))
	e.Decode(want, decoded)
	wantDecoded := c.get(t, "decoded_from_activations").Values
	var margin []float64
	if name, ok := c.Arrays["decode_margin"]; ok {
		margin = c.arrays.Get(t, name).Values
	}
	for i := range decoded {
		if margin != nil && !(margin[i/2] > 1e-9) {
			continue // far cells tied
		}
		if d := math.Abs(decoded[i] - wantDecoded[i]); !(d <= 1e-12) {
			t.Fatalf("position %d decoded from activations: %v, want %v", i/2, decoded[i], wantDecoded[i])
		}
	}

	input := c.get(t, "decode_input").Values
	wantInput := c.get(t, "decoded_from_decode_input").Values
	decoded = make([]float64, len(wantInput))
	e.Decode(input, decoded)
	near(t, "position decoded from outputs", decoded, wantInput, 1e-12)
}

func near(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	worst := 0.0
	for i := range want {
		d := math.Abs(got[i] - want[i])
		if !(d <= tolerance) {
			t.Fatalf("%s %d: %v, want %v +- %g", what, i, got[i], want[i], tolerance)
		}
		worst = max(worst, d)
	}
	t.Logf("%s: largest difference %.2g of %d", what, worst, len(want))
}

// near32 allows the training path what float32 cost the authors' own code, and
// as much again for another order of summation.
func (c *goldenCase) near32(t *testing.T, got []float32, want []float64) {
	t.Helper()
	worst := 0.0
	for i := range want {
		worst = max(worst, math.Abs(float64(got[i])-want[i]))
	}
	t.Logf("float32 activation: largest difference %.2g, the original's %.2g", worst, c.Float32Change)
	if bound := 2*c.Float32Change + 3e-7; !(worst <= bound) {
		t.Errorf("float32 activations differ by %g, want at most %g", worst, bound)
	}
}
