package main

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A reading is one line of one program.
type reading struct {
	library string // "" for what is benchmarked here
	what    string
	metrics map[string]float64
}

// A round is what every program said once.
type round []reading

var benchLine = regexp.MustCompile(`^Benchmark([A-Za-z0-9]+)/?(.*?)(-\d+)?\s+\d+\s+(.*)$`)

// milliseconds is the metric that all programs print.
const milliseconds = "ms"

// read takes lines of go test -bench, and tab-separated ones of the scripts:
// library, what, milliseconds.
func read(text string) (all round) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if cells := strings.Split(line, "\t"); len(cells) >= 3 && !strings.HasPrefix(line, "Benchmark") {
			if ms, err := strconv.ParseFloat(cells[2], 64); err == nil {
				all = append(all, reading{cells[0], cells[1], map[string]float64{milliseconds: ms}})
			}
			continue
		}
		if m := benchLine.FindStringSubmatch(line); m != nil {
			all = append(all, reading{what: subject(m[1], m[2]), metrics: metricsOf(m[4])})
		}
	}
	return all
}

// subject names a benchmark as the scripts name the same work.
func subject(name, rest string) string {
	rest = strings.ReplaceAll(strings.ReplaceAll(rest, "_", " "), "/", " ")
	switch name {
	case "Step":
		return "step " + rest
	case "Train":
		return "networks of 128 units on all cores"
	}
	return rest
}

// metricsOf reads "12.5 ms/step  0.86 of-peak".
func metricsOf(text string) map[string]float64 {
	m, fields := map[string]float64{}, strings.Fields(text)
	for i := 0; i+1 < len(fields); i += 2 {
		if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
			m[fields[i+1]] = v
		}
	}
	return m
}

// value is a metric of something in this round. Of several ways to write it in
// another library the fastest counts.
func (r round) value(library, what, metric string) (float64, bool) {
	var found []float64
	for _, x := range r {
		v, ok := x.metrics[metric]
		if ok && x.what == what && (x.library == library || library != "" && strings.HasPrefix(x.library, library+" ")) {
			found = append(found, v)
		}
	}
	if len(found) == 0 {
		return 0, false
	}
	return slices.Min(found), true
}

// middle is the median over rounds of f, where it has a value.
func middle(rounds []round, f func(round) (float64, bool)) (float64, bool) {
	var all []float64
	for _, r := range rounds {
		if v, ok := f(r); ok {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return 0, false
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2, true
}

// subjects are what was benchmarked here, in order of appearance.
func subjects(rounds []round) (names []string) {
	for _, r := range rounds {
		for _, x := range r {
			if x.library == "" && !slices.Contains(names, x.what) {
				names = append(names, x.what)
			}
		}
	}
	return names
}

// libraries are the other libraries with their versions.
func libraries(rounds []round) []string {
	seen := map[string]bool{}
	for _, r := range rounds {
		for _, x := range r {
			if x.library != "" {
				seen[x.library] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
