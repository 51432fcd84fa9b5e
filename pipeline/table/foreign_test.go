package table_test

import (
	"fmt"
	"os"
	"testing"

	"nofreelunch/pipeline/table"
)

// TestForeignFile reads a file of pyarrow's with a column of every kind, nulls
// and nested columns among them (testdata/foreign.py).
func TestForeignFile(t *testing.T) {
	data, err := os.ReadFile("testdata/foreign.parquet")
	if err != nil {
		t.Fatal(err)
	}
	f, err := table.Open(data, -1)
	if err != nil {
		t.Fatal(err)
	}
	want := foreign()
	if len(f.Columns) != len(want) {
		t.Fatalf("%d columns, want %d", len(f.Columns), len(want))
	}
	for i, c := range f.Columns {
		if got := [3]string{c.Name, c.Type, fmt.Sprint(c.Values)}; got != want[i] {
			t.Errorf("%q, want %q", got, want[i])
		}
	}
}

// The first rows are those of the whole.
func TestForeignHead(t *testing.T) {
	data, err := os.ReadFile("testdata/foreign.parquet")
	if err != nil {
		t.Fatal(err)
	}
	f, err := table.Open(data, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range map[int]string{5: "[1]", 9: "[a]", 19: "[[1.5,null]]", 22: "[[1,2,3]]"} {
		if got := fmt.Sprint(f.Columns[i].Values); got != name {
			t.Errorf("column %s: %s, want %s", f.Columns[i].Name, got, name)
		}
	}
}

func foreign() [][3]string {
	return [][3]string{
		{"i8", "int8", "[1 (null) 3]"},
		{"u16", "uint16", "[1 (null) 3]"},
		{"u32", "uint32", "[4294967295 1 2]"},
		{"u64", "uint64", "[18446744073709551615 1 2]"},
		{"i32n", "int32", "[1 (null) 3]"},
		{"i32", "int32", "[1 2 3]"},
		{"f", "float32", "[1.5 (null) 2]"},
		{"b", "bool", "[true false (null)]"},
		{"bb", "bool", "[true false true]"},
		{"s", "string", "[a (null) ü]"},
		{"s2", "string", "[a  ü]"},
		{"bin", "binary", "[0061 (null) 7a]"},
		{"fsb", "binary", "[6162 6364 (null)]"},
		{"d", "date", "[2020-01-02 (null) 1960-01-01]"},
		{"ts", "timestamp[us]", "[2020-01-02T03:04:05.000678 (null) (null)]"},
		{"tz", "timestamp[ms, tz=UTC]", "[2020-01-02T00:00:00Z (null) (null)]"},
		{"tn", "timestamp[ns]", "[1970-01-01T00:00:00.000000001 1970-01-01T00:00:00.000000002 1970-01-01T00:00:00.000000003]"},
		{"tm", "time[us]", "[01:02:03 (null) (null)]"},
		{"dec", "decimal(10, 2)", "[1.23 (null) -4.56]"},
		{"l", "[]float32", "[[1.5,null] [] (null)]"},
		{"l2", "[]float64", "[[1.5] [] [2 3]]"},
		{"ls", "list<string>", "[[\"a,b\"] [] (null)]"},
		{"ll", "list<int32>", "[[1,2,3] [] [null,4]]"},
		{"st.x", "int64", "[1 (null) (null)]"},
		{"st.y", "string", "[q (null) z]"},
		{"lst.list.element.x", "list<int64>", "[[1] (null) []]"},
		{"lst.list.element.y", "list<string>", "[[\"q\"] (null) []]"},
		{"f16", "float16", "[1.5 (null) 2]"},
		{"dict", "string", "[p q p]"},
		{"li", "int64", "[1 2 3]"},
		{"du", "int64", "[1 2 3]"},
		{"map.key_value.key", "list<string>", "[[\"k\"] [] (null)]"},
		{"map.key_value.value", "[]int32", "[[1] [] (null)]"},
	}
}
