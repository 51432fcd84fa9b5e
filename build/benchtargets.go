package main

import (
	"fmt"
	"os"
	"strings"
)

// target is what a quantity of some work is to reach on a processor with
// AVX-512. most says that it is an upper limit.
func target(what, name string) (at float64, most, ok bool) {
	kind, rest, _ := strings.Cut(what, " ")
	switch {
	case name == allocations:
		return 0, true, true
	case strings.HasPrefix(what, "one network on two cores"):
		return 1.8, false, name == overOne
	case strings.HasPrefix(what, "two networks on two cores"):
		return 1.9, false, name == overOne
	case kind == "step":
		cell, shape, _ := strings.Cut(rest, " ")
		return stepTarget(cell, shape, name)
	case kind == "networks":
		return 0, false, false
	}
	return productTarget(kind, rest, name)
}

// stepTarget is that of a training step; shape is Ng,Np,B,T.
func stepTarget(cell, shape, name string) (at float64, most, ok bool) {
	small := strings.HasPrefix(shape, "128,") || strings.HasPrefix(shape, "256,")
	plain := cell == "rnn" || cell == "srnn"
	switch name {
	case outside:
		return 8, true, true
	case ofPeak:
		switch {
		case !plain:
			return 0.75, false, true
		case small:
			return 0.80, false, true
		}
		return 0.85, false, true
	case overTorch:
		switch {
		case !plain:
			return 1, false, true
		case small:
			return 1.5, false, true
		}
		return 1.2, false, true
	}
	return 0, false, false
}

func productTarget(kind, shape, name string) (at float64, most, ok bool) {
	switch {
	case name == overBLAS:
		return 1, false, true
	case name != ofPeak || kind == "unpacked":
		return 0, false, false
	case kind == "recurrent" && (shape == "100x256x256" || shape == "200x512x512"):
		return 0.90, false, true
	}
	return 0.85, false, true
}

// The table in the README stands between two comments.
const (
	readme     = "README.md"
	benchBegin = "<!-- bench: written by `go run ./build bench update` -->\n"
	benchEnd   = "<!-- end of bench -->\n"
)

// rewrite puts the table into a file.
func rewrite(file string, t benchTable) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text, err := between(string(old), t.markdown())
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// between replaces what stands between the marks.
func between(text, table string) (string, error) {
	before, rest, ok := strings.Cut(text, benchBegin)
	_, after, closed := strings.Cut(rest, benchEnd)
	if !ok || !closed {
		return "", fmt.Errorf("there is no line %q followed by %q to write the table between", strings.TrimSpace(benchBegin), strings.TrimSpace(benchEnd))
	}
	return before + benchBegin + table + benchEnd + after, nil
}

func (t benchTable) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.\n\n", t.caption())
	for i, line := range t.lines() {
		text := strings.NewReplacer("<=", "≤", ">=", "≥").Replace(strings.Join(line, " | "))
		fmt.Fprintf(&b, "| %s |\n", text)
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(line)) + "|\n")
		}
	}
	return b.String()
}
