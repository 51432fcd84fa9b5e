package golden_test

import (
	"math"
	"path/filepath"
	"testing"

	"nofreelunch/stages/internal/golden"
)

// TestCompact opens every set of the selection that travels with the code.
func TestCompact(t *testing.T) {
	root, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(golden.Env, root)
	for set, files := range map[string]struct{ json, arrays []string }{
		"encodings":         {[]string{"cases.json"}, []string{"arrays"}},
		"gridscore":         {[]string{"cases.json", "masks.json"}, []string{"maps", "sacs", "rotated", "autocorr_raw"}},
		"networks":          {[]string{"rnn.json", "srnn.json", "gru.json", "lstm.json", "ugrnn.json", "banino.json"}, nil},
		"optimizers":        {[]string{"cases.json"}, nil},
		"place_correlation": {[]string{"cases.json"}, []string{"arrays"}},
		"ratemap":           {[]string{"cases.json"}, []string{"arrays"}},
		"theory":            {[]string{"kstar.json"}, nil},
		"trajectory":        {[]string{"replay_cases.json", "statistics.json"}, []string{"replay"}},
	} {
		s := golden.Open(t, set)
		if !s.Compact() {
			t.Errorf("%s: not the selection in testdata", set)
		}
		for _, f := range files.json {
			var v map[string]any
			s.JSON(t, f, &v)
			if len(v) == 0 {
				t.Errorf("%s/%s is empty", set, f)
			}
		}
		for _, f := range files.arrays {
			for name, a := range s.Arrays(t, f) {
				n := 1
				for _, d := range a.Shape {
					n *= d
				}
				if n != len(a.Values) {
					t.Errorf("%s: array %q has %d values for shape %v", set, name, len(a.Values), a.Shape)
				}
			}
		}
	}
}

// TestNumber reads the three spellings that JSON lacks.
func TestNumber(t *testing.T) {
	var n golden.Number
	for text, want := range map[string]float64{"null": math.NaN(), `"Infinity"`: math.Inf(1), `"-Infinity"`: math.Inf(-1), "1.5": 1.5} {
		if err := n.UnmarshalJSON([]byte(text)); err != nil || math.Float64bits(float64(n)) != math.Float64bits(want) {
			t.Errorf("%s reads as %v, %v", text, n, err)
		}
	}
	if err := n.UnmarshalJSON([]byte(`"x"`)); err == nil {
		t.Error("a word reads as a number")
	}
}
