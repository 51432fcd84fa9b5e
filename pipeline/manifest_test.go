package pipeline

import (
	"slices"
	"testing"
)

// A description of tables is compared column by column.
func TestColumnsHaveTheirOwnLines(t *testing.T) {
	labels, values := manifest("file \"a.parquet\" single=false\n\tcolumn \"x\" float64 unit=\"m\"\n\tcolumn \"y\" int32 unit=\"1\"\n" +
		"file \"b.parquet\" single=true\n\tcolumn \"x\" float64 unit=\"s\"\n").lines()
	want := []string{`file "a.parquet"`, `column "x" of "a.parquet"`, `column "y" of "a.parquet"`, `file "b.parquet"`, `column "x" of "b.parquet"`}
	if !slices.Equal(labels, want) {
		t.Errorf("labels %q, want %q", labels, want)
	}
	if v := values[`column "x" of "b.parquet"`]; v != `float64 unit="s"` {
		t.Errorf("the second x is %q", v)
	}
}
