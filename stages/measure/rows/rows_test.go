package rows

import (
	"context"
	"math"
	"reflect"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// scores are a network's, with everything that does not count among them.
func scores() gridscore.Scores {
	nan := math.NaN()
	return gridscore.Scores{Units: []gridscore.Unit{
		{Unit: 0, Active: true, Score60: 0.9, PeriodSACM: 1.0, PeriodM: 1.1, FieldCount: 4},
		{Unit: 1, Active: true, Score60: 0.85, PeriodSACM: 1.5, PeriodM: 1.4, FieldCount: 2},
		{Unit: 2, Active: true, Score60: 0.82, PeriodSACM: nan, PeriodM: nan, FieldCount: 3},
		{Unit: 3, Active: false, Score60: 1.2, PeriodSACM: 1.0, FieldCount: 5}, // near-silent
		{Unit: 4, Active: true, Score60: nan},
		{Unit: 5, Active: true, Score60: math.Inf(1)},
		{Unit: 6, Active: true, Score60: 0.8, PeriodSACM: 0.9, FieldCount: 3}, // not above
		{Unit: 7, Active: true, Score60: -0.3},
	}}
}

func TestOnlyActiveUnitsWithAScoreCount(t *testing.T) {
	noise := null.Distribution{Scores: []null.Score{{Score60: 0.9, PeriodM: 2}, {Score60: 0.95, PeriodM: 1}, {Score60: math.NaN()}, {Score60: 0.1}}}
	table := Complete(Network{ID: "a"}, []float64{0.5, 0.8, 2}, 1.3, ratemap.Maps{}, scores(), noise)
	n := table.Networks[0]
	if n.Scored != 8 || n.MaxOfAll60 != 1.2 {
		t.Errorf("%d scored units, largest of all %v; want 8 and the silent unit's 1.2", n.Scored, n.MaxOfAll60)
	}
	if n.Active != 5 || n.MaxScore60 != 0.9 || n.NullMaps != 3 {
		t.Errorf("%d active units, largest %v, %d null maps; want 5, 0.9 and 3", n.Active, n.MaxScore60, n.NullMaps)
	}
	c, ok := table.CountsAt(0.8)(n)
	if !ok || c.AboveOfAll != 4 || c.Above != 3 || c.Short != 1 || c.ManyFields != 2 || c.NullAbove != 2 || c.NullShort != 1 || math.Abs(c.LatticeM-1.25) > 1e-12 || math.Abs(c.PeriodM-1.25) > 1e-12 {
		t.Errorf("at 0.8: %+v", c)
	}
	if c, _ := table.CountsAt(2)(n); c.Above != 0 || !math.IsNaN(c.PeriodM) {
		t.Errorf("at 2: %+v", c)
	}
	if _, ok := table.CountsAt(0.81)(n); ok {
		t.Error("a threshold that was not counted has counts")
	}
	if !math.IsNaN(n.Error20M) {
		t.Errorf("nothing was decoded, yet the error is %v m", n.Error20M)
	}
}

func TestStepsWeighAsManyPathsAsWereDecoded(t *testing.T) {
	n := Network{ErrorsM: []float64{0.1, 0.4, math.NaN(), 9}, ErrorsPaths: []int32{3, 1, 0, 1}}
	if e := n.MeanErrorM(3); math.Abs(e-0.175) > 1e-15 {
		t.Errorf("mean error is %v m, want 0.175", e)
	}
	if e := n.MeanErrorM(50); math.Abs(e-(0.3+0.4+9)/5) > 1e-12 {
		t.Errorf("over all steps %v m", e)
	}
}

func parts() []Table {
	var out []Table
	for _, id := range []string{"a", "b", "c", "d"} {
		out = append(out, Complete(Network{ID: id}, []float64{0.8}, 1.3, ratemap.Maps{}, scores(), null.Distribution{}))
	}
	return out
}

func TestJoinIsAssociative(t *testing.T) {
	ctx := context.Background()
	join := func(of ...Table) Table {
		all, err := Join(ctx, JoinParams{}, of)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	p := parts()
	flat := join(p...)
	for i, tree := range []Table{join(join(p[0], p[1]), join(p[2], p[3])), join(p[0], join(p[1], join(p[2], p[3])))} {
		if len(tree.Networks) != 4 || !reflect.DeepEqual(ids(tree), ids(flat)) || len(tree.Counts) != len(flat.Counts) || len(tree.Units) != 4 {
			t.Errorf("tree %d is not the flat table", i)
		}
	}
}

func ids(t Table) (out []string) {
	for _, n := range t.Networks {
		out = append(out, n.ID)
	}
	for _, u := range t.Units {
		out = append(out, u.ID)
	}
	return out
}

// Every field of Where asks for something, and asks nothing when it is zero.
func TestWhereAsksByEveryField(t *testing.T) {
	n := Network{Encoding: "dos", Setting: "DoS sigma=0.12 s=2", Homogeneous: true, SigmaM: 0.12, SurroundScale: 2, Cell: "rnn", Activation: "relu", Optimiser: "adam", Initialiser: "orthogonal"}
	if !(Where{}).Match(n) || !(Where{}).Match(Network{SigmaM: math.NaN()}) {
		t.Error("who asks nothing gets not everything")
	}
	full := Where{n.Encoding, n.Setting, n.SigmaM, n.SurroundScale, Homogeneous, n.Cell, n.Activation, n.Optimiser, n.Initialiser}
	if !full.Match(n) {
		t.Error("a network is not found by its own values")
	}
	for i := range reflect.TypeFor[Where]().NumField() {
		w := full
		f := reflect.ValueOf(&w).Elem().Field(i)
		switch f.Kind() {
		case reflect.String:
			f.SetString(string(Heterogeneous))
		case reflect.Float64:
			f.SetFloat(7)
		}
		if w.Match(n) {
			t.Errorf("%s is not asked for", reflect.TypeFor[Where]().Field(i).Name)
		}
	}
}

// Networks that differ in anything are never joined.
func TestIDCoversEveryParameter(t *testing.T) {
	p := train.S(encoding.DoS(0.12, 2), 1)
	seen := map[string]string{ID(p): "nothing"}
	var vary func(path string, v reflect.Value)
	vary = func(path string, v reflect.Value) {
		was := reflect.New(v.Type()).Elem()
		was.Set(v)
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				vary(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
			return
		case reflect.Float64:
			v.SetFloat(v.Float() + 0.015625)
		case reflect.Int, reflect.Int64:
			v.SetInt(v.Int() + 1)
		case reflect.Uint64:
			v.SetUint(v.Uint() + 1)
		case reflect.Bool:
			v.SetBool(!v.Bool())
		case reflect.String:
			v.SetString(v.String() + "x")
		case reflect.Interface:
			v.SetZero()
		default:
			t.Fatalf("%s is a %v, which this test cannot change", path, v.Kind())
		}
		if other, twice := seen[ID(p)]; twice {
			t.Errorf("changing %s gives the ID of changing %s", path, other)
		}
		seen[ID(p)] = path
		v.Set(was)
	}
	vary("Params", reflect.ValueOf(&p).Elem())
	if len(seen) < 40 {
		t.Errorf("only %d parameters were varied", len(seen)-1)
	}
}
