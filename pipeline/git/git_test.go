package git_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/pipeline/git"
)

// made is a new repository with one commit of the files.
func made(t *testing.T, files map[string]string, format string) (dir, commit string) {
	t.Helper()
	dir = t.TempDir()
	run(t, dir, "init", "-q", "--object-format="+format)
	for name, text := range files {
		put(t, filepath.Join(dir, name), text)
	}
	return dir, committed(t, dir)
}

func committed(t *testing.T, dir string) string {
	t.Helper()
	run(t, dir, "add", "-A")
	run(t, dir, "-c", "user.name=n", "-c", "user.email=n@n", "commit", "-q", "-m", "A commit")
	return run(t, dir, "rev-parse", "HEAD")
}

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, git.Environment(os.Environ())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func found(t *testing.T, dir string) *git.Repo {
	t.Helper()
	r, err := git.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFilesAreThoseOfTheCommit(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		dir, commit := made(t, map[string]string{"a.go": "a\r\n", "sub/b ü\n.go": "b", "sub/c.go": ""}, format)
		put(t, filepath.Join(dir, "a.go"), "edited")
		put(t, filepath.Join(dir, "new.go"), "new")
		files, err := found(t, filepath.Join(dir, "sub")).Files(t.Context(), commit)
		if err != nil || len(files) != 2 || files["b ü\n.go"] != git.Name([]byte("b"), commit) || files["c.go"] != git.Name(nil, commit) {
			t.Errorf("%s: below sub: %q, %v", format, files, err)
		}
		files, err = found(t, dir).Files(t.Context(), commit)
		if err != nil || len(files) != 3 || files["a.go"] != git.Name([]byte("a\r\n"), commit) {
			t.Errorf("%s: %q, %v", format, files, err)
		}
	}
}

func TestExtractGivesTheCommittedBytes(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		files := map[string]string{
			"mod/a.go": "a\nb\n$Id$\n", "mod/sub/b.go": "b\n", "top.txt": "top",
			".gitattributes": "* text eol=crlf ident filter=evil\n*.go export-ignore\n",
		}
		dir, commit := made(t, files, format)
		hostile(t, dir)
		to := filepath.Join(t.TempDir(), "out")
		at, err := found(t, filepath.Join(dir, "mod")).Extract(t.Context(), commit, to)
		if err != nil {
			t.Fatal(err)
		}
		if at != filepath.Join(to, "mod") {
			t.Errorf("the folder is %s", at)
		}
		for name, want := range files {
			if got, err := os.ReadFile(filepath.Join(to, name)); err != nil || string(got) != want {
				t.Errorf("%s: %q, %v; want %q", name, got, err, want)
			}
		}
		if head, status := run(t, to, "rev-parse", "HEAD"), run(t, to, "status", "--porcelain"); head != commit || status != "" {
			t.Errorf("the checkout is of %s and has changes %q", head, status)
		}
		if list := run(t, dir, "worktree", "list"); strings.Count(list, "\n") != 0 {
			t.Errorf("the repository has another worktree:\n%s", list)
		}
		innocent(t, dir)
	}
}

// hostile configures a repository, and the environment, so that whatever git
// would execute leaves a file "ran" beside it.
func hostile(t *testing.T, dir string) {
	t.Helper()
	script := filepath.Join(dir, ".git", "evil.sh")
	put(t, script, "#!/bin/sh\ntouch "+filepath.Join(dir, ".git", "ran")+"\ncat\n")
	if err := os.Chmod(script, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy",
		"filter.evil.smudge", "filter.evil.clean", "filter.evil.process", "diff.evil.textconv", "diff.external",
		"diff.evil.command", "gpg.program", "uploadpack.packObjectsHook", "credential.helper", "alias.rev-parse",
	} {
		run(t, dir, "config", key, script)
	}
	run(t, dir, "config", "log.showSignature", "true")
	for _, hook := range []string{"post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"} {
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, ".git", "hooks", hook), string(text))
		if err := os.Chmod(filepath.Join(dir, ".git", "hooks", hook), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	other := t.TempDir()
	put(t, filepath.Join(other, "config"), "[core]\n\tfsmonitor = "+script+"\n\thooksPath = "+filepath.Join(dir, ".git", "hooks")+"\n")
	for name, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": filepath.Join(other, "config"), "GIT_EXTERNAL_DIFF": script, "GIT_PAGER": script,
		"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": script,
		"GIT_DIR": other, "GIT_WORK_TREE": other, "GIT_INDEX_FILE": filepath.Join(other, "index"),
		"GIT_OBJECT_DIRECTORY": other, "GIT_NAMESPACE": "x", "GIT_SSH_COMMAND": script, "GIT_TRACE": filepath.Join(dir, ".git", "ran"),
		"GIT_EXEC_PATH": other, "GIT_TEMPLATE_DIR": other,
	} {
		t.Setenv(name, value)
	}
}

