package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"nofreelunch/pipeline"
)

// told is the story of a run in which every node runs, in order.
func told(nodes []*pipeline.Node, full bool, kind pipeline.Kind) (text []string) {
	s := newStory(nodes, full)
	for i, n := range nodes {
		for _, k := range []pipeline.Kind{pipeline.Queued, pipeline.Started, pipeline.Progress, kind} {
			ev := pipeline.Event{Kind: k, Node: n, Duration: time.Second, Reason: "not in the cache",
				Overall: pipeline.Overall{Finished: i + 1, Nodes: len(nodes), Left: time.Duration(len(nodes)-i) * time.Minute}}
			if k == pipeline.Progress {
				continue
			}
			if line := s.line(ev); line != "" {
				text = append(text, line)
			}
		}
	}
	if line := s.end(); line != "" {
		text = append(text, line)
	}
	return text
}

// A run is told in a line for each stage and setting, with -v in one for each
// event; no line is wider than a terminal.
func TestAStoryHasALineForEverySetting(t *testing.T) {
	g := rated(6, 0.004)
	nodes := g.Nodes() // the paths, six networks that differ in their seeds, what is between them
	short := told(nodes, false, pipeline.Ran)
	if len(short) != 3 || !strings.Contains(short[1], "ran 6.00s train DoS sigma=0.12") || !strings.Contains(short[1], "6 of it") || strings.Contains(short[1], "seed=") {
		t.Errorf("the story is\n%s", strings.Join(short, "\n"))
	}
	for _, line := range short {
		if utf8.RuneCountInString(line) > lineWidth {
			t.Errorf("%q is wider than %d", line, lineWidth)
		}
	}
	if full := told(nodes, true, pipeline.Ran); len(full) != 3*len(nodes) {
		t.Errorf("%d lines for %d nodes in full", len(full), len(nodes))
	}
	if cached := told(nodes, false, pipeline.Cached); len(cached) != 1 || cached[0] != "cached 8 nodes" {
		t.Errorf("a cached run is told as %q", cached)
	}
	if failed := told(nodes, false, pipeline.Failed); len(failed) != len(nodes) {
		t.Errorf("%d of %d failures are told", len(failed), len(nodes))
	}
}

// screen is a terminal that wraps its lines to its width, also when that
// changes, and knows the two things that frames do: go up, and clear what is below.
type screen struct {
	width int
	lines []string
}

func (s *screen) Write(b []byte) (int, error) {
	for text := string(b); text != ""; {
		var up int
		if n, err := fmt.Sscanf(text, "\x1b[%dA\x1b[J", &up); n == 1 && err == nil {
			s.up(up)
			text = text[strings.Index(text, "J")+1:]
			continue
		}
		line, rest, _ := strings.Cut(text, "\n")
		s.lines = append(s.lines, line)
		text = rest
	}
	return len(b), nil
}

// up clears the last rows; of a line that is not cleared whole, the beginning stays.
func (s *screen) up(rows int) {
	for ; rows > 0 && len(s.lines) > 0; rows-- {
		last := len(s.lines) - 1
		if whole := (len(s.lines[last]) - 1) / s.width * s.width; whole > 0 {
			s.lines[last] = s.lines[last][:whole]
		} else {
			s.lines = s.lines[:last]
		}
	}
}

func TestResizingLeavesNothingBehind(t *testing.T) {
	s := &screen{width: 80}
	r := &reflow{to: s, width: func() int { return s.width }}
	bar := strings.Repeat("=", 70)
	fmt.Fprint(r, "a line of the story\n", bar+"1\n", bar+"2\n")
	for _, width := range []int{40, 25, 60} {
		s.width = width
		fmt.Fprint(r, "\x1b[2A\x1b[J", bar+"1\n", bar+"2\n")
	}
	fmt.Fprint(r, "\x1b[2A\x1b[J", "the end\n")
	if got := strings.Join(s.lines, "; "); got != "a line of the story; the end" {
		t.Errorf("left on the screen: %q", s.lines)
	}
}

func TestOnlyTerminalsGetBars(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, to := range []any{&bytes.Buffer{}, null} {
		if w, ok := to.(interface{ Write([]byte) (int, error) }); ok && terminal(w) {
			t.Errorf("%T is taken for a terminal", to)
		}
	}
	for quiet, want := range map[bool]string{false: "*main.lines", true: "main.silent"} {
		s := &session{options: options{Quiet: quiet}, console: console{&bytes.Buffer{}, &bytes.Buffer{}}}
		if got := fmt.Sprintf("%T", s.newWatcher(nil)); got != want {
			t.Errorf("quiet %t, no terminal: %s, want %s", quiet, got, want)
		}
	}
}
