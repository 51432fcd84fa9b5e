package canon

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

type kind string

type inner struct {
	DtS   float64
	Sizes []int
}

type params struct {
	Kind   kind
	Walk   inner
	Rate   float32
	hidden bool
	list   []string
	pairs  [][]int
	big    uint64
	small  int8
}

func Example() {
	lines, err := Append(nil, "param", params{Kind: "rnn", Walk: inner{0.02, []int{3, 4}}, Rate: 0.5})
	if err != nil {
		panic(err)
	}
	fmt.Print(string(lines))
	// Output:
	// param "Kind" string "rnn"
	// param "Walk.DtS" float64 3f947ae147ae147b 0.02
	// param "Walk.Sizes" slice 2
	// param "Walk.Sizes[0]" int 3
	// param "Walk.Sizes[1]" int 4
	// param "Rate" float32 3f000000 0.5
	// param "hidden" bool false
	// param "list" slice 0
	// param "pairs" slice 0
	// param "big" uint64 0
	// param "small" int8 0
}

func TestEveryDifferenceShows(t *testing.T) {
	negativeZero := math.Copysign(0, -1)
	seen := map[string]any{}
	for _, v := range []any{
		params{}, params{Kind: "a"}, params{Kind: "a\nparam"}, params{hidden: true}, params{Rate: 1},
		params{Walk: inner{DtS: negativeZero}}, params{Walk: inner{DtS: math.Inf(1)}}, params{Walk: inner{DtS: math.Nextafter(0, 1)}},
		params{Walk: inner{Sizes: []int{0}}}, params{Walk: inner{Sizes: []int{0, 0}}}, params{Walk: inner{Sizes: []int{}}},
		params{Kind: "\xff"}, params{Kind: "\ufffd"}, params{Kind: "\\xff"}, params{list: []string{}}, params{list: []string{""}},
		params{pairs: [][]int{{1, 2}}}, params{pairs: [][]int{{1}, {2}}}, params{pairs: [][]int{nil}}, params{pairs: [][]int{{}}},
		params{big: math.MaxUint64}, params{big: 1 << 63}, params{small: -1}, params{Rate: float32(math.Copysign(0, -1))},
	} {
		lines, err := Append(nil, "param", v)
		if err != nil {
			t.Fatal(err)
		}
		if old, ok := seen[string(lines)]; ok {
			t.Errorf("%+v and %+v have the same lines", old, v)
		}
		seen[string(lines)] = v
	}
}

func TestWhatHasNoFormIsRefusedByName(t *testing.T) {
	for _, v := range []any{
		struct{ Field float64 }{math.NaN()},
		struct{ Field *int }{},
		struct{ Field map[string]int }{},
		struct{ Field any }{},
		struct{ Field func() }{},
		struct{ Field chan int }{},
		struct{ Field []error }{make([]error, 1)},
	} {
		if _, err := Append(nil, "param", v); err == nil || !strings.Contains(err.Error(), "Field") {
			t.Errorf("%T: %v", v, err)
		}
	}
}

func TestCloneSharesNothing(t *testing.T) {
	sizes := []int{1, 7}
	a := params{Walk: inner{Sizes: sizes[:1]}, list: []string{"a"}, pairs: [][]int{sizes[:1], sizes[:1]}}
	b := Clone(a)
	a.Walk.Sizes[0], a.list[0], a.pairs[1] = 2, "b", nil
	if b.Walk.Sizes[0] != 1 || b.list[0] != "a" || b.pairs[0][0] != 1 || b.pairs[1] == nil {
		t.Errorf("the copy changed with the original: %+v", b)
	}
	b.pairs[0][0] = 3
	if b.pairs[1][0] != 1 || b.Walk.Sizes[0] != 1 {
		t.Errorf("slices that overlapped in the original overlap in the copy: %+v", b)
	}
	if _ = append(b.Walk.Sizes, 9); sizes[1] != 7 || cap(b.Walk.Sizes) != 1 {
		t.Error("the copy has room to grow, so what appends to it can tell it from another of the same lines")
	}
}

// A clone has the lines of its original, to the last one.
func TestCloneKeepsTheValue(t *testing.T) {
	for _, v := range []params{{}, {list: []string{}, pairs: [][]int{nil, {}, {1}}}, {Walk: inner{Sizes: []int{}}, hidden: true}} {
		want, err := Append(nil, "param", v)
		got, cloned := Append(nil, "param", Clone(v))
		if err != nil || cloned != nil || string(got) != string(want) {
			t.Errorf("%v %v\n%s, want\n%s", err, cloned, got, want)
		}
	}
}

// shape is told by what it holds, like the encodings of a network.
type shape interface{ String() string }

type round struct{}

func (round) String() string { return "round" }

type oval struct {
	Aspect float64
	Sizes  []int
}

func (oval) String() string { return "oval" }

type mute struct{}

func (mute) Area() float64 { return 1 }

type shaped struct {
	Shape  shape
	Also   []shape
	within []oval
}

// A value behind an interface has the line of a string, so that a parameter can
// become such a value and keep its name.
func TestInterfacesAreWrittenAsTheirString(t *testing.T) {
	lines, types, err := Describe(nil, "param", shaped{round{}, []shape{oval{Aspect: 2}, round{}}, nil})
	want := `param "Shape" string "round"
param "Also" slice 2
param "Also[0]" string "oval"
param "Also[0].Aspect" float64 4000000000000000 2
param "Also[0].Sizes" slice 0
param "Also[1]" string "round"
param "within" slice 0
`
	if err != nil || string(lines) != want {
		t.Errorf("%v\n%s, want\n%s", err, lines, want)
	}
	if len(types) != 3 || types[0].Name() != "round" || types[1].Name() != "oval" || types[2].Name() != "round" {
		t.Errorf("types are %v, want round, oval and round", types)
	}
}

func TestInterfacesWithoutAFormAreRefusedByName(t *testing.T) {
	for _, v := range []any{
		shaped{}, shaped{Shape: &oval{}}, shaped{Shape: round{}, Also: []shape{nil}}, shaped{Shape: oval{Aspect: math.NaN()}},
		struct{ Shape any }{mute{}}, struct{ Shape any }{3}, struct{ Shape any }{struct{}{}}, struct{ inShape shape }{round{}},
	} {
		if _, err := Append(nil, "param", v); err == nil || !strings.Contains(err.Error(), "hape") && !strings.Contains(err.Error(), "Also") {
			t.Errorf("%+v: %v", v, err)
		}
	}
}

func TestCloneCopiesBehindInterfaces(t *testing.T) {
	a := shaped{Shape: oval{Sizes: []int{1}}, Also: []shape{oval{Sizes: []int{1}}}, within: []oval{{Sizes: []int{1}}}}
	b := Clone(a)
	a.Shape.(oval).Sizes[0], a.Also[0].(oval).Sizes[0], a.within[0].Sizes[0] = 2, 2, 2
	if b.Shape.(oval).Sizes[0] != 1 || b.Also[0].(oval).Sizes[0] != 1 || b.within[0].Sizes[0] != 1 {
		t.Error("the copy changed with the original")
	}
}
