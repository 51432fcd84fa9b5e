package main

import (
	"os/exec"
	"strings"
	"testing"
)

func script(t *testing.T, text string, c completions) string {
	t.Helper()
	var b strings.Builder
	if err := renderCompletion(&b, text, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// odd has texts that would break a script which does not quote them.
func odd() completions {
	return completions{Program: "nfl",
		Words:  []described{{"figure7/draw", "it's 100 %: $(false) `false`"}, {"figure7", "a\\b"}, {"plan", "x"}},
		Flags:  []described{{"-profile", "don't"}, {"-j", "N"}},
		Values: []flagValues{{"-profile", []string{"laptop", "smoke"}}}}
}

// bash offers what the script lists, and nothing else.
func TestBashCompletes(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here")
	}
	for line, want := range map[string]string{
		"fig":          "figure7/draw figure7",
		"figure7/":     "figure7/draw",
		"-p":           "-profile",
		"-profile s":   "smoke",
		"-profile ":    "laptop smoke",
		"figure7 plan": "plan",
	} {
		words := strings.Split("nfl "+line, " ")
		call := "COMP_WORDS=(" + strings.Join(words[:len(words)-1], " ") + " '" + words[len(words)-1] + "'); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _nfl; echo ${COMPREPLY[@]}"
		out, err := exec.Command(bash, "--norc", "-c", script(t, bashCompletion, odd())+call).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%q: %q (%v), want %q", line, got, err, want)
		}
	}
}

// zsh and fish parse their scripts, where they are installed.
func TestOtherShellsParse(t *testing.T) {
	for shell, text := range map[string]string{"zsh": zshCompletion, "fish": fishCompletion} {
		got := script(t, text, odd())
		for _, want := range []string{"figure7/draw", "profile", "laptop smoke"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", shell, want, got)
			}
		}
		program, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		cmd := exec.Command(program, "-n")
		cmd.Stdin = strings.NewReader(got)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", shell, err, out)
		}
	}
}
