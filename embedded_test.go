package nofreelunch_test

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nofreelunch"
)

// A key is about the embedded sources, so every file that is compiled into the
// graph, its stages and the engine must be among them: headers, objects and
// files of other systems too.
func TestEverythingCompiledIsEmbedded(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-json", ".", "./pipeline/...", "./stages/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			Dir                                                            string
			Module                                                         *struct{ Main bool }
			GoFiles, IgnoredGoFiles, IgnoredOtherFiles, CgoFiles, CFiles   []string
			CXXFiles, HFiles, SFiles, SysoFiles, FFiles, MFiles, SwigFiles []string
			EmbedFiles                                                     []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module == nil || !p.Module.Main {
			continue
		}
		dir, err := filepath.Rel(root, p.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Concat(p.GoFiles, p.IgnoredGoFiles, p.IgnoredOtherFiles, p.CgoFiles, p.CFiles, p.CXXFiles, p.HFiles, p.SFiles, p.SysoFiles, p.FFiles, p.MFiles, p.SwigFiles, p.EmbedFiles) {
			if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "_") {
				continue
			}
			files++
			if _, err := fs.Stat(nofreelunch.Sources(), path.Join(filepath.ToSlash(dir), name)); err != nil {
				t.Errorf("%s is compiled and not embedded: %v", path.Join(dir, name), err)
			}
		}
	}
	if files < 200 {
		t.Errorf("only %d files found", files)
	}
}
