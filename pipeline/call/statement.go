package call

import (
	"strconv"
	"strings"
)

// A statement is what a manifest states of a call.
type statement struct {
	function string
	params   string            // all their lines
	inputs   map[string]string // contents by place
	lists    map[string]string // lengths by place
}

// read reads a manifest. What it does not state is missing in the result, and
// then no call agrees with it.
func read(manifest string) statement {
	s := statement{inputs: map[string]string{}, lists: map[string]string{}}
	for line := range strings.Lines(manifest) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch word {
		case "function":
			s.function, _ = strconv.Unquote(rest)
		case "param":
			s.params += line
		case "input":
			place, value, _ := strings.Cut(rest, " ")
			if length, ok := strings.CutPrefix(value, "list "); ok {
				s.lists[place] = length
			} else {
				s.inputs[place] = value
			}
		}
	}
	return s
}
