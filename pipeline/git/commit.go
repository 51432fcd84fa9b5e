package git

import (
	"context"
	"crypto/sha1" // git's name of an object, not a proof of anything
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// IsID reports that a text is a commit's full name: forty hexadecimal digits,
// or sixty-four in a repository of SHA-256.
func IsID(name string) bool {
	return (len(name) == 40 || len(name) == 64) && strings.Trim(name, "0123456789abcdef") == ""
}

// Resolve returns the commit that a name stands for.
func (r *Repo) Resolve(ctx context.Context, name string) (string, error) {
	id, err := r.line(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if err != nil || !IsID(id) {
		return "", fmt.Errorf("no commit %q in this repository%s", name, r.advice(ctx))
	}
	return id, nil
}

// advice is how to get a commit that is not there.
func (r *Repo) advice(ctx context.Context) string {
	if r.Shallow(ctx) {
		return ", which is a shallow clone: `git fetch --unshallow` brings its history " +
			"(with the checkout action of GitHub, `fetch-depth: 0`)"
	}
	return "; `git fetch` brings those of others"
}

// Shallow reports that the repository lacks older history.
func (r *Repo) Shallow(ctx context.Context) bool {
	is, err := r.line(ctx, "rev-parse", "--is-shallow-repository")
	return err == nil && is == "true"
}

// Commit checks that a full name is that of a commit which is there.
func (r *Repo) Commit(ctx context.Context, id string) error {
	if !IsID(id) {
		return fmt.Errorf("%q is no commit's full name", id)
	}
	if found, err := r.Resolve(ctx, id); err != nil {
		return err
	} else if found != id {
		return fmt.Errorf("%s is not a commit", id)
	}
	return nil
}

// Ancestor checks that a commit is another one or comes before it.
func (r *Repo) Ancestor(ctx context.Context, id, of string) (bool, error) {
	_, err := r.run(ctx, "merge-base", "--is-ancestor", id, of)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return false, nil
	}
	return err == nil, err
}

// Before lists commits that came before one, itself first, at most so many.
func (r *Repo) Before(ctx context.Context, id string, most int) ([]string, error) {
	out, err := r.run(ctx, "rev-list", fmt.Sprintf("--max-count=%d", most), id)
	return strings.Fields(string(out)), err
}

// Between lists the first parents after one commit up to another, in order.
func (r *Repo) Between(ctx context.Context, after, upTo string) ([]string, error) {
	out, err := r.run(ctx, "rev-list", "--first-parent", "--reverse", after+".."+upTo)
	return strings.Fields(string(out)), err
}

// Subject is the short name and first line of a commit.
func (r *Repo) Subject(ctx context.Context, id string) (string, error) {
	out, err := r.run(ctx, "rev-list", "--max-count=1", "--format=%h %s", id)
	_, subject, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return subject, err
}

// Files are the files of a commit below the folder, with the names of their
// contents as [Name] gives them.
func (r *Repo) Files(ctx context.Context, id string) (map[string]string, error) {
	out, err := r.run(ctx, "ls-tree", "-r", "-z", id)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for line := range strings.SplitSeq(string(out), "\x00") {
		about, path, _ := strings.Cut(line, "\t")
		if words := strings.Fields(about); len(words) == 3 && words[1] == "blob" {
			files[path] = words[2]
		}
	}
	return files, nil
}

// Name is what a repository calls a content, whose commits have names as long
// as the one given.
func Name(content []byte, commit string) string {
	head := fmt.Appendf(nil, "blob %d\x00", len(content))
	if len(commit) == 64 {
		sum := sha256.Sum256(append(head, content...))
		return hex.EncodeToString(sum[:])
	}
	sum := sha1.Sum(append(head, content...))
	return hex.EncodeToString(sum[:])
}

// Content is a content by its name.
func (r *Repo) Content(ctx context.Context, name string) ([]byte, error) {
	return r.run(ctx, "cat-file", "blob", name)
}
