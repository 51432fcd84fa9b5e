package main

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestFlagsInAnyPosition(t *testing.T) {
	for _, line := range []string{
		"-j 3 figure7 -v plan -profile smoke",
		"figure7 plan -v -j=3 -profile=smoke",
		"figure7 -v -profile smoke plan -j 3",
	} {
		o, err := parse(strings.Fields(line))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if !reflect.DeepEqual(o.Words, []string{"figure7", "plan"}) || o.Workers != 3 || !o.Verbose || o.Profile != "smoke" {
			t.Errorf("%s: read as %+v", line, o)
		}
	}
}

func TestBadFlags(t *testing.T) {
	for line, want := range map[string]string{
		"-profle smoke":   "did you mean -profile?",
		"figure7 -zzzzzz": "unknown flag -zzzzzz; known are",
		"-j 0":            "at least 1",
		"-j two":          `invalid value "two"`,
		"-v -q":           "exclude each other",
		"-force [":        "missing closing ]",
	} {
		_, err := parse(strings.Fields(line))
		var usage usageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want a usage error with %q", line, err, want)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"figure1", "figure7", "figures", "train", "gridscores", "status"}
	for misspelt, want := range map[string]string{"figrue7": "figure7", "trian": "train", "gridscore": "gridscores", "stats": "status"} {
		if got, ok := nearest(misspelt, names); !ok || got != want {
			t.Errorf("nearest(%q) = %q, %t, want %q", misspelt, got, ok, want)
		}
	}
	if got, ok := nearest("xyzzy", names); ok {
		t.Errorf("nearest(xyzzy) = %q, want none", got)
	}
}
