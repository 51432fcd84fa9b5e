package codeid

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// callsIn counts the calls of a declaration outside the bodies of functions.
func callsIn(d ast.Decl) (n int) {
	if _, ok := d.(*ast.FuncDecl); ok {
		return 0
	}
	ast.Inspect(d, func(x ast.Node) bool {
		if _, ok := x.(*ast.CallExpr); ok {
			n++
		}
		_, lit := x.(*ast.FuncLit)
		return !lit
	})
	return n
}

// Without the bodies a file has the same declarations at the same places. It is
// tried on the standard library, a part of it in a short test.
func TestSkeletonKeepsDeclarations(t *testing.T) {
	files, blanked := 0, 0
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(strings.TrimSpace(string(goroot)), "src")
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		root = filepath.Join(root, "go")
	}
	err = filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.Contains(name, "testdata") {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		whole, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments)
		if err != nil {
			return nil // not Go
		}
		text := skeleton(src)
		bare, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return nil
		}
		files++
		if len(whole.Decls) != len(bare.Decls) {
			t.Fatalf("%s: %d declarations, %d without bodies", name, len(whole.Decls), len(bare.Decls))
		}
		for i, d := range whole.Decls {
			b := bare.Decls[i]
			if d.Pos() != b.Pos() || d.End() != b.End() {
				t.Fatalf("%s: a declaration at %d to %d is at %d to %d", name, d.Pos(), d.End(), b.Pos(), b.End())
			}
			if callsIn(d) != callsIn(b) {
				t.Fatalf("%s: a declaration at %d loses calls", name, d.Pos())
			}
			if fn, ok := b.(*ast.FuncDecl); ok && fn.Body != nil && len(fn.Body.List) == 0 && len(d.(*ast.FuncDecl).Body.List) > 0 {
				blanked++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(files, "files,", blanked, "bodies left out")
	if files < 50 || blanked < 500 {
		t.Error("hardly anything was tried")
	}
}
