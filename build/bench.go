package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A contest is one program that measures: a benchmark of a package, or a
// script that times the same work in another library.
type contest struct {
	dir  string
	args []string // the first is the program; "" stands for the package's tests
}

// contests is what a round of bench runs, in this order.
func contests() []contest {
	tests := func(dir, pattern string) contest {
		return contest{dir, []string{"", "-test.run", "^$", "-test.bench", pattern, "-test.benchtime", "0.5s"}}
	}
	return []contest{
		tests("stages/core/blas", "^BenchmarkGemm$"),
		{"stages/core/blas", []string{python(), "testdata/compare.py", "--seconds", "0.3"}},
		tests("stages/net/nn", "^BenchmarkStep$"),
		{"stages/net/nn", []string{python(), "testdata/torch_step.py", "--seconds", "0.5"}},
		tests("stages/net/nn", "^BenchmarkTogether$"),
		tests("stages/net/train", "^BenchmarkTrain$"),
	}
}

func python() string {
	if p := os.Getenv("NOFREELUNCH_PYTHON"); p != "" {
		return p
	}
	return "python3"
}

// How to get the columns of other libraries.
const pythonHint = "no OpenBLAS or PyTorch to compare with: pip install numpy torch, and name that Python in NOFREELUNCH_PYTHON"

// bench measures the numerical core in rounds and prints it against its
// targets. A target that is missed is said, and is no error: another machine
// has other ratios.
func bench(ctx context.Context, s *session, args []string) error {
	if len(args) > 1 || len(args) == 1 && args[0] != "update" {
		return usagef("bench %s: want nothing, or update to write the table into %s", strings.Join(args, " "), readme)
	}
	if _, err := os.Stat("go.mod"); err != nil {
		return errors.New("bench runs the benchmarks of the sources: call it in the repository")
	}
	rounds, err := s.rounds(ctx)
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	t := tabulate(rounds)
	t.Machine = machine()
	switch {
	case s.JSON:
		err = json.NewEncoder(s.out).Encode(t)
	default:
		err = t.print(s.out)
	}
	if !t.compared() {
		fmt.Fprintln(s.console.err, pythonHint)
	}
	if err == nil && len(args) == 1 {
		err = rewrite(readme, t)
	}
	return err
}

// rounds runs every contest in turn, round after round, so that what changes
// on the machine changes for all.
func (s *session) rounds(ctx context.Context) ([]round, error) {
	work, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(work) }()
	all, absent := make([]round, s.Rounds), []string{}
	for i := range all {
		for _, c := range contests() {
			if !s.Quiet {
				fmt.Fprintf(s.console.err, "round %d of %d: %s %s\n", i+1, s.Rounds, c.dir, strings.Join(c.args[1:], " "))
			}
			out, err := c.run(ctx, work)
			switch {
			case ctx.Err() != nil:
				return nil, ctx.Err()
			case err != nil && c.args[0] == "":
				return nil, err
			case err != nil && !slices.Contains(absent, c.args[1]):
				absent = append(absent, c.args[1])
				fmt.Fprintln(s.console.err, "left out:", err)
			}
			all[i] = append(all[i], read(string(out))...)
		}
	}
	return all, nil
}

func (c contest) run(ctx context.Context, work string) ([]byte, error) {
	program := c.args[0]
	if program == "" {
		program = filepath.Join(work, strings.ReplaceAll(c.dir, "/", "-")+".test")
		if _, err := os.Stat(program); err != nil {
			made, err := exec.CommandContext(ctx, "go", "test", "-c", "-o", program, "./"+c.dir).CombinedOutput()
			if err != nil {
				return nil, fmt.Errorf("%s does not build: %w\n%s", c.dir, err, made)
			}
		}
	}
	cmd := exec.CommandContext(ctx, program, c.args[1:]...)
	cmd.Dir = c.dir
	out, err := cmd.Output()
	if err != nil {
		last := ""
		if exit := new(exec.ExitError); errors.As(err, &exit) {
			lines := strings.Split(strings.TrimSpace(string(exit.Stderr)), "\n")
			last = ": " + lines[len(lines)-1]
		}
		err = fmt.Errorf("%s %s: %w%s", c.dir, c.args[1], err, last)
	}
	return out, err
}
