package nofreelunch_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// A compiler for arm64 fuses x*y + z into one rounding and one for plain amd64
// does not, so a fused instruction in a stage means different results on
// different machines. The compiler's own listing shows them all; math.FMA, a
// deliberate one, is allowed where the function says so in its name.
func TestNoFusedMultiplyAdd(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("long: set NOFREELUNCH_LONG=1")
	}
	cmd := exec.Command("go", "build", "-gcflags=-S", "./stages/...", "./figures/...")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	listing, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, tail(string(listing)))
	}
	if !strings.Contains(string(listing), "STEXT") {
		t.Fatal("the compiler printed no listing")
	}
	function := regexp.MustCompile(`^(nofreelunch\S*) STEXT`)
	fused := regexp.MustCompile(`\sFN?M(ADD|SUB)[SD]\s`)
	current := ""
	for line := range strings.SplitSeq(string(listing), "\n") {
		if m := function.FindStringSubmatch(line); m != nil {
			current = m[1]
			continue
		}
		if fused.MatchString(line) && !strings.Contains(strings.ToLower(current), "fma") {
			t.Errorf("%s: %s", current, strings.TrimSpace(line))
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-2000):] }
