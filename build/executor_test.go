//go:build unix

package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/store"
)

// long leaves out, but where time is given, a test that makes a figure by jobs.
func long(t *testing.T) {
	t.Helper()
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("NOFREELUNCH_LONG is not set")
	}
}

// stands puts shell scripts in place of commands.
func (p place) stands(scripts map[string]string) {
	p.t.Helper()
	dir := p.t.TempDir()
	for name, text := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\nD="+dir+"\n"+text), 0o777); err != nil {
			p.t.Fatal(err)
		}
	}
	p.t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

// conf writes nofreelunch.conf.
func (p place) conf(text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, "nofreelunch.conf"), []byte(text), 0o666); err != nil {
		p.t.Fatal(err)
	}
}

func (p place) contents() map[store.Key]store.Digest {
	p.t.Helper()
	s, err := store.Open(p.cache)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	found := map[store.Key]store.Digest{}
	for _, a := range s.Actions() {
		found[a.Key] = a.Content
	}
	return found
}

// cheap is a task of a few nodes.
func cheap(more ...string) []string {
	return append([]string{"setup", "-profile", "smoke", "-q"}, more...)
}

// sameAsLocal demands that the cache has what a run in one process makes.
func (p place) sameAsLocal() {
	p.t.Helper()
	local := newPlace(p.t)
	local.ok(cheap()...)
	if want, got := local.contents(), p.contents(); !maps.Equal(want, got) {
		p.t.Errorf("%d keys with contents, want the %d of a run on this machine", len(got), len(want))
	}
}

// pbs are stand-ins for the commands of a batch system: a job is a process, its
// name the number of it.
func pbs() map[string]string {
	return map[string]string{
		"qsub":  "sh \"$2\" >\"$1\" 2>&1 </dev/null & echo job $! was taken; echo $! >>$D/jobs; echo qsub >>$D/calls\n",
		"qstat": "while read -r p; do if kill -0 $p 2>/dev/null; then echo $p R here; else echo $p C here; fi; done <$D/jobs\n",
		"qdel":  "kill \"$@\"; echo \"$@\" >>$D/deleted\n",
	}
}

const pbsConf = `
executor = "pbs"   # chosen for everything in this folder
[pbs]
submit = '''qsub {log} {script} | sed 's/ was taken//' '''
list = "qstat"
cancel = "qdel {jobs}"
target = "1s"
poll = "200ms"
max-jobs = 3
`

func TestACommandTemplateMakesTheSameBytes(t *testing.T) {
	long(t)
	p := newPlace(t)
	p.stands(pbs())
	p.conf(pbsConf)
	p.ok(cheap()...)
	p.sameAsLocal()
	if out := p.ok("runs"); !strings.Contains(out, "pbs") || !strings.Contains(out, "finished") {
		t.Errorf("runs prints\n%s", out)
	}
	if out := p.ok("logs", "train"); !strings.Contains(out, "leg 1: done") {
		t.Errorf("logs prints\n%s", out)
	}
	p.ok(cheap()...) // everything is cached: no run is begun
	if out := p.ok("runs"); strings.Count(out, "\n") != 1 {
		t.Errorf("a cached task began a run:\n%s", out)
	}
}

func TestHostsMakeTheSameBytes(t *testing.T) {
	long(t)
	p := newPlace(t)
	p.stands(map[string]string{"ssh": "while [ \"$1\" = -o ]; do shift 2; done\nhost=$1; shift\n[ \"$host\" != dead ] || { echo no route to host >&2; exit 255; }\nexec \"$@\"\n"})
	p.refused(exitUsage, "no route to host", cheap("-executor", "ssh", "-hosts", "a,dead")...)
	p.refused(exitUsage, "HOST or HOST:JOBS", cheap("-executor", "ssh", "-hosts", "a:x")...)
	p.refused(exitUsage, "is there twice", cheap("-executor", "ssh", "-hosts", "a,a")...)
	p.refused(exitUsage, "name hosts with -hosts", cheap("-executor", "ssh")...)
	p.ok(cheap("-executor", "ssh", "-hosts", "a,b:2", "-target", "1s", "-poll", "200ms")...)
	p.sameAsLocal()
}

