package slurm

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"nofreelunch/pipeline/cluster"
	"nofreelunch/pipeline/command"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/worker"
)

// A Site is what Slurm tells of itself.
type Site struct {
	Array      int           // largest number of tasks of an array; below 2 there are none
	Longest    time.Duration // of a job in the partition; 0: not told
	Partitions []string
}

// usualArray is what MaxArraySize allows unless a site changed it.
const usualArray = 1001

// Ask asks Slurm about itself.
func Ask(ctx context.Context, partition string) (Site, error) {
	for _, name := range []string{"sbatch", "squeue", "scancel"} {
		if _, err := exec.LookPath(name); err != nil {
			return Site{}, fmt.Errorf("%s is not on the PATH: run this on a login node of the cluster, "+
				"or load its module (`module load slurm`); without Slurm leave -executor out, or use -executor ssh -hosts A,B", name)
		}
	}
	site := Site{Array: usualArray}
	if out, err := command.Run(ctx, "", "scontrol", "show", "config"); err == nil {
		site.Array = maxArray(out)
	}
	if out, err := command.Run(ctx, "", "sinfo", "--noheader", "--format=%R|%l|%P"); err == nil {
		site.read(out, partition)
	}
	for _, p := range strings.FieldsFunc(partition, func(c rune) bool { return c == ',' }) {
		if len(site.Partitions) > 0 && !slices.Contains(site.Partitions, p) {
			return site, fmt.Errorf("there is no partition %q here: name one of %s (`sinfo -s`) with -partition",
				p, strings.Join(site.Partitions, ", "))
		}
	}
	return site, nil
}

func maxArray(config string) int {
	for line := range strings.Lines(config) {
		name, value, _ := strings.Cut(line, "=")
		if strings.TrimSpace(name) != "MaxArraySize" {
			continue
		}
		if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil {
			return n
		}
	}
	return usualArray
}

func (s *Site) read(sinfo, partition string) {
	for line := range strings.Lines(sinfo) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 3 {
			continue
		}
		if !slices.Contains(s.Partitions, f[0]) {
			s.Partitions = append(s.Partitions, f[0])
		}
		if f[0] == partition || partition == "" && strings.HasSuffix(f[2], "*") {
			s.Longest, _ = worker.ParseLeft(f[1]) // infinite: not told
		}
	}
}

// Try has Slurm judge a submission without making it.
func (s *Slurm) Try(ctx context.Context, cores int) error {
	b := &orders.Batch{Cores: cores, Groups: make([]orders.Group, 1)}
	var args []string
	for _, o := range s.options(b, "0-0") {
		args = append(args, strings.ReplaceAll(o, `"`, ""))
	}
	_, err := command.Run(ctx, "#!/bin/sh\ntrue\n", "sbatch", append(args, "--test-only")...)
	if err == nil {
		return nil
	}
	err = explain(err)
	if h := new(cluster.Hopeless); errors.As(err, &h) {
		return err
	}
	return nil // it may be busy now
}

// remedies say what to do about what sbatch refuses for good.
func remedies() [][2]string {
	return [][2]string{
		{"invalid partition", "name one of `sinfo -s` with -partition"},
		{"invalid account", "name one of `sacctmgr show assoc user=$USER format=account` with -account"},
		{"invalid qos", "name one of `sacctmgr show assoc user=$USER format=qos` with -qos"},
		{"invalid generic resource", "name one of `sinfo -o %G` with -gres, or leave it out"},
		{"time limit is invalid", "ask for less with -time; `sinfo -o '%P %l'` shows what partitions allow"},
		{"time limit exceeds", "ask for less with -time; `sinfo -o '%P %l'` shows what partitions allow"},
		{"node configuration is not available", "no node has so many cores: ask for fewer with -cores"},
		{"more processors requested", "ask for fewer with -cores"},
		{"node count specification invalid", "no node is left for this partition: name another with -partition"},
		{"not permitted", "you may not use this partition or account: name others with -partition and -account"},
		{"permission denied", "Slurm does not let you submit: ask its administrators, or name another -partition or -account"},
		{"invalid user", "Slurm does not know you: ask its administrators for an account"},
		{"unrecognized option", "this sbatch does not know it: change -sbatch"},
		{"invalid option", "this sbatch does not know it: change -sbatch"},
		{"invalid job array", "the site allows fewer tasks in an array: lower -max-jobs"},
	}
}

// explain makes an error hopeless if it is, and says what to do.
func explain(err error) error {
	var missing *command.Missing
	if errors.As(err, &missing) {
		return &cluster.Hopeless{Err: fmt.Errorf("%w any more: load Slurm's module again and `attach`", err)}
	}
	var failed *command.Failed
	if !errors.As(err, &failed) {
		return err
	}
	said := strings.ToLower(failed.Said)
	for _, r := range remedies() {
		if strings.Contains(said, r[0]) {
			return &cluster.Hopeless{Err: fmt.Errorf("%w: %s", err, r[1])}
		}
	}
	return err
}
