// Command build regenerates the paper: `go run ./build figure7`.
//
// It reads the command line, shows progress, writes finished figures to
// out/figures and sets exit codes. It does not know how a figure is made (the
// root package's graph says that), nor how work is scheduled and cached
// (package pipeline).
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// Exit codes. `go run` turns every one but 0 into 1; the built binary keeps them.
const (
	exitOK          = 0
	exitFailed      = 1 // a stage, or the machine, failed
	exitUsage       = 2
	exitStale       = 3 // figures.lock is not what this commit makes
	exitDiffers     = 4 // figures differ
	exitInterrupted = 130
)

// softMemory is from how much memory on the collector works harder, bytes: the
// graph of the paper fits into twice as much, and into this.
const softMemory = 1500 << 20

// garbage is how much may be collected at once, in percent of what is used, as
// long as there is memory: a graph of a hundred thousand calls is declared in
// less time.
const garbage = 400

// console is where results and progress go.
type console struct {
	out io.Writer // results
	err io.Writer // progress and errors
}

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	code := command(ctx, os.Args[1:], console{os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// command runs one command line and returns its exit code.
func command(ctx context.Context, args []string, c console) int {
	o, err := parse(args)
	if err == nil {
		err = dispatch(ctx, o, c)
	}
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(plainWriter{c.err}, "build:", err) // it may quote a file
	var coded exitError
	if errors.As(err, &coded) {
		return coded.code
	}
	var usage usageError
	var stale staleError
	var differs differsError
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &stale):
		return exitStale
	case errors.As(err, &differs):
		return exitDiffers
	case ctx.Err() != nil:
		fmt.Fprintln(c.err, "build: stopped cleanly; what has finished and the checkpoints of what was running are kept, and the same command continues from there")
		return exitInterrupted
	}
	return exitFailed
}