// Orders are obeyed by the program whose they are, if they name what it declares
// under the keys that it computes, and by no other.
func TestOrdersOfOthersAreRefused(t *testing.T) {
	long(t)
	p := newPlace(t)
	p.stands(pbs())
	p.conf(pbsConf)
	p.ok(cheap()...)
	f := orders.Folders(p.cache)[0]
	good, err := orders.ReadBatch(f.OrdersFile(1))
	if err != nil {
		t.Fatal(err)
	}
	worker := append(append([]string{}, good.Arguments...), "worker")
	p.ok(append(worker, f.OrdersFile(1), "0")...) // what is made already is found made
	for n, c := range []struct {
		words string
		edit  func(*orders.Batch)
	}{
		{"are of program", func(b *orders.Batch) { b.Program = strings.Repeat("0", 64) }},
		{"does not declare", func(b *orders.Batch) { b.Groups[0].Orders[0].ID = strings.Repeat("1", 64) }},
		{"is no ID", func(b *orders.Batch) { b.Groups[0].Orders[0].ID = "x" }},
		{"another program, toolchain or input", func(b *orders.Batch) { b.Groups[0].Orders[0].Key = strings.Repeat("2", 64) }},
		{"what hangs on", func(b *orders.Batch) { b.Groups[0].Orders[0].Tail = []string{strings.Repeat("3", 64)} }},
	} {
		b, err := orders.ReadBatch(f.OrdersFile(1))
		if err != nil {
			t.Fatal(err)
		}
		b.Number = 100 + n
		c.edit(b)
		if err := f.Order(b); err != nil {
			t.Fatal(err)
		}
		p.refused(exitRefused, c.words, append(worker, f.OrdersFile(b.Number), "0")...)
	}
	p.refused(exitRefused, "groups 0 to", append(worker, f.OrdersFile(1), "999")...)
	p.refused(exitRefused, "no such file", append(worker, f.OrdersFile(999), "0")...)
	p.refused(exitUsage, "no number of a group", append(worker, f.OrdersFile(1), "x")...)
	other := []string{"-profile", "rehearsal", "worker", f.OrdersFile(1), "0"}
	p.refused(exitRefused, "does not declare", other...)
}

func TestAttachAndCancelNameTheirRun(t *testing.T) {
	p := newPlace(t)
	p.refused(exitUsage, "there are no runs", "attach")
	p.stands(map[string]string{"qsub": "echo 1\n", "qstat": "echo 1 R\n", "qdel": "echo \"$@\" >$D/deleted\n"})
	p.conf(pbsConf)
	cmd := p.command(cheap()...) // its jobs never end
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(orders.Folders(p.cache)) == 0 || len(orders.Folders(p.cache)[0].JobsOf(1)) == 0 {
		if cmd.ProcessState != nil {
			t.Fatal("the command ended")
		}
	}
	f := orders.Folders(p.cache)[0]
	p.refused(exitUsage, "no run", "attach", "smoke-00000000x")
	if out := p.ok("runs"); !strings.Contains(out, "minded") || strings.Contains(out, "not minded") {
		t.Errorf("runs prints\n%s", out)
	}
	p.refused(exitUsage, "is minded by another", "attach")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if out := p.ok("runs"); !strings.Contains(out, "not minded") {
		t.Errorf("runs prints\n%s", out)
	}
	r, err := f.Run()
	if err != nil {
		t.Fatal(err)
	}
	r.Program = strings.Repeat("4", 64)
	if err := f.State(r); err != nil {
		t.Fatal(err)
	}
	p.refused(exitUsage, "is of another program", "attach", f.Name())
	if out := p.ok("cancel", f.Name()); !strings.Contains(out, "is cancelled") {
		t.Errorf("cancel prints\n%s", out)
	}
	p.refused(exitUsage, "was cancelled", "attach", f.Name())
}

// site is a Slurm as far as it is asked before anything is submitted.
func site(sbatch, array string) map[string]string {
	return map[string]string{
		"sbatch": sbatch, "squeue": "true\n", "scancel": "true\n", "sinfo": "echo 'main|1-00:00:00|main*'\n",
		"scontrol": "echo MaxArraySize = " + array + "\n",
	}
}

