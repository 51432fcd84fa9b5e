package table

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
)

type gaps struct {
	A float32   `unit:"m" doc:"a"`
	B float64   `unit:"m" doc:"b"`
	C []float32 `unit:"m" doc:"c"`
	D []float64 `unit:"m" doc:"d"`
	E []int32   `unit:"1" doc:"e"`
	F int32     `unit:"1" doc:"f"`
}

// What is missing is a null in the file, and a NaN again when it is read.
func TestMissingValuesAreNulls(t *testing.T) {
	nan32, nan64 := float32(math.NaN()), math.NaN()
	rows := []gaps{
		{nan32, 1, []float32{1, nan32, 2}, nil, []int32{1}, 1},
		{2, nan64, nil, []float64{nan64}, nil, 2},
		{nan32, nan64, []float32{nan32, nan32}, []float64{3, nan64, math.Inf(1)}, []int32{2, 3}, 3},
	}
	blobs, err := Encode(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := newReader(blobs["table.parquet"], ours())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{2, 2, 3, 2, 0, 0} {
		c := newCells(r.schema().Column(i))
		if err := r.column(c, 0, i, len(rows)); err != nil {
			t.Fatal(err)
		}
		nulls := 0
		for _, d := range c.def {
			if full := c.col.MaxDefinitionLevel(); d == full-1 && !(c.list() && d == 0) {
				nulls++
			}
		}
		if nulls != want {
			t.Errorf("column %d has %d nulls, want %d", i, nulls, want)
		}
	}
	var back []gaps
	if err := Decode(blobs, &back); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(back) != fmt.Sprint(rows) {
		t.Errorf("%v, want %v", back, rows)
	}
	f, err := Open(blobs["table.parquet"], -1)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(f.Columns[1].Values, f.Columns[3].Values); got != "[1 NaN NaN] [[] [NaN] [3 NaN +Inf]]" {
		t.Errorf("opened: %s", got)
	}
}

// No column has a name that SQL keeps, whatever its field is called.
func TestColumnsAreNoKeywords(t *testing.T) {
	for _, word := range strings.Fields(sqlKeywords) {
		name := strings.ToUpper(word[:1]) + word[1:]
		row := reflect.StructOf([]reflect.StructField{{Name: name, Type: reflect.TypeFor[float64](), Tag: `unit:"1" doc:"x"`}})
		l, err := newLayout(row)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.columns[0].name; keyword(got) || got == word {
			t.Errorf("%s is the column %q", name, got)
		}
	}
	for _, word := range []string{"group", "from", "to", "order", "null", "values", "rank", "rows", "select", "table", "map"} {
		if !keyword(word) {
			t.Errorf("%q is no keyword", word)
		}
	}
	for _, word := range []string{"", "grou", "roup", "group_name", "sigma_m", "name"} {
		if keyword(word) {
			t.Errorf("%q is a keyword", word)
		}
	}
}

// A tag names a column; a shape names fields, whatever their columns are called.
func TestColumnTag(t *testing.T) {
	type row struct {
		Group string    `column:"group_name" unit:"1" doc:"g"`
		Rows  int32     `unit:"1" doc:"r"`
		Rates []float64 `unit:"1" doc:"v" shape:"Rows"`
	}
	text := Schema(reflect.TypeFor[[]row]())
	for _, want := range []string{`column "group_name"`, `column "rows_"`, `shape="rows_"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	type twice struct {
		A float64 `column:"b"`
		B float64
	}
	if err := Check(reflect.TypeFor[[]twice]()); err == nil || !strings.Contains(err.Error(), `named "b"`) {
		t.Errorf("two columns of one name: %v", err)
	}
}
