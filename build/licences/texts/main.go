// Command texts prints the licences of all modules that a package is linked
// from, for a release to carry: `go run ./build/licences/texts ./build`.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"nofreelunch/build/licences"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: texts PACKAGE")
		os.Exit(2)
	}
	if err := write(os.Stdout, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "texts:", err)
		os.Exit(1)
	}
}

func write(to io.Writer, pkg string) error {
	modules, err := licences.Linked(context.Background(), ".", pkg)
	if err != nil {
		return err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	standard, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "LICENSE"))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, "== Go's standard library: LICENSE\n\n%s\n", standard)
	for _, m := range modules {
		for _, t := range m.Texts {
			fmt.Fprintf(w, "== %s %s: %s\n\n%s\n", m.Path, m.Version, t.Name, t.Content)
		}
	}
	return w.Flush()
}
