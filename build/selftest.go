package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// A trial is one of the long tests of what the program promises: the tests of
// a package that a pattern names, at their full length.
type trial struct {
	Name, Promise string
	Package, Run  string
}

func trials() []trial {
	return []trial{
		{"mutation", "an edit reruns what uses it, and nothing that it does not touch is missed", "./pipeline/codeid", "^TestMutations$"},
		{"programs", "small programs edited in every way Go has, built and run: no result changes under its key", "./pipeline/codeid", "^(TestPrograms|TestOracleOfEveryStage)$"},
		{"keys", "each part of a key counts, in turn", "./pipeline/codeid ./pipeline", "^(TestEdits|TestEveryPartOfTheKeyCounts|TestOnlyWhatChangedRunsAgain)$"},
		{"rebuilt", "programs edited or built otherwise, each run on the cache and without: the same bytes", "./pipeline", "^TestRebuiltPrograms$"},
		{"damage", "flipped bits and cut files are made again, never used, and fail no run", "./pipeline/store ./pipeline", "^(TestDamageIsAMiss|TestRepairLeavesNothingWrong|TestDamageNeverFailsARun|TestManyLostInputsAreMadeAgain)$"},
		{"removal", "a cache removed under a run ends in no loop; nothing of others is ever removed", "./pipeline/store ./pipeline", "^(TestARemovedCacheEndsTheLoop|TestNothing.*|TestLinkedFoldersAreNotFollowed|TestOnlyWhatIsFreedIsCountedAsDropped)$"},
		{"locks", "two writers whose locks do nothing lose nothing, beside collections", "./pipeline/store", "^(TestWritersWithoutLocksLoseNothing|TestAThousandPacksCostFewOpens|TestALease.*|TestASize.*|TestALargeSize.*|TestTwoUsersShareACache)$"},
		{"files", "hostile files are inspected in bounded time and memory", "./build", "^(TestBombsAreNotSetOff|TestHostileFiles|TestNothingOfAFileIsPrintedRaw)$"},
		{"archives", "hostile archives and records are refused, and block no key", "./pipeline/store", "^(TestHostileArchives|TestHostileRecords|TestArchivesWithAnythingWrong.*|TestRecordsThatNobodyMakes.*|TestAForgedRecord.*|TestFilesWithHoles.*)$"},
		{"kills", "killed runs resume, and finished work is kept", "./pipeline", "^(TestKilledRunsResume|TestInterruptedRunsResume)$"},
		{"processes", "eight processes on one cache do no work twice", "./pipeline", "^TestProcessesShareACache$"},
		{"disk", "a full or read-only disk is said, and what is there is used", "./pipeline/store", "^(TestFullDisk|TestReadOnly|TestUnwritable)$"},
		{"clock", "a clock that was set back changes nothing", "./pipeline/store", "^TestClockSetBack$"},
		{"poison", "a result that is not its stage's is found and put out of use", "./pipeline", "^(TestVerify.*)$"},
		{"migration", "an older cache is read, marked and rewritten without loss", "./pipeline/store", "^(TestACacheOfFormat1IsMigratedWithoutLoss|TestForeignAndNewer)$"},
		{"collection", "a collection drops no more than it must", "./pipeline/store", "^TestCollect.*$"},
		{"certificates", "no altered figure or table is certified, and no hostile order is run", "./build", "^(TestForgeries|TestHostileOrders)$"},
		{"sources", "a program names the commit that has its sources, and no other", "./pipeline/origin ./build", "^(TestEditsThatCount|TestHarmlessEdits|TestStaleProgram|TestForgottenFile)$"},
		{"lock", "sixteen processes that write figures.lock at once lose no line", "./build", "^(TestManyProcessesWriteTheLock|TestDamagedLocksNameTheLine)$"},
		{"scale", "20,000 nodes plan in a second; time and memory grow with the graph", "./pipeline", "^(TestPlansReadNoResults|TestTimeAndMemoryGrowLinearly)$"},
		{"cluster", "a Slurm in which hosts, jobs, submissions, room and controllers fail makes the same bytes as this machine alone", "./pipeline/slurm ./pipeline/cluster", "^(TestSoak|TestOverheadIsSmallAtHalfHourGroups|TestSubmissionIsQuickAndLean)$"},
		{"executors", "jobs by command templates and by ssh make the same bytes as this machine alone", "./build", "^(TestACommandTemplateMakesTheSameBytes|TestHostsMakeTheSameBytes|TestASiteWithoutArrays|TestOrdersOfOthersAreRefused)$"},
		{"edits", "diff says of labelled edits to the paper what they did, and why", "./build", "^(TestLabelledEdits|TestEditsRerunExactlyWhatDependsOnThem)$"},
		{"sharing", "whatever a shared store does, no wrong byte is taken, and each fault is named", "./pipeline/remote ./build", "^(TestCorruptedObjects|TestAHollowStoreFailsNoBuild|TestAPinnedIndexIsTheOnlyOne|TestBadBuckets|TestHostileIndexes|TestAPushMendsAHalfDeletedStore|TestAStoreThatGoesAwayIsLeftAlone)$"},
		{"figure", "the command killed at random, or on a cache with flipped bits, makes the same figure", "./build", "^(TestKilledAtRandomAndFinished|TestDamagedCache|TestFlippedBitsFailNoCommand|TestFullDisk|TestFiguresOnAFullDisk)$"},
	}
}

