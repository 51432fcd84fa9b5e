package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"nofreelunch/pipeline/table"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

// Table is a table that differs.
type Table struct {
	Table   string   `json:"table"`
	Status  string   `json:"status"` // added, removed or changed
	Rows    [2]int   `json:"rows"`   // before and after
	Columns []Column `json:"columns,omitempty"`
}

// Column is a column that differs. Effect sizes and the test are of measured
// numbers in tables whose rows are observations; they say how far the
// distributions have moved, not whether rows correspond.
type Column struct {
	Column  string `json:"column"`
	Status  string `json:"status"`            // added, removed, changed type or changed
	Unit    string `json:"unit,omitempty"`    // of the numbers
	Changed int    `json:"changed,omitempty"` // rows whose value differs, if there are as many rows as before

	Largest float64 `json:"largest,omitempty"` // change of a number in a row, if there are as many rows as before

	Numbers    bool       `json:"numbers"` // the statistics below are there
	Mean       [2]float64 `json:"-"`       // of the finite values, before and after
	CohenD     float64    `json:"-"`       // NaN without spread
	CliffDelta float64    `json:"-"`
	P          float64    `json:"-"` // permutation test of the difference of means; paired if rows are of the same individuals
}

// MarshalJSON leaves out what is not a number.
func (c Column) MarshalJSON() ([]byte, error) {
	type plain Column // without this method
	number := func(v float64) *float64 {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return &v
	}
	extra := struct {
		plain
		MeanBefore *float64 `json:"mean_before,omitempty"`
		MeanAfter  *float64 `json:"mean_after,omitempty"`
		CohenD     *float64 `json:"cohen_d,omitempty"`
		CliffDelta *float64 `json:"cliff_delta,omitempty"`
		P          *float64 `json:"p,omitempty"`
	}{plain: plain(c)}
	if c.Numbers {
		extra.MeanBefore, extra.MeanAfter = number(c.Mean[0]), number(c.Mean[1])
		extra.CohenD, extra.CliffDelta, extra.P = number(c.CohenD), number(c.CliffDelta), number(c.P)
	}
	return json.Marshal(extra)
}

// permutations of the test; its smallest p is 1 over one more than that.
const permutations = 999

