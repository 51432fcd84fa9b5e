// Package origin says which sources a program was built from: which commit
// has them, and whether those that are checked out are the same.
//
// The sources travel inside the program. They are compared file by file with
// what a repository and a folder have; nothing is inferred from where the
// program runs. A file counts if the program embeds it and a build compiles it:
// a README does not, nor a test.
//
// The package does not know what the sources do.
package origin

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"nofreelunch/pipeline/git"
)

// Unknown is the stamp of sources that no known commit has.
const Unknown = "unknown"

// An Origin is what is known of a program's sources.
type Origin struct {
	Commit string // which has them, "" if none that is known
	Base   string // commit checked out, if the program is of the files there and the commit is not
	Digest string // of the sources

	Stale       string // first difference to the files checked out, in words; "" if there is none
	Uncommitted string // first difference to the commit checked out, in words
}

// Stamp names the sources: a commit, "-dirty" behind the one that uncommitted
// sources rest on, or Unknown.
func (o Origin) Stamp() string {
	switch {
	case o.Commit != "":
		return o.Commit
	case o.Base != "":
		return o.Base + "-dirty"
	}
	return Unknown
}

// searched is how many commits are looked through for a stale program's.
const searched = 100

// Of compares a program's sources with the module checked out in a folder, ""
// for none. built is the commit that the build noted, if it noted one.
func Of(ctx context.Context, sources fs.FS, checkout, built string) (Origin, error) {
	of, err := embedded(sources)
	if err != nil {
		return Origin{}, err
	}
	own, err := read(sources, of)
	if err != nil {
		return Origin{}, err
	}
	o := Origin{Digest: own.digest()}
	if checkout == "" {
		return o, nil
	}
	there, err := read(os.DirFS(checkout), of)
	if err != nil {
		return Origin{}, err
	}
	o.Stale = difference(own, there)
	repo, err := git.Find(ctx, checkout)
	if err != nil {
		return o, ctx.Err() // sources without a repository are an origin too
	}
	return o, o.commit(ctx, repo, own, of, built)
}

// Digest names the sources in a folder as [Of] names those of a program built
// from them.
func Digest(sources fs.FS) (string, error) {
	of, err := embedded(sources)
	if err != nil {
		return "", err
	}
	own, err := read(sources, of)
	if err != nil {
		return "", err
	}
	return own.digest(), nil
}

// difference words the first file that differs from those checked out.
func difference(own, there files) string {
	for _, name := range union(own, there) {
		mine, has := own[name]
		other, exists := there[name]
		switch {
		case !exists:
			return name + " is no longer there"
		case !has:
			return name + " is new"
		case !bytes.Equal(mine, other):
			return name + " differs"
		}
	}
	return ""
}

// commit finds the commit that has the sources.
func (o *Origin) commit(ctx context.Context, repo *git.Repo, own files, of patterns, built string) error {
	head, err := repo.Resolve(ctx, "HEAD")
	if err != nil {
		return ctx.Err() // nothing is committed yet
	}
	if o.Uncommitted, err = uncommitted(ctx, repo, own, of, head); err != nil {
		return err
	}
	switch {
	case o.Uncommitted == "":
		o.Commit = head
		return nil
	case o.Stale == "":
		return o.base(ctx, repo, own, head)
	}
	return o.search(ctx, repo, own, of, head, built)
}

// base notes the commit that uncommitted sources rest on, if it is one of the
// same module: a copy may lie in somebody else's repository.
func (o *Origin) base(ctx context.Context, repo *git.Repo, own files, head string) error {
	tree, err := repo.Files(ctx, head)
	if err != nil || tree["go.mod"] == "" {
		return err
	}
	module, err := repo.Content(ctx, tree["go.mod"])
	if err == nil && Module(module) == Module(own["go.mod"]) {
		o.Base = head
	}
	return err
}

// search looks for the commit of a program that is not of the files there.
func (o *Origin) search(ctx context.Context, repo *git.Repo, own files, of patterns, head, built string) error {
	commits, err := repo.Before(ctx, head, searched)
	if err != nil {
		return err
	}
	if repo.Commit(ctx, built) == nil {
		commits = append([]string{built}, commits...)
	}
	for _, c := range commits {
		differs, err := uncommitted(ctx, repo, own, of, c)
		if err != nil {
			return err
		}
		if differs == "" {
			o.Commit = c
			return nil
		}
	}
	return nil
}

// uncommitted words the first file that is not as in a commit.
func uncommitted(ctx context.Context, repo *git.Repo, own files, of patterns, commit string) (string, error) {
	tree, err := repo.Files(ctx, commit)
	if err != nil {
		return "", err
	}
	maps.DeleteFunc(tree, func(name, _ string) bool { return !of.name(name) })
	for _, name := range union(own, tree) {
		text, has := own[name]
		id, exists := tree[name]
		switch {
		case !exists:
			return fmt.Sprintf("%s is not in commit %.10s (git add?)", name, commit), nil
		case has && git.Name(text, commit) != id:
			return fmt.Sprintf("%s is not as in commit %.10s", name, commit), nil
		case !has:
			if text, err := repo.Content(ctx, id); err != nil || compiled(name, text) {
				return fmt.Sprintf("%s of commit %.10s is missing", name, commit), err
			}
		}
	}
	return "", nil
}

func union[A, B any](a map[string]A, b map[string]B) []string {
	all := slices.Collect(maps.Keys(a))
	for name := range b {
		if _, ok := a[name]; !ok {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}
