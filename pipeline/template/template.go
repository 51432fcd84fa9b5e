// Package template submits jobs to any batch system by commands that the user
// writes once: to submit a job, to list those that are not over, to cancel some.
//
// In a command these are replaced: {script} the job's script, {name} a short name for
// it, {cores}, {minutes}, {time} as HH:MM:SS, {log} where it is to print; in the
// command that cancels, {jobs}. submit prints the job's name as its last word; list
// prints lines of a job's name, its state and, if it likes, a host.
//
// The package does not know any batch system.
package template

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"nofreelunch/pipeline/cluster"
	"nofreelunch/pipeline/command"
	"nofreelunch/pipeline/orders"
)

// A Template is a scheduler made of commands.
type Template struct {
	Folder                          orders.Folder
	Name                            string // of the executor
	Submitting, Listing, Cancelling string
	Time                            time.Duration // of a job; 0: from the predicted time

	groups map[string][2]int // by the scheduler's name of a job
}

// Check refuses a template that cannot work.
func (t *Template) Check() error {
	for _, c := range [][2]string{{"submit", t.Submitting}, {"list", t.Listing}, {"cancel", t.Cancelling}} {
		if strings.TrimSpace(c[1]) == "" {
			return fmt.Errorf("executor %s: nofreelunch.conf has no command %s.%s", t.Name, t.Name, c[0])
		}
	}
	if !strings.Contains(t.Submitting, "{script}") {
		return fmt.Errorf("executor %s: its submit command has no {script}", t.Name)
	}
	if !strings.Contains(t.Cancelling, "{jobs}") {
		return fmt.Errorf("executor %s: its cancel command has no {jobs}", t.Name)
	}
	return nil
}

// leastTime and longestTime bound what a job asks for.
const (
	leastTime   = 20 * time.Minute
	longestTime = 24 * time.Hour
)

// Submit submits the groups of a batch one by one.
func (t *Template) Submit(ctx context.Context, b *orders.Batch) (jobs []string, err error) {
	t.recall()
	for g := range b.Groups {
		name := fmt.Sprintf("%d-%d", b.Number, g)
		file, err := t.Folder.WriteScript(name, t.Folder.Script(b, name, fmt.Sprint(g)))
		if err != nil {
			return jobs, err
		}
		out, err := t.shell(ctx, t.filled(b, g, name, file))
		if err != nil {
			return jobs, err
		}
		words := strings.Fields(out)
		if len(words) == 0 {
			return jobs, fmt.Errorf("executor %s: its submit command printed no job", t.Name)
		}
		job := words[len(words)-1]
		t.groups[job] = [2]int{b.Number, g}
		jobs = append(jobs, job)
		if err := t.Folder.Jobs(b.Number, jobs); err != nil {
			return jobs, err
		}
	}
	return jobs, nil
}

func (t *Template) filled(b *orders.Batch, g int, name, file string) string {
	long := t.Time
	if long <= 0 {
		twice := time.Duration(2 * b.Groups[g].PredictedS * float64(time.Second))
		long = min(longestTime, max(leastTime, twice+10*time.Minute))
	}
	minutes := int(long.Minutes())
	return strings.NewReplacer(
		"{script}", orders.Quote(file), "{name}", "nfl-"+name, "{cores}", fmt.Sprint(max(1, b.Cores)),
		"{minutes}", fmt.Sprint(minutes), "{time}", fmt.Sprintf("%02d:%02d:00", minutes/60, minutes%60),
		"{log}", orders.Quote(t.Folder.LogFile(name)),
	).Replace(t.Submitting)
}

func (t *Template) shell(ctx context.Context, text string) (string, error) {
	out, err := command.Run(ctx, "", "sh", "-c", text)
	var failed *command.Failed
	if errors.As(err, &failed) {
		return out, fmt.Errorf("executor %s: `%s`: %w", t.Name, text, err)
	}
	return out, err
}

// recall reads which jobs an earlier controller has submitted.
func (t *Template) recall() {
	if t.groups != nil {
		return
	}
	t.groups = map[string][2]int{}
	for _, batch := range t.Folder.Batches() {
		for g, job := range t.Folder.JobsOf(batch) {
			t.groups[job] = [2]int{batch, g}
		}
	}
}

// List asks for what is not over.
func (t *Template) List(ctx context.Context) ([]cluster.Job, error) {
	t.recall()
	out, err := t.shell(ctx, t.Listing)
	if err != nil {
		return nil, err
	}
	var jobs []cluster.Job
	for line := range strings.Lines(out) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		at, ours := t.groups[f[0]]
		if !ours {
			continue
		}
		job := cluster.Job{Batch: at[0], Group: at[1], Phase: phase(f[1]), Why: f[1]}
		if len(f) > 2 {
			job.Host = f[2]
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// phase reads a state as PBS, LSF, Grid Engine and Kubernetes call it.
func phase(state string) cluster.Phase {
	switch strings.ToLower(state) {
	case "r", "run", "running", "e", "t", "active", "exiting", "s", "ssusp", "ususp":
		return cluster.Running
	case "c", "f", "x", "done", "exit", "ended", "finished", "complete", "completed", "succeeded", "failed", "zombi":
		return cluster.Ended
	}
	return cluster.Waiting // q, h, w, qw, pend, pending and what there may be else: it is not gone
}

// Cancel cancels jobs.
func (t *Template) Cancel(ctx context.Context, jobs []string) error {
	if len(jobs) == 0 {
		return nil
	}
	var words []string
	for _, j := range jobs {
		words = append(words, orders.Quote(j))
	}
	_, err := t.shell(ctx, strings.ReplaceAll(t.Cancelling, "{jobs}", strings.Join(words, " ")))
	return err
}

// Avoid does nothing: a template has no word for it.
func (t *Template) Avoid(string) {}
