//go:build unix

package slurm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"nofreelunch/pipeline/store"
)

// A stand-in for Slurm: its commands are this test binary under other names, its
// state is one file, and its daemon is a goroutine of the test, which starts jobs as
// processes and does to them what befalls jobs.

// A standJob is a task of a job.
type standJob struct {
	Number   string // as scancel and scontrol know it
	Name     string
	Task     string // of an array, "N/A" else
	Script   string
	State    string
	Why      string
	Host     string
	Restarts int
	Process  int
	After    string // number of the job it waits for
	Log      string
	Asked    bool // to be run again
	Signal   bool // it was told that its time is over
	Begun    time.Time
	Ended    time.Time
}

// standState is all that the stand-in knows.
type standState struct {
	Next       int
	Jobs       []*standJob
	Sbatches   int
	Refused    int // submissions that failed
	NoRequeue  bool
	Requeued   int
	Successors int
}

// change changes the state under its lock.
func change(dir string, do func(*standState) error) error {
	file := filepath.Join(dir, "state.json")
	for {
		unlock, ok, err := store.TryLock(filepath.Join(dir, "lock"))
		if err != nil {
			return err
		}
		if !ok {
			time.Sleep(2 * time.Millisecond)
			continue
		}
		defer func() { _ = unlock() }()
		break
	}
	var s standState
	if text, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(text, &s); err != nil {
			return err
		}
	}
	said := do(&s)
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", text, 0o666); err != nil {
		return err
	}
	return errors.Join(os.Rename(file+".new", file), said)
}

// install puts the commands into a folder and returns it.
func install(t *testing.T, dir string) string {
	t.Helper()
	bin := filepath.Join(dir, "bin")
	if err := os.MkdirAll(bin, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sbatch", "squeue", "scancel", "scontrol", "sinfo"} {
		text := fmt.Sprintf("#!/bin/sh\nSTANDIN_ROLE=%s STANDIN=%s exec %s \"$@\"\n", name, dir, os.Args[0])
		if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

// stand is one of the commands.
func stand(role, dir string, args []string) error {
	return change(dir, func(s *standState) error {
		switch role {
		case "sbatch":
			return s.sbatch(dir, args)
		case "squeue":
			return s.squeue(args)
		case "scontrol":
			return s.scontrol(args)
		case "scancel":
			for _, j := range s.Jobs {
				for _, a := range args {
					if (j.Number == a || strings.HasPrefix(j.Number, a+"_")) && j.Ended.IsZero() {
						j.end("CANCELLED")
					}
				}
			}
		case "sinfo":
			fmt.Println("main|1-00:00:00|main*")
		}
		return nil
	})
}

func (j *standJob) kill() {
	if j.Process > 0 {
		_ = syscall.Kill(-j.Process, syscall.SIGKILL)
	}
	j.Process = 0
}

func (j *standJob) end(state string) { j.kill(); j.State, j.Why, j.Ended = state, state, time.Now() }

// again puts a job back into the queue.
func (j *standJob) again() {
	j.kill()
	j.State, j.Host, j.Signal, j.Asked = "PENDING", "", false, false
	j.Restarts++
}

// sbatch takes a script. One in ten answers too late, every other of which was
// taken all the same.
func (s *standState) sbatch(dir string, args []string) error {
	script, array, after := args[len(args)-1], "", ""
	text, err := os.ReadFile(script)
	if err != nil {
		return err
	}
	name, log := "", ""
	for line := range strings.Lines(string(text)) {
		o, _ := strings.CutPrefix(strings.TrimSpace(line), "#SBATCH ")
		switch n, v, _ := strings.Cut(o, "="); n {
		case "--job-name":
			name = v
		case "--output":
			log = v
		case "--array":
			array = v
		}
	}
	for _, a := range args {
		if v, ok := strings.CutPrefix(a, "--array="); ok {
			array = v
			s.Successors++
		}
		if v, ok := strings.CutPrefix(a, "--dependency=afterany:"); ok {
			after = v
		}
	}
	s.Sbatches++
	if s.Sbatches%10 == 3 && after == "" {
		if s.Refused++; s.Refused%2 == 1 {
			return errors.New("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation")
		}
		defer func() { s.Refused++ }()
		err = errors.New("sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying")
	}
	s.Next++
	from, to := 0, 0
	if _, e := fmt.Sscanf(array, "%d-%d", &from, &to); e != nil {
		fmt.Sscanf(array, "%d", &from)
		to = from
	}
	for task := from; task <= to; task++ {
		j := &standJob{Number: fmt.Sprint(s.Next), Task: "N/A", Name: name, Script: script, State: "PENDING", After: after, Log: log}
		if array != "" {
			j.Number, j.Task = fmt.Sprintf("%d_%d", s.Next, task), fmt.Sprint(task)
			j.Log = strings.ReplaceAll(log, "%a", j.Task)
		}
		s.Jobs = append(s.Jobs, j)
	}
	if err == nil {
		fmt.Println(s.Next)
	}
	return err
}

func (s *standState) squeue(args []string) error {
	for i, a := range args {
		if a == "-j" { // the time left to a job
			_ = args[i+1]
			fmt.Println("UNLIMITED")
			return nil
		}
	}
	for _, j := range s.Jobs {
		fmt.Printf("%s|%s|%s|%s|%s|%s\n", j.Name, j.Task, j.State, j.Host, "("+j.Why+")", j.Number)
	}
	return nil
}

func (s *standState) scontrol(args []string) error {
	switch {
	case args[0] == "show":
		fmt.Println("MaxArraySize            = 12")
	case args[0] == "requeue" && s.NoRequeue:
		return errors.New("Requested operation is presently disabled for job")
	case args[0] == "requeue":
		for _, j := range s.Jobs {
			if j.Number == args[1] && j.State == "RUNNING" {
				j.Asked = true // killed at once, it would take this command with it
			}
		}
	}
	return nil
}
