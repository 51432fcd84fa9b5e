package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"

	"nofreelunch/build/settings"
)

// A verb is a command with arguments of its own, unlike a task.
type verb struct {
	name, args, usage string
	flags             []string // that it heeds beside everybodysFlags
	run               func(context.Context, *session, []string) error
}

// everybodysFlags are heeded by every task and verb.
func everybodysFlags() []string {
	return []string{"profile", "json", "v", "q", "kernel", "store", "offline"}
}

// runningFlags are heeded by what may run stages, and taskFlags by tasks.
func runningFlags() []string { return []string{"j", "n", "k", "force", "no-cache"} }

// executorNames are the flags that say where actions run.
func executorNames() []string { return append([]string{"executor"}, settings.FlagNames()...) }

func taskFlags() []string {
	return append(append(runningFlags(), "uncommitted", "out", "set", "redraw", "share", "format", "dpi"), executorNames()...)
}

func verbs() []verb {
	running := runningFlags()
	return []verb{
		{"list", "", "the tasks and what they make", nil, list},
		{"plan", "[TASK...]", "what would run, why, and for how long", append(running, "set", "share"), plan},
		{"status", "", "what is up to date, and which written files have been edited since", []string{"set", "share", "out"}, status},
		{"why", "TASK...", "what changed since the task's nodes last ran", []string{"set", "share"}, why},
		{"get", "TASK...", "results out of the cache into -o DIR, as -format parquet, csv or npy, drawings as png, pdf, svg, eps or tiff", []string{"o", "format", "dpi", "set", "share"}, get},
		{"score", "FILE... | FOLDER...", "grid scores, periods and fields of rate maps in NPY, CSV or Parquet files, or of recorded cells", []string{"bin", "smooth", "speed", "j", "o", "format", "box", "surrogates", "seed", "signed", "flat", "dimensions", "pictures"}, score},
		{"predict", "FOLDER [FILE...]", "how well rate maps in files, and the cells of other animals, predict recorded cells", []string{"o", "format", "bin", "smooth", "speed", "flat", "seed"}, predict},
		{"graph", "[TASK...]", "the graph, as -format dot, mermaid or json", []string{"format"}, graph},
		{"sweeps", "[NAME...]", "how far each sweep of networks is", []string{"share"}, sweeps},
		{"retry", "[SWEEP...]", "run what failed or is missing of sweeps", append(append(running, "share"), executorNames()...), retry},
		{"check", "[FIGURE...]", "whether paper/figures.lock is what this commit makes", append(running, "uncommitted"), check},
		{"diff", "[A [B]]", "which figures differ between two commits, or a commit and the working tree, how and why", append(running, "format", "o", "only", "bisect"), diff},
		{"reproduce", "FILE...", "make a figure again from its recorded commit, and compare bytes", append(running, "reuse", "trust-foreign-commit"), reproduce},
		{"inspect", "FILE...", "where a figure or table came from", nil, inspect},
		{"cache", cacheArgs, "show, shrink (to 10GB), carry or share the cache", nil, cacheVerb},
		{"pull", "TASK...", "bring what figures are drawn from out of the shared store, and draw; of figure7/train the networks", []string{"j", "k", "out", "uncommitted"}, pull},
		{"adopt", "[TASK...]", "take results over after a refactoring, if a sample run again agrees", []string{"j", "sample", "seed"}, adopt},
		{"runs", "", "the runs on clusters of this cache, and how far they are", nil, runs},
		{"attach", "[RUN]", "mind the jobs of a run again, by default the last, after Ctrl-C or a crash", executorNames(), attach},
		{"cancel", "[RUN]", "end a run and its jobs", nil, cancelRun},
		{"logs", "NODE | JOB", "what the jobs of a node printed", nil, logs},
		{"config", "", "the settings of executors, merged, and where each is from", executorNames(), config},
		{"worker", "ORDERS GROUP", "make a group of orders: what the jobs of an executor run", []string{"j", "set", "share"}, work},
		{"verify", "[TASK...]", "run a sample of what is cached again, every way, and compare bytes", []string{"j", "sample", "seed"}, verify},
		{"selftest", "[NAME... | K/N]", "the long tests of what the cache and the keys promise, and what they counted", nil, selftest},
		{"bench", "[update]", "measure the numerical core against its targets, OpenBLAS and PyTorch; update writes the README's table", []string{"rounds"}, bench},
		{"completion", "bash | zsh | fish", completionUsage, nil, completion},
		{"doctor", "[repair]", "check this machine, the cache and the output folder", nil, doctor},
		{"version", "", "the commit, the toolchain and the machine of this program", nil, version},
		{"help", "[VERB | TASK]", "this help, or that of one verb or task", nil, nil},
	}
}

func verbNamed(name string) (verb, bool) {
	all := verbs()
	i := slices.IndexFunc(all, func(v verb) bool { return v.name == name })
	if i < 0 {
		return verb{}, false
	}
	return all[i], true
}

// heeds refuses flags that a verb does not heed, or, if none is named, tasks.
func (o options) heeds() error {
	v, ok := verbNamed(o.Words[0])
	known, who := append(everybodysFlags(), taskFlags()...), "tasks"
	if ok {
		known, who = append(everybodysFlags(), v.flags...), v.name
	}
	for _, name := range o.Given {
		if slices.Contains(known, name) {
			continue
		}
		return usagef("flag -%s says nothing to %s; it is for %s", name, who, strings.Join(heeding(name), ", "))
	}
	if ok && v.args == "" && len(o.Words) > 1 {
		return usagef("%s takes no arguments, not %q", v.name, o.Words[1])
	}
	return nil
}

// heeding are the verbs that a flag is for.
func heeding(flag string) (names []string) {
	if slices.Contains(taskFlags(), flag) {
		names = append(names, "tasks")
	}
	for _, v := range verbs() {
		if slices.Contains(v.flags, flag) {
			names = append(names, v.name)
		}
	}
	return names
}

// flagsNamed are the definitions of the flags of that name, for a help text.
func flagsNamed(names []string) *flag.FlagSet {
	some := flag.NewFlagSet("build", flag.ContinueOnError)
	flags(new(options), new(string), new(string)).VisitAll(func(f *flag.Flag) {
		if slices.Contains(names, f.Name) {
			some.Var(f.Value, f.Name, f.Usage)
			some.Lookup(f.Name).DefValue = f.DefValue
		}
	})
	return some
}

func (v verb) usageLine() string { return strings.TrimSpace(fmt.Sprintf("%s %s", v.name, v.args)) }
