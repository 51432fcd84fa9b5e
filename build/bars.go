package main

import (
	"fmt"
	"io"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"nofreelunch/pipeline"
)

// bars shows a run on a terminal: one bar for the whole, one for every stage
// that is running, finished ones scrolling away above.
type bars struct {
	progress *mpb.Progress
	verbose  bool
	overall  *mpb.Bar
	last     pipeline.Overall
	running  map[*pipeline.Node]*mpb.Bar
}

func newBars(to io.Writer, verbose bool) *bars {
	b := &bars{verbose: verbose, running: map[*pipeline.Node]*mpb.Bar{}}
	b.progress = mpb.New(mpb.WithOutput(to), mpb.WithWidth(40), mpb.WithRefreshRate(120*time.Millisecond))
	return b
}

func (b *bars) Observe(ev pipeline.Event) {
	b.whole(ev.Overall)
	switch ev.Kind {
	case pipeline.Started:
		b.running[ev.Node] = b.stage(ev)
	case pipeline.Progress:
		if bar := b.running[ev.Node]; bar != nil {
			bar.SetTotal(int64(max(ev.Total, 1)), false)
			bar.SetCurrent(int64(ev.Done))
		}
	case pipeline.Ran, pipeline.Failed, pipeline.Cached:
		if bar := b.running[ev.Node]; bar != nil {
			bar.Abort(true)
			delete(b.running, ev.Node)
		}
	}
	if line := describe(ev, b.verbose); line != "" {
		fmt.Fprintln(b.progress, line)
	}
}

// whole moves the overall bar, which appears with the first thing to run.
func (b *bars) whole(o pipeline.Overall) {
	b.last = o
	if b.overall == nil {
		if o.Queued+o.Running == 0 {
			return
		}
		left := decor.Any(func(decor.Statistics) string {
			if b.last.Left < time.Second {
				return ""
			}
			return " about " + b.last.Left.Round(time.Second).String() + " left"
		})
		b.overall = b.progress.AddBar(int64(o.Nodes)+1,
			mpb.BarPriority(-1),
			mpb.PrependDecorators(decor.Any(func(decor.Statistics) string {
				return fmt.Sprintf("%d/%d done, %d running ", b.last.Finished, b.last.Nodes, b.last.Running)
			})),
			mpb.AppendDecorators(left))
	}
	b.overall.SetCurrent(int64(o.Finished))
}

func (b *bars) stage(ev pipeline.Event) *mpb.Bar {
	name := ev.Node.Name()
	if len(name) > 60 {
		name = name[:57] + "..."
	}
	return b.progress.AddBar(0, // a bar made with a total ends when it gets there, and takes no other
		mpb.PrependDecorators(decor.Percentage(decor.WC{W: 5})),
		mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO), decor.Name(" "+name)))
}

func (b *bars) end() {
	for _, bar := range b.running {
		bar.Abort(true)
	}
	if b.overall != nil {
		b.overall.Abort(true)
	}
	b.progress.Wait()
}
