package table

import (
	"reflect"
	"strings"
	"unicode"
)

// columnName is the name of a field's column: what its tag column:"name" says, or
// its own in lower case. A word that SQL keeps gets an underscore; a tag gives it a
// better name.
func columnName(f reflect.StructField) string {
	name, given := f.Tag.Lookup("column")
	if !given {
		name = snake(f.Name)
	}
	if keyword(name) {
		name += "_"
	}
	return name
}

// snake turns a Go field name into a column name: MeanRate is mean_rate,
// PeriodSACM is period_sacm, Score60 is score60.
func snake(name string) string {
	r := []rune(name)
	var s strings.Builder
	for i, c := range r {
		if i > 0 && unicode.IsUpper(c) && startsWord(r, i) {
			s.WriteByte('_')
		}
		s.WriteRune(unicode.ToLower(c))
	}
	return s.String()
}

// startsWord reports whether the capital at i begins a word rather than
// continuing an acronym.
func startsWord(r []rune, i int) bool {
	if r[i-1] == '_' {
		return false
	}
	return !unicode.IsUpper(r[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1])
}
