package blas

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The generated files are what _asm writes now. Skipped where its module
// cannot be built (no network, no sources).
func TestGeneratedFilesAreCurrent(t *testing.T) {
	dir := t.TempDir()
	tool := filepath.Join(dir, "asm")
	build := exec.Command("go", "build", "-C", "_asm", "-o", tool, ".")
	build.Env = append(os.Environ(), "GOAMD64=v1") // share the build cache
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("cannot build the generator: %v\n%s", err, out)
	}
	for _, args := range [][]string{
		{"-out", "gemm_amd64.s", "-stubs", "gemm_amd64.go", "-pkg", "blas"},
		{"-arm64", "gemm_arm64.s"},
	} {
		run := exec.Command(tool, args...)
		run.Dir = dir
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	for _, name := range []string{"gemm_amd64.s", "gemm_amd64.go", "gemm_arm64.s"} {
		sameCode(t, name, filepath.Join(dir, name))
	}
}

// sameCode compares without the line that tells the command.
func sameCode(t *testing.T, have, want string) {
	a, err := os.ReadFile(have)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	_, a, _ = bytes.Cut(a, []byte("\n"))
	_, b, _ = bytes.Cut(b, []byte("\n"))
	if !bytes.Equal(a, b) {
		t.Errorf("%s is not what _asm writes: run go generate", have)
	}
}
