package cluster

import (
	"errors"
	"strings"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
)

func same(d time.Duration) func(int) (time.Duration, time.Duration) {
	return func(int) (time.Duration, time.Duration) { return d, d }
}

// allMade demands that everything was made, once.
func (t *trial) allMade() {
	t.Helper()
	if len(t.errs) > 0 || len(t.done) != len(t.orders) {
		t.Fatalf("%d of %d are done, with errors %v; said:\n%s", len(t.done), len(t.orders), t.errs, strings.Join(t.said, "\n"))
	}
}

func (t *trial) saidAbout(text string) bool {
	return strings.Contains(strings.Join(t.said, "\n"), text)
}

func TestJobsAndArraysStayWithinLimits(t *testing.T) {
	s := newSim(20)
	tr := newTrial(t, s, 400, same(20*time.Minute))
	tr.c.Limits.Jobs, tr.c.Limits.Array = 50, 7
	tr.run(100 * time.Hour)
	tr.allMade()
	if s.most > 50 || s.largest > 7 {
		t.Errorf("%d jobs were under way at once, arrays had up to %d tasks; the limits are 50 and 7", s.most, s.largest)
	}
}

func TestSmallNodesShareAJob(t *testing.T) {
	s := newSim(5)
	tr := newTrial(t, s, 1000, same(10*time.Second))
	tr.run(100 * time.Hour)
	tr.allMade()
	if jobs := 1000 * 10 / 1800; s.submits > 3 || s.most > 2*jobs {
		t.Errorf("%d jobs in %d submissions for 1000 nodes of 10 s; about %d jobs take half an hour each", s.most, s.submits, jobs)
	}
}

// Every tenth submission fails, and of these every other came through all the
// same.
func TestFailedSubmissionsNeitherEndNorDoubleTheRun(t *testing.T) {
	s := newSim(10)
	s.fail = func(n int) error {
		switch {
		case n%20 == 0:
			return &cameThrough{errors.New("sbatch: Socket timed out on send/recv operation")}
		case n%10 == 1:
			return errors.New("sbatch: Slurm temporarily unable to accept job")
		}
		return nil
	}
	tr := newTrial(t, s, 300, same(29*time.Minute))
	tr.c.Limits.Jobs, tr.c.Limits.Array = 30, 3
	tr.run(300 * time.Hour)
	tr.allMade()
	tasks := 0
	for _, n := range tr.c.Folder.Batches() {
		b, err := orders.ReadBatch(tr.c.Folder.OrdersFile(n))
		if err != nil {
			t.Fatal(err)
		}
		tasks += len(b.Groups)
	}
	if !tr.saidAbout("came through all the same") || !tr.saidAbout("trying again in") {
		t.Errorf("said:\n%s", strings.Join(tr.said, "\n"))
	}
	if s.busy > 300*30*time.Minute {
		t.Errorf("the cores were busy for %v with 145 hours of work: something was submitted twice", s.busy)
	}
}

func TestLostJobsAreSubmittedAgain(t *testing.T) {
	s := newSim(10)
	started := 0
	s.lose = func(*simJob) bool { started++; return started%4 == 0 }
	tr := newTrial(t, s, 100, same(20*time.Minute))
	tr.run(300 * time.Hour)
	tr.allMade()
	if len(s.avoided) == 0 || !tr.saidAbout("later jobs avoid it") {
		t.Error("no host is avoided after it failed")
	}
}

func TestWhatIsLostAgainAndAgainFails(t *testing.T) {
	s := newSim(10)
	s.lose = func(*simJob) bool { return true }
	tr := newTrial(t, s, 3, same(20*time.Minute))
	tr.run(300 * time.Hour)
	if len(tr.errs) != 3 || s.submits > 6*3 {
		t.Fatalf("%d errors after %d submissions, want 3 after at most %d", len(tr.errs), s.submits, 6*3)
	}
	var stage *pipeline.StageError
	if !errors.As(tr.errs[0], &stage) || !strings.Contains(stage.Error(), "lost 6 times") || !strings.Contains(stage.Error(), "NODE_FAIL") || stage.Log == "" {
		t.Errorf("the node fails with %v", tr.errs[0])
	}
}

// A queue that does not answer says nothing about jobs: nothing is submitted twice.
func TestASilentQueueLosesNothing(t *testing.T) {
	s := newSim(10)
	tr := newTrial(t, s, 10, same(25*time.Minute))
	tr.run(5 * time.Minute)
	s.listErr = errors.New("squeue: Unable to contact slurm controller")
	tr.run(15 * time.Minute)
	s.listErr = nil
	tr.run(10 * time.Hour)
	tr.allMade()
	if s.submits != 1 || !tr.saidAbout("the queue cannot be asked") {
		t.Errorf("%d submissions, want 1; said:\n%s", s.submits, strings.Join(tr.said, "\n"))
	}
}

// What a shared file system shows late is waited for, not made again.
func TestLateResultsAreWaitedFor(t *testing.T) {
	s := newSim(10)
	s.hidden = 80 * time.Second
	tr := newTrial(t, s, 40, same(20*time.Minute))
	tr.run(10 * time.Hour)
	tr.allMade()
	if s.submits != 1 {
		t.Errorf("%d submissions, want 1: results seen late were taken for lost", s.submits)
	}
}

// Controllers come and go; jobs are not submitted twice.
func TestAttachedControllersTakeJobsOver(t *testing.T) {
	s := newSim(10)
	tr := newTrial(t, s, 100, same(25*time.Minute))
	for range 12 {
		tr.run(17 * time.Minute)
		tr.attach(tr.c.Folder)
	}
	tr.run(100 * time.Hour)
	tr.allMade()
	if s.busy > 100*27*time.Minute {
		t.Errorf("the cores were busy for %v with %v of work: something was submitted twice", s.busy, 100*25*time.Minute)
	}
}

func TestAFullCacheStopsSubmission(t *testing.T) {
	s := newSim(10)
	tr := newTrial(t, s, 40, same(25*time.Minute))
	room := errors.New("no space left on device")
	tr.c.Probe = func() error { return room }
	tr.run(30 * time.Minute)
	if s.submits != 0 || !tr.saidAbout("nothing is submitted until there is room") {
		t.Fatalf("%d submissions without room; said:\n%s", s.submits, strings.Join(tr.said, "\n"))
	}
	room = nil
	tr.run(100 * time.Hour)
	tr.allMade()
	if !tr.saidAbout("there is room again") {
		t.Error("it is not said that there is room again")
	}
}

// Jobs that end because results find no room are not counted against their nodes.
func TestJobsLostForWantOfRoomAreNoFailures(t *testing.T) {
	s := newSim(10)
	full := true
	var tr *trial
	s.lose = func(j *simJob) bool {
		if full {
			_ = orders.WriteBeat(tr.c.Folder.BeatFile(j.batch, j.group), orders.Beat{Version: 1, State: orders.Full, Why: "disk quota exceeded", Time: s.now})
		}
		return full
	}
	tr = newTrial(t, s, 10, same(25*time.Minute))
	tr.run(3 * time.Hour)
	if s.submits < 7 {
		t.Fatalf("%d submissions in 3 hours, want more than would be tried of a node that fails", s.submits)
	}
	full = false
	tr.run(100 * time.Hour)
	tr.allMade()
}
