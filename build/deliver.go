package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/provenance"
	"nofreelunch/pipeline/store"
	"nofreelunch/pipeline/table"
	"nofreelunch/stages/net/train"
)

// outDir is where figures and their tables go.
const outDir = "out/figures"

// written is one figure in outDir.
type written struct {
	Figure  string   `json:"figure"`
	Files   []string `json:"files"`
	Cached  bool     `json:"cached"`
	Trained training `json:"trained"`
}

// training sums up the networks behind a figure.
type training struct {
	Networks int        `json:"networks"`
	Diverged int        `json:"diverged"`
	TFLOP    float64    `json:"tflop"`
	Errors   []errorsBy `json:"decoding_error"`
}

// errorsBy is the mean decoding error of the networks of one encoding.
type errorsBy struct {
	Encoding string  `json:"encoding"`
	MeanM    float64 `json:"mean_m"`
	Networks int     `json:"networks"`
}

// deliver writes the figure of a task to outDir, each file with its provenance.
func (d *delivery) deliver(t pipeline.Task) error {
	o := d.report.Outcome(t.Nodes[0])
	blobs, err := d.outputs(t.Nodes[0], o.Action)
	if err != nil {
		return fmt.Errorf("%s: %w", t.Name, err)
	}
	meta := d.provenanceOf(t, o.Action)
	w := written{Figure: t.Name, Cached: o.Kind == pipeline.Cached}
	for _, out := range o.Action.Outputs {
		path := d.into(outPath(t.Name, out.Name))
		stamped, err := provenance.Stamp(blobs[out.Name], meta)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := replace(path, stamped); err != nil {
			return err
		}
		w.Files = append(w.Files, path)
	}
	if !t.Table && !d.asked() { // what if, what was and a part are not what is
		d.lines = append(d.lines, lockOf(t.Name, d.Profile, t.Nodes[0], o.Action))
	}
	if w.Trained, err = d.training(t); err != nil {
		return err
	}
	d.done = append(d.done, w)
	return nil
}

// asked reports that the networks are not those of the profile.
func (s *session) asked() bool { return len(s.Set) > 0 || s.Share < 1 || s.outdated != "" }

// outPath is figure7.png for a rendering and figure7/scores.parquet for a table.
func outPath(figure, output string) string {
	if strings.HasSuffix(output, ".parquet") {
		return filepath.Join(outDir, figure, output)
	}
	return filepath.Join(outDir, figure+"."+strings.TrimPrefix(output, "."))
}

// into is a path of out in the folder that the command line names in its place.
func (s *session) into(path string) string {
	if s.OutDir == "" {
		return path
	}
	return filepath.Join(s.OutDir, strings.TrimPrefix(filepath.ToSlash(path), "out/"))
}

// provenanceOf says where a figure came from. It holds nothing that differs
// between two machines that make the same figure from the same commit.
func (d *delivery) provenanceOf(t pipeline.Task, a *store.Action) map[string]string {
	type source struct {
		Stage  string `json:"stage"`
		Params string `json:"params"`
		Key    string `json:"key"`
	}
	var sources []source
	for _, n := range pipeline.Closure(t.Nodes...) {
		if o := d.report.Outcome(n); o != nil && o.Action != nil {
			sources = append(sources, source{n.Stage(), n.Label(), o.Action.Key.String()})
		}
	}
	list, err := json.Marshal(sources)
	if err != nil {
		panic("build: " + err.Error()) // strings always marshal
	}
	meta := map[string]string{
		"figure": t.Name, "key": a.Key.String(), "content": a.Content.String(),
		"commit": d.from.Stamp(), "tree": d.from.Digest, "profile": d.Profile,
		"command": "go run ./build " + t.Name + " -profile " + d.Profile,
		"go":      runtime.Version(), "sources": string(list),
	}
	if len(d.Set) > 0 {
		meta["set"] = strings.Join(d.Set, " ")
		meta["command"] += " -set " + strings.Join(d.Set, " -set ")
	}
	if d.outdated != "" {
		meta["outdated"] = d.outdated
		meta["command"] += " -redraw"
	}
	if d.Share < 1 {
		meta["share"] = strconv.FormatFloat(d.Share, 'g', -1, 64)
		meta["command"] += " -share " + meta["share"]
	}
	return meta
}

// training reads the summaries of the networks that a figure rests on.
func (d *delivery) training(t pipeline.Task) (training, error) {
	var sum training
	for _, n := range pipeline.Closure(t.Nodes...) {
		o := d.report.Outcome(n)
		net, ok := n.Parameters().(train.Params)
		if !ok || o == nil || o.Action == nil {
			continue
		}
		s, err := d.summary(o.Action)
		if err != nil { // it was damaged since it was used
			if _, err = d.outputs(n, o.Action); err == nil {
				s, err = d.summary(o.Action)
			}
		}
		if err != nil {
			return sum, fmt.Errorf("%s: %w", n.Name(), err)
		}
		sum.Networks++
		sum.TFLOP += s.GFLOP / 1000
		if s.Outcome == train.Diverged {
			sum.Diverged++
			continue
		}
		sum.add(encodingOf(net), s.Error20M)
	}
	return sum, nil
}

