// Package slurm submits batches to Slurm and asks it what is under way, with
// sbatch, squeue, scancel, scontrol and sinfo. It never asks sacct, which many sites
// do not have.
//
// The package does not know what jobs do.
package slurm

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"nofreelunch/pipeline/command"
	"nofreelunch/pipeline/orders"
)

// Options are what a user tells Slurm. What is empty is left to the site.
type Options struct {
	Partition, Account, QOS, Gres string
	Time                          time.Duration // of a job; 0: from the predicted time
	Extra                         []string      // further options of sbatch
}

// A Slurm is a scheduler for one run.
type Slurm struct {
	Folder  orders.Folder
	Options Options
	Margin  time.Duration // before the end of its time a job is told to save and stop
	Longest time.Duration // that a job may ask for, if Options.Time is 0
	Arrays  bool          // the site allows job arrays

	avoid []string
}

// Signal is sent to jobs whose time is nearly over, and to those that are to
// make room.
const Signal = "USR1"

// Margin is how long before its end a job is signalled. Slurm may do it a minute
// earlier. The time is for the longest step of a network, and for a checkpoint.
const Margin = 180 * time.Second

// prefix begins the names of all jobs of the run.
func (s *Slurm) prefix() string { return "nfl-" + s.Folder.Name() + "-" }

// Submit submits a batch as an array, or as single jobs where there are none.
func (s *Slurm) Submit(ctx context.Context, b *orders.Batch) (jobs []string, err error) {
	if s.Arrays && len(b.Groups) > 1 {
		array := fmt.Sprintf("--array=0-%d", len(b.Groups)-1)
		job, err := s.submit(ctx, b, fmt.Sprint(b.Number), "${SLURM_ARRAY_TASK_ID}", array)
		return []string{job}, err
	}
	for g := range b.Groups {
		job, err := s.submit(ctx, b, fmt.Sprintf("%d-%d", b.Number, g), fmt.Sprint(g))
		if err != nil {
			return jobs, err
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

func (s *Slurm) submit(ctx context.Context, b *orders.Batch, name, group string, more ...string) (job string, err error) {
	file, err := s.Folder.WriteScript(name, s.script(b, name, group, more))
	if err != nil {
		return "", err
	}
	out, err := command.Run(ctx, "", "sbatch", "--parsable", file)
	if err != nil {
		return "", explain(err)
	}
	job, _, _ = strings.Cut(strings.TrimSpace(out), ";") // ;CLUSTER follows on a federation
	if _, err := strconv.Atoi(job); err != nil {
		return "", fmt.Errorf("sbatch --parsable printed %q and no job number", out)
	}
	return job, nil
}

// script is a job's script with its options, so that a job can submit its
// successor from it alone.
func (s *Slurm) script(b *orders.Batch, name, group string, more []string) string {
	var head []string
	for _, o := range append(s.options(b, name), more...) {
		head = append(head, "#SBATCH "+o)
	}
	return s.Folder.Script(b, name, group, head...)
}

func (s *Slurm) options(b *orders.Batch, name string) []string {
	log := name
	if s.Arrays && len(b.Groups) > 1 {
		log += "-%a"
	}
	options := []string{
		"--job-name=" + s.prefix() + name, "--output=" + quoted(s.Folder.LogFile(log)),
		"--requeue", "--open-mode=append", "--export=NONE",
		"--signal=B:" + Signal + "@" + fmt.Sprint(int(s.margin(b).Seconds())),
		"--ntasks=1", fmt.Sprintf("--cpus-per-task=%d", max(1, b.Cores)), fmt.Sprintf("--time=%d", s.minutes(b)),
	}
	for _, o := range [][2]string{
		{"partition", s.Options.Partition}, {"account", s.Options.Account}, {"qos", s.Options.QOS},
		{"gres", s.Options.Gres}, {"exclude", strings.Join(s.avoid, ",")},
	} {
		if o[1] != "" {
			options = append(options, "--"+o[0]+"="+quoted(o[1]))
		}
	}
	return append(options, s.Options.Extra...)
}

// quoted is a value in a line of #SBATCH.
func quoted(value string) string {
	if strings.ContainsAny(value, " \t#") {
		return `"` + value + `"`
	}
	return value
}

// minutes is the time a job of the batch asks for: what was asked for, or twice
// the longest predicted, for a prediction may be off by that, in steps that make jobs
// alike. A network that takes longer than a job may goes on in the next.
func (s *Slurm) minutes(b *orders.Batch) int {
	ask := s.Options.Time
	if ask <= 0 {
		longest := 0.0
		for _, g := range b.Groups {
			longest = max(longest, g.PredictedS)
		}
		ask = leastTime
		for ask.Seconds() < 2*longest+Margin.Seconds() && ask < s.Longest {
			ask *= 2
		}
		ask = min(ask, s.Longest)
	}
	return max(1, int((ask + time.Minute - 1).Minutes()))
}

// leastTime is the shortest that a job asks for.
const leastTime = 20 * time.Minute

// margin is Margin, or a quarter of a time that is short.
func (s *Slurm) margin(b *orders.Batch) time.Duration {
	return min(s.Margin, time.Duration(s.minutes(b))*time.Minute/4)
}

// Prepare states in a batch how its jobs learn of their time and are run again:
// where requeueing is forbidden, a job submits its successor.
func (s *Slurm) Prepare(b *orders.Batch) {
	b.MarginS = s.Margin.Seconds()
	b.Left = `squeue -h -j "$SLURM_JOB_ID" -o %L`
	b.Requeue = `if [ -n "$SLURM_ARRAY_TASK_ID" ]; then
	scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" && exit 0
	sbatch --parsable --dependency="afterany:$SLURM_JOB_ID" --array="$SLURM_ARRAY_TASK_ID" "$NOFREELUNCH_SCRIPT"
else
	scontrol requeue "$SLURM_JOB_ID" && exit 0
	sbatch --parsable --dependency="afterany:$SLURM_JOB_ID" "$NOFREELUNCH_SCRIPT"
fi`
}

// Cancel cancels jobs.
func (s *Slurm) Cancel(ctx context.Context, jobs []string) error {
	for part := range slices.Chunk(jobs, 100) {
		if _, err := command.Run(ctx, "", "scancel", part...); err != nil {
			return err
		}
	}
	return nil
}

// Avoid keeps later jobs from a host.
func (s *Slurm) Avoid(host string) {
	if host != "" && !slices.Contains(s.avoid, host) {
		s.avoid = append(s.avoid, host)
	}
}
