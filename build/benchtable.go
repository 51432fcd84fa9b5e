package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"

	"nofreelunch/stages/core/kernel"
)

// A benchTable is the numerical core against its targets.
type benchTable struct {
	Machine   string     `json:"machine"`
	Rounds    int        `json:"rounds"`
	Libraries []string   `json:"libraries"`
	Rows      []benchRow `json:"rows"`
}

type benchRow struct {
	What  string     `json:"what"`
	Cells []quantity `json:"quantities"`
}

// A quantity is the median of rounds, and what it should reach.
type quantity struct {
	Name   string   `json:"name"`
	Value  float64  `json:"value"`
	Target *float64 `json:"target,omitempty"`
	Most   bool     `json:"most,omitempty"` // the target is an upper limit
	Met    *bool    `json:"met,omitempty"`  // only with a target
}

// The quantities, in order of columns.
const (
	speed       = "GFLOP/s"
	ofPeak      = "of peak"
	outside     = "% outside products"
	overBLAS    = "times OpenBLAS"
	overTorch   = "times PyTorch"
	overOne     = "times one core"
	hourly      = "networks/hour"
	allocations = "allocations"
)

func quantities() []string {
	return []string{speed, ofPeak, outside, overBLAS, overTorch, overOne, hourly, allocations}
}

// directly names the metric that is a quantity as it is.
func directly(name string) string {
	return map[string]string{
		speed: "GFLOP/s", ofPeak: "of-peak", outside: "%other", overOne: "times-one", hourly: "networks/hour", allocations: "allocs/op",
	}[name]
}

// tabulate takes medians over rounds: of a ratio the median of its rounds.
func tabulate(rounds []round) benchTable {
	t := benchTable{Rounds: len(rounds), Libraries: libraries(rounds)}
	for _, what := range subjects(rounds) {
		row := benchRow{What: what}
		for _, name := range quantities() {
			if timesAlone(what) && name == allocations {
				continue // of the harness
			}
			v, ok := middle(rounds, func(r round) (float64, bool) { return r.quantity(what, name) })
			if ok {
				row.Cells = append(row.Cells, judged(what, name, v))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// timesAlone reports that only the time that passes is measured.
func timesAlone(what string) bool { return strings.Contains(what, "cores") }

func (r round) quantity(what, name string) (float64, bool) {
	switch name {
	case overBLAS:
		return r.over("numpy", what)
	case overTorch:
		return r.over("torch", what)
	}
	return r.value("", what, directly(name))
}

// over is how many times as fast as the library this is.
func (r round) over(library, what string) (float64, bool) {
	theirs, ok := r.value(library, what, milliseconds)
	ours, known := r.value("", what, milliseconds)
	return theirs / ours, ok && known
}

func judged(what, name string, v float64) quantity {
	q := quantity{Name: name, Value: v}
	if at, most, ok := target(what, name); ok {
		met := v >= at
		if most {
			met = v <= at
		}
		q.Target, q.Most, q.Met = &at, most, &met
	}
	return q
}

// compared reports that another library was there.
func (t benchTable) compared() bool { return len(t.Libraries) > 0 }

func (r benchRow) cell(name string) string {
	i := slices.IndexFunc(r.Cells, func(q quantity) bool { return q.Name == name })
	if i < 0 {
		return ""
	}
	return r.Cells[i].String()
}

// String is "0.93 (>= 0.90)".
func (q quantity) String() string {
	text := shown(q.Name, q.Value)
	if q.Target == nil {
		return text
	}
	sign := ">="
	if q.Most {
		sign = "<="
	}
	return fmt.Sprintf("%s (%s %s)", text, sign, shown(q.Name, *q.Target))
}

func shown(name string, v float64) string {
	switch name {
	case speed, outside, hourly, allocations:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// verdict names the targets that are missed.
func (r benchRow) verdict() string {
	judged, missed := 0, []string{}
	for _, q := range r.Cells {
		if q.Met != nil {
			judged++
			if !*q.Met {
				missed = append(missed, q.Name)
			}
		}
	}
	switch {
	case judged == 0:
		return ""
	case len(missed) > 0:
		return "no: " + strings.Join(missed, ", ")
	}
	return "yes"
}

// columns are those that some row fills.
func (t benchTable) columns() (names []string) {
	for _, name := range quantities() {
		if slices.ContainsFunc(t.Rows, func(r benchRow) bool { return r.cell(name) != "" }) {
			names = append(names, name)
		}
	}
	return names
}

func (t benchTable) lines() [][]string {
	names := t.columns()
	all := [][]string{append(append([]string{"work"}, names...), "met")}
	for _, r := range t.Rows {
		line := []string{r.What}
		for _, name := range names {
			line = append(line, r.cell(name))
		}
		all = append(all, append(line, r.verdict()))
	}
	return all
}

// caption says where the numbers are from.
func (t benchTable) caption() string {
	text := fmt.Sprintf("%s; medians of %d interleaved rounds", t.Machine, t.Rounds)
	if t.compared() {
		text += "; compared with " + strings.Join(t.Libraries, ", ")
	}
	return text
}

func (t benchTable) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range t.lines() {
		fmt.Fprintln(w, strings.Join(line, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, t.caption())
	return err
}

// machine names the processor.
func machine() string {
	name := runtime.GOARCH
	data, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			name = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%s, %d cores, kernel %s", name, runtime.NumCPU(), kernel.Active())
}
