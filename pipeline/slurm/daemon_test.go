//go:build unix

package slurm_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A daemon starts jobs on hosts and loses them.
type daemon struct {
	t     *testing.T
	dir   string
	hosts map[string]time.Time // until when each is down
	slots int
	ended chan exited
}

type exited struct {
	number  string
	process int
	err     error
}

// step reaps what ended and starts what there is room for.
func (d *daemon) step(s *standState) {
	for more := true; more; {
		select {
		case e := <-d.ended:
			for _, j := range s.Jobs {
				if j.Number == e.number && j.Process == e.process && j.State == "RUNNING" {
					state := "COMPLETED"
					if e.err != nil {
						state = "FAILED"
					}
					j.Process = 0
					j.end(state)
				}
			}
		default:
			more = false
		}
	}
	for _, j := range s.Jobs {
		if j.Asked && j.State == "RUNNING" || j.Asked && j.State == "FAILED" {
			s.Requeued++
			j.again()
			j.Ended = time.Time{}
		}
	}
	load := map[string]int{}
	alive := map[string]bool{}
	var keep []*standJob
	for _, j := range s.Jobs {
		if !j.Ended.IsZero() && time.Since(j.Ended) > 200*time.Millisecond {
			continue // forgotten, as after MinJobAge
		}
		if j.Ended.IsZero() {
			alive[j.Number] = true
		}
		if j.State == "RUNNING" {
			load[j.Host]++
		}
		keep = append(keep, j)
	}
	s.Jobs = keep
	for _, j := range s.Jobs {
		if j.State != "PENDING" || alive[j.After] {
			continue
		}
		for _, host := range []string{"n1", "n2", "n3"} {
			if load[host] < d.slots && time.Now().After(d.hosts[host]) {
				load[host]++
				d.start(j, host)
				break
			}
		}
	}
}

func (d *daemon) start(j *standJob, host string) {
	log, err := os.OpenFile(j.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		d.t.Error(err)
		return
	}
	cmd := exec.Command("sh", j.Script)
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(d.dir, "bin")+":"+os.Getenv("PATH"), "STANDIN="+d.dir, "SLURM_JOB_ID="+j.Number)
	if job, task, ok := strings.Cut(j.Number, "_"); ok {
		cmd.Env = append(cmd.Env, "SLURM_ARRAY_JOB_ID="+job, "SLURM_ARRAY_TASK_ID="+task)
	}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		d.t.Error(err)
		return
	}
	_ = log.Close()
	j.State, j.Host, j.Process, j.Why = "RUNNING", host, cmd.Process.Pid, "None"
	j.Begun = time.Now()
	number, process := j.Number, j.Process
	go func() { d.ended <- exited{number, process, cmd.Wait()} }()
}
