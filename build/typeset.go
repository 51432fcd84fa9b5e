package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A typesetter is a program that makes the PDF from the sources in a folder.
// All dates are fixed: equal sources make equal bytes.
type typesetter struct {
	name string
	run  func(ctx context.Context, dir string) ([]byte, error)
}

// typstPackage is Typst's compiler in npm.
const typstPackage = "@myriaddreamin/typst-ts-node-compiler"

// findTypesetter is the first of Typst, Typst in npm and LaTeX that is there.
func findTypesetter(ctx context.Context) (typesetter, error) {
	for _, find := range []func(context.Context) (typesetter, bool){findTypst, findNode, findLaTeX} {
		if t, ok := find(ctx); ok {
			return t, nil
		}
	}
	return typesetter{}, errors.New("paper: neither Typst nor LaTeX is here; install one of: " +
		"npm install --global " + typstPackage + "; Typst itself (https://typst.app); apt-get install texlive-latex-base")
}

// typesetters are the programs that findTypesetter may find, without running
// any of them.
func typesetters() []string {
	paths := []string{os.Getenv("NODE_PATH")}
	for _, name := range []string{"typst", "node", "npm", "pdflatex"} {
		path, _ := exec.LookPath(name)
		paths = append(paths, path)
	}
	return paths
}

func findTypst(context.Context) (typesetter, bool) {
	program, err := exec.LookPath("typst")
	return typesetter{"typst", func(ctx context.Context, dir string) ([]byte, error) {
		pdf, remove, err := temporary()
		defer remove()
		if err != nil {
			return nil, err
		}
		if err := inFolder(ctx, dir, nil, program, "compile", "--ignore-system-fonts", "--creation-timestamp", "0", "paper.typ", pdf); err != nil {
			return nil, err
		}
		return readPDF(pdf)
	}}, err == nil
}

// compile is the program that node runs: folder and PDF are its arguments.
const compile = `
const { NodeCompiler } = require("` + typstPackage + `");
const [dir, pdf] = process.argv.slice(1);
const compiler = NodeCompiler.create({ workspace: dir });
const made = compiler.compile({ mainFilePath: dir + "/paper.typ" });
if (!made.result) {
	const faults = made.takeDiagnostics ? made.takeDiagnostics() : made.takeError();
	console.error(JSON.stringify(compiler.fetchDiagnostics(faults)));
	process.exit(1);
}
require("fs").writeFileSync(pdf, compiler.pdf(made.result, { creationTimestamp: 0 }));
`

// findNode looks for the npm package in this folder, in NODE_PATH and among the
// global packages.
func findNode(ctx context.Context) (typesetter, bool) {
	none := typesetter{}
	node, err := exec.LookPath("node")
	if err != nil {
		return none, false
	}
	paths := []string{os.Getenv("NODE_PATH")}
	if here, err := filepath.Abs("node_modules"); err == nil {
		paths = append(paths, here)
	}
	if npm, err := exec.LookPath("npm"); err == nil {
		if root, err := exec.CommandContext(ctx, npm, "root", "--global").Output(); err == nil {
			paths = append(paths, strings.TrimSpace(string(root)))
		}
	}
	env := []string{"NODE_PATH=" + strings.Join(paths, string(os.PathListSeparator))}
	if inFolder(ctx, ".", env, node, "-e", `require.resolve("`+typstPackage+`")`) != nil {
		return none, false
	}
	return typesetter{"typst (npm)", func(ctx context.Context, dir string) ([]byte, error) {
		pdf, remove, err := temporary()
		defer remove()
		if err != nil {
			return nil, err
		}
		if dir, err = filepath.Abs(dir); err != nil {
			return nil, err
		}
		if err := inFolder(ctx, dir, env, node, "-e", compile, dir, pdf); err != nil {
			return nil, err
		}
		return readPDF(pdf)
	}}, true
}

func findLaTeX(context.Context) (typesetter, bool) {
	program, err := exec.LookPath("pdflatex")
	return typesetter{"pdflatex", func(ctx context.Context, dir string) ([]byte, error) {
		pdf, remove, err := temporary()
		defer remove()
		if err != nil {
			return nil, err
		}
		args := []string{"-interaction=nonstopmode", "-halt-on-error", "-output-directory=" + filepath.Dir(pdf), "-jobname=paper", "paper.tex"}
		for range 2 { // the second run knows the widths of the long table
			if err := inFolder(ctx, dir, []string{"SOURCE_DATE_EPOCH=0", "FORCE_SOURCE_DATE=1"}, program, args...); err != nil {
				return nil, err
			}
		}
		return readPDF(pdf)
	}}, err == nil
}

// temporary is where a typesetter puts its PDF, and what removes it.
func temporary() (pdf string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "nofreelunch-paper-")
	return filepath.Join(dir, "paper.pdf"), func() { _ = os.RemoveAll(dir) }, err
}

// inFolder runs a program in a folder; its error holds the end of what the
// program said.
func inFolder(ctx context.Context, dir string, env []string, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	var said bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, append(os.Environ(), env...), &said, &said
	err := cmd.Run()
	if err == nil {
		return nil
	}
	text := strings.TrimSpace(said.String())
	if len(text) > 2000 {
		text = "…" + text[len(text)-2000:]
	}
	return fmt.Errorf("%w: %s", err, text)
}
