package decode

import (
	"math"
	"testing"
)

func TestSteps(t *testing.T) {
	box := Box{WidthM: 2}
	truth := []float64{0, 0, 0, 0, 0, 0, 0.9, 0, 0.9, 0, 0.9, 0}
	decoded := []float64{0.3, 0.4, 0, 0.1, 0, 0, -0.9, 0, 0.9, 0.1, 0.9, 0.3}
	got := Steps(box, 2, decoded, truth)
	want := Step{Step: 1, Paths: 3, MeanErrorM: 0.2, MedianErrorM: 0.1, P90ErrorM: 0.42, MeanDriftXM: 0.1, MeanDriftYM: 0.5 / 3}
	same(t, got[0], want)
	want = Step{Step: 2, Paths: 3, MeanErrorM: 2.2 / 3, MedianErrorM: 0.3, P90ErrorM: 0.3 + 0.8*1.5, MeanDriftXM: -0.6, MeanDriftYM: 0.4 / 3}
	same(t, got[1], want)

	box.Periodic = true // the jump of 1.8 m is one of 0.2 m across the edge
	want = Step{Step: 2, Paths: 3, MeanErrorM: 0.2, MedianErrorM: 0.2, P90ErrorM: 0.28, MeanDriftXM: 0.2 / 3, MeanDriftYM: 0.4 / 3}
	got = Steps(box, 2, decoded, truth)
	same(t, got[1], want)
	if e := MeanError(got); math.Abs(e-0.2) > 1e-15 {
		t.Errorf("mean error %v", e)
	}
}

func same(t *testing.T, got, want Step) {
	t.Helper()
	close := func(a, b float64) bool { return math.Abs(a-b) < 1e-14 }
	if got.Step != want.Step || got.Paths != want.Paths || !close(got.MeanErrorM, want.MeanErrorM) || !close(got.MedianErrorM, want.MedianErrorM) ||
		!close(got.P90ErrorM, want.P90ErrorM) || !close(got.MeanDriftXM, want.MeanDriftXM) || !close(got.MeanDriftYM, want.MeanDriftYM) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestNaN(t *testing.T) {
	s := Steps(Box{WidthM: 1}, 1, []float64{math.NaN(), 0, 0, 0}, make([]float64, 4))[0]
	if s.MeanErrorM == s.MeanErrorM || s.MedianErrorM == s.MedianErrorM || Low(s.MeanErrorM) {
		t.Errorf("a position that is not a number gave %+v", s)
	}
	if !Low(0.0999) || Low(0.1) {
		t.Error("the bound is 10 cm, exclusive")
	}
}

func TestWrongShapesPanic(t *testing.T) {
	for _, f := range []func(){
		func() { Steps(Box{}, 2, make([]float64, 6), make([]float64, 6)) },
		func() { Distances(Box{}, make([]float64, 4), make([]float64, 2)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		}()
	}
}