func innocent(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, ".git", "ran")); err == nil {
		t.Error("something that the repository or the environment configured was executed")
	}
}

func TestNothingConfiguredIsExecuted(t *testing.T) {
	dir, first := made(t, map[string]string{"a.go": "a", ".gitattributes": "* diff=evil filter=evil\n"}, "sha1")
	put(t, filepath.Join(dir, "a.go"), "b")
	second := committed(t, dir)
	run(t, dir, "replace", first, second)
	hostile(t, dir)
	r := found(t, dir)
	ctx := t.Context()
	if id, err := r.Resolve(ctx, "HEAD~1"); err != nil || id != first {
		t.Errorf("HEAD~1 is %q, %v", id, err)
	}
	if files, err := r.Files(ctx, first); err != nil || files["a.go"] != git.Name([]byte("a"), first) {
		t.Errorf("a replaced object is followed: %q, %v", files, err)
	}
	if yes, err := r.Ancestor(ctx, first, second); err != nil || !yes {
		t.Errorf("ancestor: %v, %v", yes, err)
	}
	if yes, err := r.Ancestor(ctx, second, first); err != nil || yes {
		t.Errorf("descendant: %v, %v", yes, err)
	}
	if line, err := r.Subject(ctx, second); err != nil || !strings.HasSuffix(line, " A commit") {
		t.Errorf("subject %q, %v", line, err)
	}
	if list, err := r.Between(ctx, first, second); err != nil || len(list) != 1 || list[0] != second {
		t.Errorf("between: %q, %v", list, err)
	}
	if list, err := r.Before(ctx, second, 9); err != nil || len(list) != 2 || list[1] != first {
		t.Errorf("before: %q, %v", list, err)
	}
	innocent(t, dir)
}

func TestNamesThatAreNoCommits(t *testing.T) {
	dir, commit := made(t, map[string]string{"a.go": "a"}, "sha1")
	run(t, dir, "-c", "user.name=n", "-c", "user.email=n@n", "tag", "-a", "-m", "m", "tag")
	r := found(t, dir)
	tag, blob := run(t, dir, "rev-parse", "tag"), run(t, dir, "rev-parse", "HEAD:a.go")
	for _, id := range []string{"", "HEAD", commit[:10], tag, blob, strings.ToUpper(commit), "--help", commit + "\n", strings.Repeat("0", 40), commit + "^{commit}"} {
		if err := r.Commit(t.Context(), id); err == nil {
			t.Errorf("%q is taken for a commit", id)
		}
	}
	if err := r.Commit(t.Context(), commit); err != nil {
		t.Error(err)
	}
	if _, err := r.Resolve(t.Context(), "--help"); err == nil {
		t.Error("a flag is resolved")
	}
}

func TestShallowClonesAreTold(t *testing.T) {
	dir, first := made(t, map[string]string{"a.go": "a"}, "sha1")
	put(t, filepath.Join(dir, "a.go"), "b")
	committed(t, dir)
	clone := filepath.Join(t.TempDir(), "clone")
	out, err := exec.Command("git", "clone", "-q", "--depth", "1", "file://"+dir, clone).CombinedOutput()
	if err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}
	r := found(t, clone)
	for _, name := range []string{"HEAD~1", first} {
		if _, err := r.Resolve(t.Context(), name); err == nil || !strings.Contains(err.Error(), "git fetch --unshallow") {
			t.Errorf("%s: %v, want the advice that helps", name, err)
		}
	}
	head, err := r.Resolve(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Extract(t.Context(), head, filepath.Join(t.TempDir(), "out")); err != nil {
		t.Errorf("a shallow clone's own commit: %v", err)
	}
}

func TestNoRepository(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	if _, err := git.Find(t.Context(), dir); !errors.Is(err, git.ErrNone) {
		t.Errorf("outside: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := git.Find(t.Context(), dir); !errors.Is(err, git.ErrNone) || !strings.Contains(err.Error(), "not installed") {
		t.Errorf("without git: %v", err)
	}
}

// Submodules and linked worktrees are repositories like others.
func TestLinkedWorktree(t *testing.T) {
	dir, commit := made(t, map[string]string{"a.go": "a"}, "sha1")
	linked := filepath.Join(t.TempDir(), "linked")
	run(t, dir, "worktree", "add", "-q", "--detach", linked, commit)
	to := filepath.Join(t.TempDir(), "out")
	if _, err := found(t, linked).Extract(t.Context(), commit, to); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(to, "a.go")); err != nil || !bytes.Equal(got, []byte("a")) {
		t.Errorf("%q, %v", got, err)
	}
}
