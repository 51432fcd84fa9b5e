package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"nofreelunch/build/settings"
	"nofreelunch/pipeline/cluster"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/slurm"
)

// runFolders are the runs in the cache, oldest first.
func runFolders() ([]orders.Folder, error) {
	root, err := cacheRoot()
	if err != nil {
		return nil, err
	}
	return orders.Folders(root), nil
}

// runNamed is the run of that name, or the last one.
func runNamed(words []string) (orders.Folder, error) {
	all, err := runFolders()
	if err != nil {
		return "", err
	}
	if len(words) > 1 {
		return "", usagef("want the name of one run, not %d; `runs` shows them", len(words))
	}
	if len(all) == 0 {
		return "", usagef("there are no runs in this cache; -executor slurm begins one")
	}
	if len(words) == 0 {
		return all[len(all)-1], nil
	}
	var names []string
	for _, f := range all {
		if f.Name() == words[0] {
			return f, nil
		}
		names = append(names, f.Name())
	}
	if near, ok := nearest(words[0], names); ok {
		return "", usagef("no run %q; did you mean %q?", words[0], near)
	}
	return "", usagef("no run %q; `runs` shows them", words[0])
}

// A runRow is what `runs` shows of one.
type runRow struct {
	Name     string    `json:"name"`
	Executor string    `json:"executor"`
	Tasks    []string  `json:"tasks"`
	Begun    time.Time `json:"begun"`
	State    string    `json:"state"`
	Groups   int       `json:"jobs"`
	Workers  int       `json:"workers"` // that gave a sign of late
}

// runs lists the runs of the cache.
func runs(_ context.Context, s *session, _ []string) error {
	all, err := runFolders()
	if err != nil {
		return err
	}
	rows := []runRow{}
	for _, f := range all {
		rows = append(rows, rowOf(f, time.Now()))
	}
	if s.JSON {
		return json.NewEncoder(s.out).Encode(rows)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d jobs, %d at work\t%s\n", r.Name, r.Executor,
			r.Begun.Local().Format("2006-01-02 15:04"), r.State, r.Groups, r.Workers, strings.Join(r.Tasks, " "))
	}
	return w.Flush()
}

func rowOf(f orders.Folder, now time.Time) runRow {
	r, err := f.Run()
	row := runRow{Name: f.Name(), Executor: r.Executor, Tasks: r.Tasks, Begun: r.Begun, State: standingOf(f)}
	if err != nil {
		row.State = err.Error()
	}
	for _, n := range f.Batches() {
		b, err := orders.ReadBatch(f.OrdersFile(n))
		if err != nil {
			continue
		}
		for g := range b.Groups {
			row.Groups++
			beat, ok := f.Beat(n, g)
			if ok && beat.State == orders.Running && now.Sub(beat.Time) < 3*beatEvery {
				row.Workers++
			}
		}
	}
	return row
}

// minded is the standing of a run that has a controller.
const minded = "minded"

// standingOf is whether somebody minds a run.
func standingOf(f orders.Folder) string {
	switch {
	case f.Marked("cancelled"):
		return "cancelled"
	case f.Marked("finished"):
		return "finished"
	}
	release, free := mind(f)
	if !free {
		return minded
	}
	release()
	return "not minded"
}

// attach runs the command of a run again, which minds its jobs.
func attach(ctx context.Context, s *session, words []string) error {
	f, err := runNamed(words)
	if err != nil {
		return err
	}
	r, err := f.Run()
	if err != nil {
		return err
	}
	program, err := programDigest()
	switch {
	case err != nil:
		return err
	case standingOf(f) == minded:
		return usagef("run %s is minded by another command; end that one first (its jobs go on), or look with `runs`", f.Name())
	case f.Marked("cancelled"):
		return usagef("run %s was cancelled; `%s` begins another, which takes what is in the cache", f.Name(), strings.Join(r.Tasks, " "))
	case program != r.Program:
		return usagef("run %s is of another program (%.12s, this is %.12s), which would make other keys: "+
			"call `%s attach %s`, or begin another run with this one",
			f.Name(), r.Program, program, r.Binary, f.Name())
	}
	o, err := parse(slices.Concat(r.Arguments, r.Flags, []string{"-executor", r.Executor}, s.again(), r.Tasks))
	if err != nil {
		return err
	}
	o.Attach = f.Name()
	return dispatch(ctx, o, s.console)
}

