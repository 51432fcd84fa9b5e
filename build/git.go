package main

import (
	"os/exec"
	"strings"
)

// commit names the state of the sources: the commit, with "-dirty" if the
// working tree differs from it, or "unknown" outside a repository. `go run`
// leaves no stamp in the binary, so git is asked.
func commit() string {
	head, err := exec.Command("git", "rev-parse", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	name := strings.TrimSpace(string(head))
	changes, err := exec.Command("git", "status", "--porcelain", "--untracked-files=no").Output()
	if err != nil || len(changes) > 0 {
		return name + "-dirty"
	}
	return name
}
