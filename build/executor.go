package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"nofreelunch/build/settings"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/cluster"
	"nofreelunch/pipeline/hosts"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/slurm"
	"nofreelunch/pipeline/template"
)

// where is where the command line, the environment and nofreelunch.conf say
// that actions run.
func (o options) where() (settings.Settings, error) {
	s, err := settings.Merge(settings.Source{Flags: o.Cluster, Environ: os.Environ(), Files: settings.Files()})
	if err != nil {
		return s, usageError{err}
	}
	return s, nil
}

// elsewhere sets the engine to run its actions by the executor that was asked
// for. The function that it returns is called when the run has ended; it is nil
// if actions run here.
func (s *session) elsewhere(ctx context.Context, e *pipeline.Engine, roots []*pipeline.Node) (end func(error), err error) {
	set, err := s.where()
	if err != nil || set.Executor == "local" || s.Redraw { // what is drawn from what is there is drawn here
		return nil, err
	}
	if s.NoCache || s.Force != nil {
		return nil, usagef("-force and -no-cache run results again, which -executor %s does not: add -executor local", set.Executor)
	}
	p, err := e.Plan(roots...)
	if err != nil || p.Count(pipeline.UpToDate) == len(p.Steps) {
		return nil, err
	}
	r, err := s.remoteRun(set)
	if err != nil {
		return nil, err
	}
	c, err := s.controller(ctx, set, r)
	if err != nil {
		r.release()
		return nil, errors.Join(err, r.folder.Forget())
	}
	e.Remote, e.KeepGoing = c, true
	driving, stop := context.WithCancel(ctx)
	driven := make(chan struct{})
	go func() { defer close(driven); c.Drive(driving) }()
	s.note("run %s: %s", r.folder.Name(), r.how)
	return func(failure error) {
		stop()
		<-driven
		s.leave(ctx, r, failure)
		e.Remote = nil
	}, nil
}

// leave says what becomes of a run whose command ends.
func (s *session) leave(ctx context.Context, r *remoteRun, failure error) {
	defer r.release()
	switch {
	case failure == nil:
		if err := r.folder.Mark("finished"); err != nil {
			s.note("run %s is finished, which cannot be noted: %v", r.folder.Name(), err)
		}
	case ctx.Err() != nil:
		name := r.folder.Name()
		s.note("the jobs of run %s go on; `attach %s` minds them again, `cancel %s` ends them", name, name, name)
	}
}

// note tells a person something of the run, beside its progress.
func (s *session) note(format string, args ...any) {
	if s.Quiet {
		return
	}
	var to io.Writer = s.console.err
	if b, ok := s.watch.(*bars); ok {
		to = b.progress // above the bars
	}
	fmt.Fprintf(plainWriter{to}, format+"\n", args...)
}

// controller is what minds the run's jobs.
func (s *session) controller(ctx context.Context, set settings.Settings, r *remoteRun) (*cluster.Controller, error) {
	limits := cluster.Usual().Polling(set.Duration("poll"))
	limits.Target, limits.Cores, limits.Jobs = set.Duration("target"), set.Number("cores"), set.Number("max-jobs")
	c := &cluster.Controller{
		Folder: r.folder, Results: s.store, Limits: limits,
		Say: func(text string) { s.note("%s: %s", set.Executor, text) },
		Batch: orders.Batch{
			Program: r.run.Program, Binary: r.run.Binary, Cache: s.store.Root(),
			Arguments: r.run.Arguments, Cores: limits.Cores,
		},
	}
	var err error
	c.Scheduler, err = s.scheduler(ctx, set, c)
	return c, err
}

// bare is a run's scheduler as its settings state it, before anything was asked
// of it.
func bare(set settings.Settings, f orders.Folder) (cluster.Scheduler, error) {
	switch set.Executor {
	case "slurm":
		return &slurm.Slurm{Folder: f, Margin: slurm.Margin, Options: slurm.Options{
			Partition: set.Get("partition"), Account: set.Get("account"), QOS: set.Get("qos"), Gres: set.Get("gres"),
			Time: set.Duration("time"), Extra: strings.Fields(set.Get("sbatch")),
		}}, nil
	case "ssh":
		h := &hosts.Hosts{Folder: f}
		if err := h.Parse(set.List("hosts")); err != nil {
			return nil, usagef("setting ssh.hosts: %v", err)
		}
		return h, nil
	}
	t := &template.Template{
		Folder: f, Name: set.Executor, Time: set.Duration("time"),
		Submitting: set.Get("submit"), Listing: set.Get("list"), Cancelling: set.Get("cancel"),
	}
	return t, usageOf(t.Check())
}

// scheduler is a run's scheduler, found fit to run its jobs. It may lower the
// controller's limits.
func (s *session) scheduler(ctx context.Context, set settings.Settings, c *cluster.Controller) (cluster.Scheduler, error) {
	found, err := bare(set, c.Folder)
	if err != nil {
		return nil, err
	}
	switch x := found.(type) {
	case *slurm.Slurm:
		return x, s.fitSlurm(ctx, x, c)
	case *hosts.Hosts:
		c.Limits.Jobs = x.Slots()
		return x, usageOf(x.Try(ctx, c.Batch.Binary, c.Batch.Cache))
	}
	c.Batch.Requeue, c.Batch.Left, c.Batch.MarginS = set.Get("requeue"), set.Get("left"), slurm.Margin.Seconds()
	return found, nil
}

// longestJob is what a job asks for at most where a partition has no limit.
const longestJob = 24 * time.Hour

// fitSlurm asks Slurm for its limits, and has it judge a submission.
func (s *session) fitSlurm(ctx context.Context, x *slurm.Slurm, c *cluster.Controller) error {
	site, err := slurm.Ask(ctx, x.Options.Partition)
	if err != nil {
		return usageError{err}
	}
	if site.Longest > 0 && x.Options.Time > site.Longest {
		return usagef("flag -time: %v is more than the %v that the partition allows: "+
			"ask for less with -time, or name another -partition of `sinfo -o '%%P %%l'`", x.Options.Time, site.Longest)
	}
	if x.Longest = longestJob; site.Longest > 0 {
		x.Longest = min(site.Longest, longestJob)
	}
	if x.Arrays = site.Array > 1; x.Arrays {
		c.Limits.Array = site.Array
	} else {
		s.note("slurm: MaxArraySize is %d here, so there are no job arrays: jobs are submitted one by one", site.Array)
	}
	x.Prepare(&c.Batch)
	return usageOf(x.Try(ctx, c.Limits.Cores))
}

func usageOf(err error) error {
	if err == nil {
		return nil
	}
	return usageError{err}
}