// A finding is what came of a trial.
type finding struct {
	Trial   string   `json:"trial"`
	Promise string   `json:"promise"`
	Result  string   `json:"result"` // held, broken or skipped
	Seconds float64  `json:"seconds"`
	Tests   int      `json:"tests"`
	Counts  []string `json:"counts"` // what the tests counted, in their words
	Wrong   []string `json:"wrong,omitempty"`
}

// selftest runs the long tests of the promises and prints what they counted.
func selftest(ctx context.Context, s *session, names []string) error {
	chosen, err := trialsOf(names)
	if err != nil {
		return err
	}
	if _, err := os.Stat("go.mod"); err != nil {
		return errors.New("selftest runs the tests of the sources: call it in the repository")
	}
	found := []finding{}
	for _, t := range chosen {
		if !s.Quiet {
			fmt.Fprintf(s.console.err, "%s: %s ...\n", t.Name, t.Promise)
		}
		f, err := s.try(ctx, t)
		if err != nil {
			return fmt.Errorf("selftest %s: %w", t.Name, err)
		}
		found = append(found, f)
	}
	if err := s.printFindings(found); err != nil {
		return err
	}
	broken := 0
	for _, f := range found {
		if f.Result == "broken" {
			broken++
		}
	}
	if broken > 0 {
		return fmt.Errorf("%d of %d promises are broken", broken, len(found))
	}
	return nil
}

func trialsOf(names []string) ([]trial, error) {
	if len(names) == 0 {
		return trials(), nil
	}
	var known []string
	for _, t := range trials() {
		known = append(known, t.Name)
	}
	var chosen []trial
	for _, name := range names {
		if part, ok, err := share(name); err != nil {
			return nil, err
		} else if ok {
			chosen = append(chosen, part...)
			continue
		}
		i := slices.Index(known, name)
		if i < 0 {
			return nil, usagef("unknown selftest %q; known are %s", name, strings.Join(known, ", "))
		}
		chosen = append(chosen, trials()[i])
	}
	return chosen, nil
}

// share is the part K/N of all trials: every Nth, from the Kth on, so that N
// runs of one share each are one run of all.
func share(name string) (part []trial, ok bool, err error) {
	first, of, ok := strings.Cut(name, "/")
	if !ok {
		return nil, false, nil
	}
	k, errK := strconv.Atoi(first)
	n, errN := strconv.Atoi(of)
	if errK != nil || errN != nil || k < 1 || k > n {
		return nil, false, usagef("selftest %s: want a share as K/N, with K from 1 to N, such as 1/3", name)
	}
	for i, t := range trials() {
		if i%n == k-1 {
			part = append(part, t)
		}
	}
	return part, true, nil
}

// try runs the tests of one trial at their full length.
func (s *session) try(ctx context.Context, t trial) (finding, error) {
	began := time.Now()
	args := append([]string{"test", "-count=1", "-v", "-timeout", "60m", "-run", t.Run}, strings.Fields(t.Package)...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), "NOFREELUNCH_LONG=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return finding{}, err
	}
	cmd.Stderr = s.console.err
	if err := cmd.Start(); err != nil {
		return finding{}, err
	}
	f := readTests(out)
	err = cmd.Wait()
	if ctx.Err() != nil {
		return f, ctx.Err()
	}
	f.Trial, f.Promise, f.Seconds = t.Name, t.Promise, time.Since(began).Seconds()
	f.judge(err)
	return f, nil
}

func (f *finding) judge(exit error) {
	switch {
	case exit != nil:
		f.Result = "broken"
		if len(f.Wrong) == 0 {
			f.Wrong = []string{exit.Error()}
		}
	case f.Tests == 0 && f.Result != "skipped":
		f.Result, f.Wrong = "broken", []string{"no test ran"}
	case f.Tests > 0:
		f.Result = "held"
	}
}

var (
	testEnded  = regexp.MustCompile(`^--- (PASS|FAIL|SKIP): (\S+)`)
	testLogged = regexp.MustCompile(`^\s+\S+_test\.go:\d+: (.*)$`)
)

// readTests takes the output of go test -v apart: what tests logged are the
// counts; of those that failed it is what went wrong.
func readTests(r io.Reader) (f finding) {
	var logged []string
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if m := testLogged.FindStringSubmatch(line); m != nil {
			logged = append(logged, m[1])
			continue
		}
		m := testEnded.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		switch m[1] {
		case "PASS":
			f.Tests++
			f.Counts = append(f.Counts, logged...)
		case "SKIP":
			if f.Tests == 0 {
				f.Result = "skipped"
			}
			f.Counts = append(f.Counts, m[2]+" was skipped: "+strings.Join(logged, "; "))
		case "FAIL":
			f.Tests++
			f.Wrong = append(append(f.Wrong, m[2]), logged...)
		}
		logged = nil
	}
	_, _ = io.Copy(io.Discard, r) // a line too long ends the reading, not the test
	return f
}

func (s *session) printFindings(found []finding) error {
	if s.JSON {
		return json.NewEncoder(s.out).Encode(found)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, f := range found {
		fmt.Fprintf(w, "%s\t%s\t%d tests\t%.0f s\t%s\n", f.Trial, f.Result, f.Tests, f.Seconds, f.Promise)
		for _, c := range append(slices.Clone(f.Counts), f.Wrong...) {
			fmt.Fprintf(w, "  %s\n", c)
		}
	}
	return w.Flush()
}
