package slurm

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nofreelunch/pipeline/cluster"
	"nofreelunch/pipeline/command"
	"nofreelunch/pipeline/orders"
)

func TestLinesOfTheQueue(t *testing.T) {
	s := &Slurm{Folder: orders.Folder("/cache/runs/smoke-1a")}
	for line, want := range map[string]cluster.Job{
		"nfl-smoke-1a-3|17|RUNNING|n12|None|4711_17":                {Batch: 3, Group: 17, Phase: cluster.Running, Host: "n12", Why: "None"},
		"nfl-smoke-1a-3-0|N/A|PENDING||Resources|4712":              {Batch: 3, Phase: cluster.Waiting, Why: "Resources"},
		"nfl-smoke-1a-3|0|NODE_FAIL|n1|NonZeroExitCode|1_0":         {Batch: 3, Phase: cluster.Ended, Host: "n1", Why: "NODE_FAIL", HostFailed: true},
		"nfl-smoke-1a-3|0|OUT_OF_MEMORY|n1|OutOfMemory|1_0":         {Batch: 3, Phase: cluster.Ended, Host: "n1", Why: "OUT_OF_MEMORY"},
		"nfl-smoke-1a-3|0|A_LATER_STATE|n1|None|1_0":                {Batch: 3, Phase: cluster.Waiting, Host: "n1", Why: "None"},
		"nfl-smoke-1a-3|0|PENDING||(PartitionTimeLimit)|1_0":        {Batch: 3, Phase: cluster.Waiting, Why: "PartitionTimeLimit", Never: "ask for less with -time"},
		"nfl-smoke-1b-3|0|RUNNING|n1|None|1_0":                      {},
		"other|N/A|RUNNING|n1|None|1":                               {},
		"nfl-smoke-1a-x|0|RUNNING|n1|None|1":                        {},
		"nfl-smoke-1a-3|N/A|RUNNING|n1|None|1":                      {},
		"":                                                          {},
		"slurm_load_jobs error: Unable to contact slurm controller": {},
	} {
		got, _, ok := s.job(line)
		if ok != (want != cluster.Job{}) {
			t.Errorf("%q is a job of the run: %v", line, ok)
		}
		if ok && got != want {
			t.Errorf("%q is %+v, want %+v", line, got, want)
		}
	}
}

func TestJobsHeldForGoodAreNotWaitedFor(t *testing.T) {
	for why, want := range map[string]bool{
		"launch failed requeued held": true, "launch_failed_requeued_held": true, "job requeued in held state": true, "JobHoldMaxRequeue": true,
		"JobHeldUser": false, "Priority": false, "BeginTime": false,
	} {
		if got := heldForGood(cluster.Job{Phase: cluster.Waiting, Why: why}); got != want {
			t.Errorf("%q: %v", why, got)
		}
	}
}

// What passes is tried again; what does not is said with its remedy.
func TestWhichRefusalsAreHopeless(t *testing.T) {
	for said, want := range map[string]bool{
		"sbatch: error: Batch job submission failed: Socket timed out on send/recv operation":                    false,
		"sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying":                           false,
		"sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)":       false,
		"sbatch: error: QOSMaxSubmitJobPerUserLimit":                                                             false,
		"sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, ...)": false,
		"sbatch: error: invalid partition specified: x":                                                          true,
		"sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified": true,
		"sbatch: error: Batch job submission failed: Requested node configuration is not available":              true,
		"sbatch: error: Batch job submission failed: Access/permission denied":                                   true,
		"sbatch: error: Batch job submission failed: Invalid job array specification":                            true,
	} {
		err := explain(&command.Failed{Name: "sbatch", Err: errors.New("exit status 1"), Said: said})
		var h *cluster.Hopeless
		if errors.As(err, &h) != want || !strings.Contains(err.Error(), "sbatch") {
			t.Errorf("%q is hopeless: %v", err, !want)
		}
	}
}

func TestTimesThatAreAskedFor(t *testing.T) {
	for _, c := range []struct {
		asked, longest, predicted time.Duration
		minutes                   int
		margin                    time.Duration
	}{
		{0, 24 * time.Hour, time.Minute, 20, Margin},
		{0, 24 * time.Hour, 30 * time.Minute, 80, Margin},
		{0, 24 * time.Hour, 1000 * time.Hour, 24 * 60, Margin},
		{0, 90 * time.Minute, 30 * time.Hour, 90, Margin},
		{12 * time.Hour, 24 * time.Hour, time.Minute, 720, Margin},
		{time.Minute, 24 * time.Hour, time.Hour, 1, 15 * time.Second},
		{90 * time.Second, 24 * time.Hour, time.Hour, 2, 30 * time.Second},
	} {
		s := &Slurm{Margin: Margin, Longest: c.longest, Options: Options{Time: c.asked}}
		b := &orders.Batch{Groups: []orders.Group{{PredictedS: 1}, {PredictedS: c.predicted.Seconds()}}}
		if m, margin := s.minutes(b), s.margin(b); m != c.minutes || margin != c.margin {
			t.Errorf("%+v: %d minutes with a margin of %v", c, m, margin)
		}
	}
}

func TestOptionsOfAScript(t *testing.T) {
	s := &Slurm{
		Folder: orders.Folder(filepath.Join("/a cache", "runs", "r")), Margin: Margin, Longest: time.Hour, Arrays: true,
		Options: Options{Partition: "p", Account: "a", QOS: "q", Gres: "gpu:1", Extra: []string{"--mem=4G"}},
	}
	s.Avoid("n7")
	s.Avoid("n7")
	s.Avoid("n8")
	b := &orders.Batch{Number: 5, Cores: 4, Groups: make([]orders.Group, 3), Binary: "/b", Cache: "/a cache"}
	text := s.script(b, "5", "${SLURM_ARRAY_TASK_ID}", []string{"--array=0-2"})
	for _, want := range []string{
		"--job-name=nfl-r-5\n", `--output="/a cache/runs/r/logs/5-%a.log"`, "--requeue", "--open-mode=append", "--export=NONE", "--signal=B:USR1@180",
		"--cpus-per-task=4", "--time=20\n", "--partition=p", "--account=a", "--qos=q", "--gres=gpu:1", "--exclude=n7,n8", "--mem=4G", "--array=0-2",
	} {
		if !strings.Contains(text, "#SBATCH "+want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
	if !strings.HasPrefix(text, "#!/bin/sh\n#SBATCH") || !strings.Contains(text, "exec /b ") {
		t.Errorf("it is no script that becomes the worker:\n%s", text)
	}
}

func TestWhatTheSiteTells(t *testing.T) {
	for text, want := range map[string]int{"MaxArraySize = 1001\n": 1001, "a\nMaxArraySize            = 0\n": 0, "": usualArray, "MaxArraySize = many": usualArray} {
		if got := maxArray(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	var s Site
	s.read("main|1-00:00:00|main*\nmain|1-00:00:00|main*\nlong|infinite|long\n", "")
	if s.Longest != 24*time.Hour || len(s.Partitions) != 2 {
		t.Errorf("%+v", s)
	}
	s.read("main|1-00:00:00|main*\nlong|infinite|long\n", "long")
	if s.Longest != 0 {
		t.Errorf("a partition without limit has %v", s.Longest)
	}
}
