package nofreelunch_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// A compiler for arm64 fuses x*y + z into one rounding and one for plain amd64
// never does, so a fused instruction in a stage means different results on
// different machines. The compiler's own listings show them all: every one on
// arm64 must be a math.FMA, and those are in the amd64 listing too.
func TestNoFusedMultiplyAdd(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("long: set NOFREELUNCH_LONG=1")
	}
	asked := fused(t, `\sVFN?M(?:ADD|SUB)\d+[SP][SD]\s`, "GOARCH=amd64", "GOAMD64=v1")
	if len(asked) == 0 {
		t.Fatal("no math.FMA found, but there are some")
	}
	for at, n := range fused(t, `\sFN?M(?:ADD|SUB)[SD]\s`, "GOARCH=arm64") {
		if n > asked[at] {
			t.Errorf("%s: %d fused instructions, %d of them written as math.FMA", at, n, asked[at])
		}
	}
}

// fused counts the instructions by function and source line.
func fused(t *testing.T, instruction string, env ...string) map[string]int {
	t.Helper()
	cmd := exec.Command("go", "build", "-gcflags=-S", "./stages/...", "./figures/...")
	cmd.Env = append(append(os.Environ(), "GOOS=linux", "CGO_ENABLED=0"), env...)
	listing, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", env, err, listing[max(0, len(listing)-2000):])
	}
	function := regexp.MustCompile(`^(nofreelunch\S*) STEXT`)
	line := regexp.MustCompile(`\(([^()]*\.go:\d+)\)` + `.*` + instruction)
	alone := regexp.MustCompile(instruction)
	count, current := map[string]int{}, ""
	for text := range strings.SplitSeq(string(listing), "\n") {
		if m := function.FindStringSubmatch(text); m != nil {
			current = m[1]
		} else if !alone.MatchString(text) {
			continue
		} else if m := line.FindStringSubmatch(text + " "); m != nil {
			count[current+" "+m[1]]++
		}
	}
	return count
}
