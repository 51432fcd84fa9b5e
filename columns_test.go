package nofreelunch

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"nofreelunch/pipeline/table"
)

// Every column of every table of the paper has a name of its own that SQL takes
// as it is: none is a keyword, which would have got an underscore.
func TestColumnsCanBeQueried(t *testing.T) {
	plain := regexp.MustCompile(`^[a-z][a-z0-9_]*[a-z0-9]$|^[a-z]$`)
	seen := map[reflect.Type]bool{}
	columns := 0
	for _, profile := range []string{"smoke", "laptop"} {
		g, err := Graph(profile)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range g.Nodes() {
			if seen[n.Output()] {
				continue
			}
			seen[n.Output()] = true
			for _, m := range regexp.MustCompile(`\tcolumn "([^"]*)"`).FindAllStringSubmatch(table.Schema(n.Output()), -1) {
				columns++
				if !plain.MatchString(m[1]) {
					t.Errorf("%v: column %q: give its field a tag column:\"name\"", n.Output(), strings.TrimSuffix(m[1], "_"))
				}
			}
		}
	}
	if columns < 300 {
		t.Errorf("only %d columns were looked at", columns)
	}
}
