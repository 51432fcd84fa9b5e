package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"nofreelunch"
	"nofreelunch/stages/measure/recordings"
)

// options is the command line: flags, in any position, and the words between.
type options struct {
	Workers     int
	DryRun      bool
	KeepGoing   bool
	Profile     string
	Force       *regexp.Regexp
	NoCache     bool
	JSON        bool
	Verbose     bool
	Quiet       bool
	Kernel      string
	Format      string // of graph, diff, get, score and predict, and of figures
	DPI         int    // of figures in pixels; 0 is the usual one
	Sample      int    // of verify and adopt; 0 for all
	Seed        uint64 // of the sample; 0 for one from the clock
	Rounds      int    // of bench
	Output      string // file of diff
	Only        *regexp.Regexp
	Bisect      bool
	Reuse       bool
	Foreign     bool              // of reproduce: also commits that are no ancestors of what is checked out
	Unsettled   bool              // of tasks and check: write or accept the lock of uncommitted sources
	Set         []string          // settings of networks, NAME=VALUE
	Redraw      bool              // draw with recorded results although they are out of date
	Share       float64           // of every sweep, 1 for all of it
	OutDir      string            // in place of out
	Store       string            // location of a shared store
	Offline     bool              // make no request to it
	Box         float64           // of score: longer side of the box, m; 0 for bins alone
	Surrogates  int               // of score
	Signed      bool              // of score
	Flat        bool              // of score
	Dimensions  bool              // of score
	Pictures    string            // folder of score
	Bin, Smooth float64           // of score: of recordings, m
	Speed       float64           // of score: of recordings, m/s
	Cluster     map[string]string // flags that say where actions run, those given
	Attach      string            // name of the run to attach to, "" for any that serves
	Help        bool
	Given       []string // names of the flags that were set
	Words       []string
}

// A usageError is the caller's mistake: exit code 2.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func flags(o *options, force, only *string) *flag.FlagSet {
	fs := flag.NewFlagSet("build", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.IntVar(&o.Workers, "j", runtime.NumCPU(), "`N` actions at once")
	fs.BoolVar(&o.DryRun, "n", false, "say what would run, and run nothing")
	fs.BoolVar(&o.KeepGoing, "k", false, "keep going after a failure")
	fs.StringVar(&o.Profile, "profile", "laptop", "`NAME` of the scale: "+strings.Join(nofreelunch.Profiles(), ", "))
	fs.StringVar(force, "force", "", "run actions whose name matches `REGEXP` again")
	fs.BoolVar(&o.NoCache, "no-cache", false, "run everything again; the results are kept")
	fs.BoolVar(&o.JSON, "json", false, "print results as JSON")
	fs.BoolVar(&o.Verbose, "v", false, "say more")
	fs.BoolVar(&o.Quiet, "q", false, "say nothing but results and errors")
	fs.StringVar(&o.Kernel, "kernel", "", "use this numerical `KERNEL` instead of the best")
	fs.StringVar(&o.Format, "format", "", "`FORMAT` of graph: mermaid, dot or json; of diff: text, markdown, html or json; of get: parquet, csv or npy, and those of figures: png, pdf, svg, eps, tiff, and csv for their tables; of score and predict: table, json, csv or parquet; several with commas between them")
	fs.IntVar(&o.DPI, "dpi", 0, "`N` pixels an inch of figures written as png or tiff (usually 300)")
	fs.StringVar(&o.Output, "o", "", "`FILE` that diff, score or predict writes instead of printing; folder of get")
	fs.StringVar(only, "only", "", "figures that diff compares: those whose name matches `REGEXP`")
	fs.BoolVar(&o.Bisect, "bisect", false, "diff: find the commit that introduced each difference")
	fs.BoolVar(&o.Reuse, "reuse", false, "reproduce: use the cache instead of starting with an empty one")
	fs.BoolVar(&o.Foreign, "trust-foreign-commit", false, "reproduce: build and run code of a commit that is not in the history checked out here")
	fs.BoolVar(&o.Unsettled, "uncommitted", false, "write paper/figures.lock, and check it, also for sources that are not committed")
	fs.Func("set", "what if networks had other parameters: `NAME=VALUE`, such as lr=0.005, sigma=0.14 or units=64; may be repeated", func(text string) error {
		o.Set = append(o.Set, text)
		return nil
	})
	fs.BoolVar(&o.Redraw, "redraw", false, "train nothing: draw with what is there; what is out of date is said on the figure")
	fs.Float64Var(&o.Share, "share", 1, "only this `SHARE` of every sweep, such as 0.3: a seeded part of each setting, at least one network")
	fs.StringVar(&o.OutDir, "out", "", "`DIR` for results in place of out")
	fs.StringVar(&o.Store, "store", "", "`LOCATION` of a store that people share, behind the cache: s3://BUCKET/PREFIX, file:///FOLDER, https://HOST/PATH or none")
	fs.BoolVar(&o.Offline, "offline", false, "make no request to the shared store; use what was brought")
	fs.Float64Var(&o.Box, "box", 0, "of score: longer side of the maps' box, `M` metres; without it lengths are in bins")
	fs.IntVar(&o.Surrogates, "surrogates", 0, "of score: p-values from `N` maps of noise for each map")
	fs.BoolVar(&o.Signed, "signed", false, "of score: rates may be below 0, as activations of networks are")
	fs.BoolVar(&o.Flat, "flat", false, "of score and predict: each row of a matrix is a map, square and row by row")
	fs.BoolVar(&o.Dimensions, "dimensions", false, "of score: how many dimensions a file's maps fill")
	usual := recordings.Usual()
	fs.Float64Var(&o.Bin, "bin", usual.BinM, "of score and predict: side of the bins of recordings, `M` metres")
	fs.Float64Var(&o.Smooth, "smooth", usual.SmoothM, "of score and predict: standard deviation of the smoothing of recordings, `M` metres")
	fs.Float64Var(&o.Speed, "speed", usual.MinSpeedMPerS, "of score and predict: an animal slower than `V` metres a second rests, and does not count")
	fs.StringVar(&o.Pictures, "pictures", "", "of score: draw each map, its autocorrelogram and its peaks into `DIR`")
	clusterFlags(fs, o)
	o.Sample = defaultSample
	fs.Func("sample", "of verify and adopt: run `N` results again, or all (default 8)", func(text string) (err error) {
		o.Sample, err = parseSample(text)
		return err
	})
	fs.Uint64Var(&o.Seed, "seed", 0, "of verify and adopt: choose the sample by this `SEED`; 0 takes one from the clock; of score and predict: of what they draw (default 1)")
	fs.IntVar(&o.Rounds, "rounds", 5, "of bench: measure everything `N` times, and print medians")
	return fs
}