// again are the flags of this command that the one it repeats heeds too.
func (o options) again() (flags []string) {
	if o.Quiet {
		flags = append(flags, "-q")
	}
	if o.Verbose {
		flags = append(flags, "-v")
	}
	return append(flags, executorFlags(o.Cluster)...)
}

// cancelRun ends a run and its jobs.
func cancelRun(ctx context.Context, s *session, words []string) error {
	f, err := runNamed(words)
	if err != nil {
		return err
	}
	r, err := f.Run()
	if err != nil {
		return err
	}
	if err := f.Mark("cancelled"); err != nil { // a controller sees it and submits no more
		return err
	}
	o, err := parse(slices.Concat(r.Flags, []string{"-executor", r.Executor}))
	if err != nil {
		return err
	}
	set, err := o.where()
	if err != nil {
		return err
	}
	x, err := bare(set, f)
	if err != nil {
		return err
	}
	if err := cancelJobs(ctx, x, f); err != nil {
		return fmt.Errorf("run %s takes no more jobs, but these could not be cancelled: %w", f.Name(), err)
	}
	fmt.Fprintf(s.out, "run %s is cancelled; what its jobs had made, and their checkpoints, are in the cache\n", f.Name())
	return nil
}

// cancelJobs ends the jobs of a run: those that the scheduler knows, or else
// those that were noted.
func cancelJobs(ctx context.Context, x cluster.Scheduler, f orders.Folder) error {
	var jobs []string
	for _, n := range f.Batches() {
		jobs = append(jobs, f.JobsOf(n)...)
	}
	if queue, ok := x.(*slurm.Slurm); ok { // a job may have submitted its successor
		if known, err := queue.Numbers(ctx); err == nil {
			jobs = known
		}
	}
	return x.Cancel(ctx, jobs)
}

// logs prints what workers of nodes printed.
func logs(_ context.Context, s *session, words []string) error {
	if len(words) == 0 {
		return usagef("name a node, or a part of its name, or a job as BATCH-GROUP; `runs` shows runs")
	}
	all, err := runFolders()
	if err != nil {
		return err
	}
	shown := 0
	for _, f := range slices.Backward(all) {
		for _, job := range jobsAbout(f, strings.Join(words, " ")) {
			text, err := os.ReadFile(job.log)
			if err != nil {
				continue
			}
			fmt.Fprintf(s.out, "== %s: %s (%s)\n", f.Name(), job.what, job.log)
			fmt.Fprint(plainWriter{s.out}, tailOf(string(text), logLines))
			if shown++; shown == mostLogs && !s.Verbose {
				fmt.Fprintln(s.out, "... -v prints all")
				return nil
			}
		}
	}
	if shown == 0 {
		return usagef("no job of a run has printed anything of %q", strings.Join(words, " "))
	}
	return nil
}

const (
	logLines = 40
	mostLogs = 5
)

type jobLog struct{ what, log string }

// jobsAbout are the jobs whose orders name a node like that, latest first.
func jobsAbout(f orders.Folder, text string) (found []jobLog) {
	for _, n := range slices.Backward(f.Batches()) {
		b, err := orders.ReadBatch(f.OrdersFile(n))
		if err != nil {
			continue
		}
		for i, g := range b.Groups {
			name := fmt.Sprintf("%d-%d", n, i)
			for _, o := range g.Orders {
				if name == text || strings.Contains(o.Name, text) || strings.HasPrefix(o.Key, text) {
					found = append(found, jobLog{"job " + name + ", " + o.Name, f.Log(n, i)})
					break
				}
			}
		}
	}
	return found
}

func tailOf(text string, lines int) string {
	all := strings.SplitAfter(strings.TrimSuffix(text, "\n")+"\n", "\n")
	all = all[:len(all)-1]
	return strings.Join(all[max(0, len(all)-lines):], "")
}

// config prints the merged settings and where each is from.
func config(_ context.Context, s *session, _ []string) error {
	set, err := s.where()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, x := range set.All {
		fmt.Fprintf(w, "%s\t%q\t%s\n", x.Key(), x.Value, x.From)
	}
	if set.Executor == "local" {
		fmt.Fprintf(w, "\n-executor slurm or ssh, $%s or a line in %s chooses another\n",
			settings.Variable("", "executor"), filepath.Base(settings.Files()[0]))
	}
	return w.Flush()
}
