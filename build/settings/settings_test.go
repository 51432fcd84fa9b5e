package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func file(t *testing.T, text string) []string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "nofreelunch.conf")
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return []string{"/does/not/exist", name}
}

// Flags go before the environment, this before the file, that before the usual.
func TestWhatGoesBeforeWhat(t *testing.T) {
	from := Source{
		Files: file(t, "executor = 'slurm'\n[slurm]\npartition = \"file\"\nqos = \"file\"\naccount = \"file\" # why\ncores = 3\n"),
		Environ: []string{"NOFREELUNCH_SLURM_QOS=env", "NOFREELUNCH_SLURM_ACCOUNT=env", "NOFREELUNCH_SLURM_MAX_JOBS=7", "NOFREELUNCH_SLURM_GRES=",
			"NOFREELUNCH_CACHE=/x"},
		Flags: map[string]string{"account": "flag", "time": "12h"},
	}
	s, err := Merge(from)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"executor": "slurm", "partition": "file", "qos": "env", "account": "flag", "max-jobs": "7", "cores": "3", "target": "30m", "gres": "",
	} {
		if got := s.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if s.Number("cores") != 3 || s.Duration("time") != 12*time.Hour || s.Duration("target") != 30*time.Minute {
		t.Error("numbers or times are not read")
	}
	for _, x := range s.All {
		want := map[string]string{"partition": ":3", "qos": "$NOFREELUNCH_SLURM_QOS", "account": "flag -account", "target": "usual"}[x.Name]
		if !strings.HasSuffix(x.From, want) {
			t.Errorf("%s is said to be from %s, want %s", x.Name, x.From, want)
		}
	}
}

func TestWithoutAnythingActionsRunHere(t *testing.T) {
	s, err := Merge(Source{Files: []string{"/does/not/exist"}})
	if err != nil || s.Executor != "local" {
		t.Errorf("%q, %v", s.Executor, err)
	}
}

// A mistake is named with its place; nothing is ignored.
func TestMistakesAreNamed(t *testing.T) {
	for _, c := range []struct {
		text, words string
		flags       map[string]string
		environ     []string
	}{
		{text: "executor = \"slurm\"\n[slurm]\npartitoin = \"x\"\n", words: ":3: unknown setting slurm.partitoin"},
		{text: "exekutor = \"slurm\"\n", words: "unknown setting exekutor"},
		{text: "executor = \"pbs\"\n", words: "unknown executor \"pbs\""},
		{text: "executor = slurm\n", words: "line 1: executor: \"slurm\" is no value"},
		{text: "executor = \"slurm\n", words: "closing \" is missing"},
		{text: "[slurm\n", words: "is no [table]"},
		{text: "just words\n", words: "want NAME = VALUE"},
		{text: "executor = \"slurm\"\nexecutor = \"ssh\"\n", words: "line 2: executor is there twice"},
		{text: "executor = \"ssh\"\n[ssh]\nhosts = [\"a\", \"b\"\n", words: "array ends with ]"},
		{text: "executor = \"x\"\n[x]\nsubmit = '''a\nb\n", words: "closing ''' is missing"},
		{text: "executor = \"slurm\" \"ssh\"\n", words: "follows its value"},
		{text: "executor = \"slurm\"\n[slurm]\ncores = 0\n", words: "slurm.cores is \"0\""},
		{text: "executor = \"slurm\"\n[slurm]\nmax-jobs = -5\n", words: "slurm.max-jobs is \"-5\""},
		{text: "executor = \"slurm\"\n[slurm]\ntarget = \"half an hour\"\n", words: "want a time"},
		{text: "executor = \"slurm\"\n[slurm]\npartition = \"a\\nb\"\n", words: "want one line"},
		{flags: map[string]string{"hosts": "a"}, words: "-hosts says nothing to -executor local"},
		{flags: map[string]string{"executor": "ssh", "partition": "a"}, words: "-partition says nothing to -executor ssh"},
		{flags: map[string]string{"executor": "slurm"}, environ: []string{"NOFREELUNCH_SLURM_PARTITOIN=x"}, words: "unknown setting $NOFREELUNCH_SLURM_PARTITOIN"},
	} {
		_, err := Merge(Source{Files: file(t, c.text), Flags: c.flags, Environ: c.environ})
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%q %v: %v, want %q", c.text, c.flags, err, c.words)
		}
	}
}

func TestListsAndLongStrings(t *testing.T) {
	s, err := Merge(Source{Files: file(t, "executor = \"ssh\"\n[ssh]\nhosts = [ 'a' , \"b:4\", ] # two\n")})
	if err != nil || strings.Join(s.List("hosts"), "|") != "a|b:4" {
		t.Errorf("%v, %v", s.List("hosts"), err)
	}
	s, err = Merge(Source{Files: file(t, "executor = \"q\"\n[q]\nsubmit = '''\na 'b'\nc # d'''\nlist = \"\"\"x\"\"\"\n")})
	if err != nil || s.Get("submit") != "a 'b'\nc # d" || s.Get("list") != "x" {
		t.Errorf("%q, %q, %v", s.Get("submit"), s.Get("list"), err)
	}
}

// Whatever is in the file, reading it ends without a panic.
func FuzzParse(f *testing.F) {
	f.Add("a = 'b'\n[c]\nd = [\"e\", 'f']\ng = '''h\n'''\n")
	f.Add("[")
	f.Add("a=\"\\")
	f.Fuzz(func(t *testing.T, text string) {
		found, err := parse(text)
		if err == nil && len(found) > strings.Count(text, "=") {
			t.Errorf("%d settings of %q", len(found), text)
		}
	})
}
