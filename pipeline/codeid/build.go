package codeid

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// Build lists the settings of the running program's build that may change what
// its code does:
//
//	setting "-tags" "noasm"
//	setting "language" "go1.26"
//
// It fails where the program cannot be what the sources and go.mod say: other
// modules, modules without a sum, or settings that it does not state.
func (s *Source) Build() ([]byte, error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil, errors.New("codeid: the program does not say how it was built; " +
			"build it with the go command, in module mode")
	}
	if err := refused(info, goFlags(), symbolsOfProgram); err != nil {
		return nil, err
	}
	if err := s.mod.agree(info); err != nil {
		return nil, err
	}
	lines := settings(info, os.Getenv("GODEBUG"))
	if !foreseen(info) {
		lines = append(lines, s.mod.all()...)
	}
	if s.mod.language != "" {
		lines = append(lines, fmt.Sprintf("setting %q %q", "language", "go"+s.mod.language))
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, "\n") + "\n"), nil
}

// goFlags are the flags that the go command takes without being told, from the
// environment and from the file of go env -w.
func goFlags() string {
	file := os.Getenv("GOENV")
	if file == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return os.Getenv("GOFLAGS")
		}
		file = filepath.Join(dir, "go", "env")
	}
	text, _ := os.ReadFile(file) // mostly there is none
	flags := os.Getenv("GOFLAGS")
	for line := range strings.Lines(string(text)) {
		if kept, ok := strings.CutPrefix(line, "GOFLAGS="); ok {
			flags += " " + kept
		}
	}
	return flags
}

// foreseen reports a build for which modules.txt was written. Files of other
// tags and systems may have imports of their own, so there all modules count.
func foreseen(info *debug.BuildInfo) bool {
	known := map[string][]string{
		"GOOS": {"linux", "darwin", "windows"}, "GOARCH": {"amd64", "arm64"}, "-compiler": {"gc"}, "-tags": nil, "GOEXPERIMENT": nil,
	}
	for _, set := range info.Settings {
		if values, ok := known[set.Key]; ok && !slices.Contains(values, set.Value) {
			return false
		}
	}
	return true
}

// settings are the lines of everything that was set, except for what moves no
// bit: the machine, as far as every kernel agrees with the others; what a module
// without C is not compiled with; the state of the repository, instead of which
// the sources count.
func settings(info *debug.BuildInfo, godebug string) (lines []string) {
	add := func(key, value string) { lines = append(lines, fmt.Sprintf("setting %q %q", key, value)) }
	for _, set := range info.Settings {
		switch key, value := set.Key, set.Value; {
		case key == "GOARCH" && value != "amd64" && value != "arm64":
			add(key, value) // no test compares its bits
		case strings.HasPrefix(key, "CGO_") || strings.HasPrefix(key, "vcs") || machine(key) || key == "-trimpath":
		case key == "-buildmode" && (value == "exe" || value == "pie"):
		case key == "-ldflags" && onlyStrips(value):
		default:
			add(key, value)
		}
	}
	for _, set := range strings.Split(godebug, ",") {
		if name, value, ok := strings.Cut(set, "="); ok && !onlyWatches(name) {
			add("GODEBUG "+name, value)
		}
	}
	return lines
}

// machine reports a setting that says what the program was compiled for.
func machine(key string) bool {
	return slices.Contains([]string{
		"GOOS", "GOARCH", "GO386", "GOAMD64", "GOARM", "GOARM64", "GOMIPS", "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM",
	}, key)
}

// onlyStrips reports linker flags that leave out symbols and nothing else.
func onlyStrips(flags string) bool {
	for _, f := range strings.Fields(flags) {
		if f != "-s" && f != "-w" {
			return false
		}
	}
	return true
}

// onlyWatches reports a variable of GODEBUG that makes the runtime talk, check
// or collect otherwise, or hides features of the CPU.
func onlyWatches(name string) bool {
	return strings.HasPrefix(name, "cpu.") || slices.Contains([]string{
		"adaptivestackstart", "allocfreetrace", "asyncpreemptoff", "cgocheck", "checkfinalizers", "clobberfree",
		"containermaxprocs", "decoratemappings", "disablethp", "dontfreezetheworld", "efence", "gccheckmark", "gcpacertrace", "gcshrinkstackoff",
		"gcstoptheworld", "gctrace", "harddecommit", "inittrace", "invalidptr", "madvdontneed", "memprofilerate",
		"profstackdepth",
		"runtimecontentionstacks", "sbrk", "scavtrace", "scheddetail", "schedtrace", "traceadvanceperiod",
		"tracebackancestors",
		"tracebacklabels", "tracefpunwindoff", "updatemaxprocs",
	}, name)
}

// refused says why a build cannot be told from another that does something
// else, nil if it can.
func refused(info *debug.BuildInfo, goflags string, symbols func() ([]string, error)) error {
	for _, flag := range []string{"-overlay", "-toolexec"} {
		if strings.Contains(goflags, flag) {
			return fmt.Errorf("codeid: GOFLAGS has %s, and a program does not say what that changed in it; "+
				"build and run without it", flag)
		}
	}
	trimmed := slices.Contains(info.Settings, debug.BuildSetting{Key: "-trimpath", Value: "true"})
	for _, set := range info.Settings {
		if set.Key == "-pgo" && set.Value != "off" {
			return fmt.Errorf("codeid: the program was optimised by the profile %s, whose content it does not state; "+
				"build it with -pgo=off", set.Value)
		}
	}
	if !trimmed {
		return nil
	}
	names, err := symbols()
	if err != nil {
		return fmt.Errorf("codeid: the program was built with -trimpath, which hides -ldflags, and has no symbols to find them by: %w; "+
			"build it without -trimpath, or with go build and without -s", err)
	}
	for _, name := range names {
		if variable, ok := linkedString(name); ok {
			return fmt.Errorf("codeid: -ldflags -X sets %s, and -trimpath hides to what; "+
				"build it without one of the two", variable)
		}
	}
	return nil
}

// linkedString is the variable that a symbol of the linker holds the text of,
// if it was set with -X by a person and not by the go command itself.
func linkedString(symbol string) (variable string, ok bool) {
	variable, ok = strings.CutSuffix(symbol, ".str")
	own := []string{"runtime.buildVersion", "runtime.modinfo", "runtime.godebugDefault", "runtime.defaultGOROOT"}
	return variable, ok && !slices.Contains(own, variable)
}
