package main

import (
	"os"
	"path/filepath"

	"nofreelunch/pipeline/origin"
)

// module is the name by which a checkout of the project is known.
const module = "nofreelunch"

// enter goes to the root of the checkout that the caller is in, so that every
// command means the same in all of its folders, and names the files of the
// command line from there. It returns the root, "" outside a checkout, where
// the caller's folder stays.
func enter(o *options) (root string, err error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	root = origin.Root(here, module)
	if root == "" || root == here {
		return root, nil
	}
	from, err := filepath.Rel(root, here)
	if err != nil {
		return "", err
	}
	if cache := os.Getenv("NOFREELUNCH_CACHE"); cache != "" && !filepath.IsAbs(cache) {
		if err := os.Setenv("NOFREELUNCH_CACHE", filepath.Join(here, cache)); err != nil {
			return "", err
		}
	}
	o.Output, o.OutDir, o.Pictures = below(from, o.Output), below(from, o.OutDir), below(from, o.Pictures)
	files := fileWords(o.Words) // a part of the words, not a copy
	for i := range files {
		files[i] = below(from, files[i])
	}
	return root, os.Chdir(root)
}

// fileWords are the words of a command line that name files.
func fileWords(words []string) []string {
	switch {
	case len(words) > 1 && (words[0] == "inspect" || words[0] == "reproduce" || words[0] == "score" || words[0] == "predict"):
		return words[1:]
	case len(words) > 2 && words[0] == "cache" && (words[1] == "export" || words[1] == "import"):
		return words[2:3]
	}
	return nil
}

func below(folder, file string) string {
	if file == "" || filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(folder, file)
}