func tables(before, after map[string][]byte) ([]Table, error) {
	var out []Table
	for _, name := range union(before, after) {
		a, was := before[name]
		b, is := after[name]
		if was && is && bytes.Equal(a, b) {
			continue
		}
		t := Table{Table: name, Status: "changed"}
		var fa, fb table.File
		var err error
		if was {
			if fa, err = table.Open(a, -1); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		if is {
			if fb, err = table.Open(b, -1); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		t.Rows = [2]int{fa.Rows, fb.Rows}
		switch {
		case !was:
			t.Status = "added"
		case !is:
			t.Status = "removed"
		default:
			t.Columns = columns(fa, fb)
		}
		out = append(out, t)
	}
	return out, nil
}

func columns(a, b table.File) []Column {
	byName := map[string]table.Column{}
	was, is := individuals(a), individuals(b)
	for _, c := range a.Columns {
		byName[c.Name] = c
	}
	var out []Column
	for _, c := range b.Columns {
		old, ok := byName[c.Name]
		delete(byName, c.Name)
		switch {
		case !ok:
			out = append(out, Column{Column: c.Name, Status: "added", Unit: c.Unit})
		case old.Type != c.Type:
			out = append(out, Column{Column: c.Name, Status: "changed type", Unit: c.Unit})
		case !equal(old.Values, c.Values):
			out = append(out, changed(old, c, was, is))
		case old.Unit != c.Unit || old.Doc != c.Doc:
			out = append(out, Column{Column: c.Name, Status: "changed description", Unit: c.Unit})
		}
	}
	for _, c := range a.Columns {
		if _, gone := byName[c.Name]; gone {
			out = append(out, Column{Column: c.Name, Status: "removed", Unit: c.Unit})
		}
	}
	return out
}

// changed measures how far a column has moved; was and is name the individuals
// that the rows are about.
func changed(old, new table.Column, was, is []string) Column {
	c := Column{Column: new.Name, Status: "changed", Unit: new.Unit}
	va, vb := reflect.ValueOf(old.Values), reflect.ValueOf(new.Values)
	if va.Len() == vb.Len() {
		for i := range va.Len() {
			if !equal(va.Index(i).Interface(), vb.Index(i).Interface()) {
				c.Changed++
			}
		}
	}
	c.Largest, _ = furthest(va, vb)
	if was == nil || is == nil || chosen(c.Column) || strings.HasPrefix(new.Type, "[]") {
		return c
	}
	a, b := numbers(va), numbers(vb)
	if a == nil || b == nil {
		return c
	}
	c.Numbers = true
	paired := slices.Equal(was, is) && len(a) == va.Len() && len(b) == vb.Len()
	c.Mean = [2]float64{stat.Mean(a), stat.Mean(b)}
	c.CohenD, c.CliffDelta = stat.CohenD(b, a), cliff(b, a)
	c.P = permute(a, b, paired)
	return c
}

// cliff bounds the work on long columns, which are quadratic.
func cliff(a, b []float64) float64 {
	const most = 4000
	return stat.CliffDelta(thin(a, most), thin(b, most))
}

// thin takes every n-th value, so that at most as many remain.
func thin(values []float64, most int) []float64 {
	if len(values) <= most {
		return values
	}
	step := (len(values) + most - 1) / most
	var out []float64
	for i := 0; i < len(values); i += step {
		out = append(out, values[i])
	}
	return out
}

// numbers are the finite numbers of a column; nil if it does not hold numbers.
func numbers(v reflect.Value) []float64 {
	out := []float64{}
	for i := range v.Len() {
		switch e := v.Index(i); e.Kind() {
		case reflect.Float32, reflect.Float64:
			if x := e.Float(); !math.IsNaN(x) && !math.IsInf(x, 0) {
				out = append(out, x)
			}
		case reflect.Int32, reflect.Int64:
			out = append(out, float64(e.Int()))
		default:
			return nil
		}
	}
	return out
}

// permute is the p of the difference of means under relabelling, or of the
// mean difference under swapping signs if values come in pairs.
func permute(a, b []float64, paired bool) float64 {
	if len(a) == 0 || len(b) == 0 {
		return math.NaN()
	}
	const most = 2000
	a, b = thin(a, most), thin(b, most)
	paired = paired && len(a) == len(b)
	stream := rng.New(1, "difference of two columns", 0)
	observed := math.Abs(stat.Mean(b) - stat.Mean(a))
	all := append(append([]float64(nil), a...), b...)
	least := 0
	for range permutations {
		var d float64
		if paired {
			for i := range a {
				x := b[i] - a[i]
				if stream.Uint64()&1 == 0 {
					x = -x
				}
				d += x
			}
			d /= float64(len(a))
		} else {
			for i := len(all) - 1; i > 0; i-- {
				j := int(stream.Uint64() % uint64(i+1))
				all[i], all[j] = all[j], all[i]
			}
			d = stat.Mean(all[len(a):]) - stat.Mean(all[:len(a)])
		}
		if math.Abs(d) >= observed-1e-15 {
			least++
		}
	}
	return float64(least+1) / float64(permutations+1)
}

// equal compares bits, so that a NaN equals itself.
func equal(a, b any) bool {
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	if va.Kind() != vb.Kind() {
		return false
	}
	switch va.Kind() {
	case reflect.Float32, reflect.Float64:
		return math.Float64bits(va.Float()) == math.Float64bits(vb.Float())
	case reflect.Slice:
		if va.Len() != vb.Len() {
			return false
		}
		for i := range va.Len() {
			if !equal(va.Index(i).Interface(), vb.Index(i).Interface()) {
				return false
			}
		}
		return true
	default:
		return reflect.DeepEqual(a, b)
	}
}
