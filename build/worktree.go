package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A checkout is the project as it was at a commit, or as it is in the working
// tree, and its own build command.
type checkout struct {
	name   string // for people: "HEAD (1a2b3c4)" or "working tree"
	commit string // "" for the working tree
	dir    string // with the sources
	out    string // folder in which the command runs
	binary string
	remove func()
}

// git runs git in the working directory and returns what it prints.
func git(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return "", errors.New("git is not installed; commits are compared with it")
		}
		return "", fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(stderr.String()))
	}
	return strings.TrimSpace(string(out)), nil
}

// revision resolves a name to a commit.
func revision(ctx context.Context, name string) (string, error) {
	if _, err := git(ctx, "rev-parse", "--git-dir"); err != nil {
		return "", usagef("this is not a git repository: commits are compared inside one (%v)", err)
	}
	if strings.HasPrefix(name, "-") {
		return "", usagef("%q is not a commit", name)
	}
	commit, err := git(ctx, "rev-parse", "--verify", "--quiet", name+"^{commit}")
	if err != nil {
		return "", usagef("no commit %q in this repository; `git fetch` brings those of others", name)
	}
	return commit, nil
}

// checkOut puts a commit into a temporary worktree and builds its command;
// the empty name is the working tree itself.
func checkOut(ctx context.Context, name string) (*checkout, error) {
	temp, err := os.MkdirTemp("", "nofreelunch-commit-")
	if err != nil {
		return nil, err
	}
	c := &checkout{name: "working tree", dir: ".", out: filepath.Join(temp, "out"), binary: filepath.Join(temp, "build")}
	c.remove = func() { _ = os.RemoveAll(temp) }
	if name != "" {
		err = c.add(ctx, name, filepath.Join(temp, "sources"))
	}
	if err == nil {
		err = os.Mkdir(c.out, 0o777)
	}
	if err == nil {
		err = c.build(ctx)
	}
	if err != nil {
		c.remove()
		return nil, err
	}
	return c, nil
}

// add adds the worktree.
func (c *checkout) add(ctx context.Context, name, dir string) error {
	var err error
	if c.commit, err = revision(ctx, name); err != nil {
		return err
	}
	c.name = c.commit[:10]
	if !strings.HasPrefix(c.commit, name) {
		c.name = fmt.Sprintf("%s (%s)", name, c.commit[:10])
	}
	if _, err := git(ctx, "worktree", "add", "--detach", "--quiet", dir, c.commit); err != nil {
		return err
	}
	files := c.remove
	c.dir = dir
	c.remove = func() {
		// the context may be over, the worktree must go all the same
		_, _ = git(context.WithoutCancel(ctx), "worktree", "remove", "--force", dir)
		files()
	}
	return nil
}

// build builds the command of the checkout.
func (c *checkout) build(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-o", c.binary, "./build") // reproducible: compiled once for all folders
	cmd.Dir = c.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("%s does not build: %w\n%s", c.name, err, strings.Join(lines[:min(len(lines), 5)], "\n"))
	}
	return nil
}

// figures are the figures that the checkout can make.
func (c *checkout) figures(ctx context.Context, profile string) ([]string, error) {
	cmd := exec.CommandContext(ctx, c.binary, "graph", "-format", "json", "-profile", profile)
	cmd.Dir = c.out
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: cannot list its figures at the profile %s: %w", c.name, profile, err)
	}
	var tasks []struct{ Name string }
	if err := json.Unmarshal(out, &tasks); err != nil {
		return nil, fmt.Errorf("%s: cannot list its figures: %w", c.name, err)
	}
	var names []string
	for _, t := range tasks {
		has := slices.ContainsFunc(tasks, func(u struct{ Name string }) bool { return strings.HasPrefix(u.Name, t.Name+"/") })
		if has && !strings.Contains(t.Name, "/") { // a stage has no stages of its own
			names = append(names, t.Name)
		}
	}
	return names, nil
}

// make makes figures; progress goes where the session's goes.
func (c *checkout) make(ctx context.Context, s *session, figures []string, env ...string) error {
	if len(figures) == 0 {
		return nil
	}
	args := append([]string{"-profile", s.Profile, "-j", fmt.Sprint(s.Workers)}, figures...)
	if s.Quiet {
		args = append(args, "-q")
	}
	cmd := exec.CommandContext(ctx, c.binary, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Dir, cmd.Stderr, cmd.Env = c.out, s.console.err, append(os.Environ(), env...)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: cannot make its figures: %w", c.name, err)
	}
	return nil
}
