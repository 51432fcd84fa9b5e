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
	if s.MeanErrorM == s.MeanErrorM || s.MedianErrorM == s.MedianErrorM {
		t.Errorf("a position that is not a number gave %+v", s)
	}
}

// The error over some steps is the mean over paths and steps: a step at which few
// positions were decoded weighs little. A profile and what is kept of it agree.
func TestMeanErrorWeighsStepsByTheirPaths(t *testing.T) {
	p := NewProfile(Box{WidthM: 2}, 3)
	p.AddAll([]float64{0.1, 0, 0.2, 0, math.NaN(), 0, 0.6, 0, 0, 0, 0, 9}, make([]float64, 12))
	var errorsM []float64
	var paths []int32
	for i := range p.Steps() {
		e, n := p.At(i)
		errorsM, paths = append(errorsM, e), append(paths, n)
	}
	if paths[1] != 1 || errorsM[1] != 0.6 {
		t.Errorf("step 2 has the error %v of %d paths, want 0.6 of 1", errorsM[1], paths[1])
	}
	for steps, want := range map[int]float64{1: 0.15, 2: 0.3, 3: 9.9 / 5, 50: 9.9 / 5} {
		if a, b := p.MeanErrorM(steps), MeanErrorM(steps, errorsM, paths); math.Abs(a-want) > 1e-15 || math.Abs(b-want) > 1e-15 {
			t.Errorf("over %d steps %v, kept %v, want %v", steps, a, b, want)
		}
	}
	if e := MeanErrorM(20, nil, nil); e == e {
		t.Errorf("no steps have the error %v, want none", e)
	}
}

// In a periodic box nothing is further away than half a diagonal.
func TestPeriodicErrorsWrap(t *testing.T) {
	box := Box{WidthM: 2.2, Periodic: true}
	for _, x := range []float64{-1.1, -1.0, -0.3, 0, 0.7, 1.09} {
		for _, turns := range []float64{-3, -1, 0, 1, 2} {
			if w := box.Wrap(x + float64(turns*2.2)); math.Abs(w-x) > 1e-14 {
				t.Errorf("%v and %v turns wraps to %v", x, turns, w)
			}
			if d := box.Distance(x+float64(turns*2.2), 0.1, x, 0.1); d > 1e-14 {
				t.Errorf("a place is %v m from itself", d)
			}
		}
	}
	if d := box.Distance(1.05, 0, -1.05, 0); math.Abs(d-0.1) > 1e-14 {
		t.Errorf("across the edge %v m, want 0.1", d)
	}
	box.Periodic = false
	if d := box.Distance(1.05, 0, -1.05, 0); math.Abs(d-2.1) > 1e-14 {
		t.Errorf("between the walls %v m, want 2.1", d)
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
