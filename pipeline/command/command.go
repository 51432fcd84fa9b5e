// Package command runs the commands of schedulers, within a time, and says what
// they answered.
package command

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Timeout is how long a scheduler's command may take. One that hangs must not
// hang the run.
const Timeout = 2 * time.Minute

// Run runs a command and returns what it printed. The error has what it said on
// its standard error.
func Run(ctx context.Context, stdin, name string, args ...string) (string, error) {
	within, stop := context.WithTimeout(ctx, Timeout)
	defer stop()
	var out, said strings.Builder
	cmd := exec.CommandContext(within, name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &said
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	switch {
	case err == nil:
		return out.String(), nil
	case within.Err() != nil && ctx.Err() == nil:
		return "", fmt.Errorf("%s gave no answer within %v", name, Timeout)
	case errors.Is(err, exec.ErrNotFound):
		return "", &Missing{name}
	}
	return out.String(), &Failed{name, err, strings.TrimSpace(said.String())}
}

// Missing is a command that is not there.
type Missing struct{ Name string }

func (m *Missing) Error() string { return m.Name + " is not on the PATH" }

// Failed is a command that failed.
type Failed struct {
	Name string
	Err  error
	Said string // on its standard error
}

func (f *Failed) Error() string {
	if f.Said == "" {
		return fmt.Sprintf("%s: %v", f.Name, f.Err)
	}
	return fmt.Sprintf("%s: %s", f.Name, strings.Join(strings.Fields(f.Said), " "))
}

// Unwrap is how it ended.
func (f *Failed) Unwrap() error { return f.Err }
