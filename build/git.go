package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"nofreelunch"
	"nofreelunch/pipeline/git"
	"nofreelunch/pipeline/origin"
)

// origin is where this program's own sources stand; asked for once.
func (s *session) origin(ctx context.Context) (origin.Origin, error) {
	if s.from != nil {
		return *s.from, nil
	}
	o, err := origin.Of(ctx, nofreelunch.Sources(), s.checkout, builtFrom())
	if err != nil {
		return o, fmt.Errorf("cannot tell which sources this program is of: %w", err)
	}
	s.from = &o
	return o, nil
}

// builtFrom is the commit that the build noted; `go run` notes none.
func builtFrom() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

// repository is the one that the checkout, or the working directory, is in.
func (s *session) repository(ctx context.Context) (*git.Repo, error) {
	repo, err := git.Find(ctx, ".")
	if err != nil && ctx.Err() == nil {
		return nil, usagef("this is not a git repository: commits are taken from one (%v)", err)
	}
	return repo, err
}

// revision resolves a name to a commit.
func (s *session) revision(ctx context.Context, name string) (string, error) {
	repo, err := s.repository(ctx)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(name, "-") {
		return "", usagef("%q is not a commit", name)
	}
	commit, err := repo.Resolve(ctx, name)
	if err != nil && ctx.Err() == nil {
		return "", usageError{err}
	}
	return commit, err
}

// errNoCheckout says that a verb needs the project's sources around it.
func (s *session) inCheckout() error {
	if s.checkout == "" {
		return errors.New("this is not in a checkout of nofreelunch: no go.mod of it is in this folder or above; cd into one")
	}
	return nil
}

// sources says for the doctor which sources this program is of.
func (s *session) sources() (detail string, err error) {
	o, err := s.origin(context.Background())
	if err == nil && o.Stale != "" {
		err = fmt.Errorf("this program is not of the sources here: %s; build it again", o.Stale)
	}
	detail = "commit " + o.Stamp()
	if o.Uncommitted != "" {
		detail += ": " + o.Uncommitted
	}
	return detail, err
}
