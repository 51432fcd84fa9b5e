package main

import (
	"fmt"
	"time"
	"unicode/utf8"

	"nofreelunch/pipeline"
)

// lineWidth is what a line of progress may take of a terminal.
const lineWidth = 79

// A story tells a run in lines: one for every setting of a stage when the last
// of its nodes has ended, and at once for what fails or waits; in full, one
// for every node.
type story struct {
	full     bool
	settings map[string]*setting
	cached   int
}

// A setting is the nodes of a run that differ in nothing but their seeds.
type setting struct {
	first     *pipeline.Node
	left, ran int
	took      time.Duration
}

// newStory counts the nodes of a run by setting.
func newStory(nodes []*pipeline.Node, full bool) *story {
	s := &story{full: full, settings: map[string]*setting{}}
	if full {
		return s
	}
	for _, n := range nodes {
		x := s.settings[settingOf(n)]
		if x == nil {
			x = &setting{first: n}
			s.settings[settingOf(n)] = x
		}
		x.left++
	}
	return s
}

func settingOf(n *pipeline.Node) string { return n.Setting(1 << 20) }

// line is what an event adds to the story, "" if nothing.
func (s *story) line(ev pipeline.Event) string {
	if ev.Kind == pipeline.Cached {
		s.cached++
	}
	if s.full {
		return describe(ev)
	}
	x := s.settings[settingOf(ev.Node)]
	ended := ev.Kind == pipeline.Ran || ev.Kind == pipeline.Failed || ev.Kind == pipeline.Cached || ev.Kind == pipeline.Skipped
	if x == nil || !ended {
		return urgent(ev)
	}
	x.left--
	if ev.Kind == pipeline.Ran {
		x.ran++
		x.took += ev.Duration
	}
	switch {
	case ev.Kind == pipeline.Failed || ev.Kind == pipeline.Skipped:
		return urgent(ev)
	case x.left <= 0 && x.ran > 0:
		return x.line(ev.Overall)
	}
	return ""
}

// line says that the last of a setting has ended.
func (x *setting) line(o pipeline.Overall) string {
	begin := fmt.Sprintf("%s ran %s ", standing(o), seconds(x.took))
	end := remaining(o)
	if x.ran > 1 {
		end = fmt.Sprintf(", %d of it%s", x.ran, end)
	}
	return begin + x.first.Setting(room(begin, end)) + end
}

// end sums up what the story left out.
func (s *story) end() string {
	if s.cached == 0 || s.full {
		return ""
	}
	return fmt.Sprintf("cached %s", counted(s.cached, "node"))
}

// room is the width that is left for a name.
func room(begin, end string) int {
	return max(30, lineWidth-utf8.RuneCountInString(begin)-utf8.RuneCountInString(end))
}

// standing says how far the run is.
func standing(o pipeline.Overall) string { return fmt.Sprintf("[%d/%d]", o.Finished, o.Nodes) }

func remaining(o pipeline.Overall) string {
	if o.Left <= time.Second {
		return ""
	}
	return ", about " + roughly(o.Left.Seconds()) + " left"
}

// urgent is what no reader of a run may miss.
func urgent(ev pipeline.Event) string {
	at := standing(ev.Overall)
	switch ev.Kind {
	case pipeline.Failed:
		return fmt.Sprintf("%s FAILED %s: %v", at, ev.Node.Name(), ev.Err)
	case pipeline.Skipped:
		begin, end := at+" skipped ", fmt.Sprintf(": %s failed", ev.Reason)
		return begin + ev.Node.Short(room(begin, "")) + end
	case pipeline.Waiting:
		begin := at + " waiting for another process: "
		return begin + ev.Node.Short(room(begin, ""))
	}
	return ""
}

// describe is one event in full.
func describe(ev pipeline.Event) string {
	at, name := standing(ev.Overall), ev.Node.Name()
	switch ev.Kind {
	case pipeline.Ran:
		return fmt.Sprintf("%s ran %s %s%s", at, seconds(ev.Duration), name, remaining(ev.Overall))
	case pipeline.Cached:
		return fmt.Sprintf("%s cached %s", at, name)
	case pipeline.Started:
		return fmt.Sprintf("%s start %s", at, name)
	case pipeline.Queued:
		return fmt.Sprintf("%s will run %s: %s", at, name, ev.Reason)
	}
	return urgent(ev)
}
