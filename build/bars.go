package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/cwriter"
	"github.com/vbauerster/mpb/v8/decor"

	"nofreelunch/pipeline"
)

// bars shows a run on a terminal: one bar for the whole, one for every stage
// that is running, the story scrolling away above.
type bars struct {
	progress *mpb.Progress
	story    *story // nil: bars alone
	overall  *mpb.Bar
	last     pipeline.Overall
	running  map[*pipeline.Node]*mpb.Bar
}

func newBars(to io.Writer, tell *story) *bars {
	b := &bars{story: tell, running: map[*pipeline.Node]*mpb.Bar{}}
	b.progress = mpb.New(mpb.WithOutput(&reflow{to: to, width: widthOf(to)}), mpb.WithAutoRefresh(), mpb.WithWidth(lineWidth),
		mpb.WithRefreshRate(120*time.Millisecond))
	return b
}

// widthOf tells how wide a terminal is now; one that does not tell has the
// usual width.
func widthOf(to io.Writer) func() int {
	return func() int {
		if f, ok := to.(*os.File); ok {
			if width, _, err := cwriter.GetSize(int(f.Fd())); err == nil && width > 0 {
				return width
			}
		}
		return lineWidth + 1
	}
}

func (b *bars) Observe(ev pipeline.Event) {
	b.whole(ev.Overall)
	switch ev.Kind {
	case pipeline.Started:
		if len(b.running) >= mostBars {
			break
		}
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
	b.tell(ev)
}

func (b *bars) tell(ev pipeline.Event) {
	line := ""
	if b.story != nil {
		line = b.story.line(ev)
	}
	if line != "" {
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
		b.overall = b.progress.AddBar(int64(o.Nodes)+1,
			mpb.BarPriority(-1), mpb.BarWidth(30),
			mpb.PrependDecorators(decor.Any(func(decor.Statistics) string {
				return fmt.Sprintf("%d/%d done, %d running ", b.last.Finished, b.last.Nodes, b.last.Running)
			})),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return remaining(b.last) })))
	}
	b.overall.SetCurrent(int64(o.Finished))
}

// mostBars is how many stages have a bar: hundreds may run elsewhere.
const mostBars = 12

// stageName is the width of a name beside a stage's bar.
const stageName = 46

func (b *bars) stage(ev pipeline.Event) *mpb.Bar {
	return b.progress.AddBar(0, // a bar made with a total ends when it gets there, and takes no other
		mpb.BarWidth(14),
		mpb.PrependDecorators(decor.Percentage(decor.WC{W: 5})),
		mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO, decor.WC{W: 7}), decor.Name(" "+ev.Node.Short(stageName))))
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