// clusterFlags are those that say where actions run. Package settings knows what
// they may be.
func clusterFlags(fs *flag.FlagSet, o *options) {
	o.Cluster = map[string]string{}
	for _, f := range [][2]string{
		{"executor", "run actions here (local), as jobs of `NAME`: slurm, or a table of nofreelunch.conf; or on hosts (ssh)"},
		{"partition", "slurm: submit to `PARTITION`"},
		{"account", "slurm: charge `ACCOUNT`"},
		{"qos", "slurm: quality of service `QOS`"},
		{"gres", "slurm: generic resources of a job, `GRES`"},
		{"sbatch", "slurm: further `OPTIONS` of sbatch, by spaces"},
		{"time", "executors: time of a job, auto or a `TIME` such as 12h; work that takes longer goes on in the next job"},
		{"hosts", "ssh: `HOST,HOST:JOBS` that run jobs, one or several at once"},
		{"cores", "executors: `N` cores of a job"},
		{"max-jobs", "executors: `N` jobs waiting or running at once (500)"},
		{"target", "executors: give a job work of about this predicted `TIME` (30m)"},
		{"poll", "executors: look at the queue after this `TIME` at the earliest (30s)"},
	} {
		fs.Func(f[0], f[1], func(text string) error { o.Cluster[f[0]] = text; return nil })
	}
}

// defaultSample is how many results verify and adopt run again.
const defaultSample = 8

func parseSample(text string) (int, error) {
	if text == "all" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("want a number of results, at least 1, or all")
	}
	return n, nil
}

// parse reads the command line.
func parse(args []string) (options, error) {
	var o options
	var force, only string
	fs := flags(&o, &force, &only)
	for len(args) > 0 {
		err := fs.Parse(args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			o.Help = true
			o.Words = append(o.Words, fs.Args()...)
			return o, nil
		case err != nil:
			return o, explainFlag(fs, err)
		}
		args = fs.Args()
		if len(args) > 0 {
			o.Words, args = append(o.Words, args[0]), args[1:]
		}
	}
	fs.Visit(func(f *flag.Flag) { o.Given = append(o.Given, f.Name) })
	if o.Workers < 1 {
		return o, usagef("flag -j: %d workers: want at least 1", o.Workers)
	}
	if !(o.Share > 0 && o.Share <= 1) {
		return o, usagef("flag -share: %v: want a share above 0 and at most 1, such as 0.3", o.Share)
	}
	if o.Rounds < 1 {
		return o, usagef("flag -rounds: %d rounds: want at least 1", o.Rounds)
	}
	if o.Verbose && o.Quiet {
		return o, usagef("flags -v and -q exclude each other")
	}
	if o.Redraw && o.NoCache {
		return o, usagef("flags -redraw and -no-cache exclude each other: one takes what is there, the other nothing")
	}
	if o.Seed == 0 {
		o.Seed = uint64(time.Now().UnixNano())
	}
	if force != "" {
		re, err := regexp.Compile(force)
		if err != nil {
			return o, usagef("flag -force: %v", err)
		}
		o.Force = re
	}
	if only != "" {
		re, err := regexp.Compile(only)
		if err != nil {
			return o, usagef("flag -only: %v", err)
		}
		o.Only = re
	}
	return o, nil
}

// explainFlag turns the flag package's error into one that names the nearest flag.
func explainFlag(fs *flag.FlagSet, err error) error {
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !ok {
		return usageError{err}
	}
	var known []string
	fs.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
	if near, ok := nearest(name, known); ok {
		return usagef("unknown flag -%s; did you mean -%s?", name, near)
	}
	return usagef("unknown flag -%s; known are -%s", name, strings.Join(known, " -"))
}
