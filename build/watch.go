package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"nofreelunch/pipeline"
)

// A watcher shows a run as it happens.
type watcher interface {
	pipeline.Observer
	end()
}

// newWatcher is bars on a terminal, plain lines elsewhere, nothing with -q.
func (s *session) newWatcher() watcher {
	switch {
	case s.Quiet:
		return silent{}
	case terminal(s.console.err):
		return newBars(s.console.err, s.Verbose)
	}
	return &lines{to: s.console.err, verbose: s.Verbose}
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" || os.Getenv("CI") != "" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

type silent struct{}

func (silent) Observe(pipeline.Event) {}
func (silent) end()                   {}

// lines prints one line per event that a reader of a log wants.
type lines struct {
	to      io.Writer
	verbose bool
	cached  int
}

func (l *lines) Observe(ev pipeline.Event) {
	if ev.Kind == pipeline.Cached {
		l.cached++
	}
	if line := describe(ev, l.verbose); line != "" {
		fmt.Fprintln(l.to, line)
	}
}

func (l *lines) end() {
	if l.cached > 0 && !l.verbose {
		fmt.Fprintf(l.to, "cached %d nodes\n", l.cached)
	}
}

// describe is one event in words, "" if it is not worth a line.
func describe(ev pipeline.Event, verbose bool) string {
	at := fmt.Sprintf("[%d/%d]", ev.Overall.Finished, ev.Overall.Nodes)
	left := ""
	if ev.Overall.Left > time.Second {
		left = fmt.Sprintf(", about %v left", ev.Overall.Left.Round(time.Second))
	}
	switch ev.Kind {
	case pipeline.Ran:
		return fmt.Sprintf("%s ran %s %s%s", at, seconds(ev.Duration), ev.Node.Name(), left)
	case pipeline.Failed:
		return fmt.Sprintf("%s FAILED %s: %v", at, ev.Node.Name(), ev.Err)
	case pipeline.Skipped:
		return fmt.Sprintf("%s skipped %s: %s failed", at, ev.Node.Name(), ev.Reason)
	case pipeline.Waiting:
		return fmt.Sprintf("%s waiting for another process: %s", at, ev.Node.Name())
	}
	if !verbose {
		return ""
	}
	switch ev.Kind {
	case pipeline.Cached:
		return fmt.Sprintf("%s cached %s", at, ev.Node.Name())
	case pipeline.Started:
		return fmt.Sprintf("%s start %s", at, ev.Node.Name())
	case pipeline.Queued:
		return fmt.Sprintf("%s will run %s: %s", at, ev.Node.Name(), ev.Reason)
	}
	return ""
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
