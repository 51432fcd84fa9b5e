// Package git asks git about a repository, and takes commits out of it.
//
// A repository, its configuration and the environment come from anywhere.
// Only commands that read objects run, in an environment of our own: no hook,
// filter, pager, monitor or transport that somebody configured is executed, no
// replacement of objects is followed, and nothing is written to the repository.
//
// The package does not know what the commits hold.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// ErrNone says that a folder is in no repository, or that git is not installed.
var ErrNone = errors.New("no git repository")

// A Repo is a repository as seen from a folder of its working tree.
type Repo struct {
	dir    string
	prefix string // of dir in the working tree, "" or ending in "/"
}

// Find returns the repository that a folder is in.
func Find(ctx context.Context, dir string) (*Repo, error) {
	r := &Repo{dir: dir}
	prefix, err := r.line(ctx, "rev-parse", "--show-prefix")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	r.prefix = prefix
	return r, nil
}

// run runs git and returns what it prints.
func (r *Repo) run(ctx context.Context, args ...string) ([]byte, error) {
	return run(ctx, r.dir, args...)
}

func run(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append(settings(), args...)...)
	cmd.Dir, cmd.Env = dir, append(Environment(os.Environ()), "GIT_GRAFT_FILE="+os.DevNull)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is not installed")
	}
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %q", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return out, nil
}

// line is the one line that git prints.
func (r *Repo) line(ctx context.Context, args ...string) (string, error) {
	out, err := r.run(ctx, args...)
	return strings.TrimSuffix(string(out), "\n"), err
}

// settings go before those of the repository. Whose folder it is does not
// matter, because nothing that its owner configured is executed.
func settings() []string {
	return []string{
		"--no-pager", "--literal-pathspecs",
		"-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull,
		"-c", "core.commitGraph=false", "-c", "protocol.allow=never", "-c", "gc.auto=0", "-c", "advice.graftFileDeprecated=false",
		"-c", "core.autocrlf=false", "-c", "core.eol=lf", "-c", "core.symlinks=true",
	}
}

// Environment is the environment in which git, and programs that call it, see
// the repository of their folder and nobody's settings.
func Environment(all []string) []string {
	var kept []string
	for _, v := range all {
		name, _, _ := strings.Cut(v, "=")
		if !strings.HasPrefix(name, "GIT_") || name == "GIT_CEILING_DIRECTORIES" {
			kept = append(kept, v)
		}
	}
	return append(kept,
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM="+os.DevNull, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_ATTR_NOSYSTEM=1",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
		"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C",
	)
}
