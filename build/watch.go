package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8/cwriter"

	"nofreelunch/pipeline"
)

// A watcher shows a run as it happens.
type watcher interface {
	pipeline.Observer
	end()
}

// newWatcher is bars on a terminal, lines elsewhere; with -q bars without
// lines, or nothing.
func (s *session) newWatcher(nodes []*pipeline.Node) watcher {
	tell := newStory(nodes, s.Verbose)
	switch {
	case terminal(s.console.err) && s.Quiet:
		return newBars(s.console.err, nil)
	case terminal(s.console.err):
		return newBars(s.console.err, tell)
	case s.Quiet:
		return silent{}
	}
	return &lines{to: s.console.err, story: tell}
}

// terminal reports that a cursor can be moved there. TERM=dumb cannot; with
// NO_COLOR, bars stay: they have no colour.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" || os.Getenv("TERM") == "" || os.Getenv("CI") != "" {
		return false
	}
	return cwriter.IsTerminal(int(f.Fd()))
}

type silent struct{}

func (silent) Observe(pipeline.Event) {}
func (silent) end()                   {}

// lines prints the story of a run.
type lines struct {
	to    io.Writer
	story *story
}

func (l *lines) Observe(ev pipeline.Event) {
	if line := l.story.line(ev); line != "" {
		fmt.Fprintln(l.to, line)
	}
}

func (l *lines) end() {
	if line := l.story.end(); line != "" {
		fmt.Fprintln(l.to, line)
	}
}

func seconds(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.2fs", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	if d > 100*time.Hour {
		return fmt.Sprintf("%.0fh", d.Hours())
	}
	return d.Round(time.Second).String()
}