func complains(text string) string { return "cat >&2 <<'E'\n" + text + "\nE\nexit 1\n" }

func TestSlurmsRefusalsSayWhatToDo(t *testing.T) {
	p := newPlace(t)
	for said, words := range map[string]string{
		"sbatch: error: invalid partition specified: x":                                                "sinfo -s",
		"sbatch: error: Batch job submission failed: Invalid account or account/partition combination": "-account",
		"sbatch: error: Batch job submission failed: Invalid qos specification":                        "-qos",
		"allocation failure: Access/permission denied":                                                 "ask its administrators",
		"sbatch: error: Invalid generic resource (gres) specification":                                 "-gres",
		"allocation failure: Requested node configuration is not available":                            "-cores",
		"sbatch: error: User's group not permitted to use this partition":                              "-partition",
		"sbatch: unrecognized option '--frobnicate'":                                                   "-sbatch",
		"allocation failure: Requested time limit is invalid (missing or exceeds some limit)":          "-time",
		"sbatch: error: Batch job submission failed: Invalid user id":                                  "account",
	} {
		p.stands(site(complains(said), "1001"))
		p.refused(exitUsage, words, cheap("-executor", "slurm")...)
	}
	p.stands(site("true\n", "1001"))
	p.refused(exitUsage, `no partition "mian" here: name one of main`, cheap("-executor", "slurm", "-partition", "mian")...)
	p.refused(exitUsage, "more than the 24h0m0s that the partition allows", cheap("-executor", "slurm", "-time", "25h")...)
	if n := len(p.contents()); n != 0 {
		t.Errorf("%d nodes were made", n)
	}
}

// A Slurm whose commands are missing is said before anything else.
func TestMissingCommandsAreSaid(t *testing.T) {
	p := newPlace(t)
	bin := t.TempDir()
	for _, name := range []string{"git", "sh"} {
		if path, err := exec.LookPath(name); err == nil {
			if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Setenv("PATH", bin)
	p.refused(exitUsage, "sbatch is not on the PATH", cheap("-executor", "slurm")...)
	if err := os.WriteFile(filepath.Join(bin, "sbatch"), []byte("#!/bin/sh\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	p.refused(exitUsage, "squeue is not on the PATH", cheap("-executor", "slurm")...)
}

// Where a site has no job arrays, jobs are submitted one by one.
func TestASiteWithoutArrays(t *testing.T) {
	long(t)
	p := newPlace(t)
	stands := site(`case "$*" in *--test-only*) exit 0 ;; esac
for script; do :; done
sh "$script" </dev/null >>$D/log 2>&1 &
echo $!
`, "0")
	p.stands(stands)
	_, said, code := p.run("setup", "-profile", "smoke", "-executor", "slurm", "-poll", "200ms", "-target", "1s")
	if code != 0 || !strings.Contains(said, "MaxArraySize is 0 here") {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	p.sameAsLocal()
}

func TestExecutorsAreForWhatIsMissing(t *testing.T) {
	p := newPlace(t)
	p.stands(site("true\n", "1001"))
	p.refused(exitUsage, "-executor local", cheap("-executor", "slurm", "-no-cache")...)
	p.refused(exitUsage, "unknown executor", cheap("-executor", "slrum")...)
	p.refused(exitUsage, "says nothing to", cheap("-partition", "x")...)
	p.refused(exitUsage, "says nothing to", cheap("-executor", "slurm", "-hosts", "x")...)
	p.refused(exitUsage, "at least 1", cheap("-executor", "slurm", "-cores", "0")...)
	p.refused(exitUsage, "want a time", cheap("-executor", "slurm", "-target", "0")...)
	p.refused(exitUsage, "such as 12h", cheap("-executor", "slurm", "-time", "soon")...)
	p.conf("[slurm]\npartition = 3 4\n")
	p.refused(exitUsage, "nofreelunch.conf: line 2", cheap()...)
	p.conf("[slurm]\npartitoin = \"x\"\n")
	p.refused(exitUsage, "nofreelunch.conf:2: unknown setting slurm.partitoin", cheap()...)
}
