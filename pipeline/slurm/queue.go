package slurm

import (
	"context"
	"strconv"
	"strings"

	"nofreelunch/pipeline/cluster"
	"nofreelunch/pipeline/command"
)

// List asks squeue once for all jobs of the user.
func (s *Slurm) List(ctx context.Context) ([]cluster.Job, error) {
	out, err := s.queue(ctx)
	if err != nil {
		return nil, err
	}
	var jobs []cluster.Job
	var held []string
	for line := range strings.Lines(out) {
		job, number, ok := s.job(strings.TrimSpace(line))
		if !ok {
			continue
		}
		if heldForGood(job) {
			held = append(held, number)
			job.Phase, job.HostFailed = cluster.Ended, true
		}
		jobs = append(jobs, job)
	}
	if len(held) > 0 { // it would wait for an administrator
		_ = s.Cancel(ctx, held) // it is submitted again in any case
	}
	return jobs, nil
}

// Numbers are the jobs of the run that are not over.
func (s *Slurm) Numbers(ctx context.Context) (numbers []string, err error) {
	out, err := s.queue(ctx)
	for line := range strings.Lines(out) {
		if job, number, ok := s.job(strings.TrimSpace(line)); ok && job.Phase != cluster.Ended {
			numbers = append(numbers, number)
		}
	}
	return numbers, err
}

func (s *Slurm) queue(ctx context.Context) (string, error) {
	return command.Run(ctx, "", "squeue", "--me", "--noheader", "--array", "--states=all", "--format=%j|%K|%T|%N|%r|%i")
}

// job reads a line; ok is false for a job of others.
func (s *Slurm) job(line string) (job cluster.Job, number string, ok bool) {
	f := strings.SplitN(line, "|", 6)
	if len(f) != 6 {
		return job, "", false
	}
	name, ok := strings.CutPrefix(f[0], s.prefix())
	if !ok {
		return job, "", false
	}
	batch, group, single := strings.Cut(name, "-")
	if !single {
		group = f[1]
	}
	var err1, err2 error
	job.Batch, err1 = strconv.Atoi(batch)
	job.Group, err2 = strconv.Atoi(group)
	if err1 != nil || err2 != nil {
		return job, "", false
	}
	job.Host, job.Why = f[3], strings.Trim(f[4], "()")
	job.Phase = phase(f[2])
	if job.Phase == cluster.Waiting {
		job.Never = never(job.Why)
	}
	if job.Phase == cluster.Ended {
		job.Why = f[2]
	}
	job.HostFailed = f[2] == "NODE_FAIL" || f[2] == "BOOT_FAIL"
	return job, f[5], true
}

// phase is what a state of Slurm means.
func phase(state string) cluster.Phase {
	switch state {
	case "RUNNING", "COMPLETING", "SIGNALING", "STAGE_OUT", "SUSPENDED", "STOPPED":
		return cluster.Running
	case "COMPLETED", "CANCELLED", "FAILED", "TIMEOUT", "NODE_FAIL",
		"PREEMPTED", "BOOT_FAIL", "DEADLINE", "OUT_OF_MEMORY", "REVOKED":
		return cluster.Ended
	}
	return cluster.Waiting // PENDING, CONFIGURING, REQUEUED and what a later Slurm adds: it is not gone
}

// never says what to do about a job that waits for a reason that time does not
// mend, "" about others.
func never(why string) string {
	switch why {
	case "PartitionTimeLimit", "AssocMaxWallDurationPerJobLimit", "QOSMaxWallDurationPerJobLimit":
		return "ask for less with -time"
	case "PartitionNodeLimit", "AssocMaxCpuPerJobLimit", "QOSMaxCpuPerJobLimit",
		"AssocMaxCpuMinutesPerJobLimit", "QOSMaxCpuMinutesPerJobLimit", "BadConstraints":
		return "ask for less with -cores, -gres or -time"
	case "AccountNotAllowed", "InvalidAccount", "InvalidQOS", "QOSNotAllowed":
		return "name another with -account or -qos"
	}
	return ""
}

// heldForGood reports that Slurm requeued a job and holds it until somebody
// releases it, as it does when a host could not start it or it was requeued often.
func heldForGood(j cluster.Job) bool {
	why := strings.ToLower(strings.ReplaceAll(j.Why, "_", " "))
	held := func(words string) bool { return strings.Contains(why, words) }
	return j.Phase == cluster.Waiting && (held("requeued held") || held("requeued in held state") || held("holdmaxrequeue"))
}
