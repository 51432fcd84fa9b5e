package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"nofreelunch/pipeline/git"
	"nofreelunch/pipeline/origin"
)

// A checkout is the project as it was at a commit, or as it is in the working
// tree, and its own build command.
type checkout struct {
	name    string // for people: "HEAD (1a2b3c4)" or "working tree"
	commit  string // "" for the working tree
	dir     string // with the sources
	out     string // folder in which the command runs
	scratch string // temporary folder of this checkout
	binary  string
	flags   []string // for what it makes, beside the usual ones
	remove  func()
}

// checkOut puts a commit into a temporary folder and builds its command; the
// empty name is the working tree itself.
func (s *session) checkOut(ctx context.Context, name string) (*checkout, error) {
	c, err := s.sourcesOf(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := c.build(ctx); err != nil {
		c.remove()
		return nil, err
	}
	return c, nil
}

// sourcesOf puts a commit into a temporary folder, and builds nothing.
func (s *session) sourcesOf(ctx context.Context, name string) (*checkout, error) {
	temp, err := newScratch()
	if err != nil {
		return nil, err
	}
	c := &checkout{name: "working tree", dir: ".", out: filepath.Join(temp.dir, "out"), scratch: temp.dir}
	c.binary, c.remove = filepath.Join(temp.dir, "build"), temp.remove
	if name == "" {
		if err = s.inCheckout(); err == nil {
			err = os.Mkdir(c.out, 0o777)
		}
	} else {
		err = c.take(ctx, s, name)
	}
	if err != nil {
		c.remove()
		return nil, err
	}
	return c, nil
}

// take takes the commit out of the repository.
func (c *checkout) take(ctx context.Context, s *session, name string) error {
	repo, err := s.repository(ctx)
	if err != nil {
		return err
	}
	if c.commit, err = s.revision(ctx, name); err != nil {
		return err
	}
	c.name = c.commit[:10]
	if !strings.HasPrefix(c.commit, name) {
		c.name = fmt.Sprintf("%s (%s)", name, c.commit[:10])
	}
	if c.dir, err = repo.Extract(ctx, c.commit, filepath.Join(c.scratch, "sources")); err != nil {
		return err
	}
	c.out = c.dir
	text, err := os.ReadFile(filepath.Join(c.dir, "go.mod"))
	if err != nil || origin.Module(text) != module {
		return fmt.Errorf("%s has no go.mod of nofreelunch in this folder; cd into a checkout of it", c.name)
	}
	return nil
}

// environment is that of what is built and run: nobody's settings of git, no
// build flags but ours, and no workspace.
func (c *checkout) environment(more ...string) []string {
	env := append(git.Environment(os.Environ()), "GOFLAGS=-trimpath", "GOWORK=off", "GOTMPDIR="+c.scratch)
	return append(env, more...)
}

// build builds the command of the checkout.
func (c *checkout) build(ctx context.Context) error {
	// the same bytes in every folder, so compiled once for all of them
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-o", c.binary, "./build")
	cmd.Dir, cmd.Env = c.dir, c.environment()
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := untilStopped(ctx, cmd); err != nil {
		lines := strings.Split(strings.TrimSpace(said.String()), "\n")
		return fmt.Errorf("%s does not build: %w\n%s", c.name, err, strings.Join(lines[:min(len(lines), 5)], "\n"))
	}
	return nil
}

// untilStopped runs a command that is asked to end, not killed, when the
// context is over, and that does not outlive this process.
func untilStopped(ctx context.Context, cmd *exec.Cmd) error {
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = time.Minute
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	dieWith(cmd)
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	return nil
}

// figures are the figures that the checkout can make.
func (c *checkout) figures(ctx context.Context, profile string) ([]string, error) {
	cmd := exec.CommandContext(ctx, c.binary, "graph", "-format", "json", "-profile", profile)
	cmd.Dir, cmd.Env = c.out, c.environment()
	var out, said strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := untilStopped(ctx, cmd); err != nil {
		return nil, fmt.Errorf("%s: cannot list its figures at the profile %s: %w %s", c.name, profile, err, said.String())
	}
	var tasks []struct{ Name string }
	if err := json.Unmarshal([]byte(out.String()), &tasks); err != nil {
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
	args := append([]string{"-profile", s.Profile, "-j", fmt.Sprint(s.Workers)}, c.flags...)
	args = append(args, figures...)
	if s.Quiet {
		args = append(args, "-q")
	}
	cmd := exec.CommandContext(ctx, c.binary, args...)
	cmd.Dir, cmd.Stderr, cmd.Stdout, cmd.Env = c.out, s.console.err, io.Discard, c.environment(env...)
	if err := untilStopped(ctx, cmd); err != nil {
		return fmt.Errorf("%s: cannot make its figures: %w", c.name, err)
	}
	return nil
}
