package main

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"nofreelunch/pipeline/table"
)

// The tables of score and predict have columns that SQL takes as they are.
func TestColumnsOfScoresCanBeQueried(t *testing.T) {
	for _, typ := range []reflect.Type{reflect.TypeFor[scores](), reflect.TypeFor[[]prediction]()} {
		columns := regexp.MustCompile(`\tcolumn "([^"]*)"`).FindAllStringSubmatch(table.Schema(typ), -1)
		if len(columns) < 4 {
			t.Errorf("%v has %d columns", typ, len(columns))
		}
		for _, c := range columns {
			if strings.HasSuffix(c[1], "_") {
				t.Errorf("%v: column %q: give its field a tag column:\"name\"", typ, strings.TrimSuffix(c[1], "_"))
			}
		}
	}
}