// encodingOf is the published name of what a network is trained on, without
// the widths of its place cells.
func encodingOf(p train.Params) string {
	kind, _, _ := strings.Cut(p.Encoding.String(), " sigma=")
	return kind
}

func (s *training) add(encoding string, errorM float64) {
	i := slices.IndexFunc(s.Errors, func(e errorsBy) bool { return e.Encoding == encoding })
	if i < 0 {
		i = len(s.Errors)
		s.Errors = append(s.Errors, errorsBy{Encoding: encoding})
	}
	e := &s.Errors[i]
	e.MeanM = (e.MeanM*float64(e.Networks) + errorM) / float64(e.Networks+1)
	e.Networks++
}

// summary decodes only the one-row table of a network, once.
func (s *session) summary(a *store.Action) (train.Summary, error) {
	if known, ok := s.summaries[a.Key]; ok {
		return known, nil
	}
	var net struct{ Summary train.Summary }
	for _, out := range a.Outputs {
		if out.Name != "summary.parquet" {
			continue
		}
		blob, err := s.store.Get(out.Digest)
		if err == nil {
			err = table.Decode(map[string][]byte{out.Name: blob}, &net)
		}
		if err != nil {
			return train.Summary{}, err
		}
		if s.summaries == nil {
			s.summaries = map[store.Key]train.Summary{}
		}
		s.summaries[a.Key] = net.Summary
		return net.Summary, nil
	}
	return train.Summary{}, errors.New("it has no summary")
}

// lock brings figures.lock up to date and returns the figures that moved. Where
// the program is not of the sources checked out, or those are no commit's, it
// says so and leaves the lock alone.
func (d *delivery) lock() (moved []string, err error) {
	if len(d.done) == 0 {
		return nil, nil
	}
	why := d.unlocked()
	if why == "" {
		return updateLock(lockFile, d.lines)
	}
	left := ""
	if lines, err := readLock(lockFile); err != nil {
		return nil, err
	} else if d.checkout != "" && len(lines.moved(d.lines)) > 0 {
		left = ", and " + lockFile + " is left alone"
	}
	fmt.Fprintf(d.console.err, "build: %s: the figures name the commit %q%s\n", why, d.from.Stamp(), left)
	return nil, nil
}

// unlocked says why the lock is not for this program to write, "" if it is.
func (d *delivery) unlocked() string {
	switch {
	case d.checkout == "":
		return "this is not in a checkout of nofreelunch"
	case d.from.Stale != "":
		return "this program is not of the sources here: " + d.from.Stale + "; build it again"
	case d.from.Uncommitted != "" && !d.Unsettled:
		return d.from.Uncommitted + "; commit it and build again, or give -uncommitted"
	}
	return ""
}

// close brings figures.lock up to date and prints what was made.
func (d *delivery) close() error {
	if d.report == nil {
		return nil
	}
	moved, err := d.lock()
	if err != nil {
		return err
	}
	if d.JSON {
		return json.NewEncoder(d.out).Encode(map[string]any{
			"figures": d.done, "claims": d.claims, "elapsed_s": d.report.Elapsed.Seconds(),
			"ran": d.report.Count(pipeline.Ran), "cached": d.report.Count(pipeline.Cached), "commit": d.from.Stamp(),
		})
	}
	if len(moved) > 0 {
		fmt.Fprintf(d.out, "%s has new lines for %s: commit it with what changed them\n", lockFile, strings.Join(moved, ", "))
	}
	for _, w := range d.done {
		fmt.Fprintf(d.out, "%s (profile %s): %s.pdf, .svg, .png and its tables in %s\n",
			w.Figure, d.Profile, d.into(filepath.Join(outDir, w.Figure)), d.into(filepath.Join(outDir, w.Figure)))
		if w.Trained.Networks > 0 {
			fmt.Fprintln(d.out, "  "+w.Trained.String())
		}
	}
	if d.claims != nil {
		if err := printClaims(d.out, *d.claims, d.into(claimsFile)); err != nil {
			return err
		}
	}
	for _, line := range d.made {
		fmt.Fprintln(d.out, line)
	}
	if d.report.Count(pipeline.Ran) == 0 {
		fmt.Fprintf(d.out, "everything is cached: %d nodes, %v\n", len(d.report.Outcomes), d.report.Elapsed.Round(time.Millisecond))
		return nil
	}
	fmt.Fprintf(d.out, "ran %d nodes in %s (%s of work with -j %d), %d cached\n", d.report.Count(pipeline.Ran),
		seconds(d.report.Elapsed), seconds(d.report.Work), d.Workers, d.report.Count(pipeline.Cached))
	return nil
}

func (s training) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d networks, %.1f TFLOP of training", s.Networks, s.TFLOP)
	if s.Diverged > 0 {
		fmt.Fprintf(&b, ", %d diverged", s.Diverged)
	}
	for i, e := range s.Errors {
		if i == 0 {
			b.WriteString("; mean decoding error")
		} else {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, " %.1f cm (%s)", 100*e.MeanM, e.Encoding)
	}
	return b.String()
}
