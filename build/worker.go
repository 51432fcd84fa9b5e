package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/worker"
)

// Exit codes of a worker, of sysexits where there is one.
const (
	exitFull    = 74 // results found no room
	exitAgain   = 75 // stopped with checkpoints: run it again
	exitRefused = 78 // the orders are not this program's
)

// An exitError ends the command with a code of its own.
type exitError struct {
	code int
	error
}

const (
	beatEvery  = time.Minute
	inputsLate = 90 * time.Second // as the store waits for what another host wrote
)

// workers keep checkpoints this far apart: thousands of them write to one file
// system.
func workersPace() pipeline.Pace {
	return pipeline.Pace{Least: 2 * time.Minute, Most: 20 * time.Minute}
}

// work makes a group of a file of orders: what the jobs of an executor run.
func work(ctx context.Context, s *session, args []string) error {
	if len(args) != 2 {
		return usagef("worker ORDERS GROUP is for the jobs of an executor")
	}
	group, err := strconv.Atoi(args[1])
	if err != nil {
		return usagef("worker: %q is no number of a group", args[1])
	}
	b, err := orders.ReadBatch(args[0])
	if err != nil {
		return exitError{exitRefused, err}
	}
	program, err := programDigest()
	if err != nil {
		return err
	}
	folder := orders.Folder(filepath.Dir(filepath.Dir(args[0])))
	if folder.Marked("cancelled") {
		return exitError{exitRefused, fmt.Errorf("run %s was cancelled", folder.Name())}
	}
	return s.leg(ctx, folder, &worker.Worker{Program: program, Batch: b, Group: group, Late: inputsLate})
}

// leg runs a worker until its nodes are made, a signal comes or its time ends.
func (s *session) leg(ctx context.Context, folder orders.Folder, w *worker.Worker) (err error) {
	ctx, again := heedSignals(ctx)
	ends, stop := worker.Ends(ctx, w.Batch)
	defer stop()
	w.Pulse = worker.NewPulse(folder.BeatFile(w.Batch.Number, w.Group), os.Getenv("SLURM_JOB_ID"), beatEvery)
	kept := make(chan struct{})
	defer close(kept)
	go w.Pulse.Keep(kept)
	if w.Engine, err = s.engine(); err != nil {
		return exitError{exitFull, err}
	}
	w.Engine.Pace = workersPace()
	state := w.Work(ends)
	beat := w.Pulse.Beat()
	s.note("leg %d: %s %s; %d of %d nodes are made", beat.Leg, state, beat.Why, beat.Finished, beat.Nodes)
	if state != orders.Stopped {
		return ended(state, beat.Why)
	}
	if ends.Err() != nil && ctx.Err() == nil || again() { // its time is over
		if err := worker.Again(w.Batch); err != nil {
			s.note("%v", err)
		}
	}
	return exitError{exitAgain, fmt.Errorf("stopped; checkpoints are kept")}
}

// ended is how a worker's command ends.
func ended(state orders.State, why string) error {
	switch state {
	case orders.Done:
		return nil
	case orders.Refused:
		return exitError{exitRefused, fmt.Errorf("%s", why)}
	case orders.Full:
		return exitError{exitFull, fmt.Errorf("%s", why)}
	}
	return fmt.Errorf("%s", why)
}

// heedSignals ends the context at the first signal and swallows the others, for
// a checkpoint is being written. again tells whether it was the one by which a
// scheduler says that the job's time is over.
func heedSignals(parent context.Context) (ctx context.Context, again func() bool) {
	ctx, stop := context.WithCancel(context.WithoutCancel(parent))
	came := make(chan os.Signal, 16)
	signal.Notify(came, append([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, timeIsOver()...)...)
	over := make(chan bool, 1)
	go func() {
		first := <-came
		over <- len(timeIsOver()) > 0 && first == timeIsOver()[0]
		stop()
	}()
	return ctx, func() bool { return <-over }
}
