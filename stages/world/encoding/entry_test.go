package encoding

import (
	"testing"

	"nofreelunch/stages/theory/dog"
)

func entries() []Entry {
	return []Entry{
		CartesianEntry(), HighDimCartesianEntry(), PolarEntry(), HighDimPolarEntry(), GaussianEntry(),
		TrueDoGEntry(), SoDEntry(), DoSEntry(), GeneralDoGEntry(),
	}
}

// Every kind has its own names, place and look, and a typical encoding of its own
// kind that is valid once it has cells.
func TestEntriesAreToldApart(t *testing.T) {
	names, looks, kinds := map[string]bool{}, map[string]bool{}, map[Kind]bool{}
	last := 0
	for _, e := range entries() {
		k, l := e.Kind(), e.Look()
		for _, name := range []string{"key " + k.String(), "title " + k.Title(), "look " + l.Name} {
			if names[name] {
				t.Errorf("%s: two kinds have the %s", k, name)
			}
			names[name] = true
		}
		look := string([]byte{l.Red, l.Green, l.Blue}) + dash(l)
		if looks[look] || kinds[k] {
			t.Errorf("%s: two kinds look alike", k)
		}
		looks[look], kinds[k] = true, true
		if l.Order <= last {
			t.Errorf("%s: order %d after %d", k, l.Order, last)
		}
		last = l.Order
		p := k.Sized(e.Typical(), 16, Grid)
		if err := p.Validate(); err != nil || p.Kind != k {
			t.Errorf("%s: typical encoding %v: %v", k, p, err)
		}
		if k.Place() && (p.Cells != 16 || p.Centres != Grid) {
			t.Errorf("%s: %d cells in layout %q, want 16 on a grid", k, p.Cells, p.Centres)
		}
		if enc, err := New(p); err != nil || enc.Width() != p.Cells || enc.Loss() != k.Loss() {
			t.Errorf("%s: an encoder of another width or loss (%v)", k, err)
		}
	}
}

func dash(l Look) string {
	s := ""
	for _, v := range l.DashPt {
		s += string(rune(int(10 * v)))
	}
	return s
}

// A cell that is far from all others and from the walls answers as the curve
// says, less what a cell answers that is far from the position.
func TestCurvesAreTheCellsTuning(t *testing.T) {
	for _, e := range []Entry{TrueDoGEntry(), GeneralDoGEntry()} {
		p := e.Kind().Sized(e.Typical(), 25, Grid)
		p.BoxWidthM = 10 // 2 m between cells
		curve, out := e.Curve(p), make([]float64, 25)
		for _, x := range []float64{0, 0.1, 0.2, 0.4} {
			build(t, p).Encode([]float64{x, 0}, out)
			if got := out[12] - out[0]; (got > 0) != (curve.At(x) > 0) && curve.At(x) != 0 {
				t.Errorf("%s at %g m: the cell answers %g more than a far one, the curve is %g", e.Kind(), x, got, curve.At(x))
			}
		}
	}
}

func TestCurves(t *testing.T) {
	if k := DoSEntry().Curve(DoS(0.12, 2)); k != dog.Kernel(dog.Matched(0.12, 2)) {
		t.Errorf("the DoS becomes %v, want equal integrals", k)
	}
	onVariance := DoS(0.12, 4)
	onVariance.SurroundOnVariance = true
	if k := DoSEntry().Curve(onVariance); k != dog.Kernel(dog.Matched(0.12, 2)) {
		t.Errorf("s = 4 on the variance becomes %v, want that of s = 2", k)
	}
	plain, many := DoS(0.12, 2), DoS(0.12, 2)
	plain.Normalization, many.SigmaM.Hi = None, 0.3
	if k := DoSEntry().Curve(plain); k != dog.Kernel(dog.Equal(0.12, 2)) {
		t.Errorf("without softmax the DoS becomes %v, want equal heights", k)
	}
	if k := DoSEntry().Curve(many); k != dog.Kernel(dog.None{}) {
		t.Errorf("fields of many widths become %v, want none", k)
	}
}
