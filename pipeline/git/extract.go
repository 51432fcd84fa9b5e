package git

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Extract writes a commit's files, byte for byte as they are committed, into a
// new folder, as the checkout of a repository of its own that borrows the
// objects. It returns the folder in it that corresponds to the Repo's. Nothing
// is registered in the repository, so removing the folder leaves no trace.
func (r *Repo) Extract(ctx context.Context, id, dir string) (string, error) {
	objects, err := r.line(ctx, "rev-parse", "--path-format=absolute", "--git-path", "objects")
	if err != nil {
		return "", err
	}
	format := "sha1"
	if len(id) == 64 {
		format = "sha256"
	}
	if _, err := r.run(ctx, "init", "--quiet", "--template=", "--object-format="+format, dir); err != nil {
		return "", err
	}
	for path, text := range map[string]string{
		"objects/info/alternates": objects + "\n",
		"info/attributes":         "* -text -ident -filter -working-tree-encoding -eol\n",
		"HEAD":                    id + "\n",
	} {
		if err := write(filepath.Join(dir, ".git", path), text); err != nil {
			return "", err
		}
	}
	for _, args := range [][]string{{"read-tree", "HEAD"}, {"checkout-index", "--all"}, {"update-index", "-q", "--refresh"}} {
		if _, err := run(ctx, dir, args...); err != nil {
			return "", fmt.Errorf("commit %s: %w", id, err)
		}
	}
	return filepath.Join(dir, filepath.FromSlash(r.prefix)), nil
}

func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o666)
}
