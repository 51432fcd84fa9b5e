// Package settings merges what the user says about where actions run: flags go
// before environment variables, these before nofreelunch.conf, that before what is
// usual. It says of each setting where it comes from.
//
// The package does not know what executors do with their settings.
package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Setting is one name of one executor, with its value and where that is from.
type Setting struct {
	Table, Name string // Table is the executor's, "" for the choice of one
	Value       string
	From        string // "flag -NAME", "$VARIABLE", "FILE:LINE" or "usual"
}

// Key is the setting's name in nofreelunch.conf.
func (s Setting) Key() string {
	if s.Table == "" {
		return s.Name
	}
	return s.Table + "." + s.Name
}

// Known are the settings of an executor with their usual values. An executor that
// is not built in is made of command templates.
func Known(executor string) []Setting {
	shared := []Setting{
		{executor, "cores", "1", "usual"}, {executor, "target", "30m", "usual"}, {executor, "max-jobs", "500", "usual"},
		{executor, "poll", "30s", "usual"},
	}
	switch executor {
	case "slurm":
		return append([]Setting{
			{executor, "partition", "", "usual"}, {executor, "account", "", "usual"}, {executor, "qos", "", "usual"},
			{executor, "gres", "", "usual"}, {executor, "time", "auto", "usual"}, {executor, "sbatch", "", "usual"},
		}, shared...)
	case "ssh":
		return append([]Setting{{executor, "hosts", "", "usual"}}, shared[0], shared[1], shared[3])
	}
	return append([]Setting{
		{executor, "submit", "", "usual"}, {executor, "list", "", "usual"}, {executor, "cancel", "", "usual"},
		{executor, "requeue", "", "usual"}, {executor, "left", "", "usual"}, {executor, "time", "auto", "usual"},
	}, shared...)
}

// FlagNames are the flags that name a setting of an executor.
func FlagNames() []string {
	return []string{"partition", "account", "qos", "gres", "time", "sbatch", "hosts", "cores", "target", "max-jobs", "poll"}
}

// Settings are those of one executor.
type Settings struct {
	Executor string
	All      []Setting
}

// A Source is where settings may come from.
type Source struct {
	Flags   map[string]string // those given
	Environ []string          // NAME=VALUE
	Files   []string          // the first that exists counts
}

// Files are where nofreelunch.conf may lie: where $NOFREELUNCH_CONF says, else
// here, else in the user's folder of configurations.
func Files() []string {
	if file := os.Getenv("NOFREELUNCH_CONF"); file != "" {
		return []string{file}
	}
	files := []string{"nofreelunch.conf"}
	if dir, err := os.UserConfigDir(); err == nil {
		files = append(files, filepath.Join(dir, "nofreelunch", "nofreelunch.conf"))
	}
	return files
}

// Merge merges what the source has.
func Merge(from Source) (Settings, error) {
	file, conf, err := read(from.Files)
	if err != nil {
		return Settings{}, err
	}
	s := Settings{Executor: "local"}
	choice := Setting{"", "executor", "local", "usual"}
	choice = over(choice, from, file, conf, nil)
	s.Executor = choice.Value
	s.All = []Setting{choice}
	if err := unknown(file, conf); err != nil {
		return s, err
	}
	if s.Executor == "local" {
		return s, unheeded(from.Flags, nil, s.Executor)
	}
	if !slices.Contains([]string{"slurm", "ssh"}, s.Executor) && !hasTable(conf, s.Executor) {
		return s, fmt.Errorf("unknown executor %q (%s): known are local, slurm and ssh, "+
			"and what nofreelunch.conf has a table for", s.Executor, choice.From)
	}
	known := Known(s.Executor)
	for _, k := range known {
		s.All = append(s.All, over(k, from, file, conf, from.Flags))
	}
	if err := strays(from.Environ, s.Executor, known); err != nil {
		return s, err
	}
	return s, errors.Join(unheeded(from.Flags, known, s.Executor), s.check())
}

// over is a setting after file, environment and flags.
func over(s Setting, from Source, file string, conf map[string]line, flags map[string]string) Setting {
	if l, ok := conf[s.Key()]; ok {
		s.Value, s.From = l.value, fmt.Sprintf("%s:%d", file, l.number)
	}
	name := Variable(s.Table, s.Name)
	for _, e := range from.Environ {
		if n, v, _ := strings.Cut(e, "="); n == name && v != "" {
			s.Value, s.From = v, "$"+name
		}
	}
	if s.Table == "" {
		flags = from.Flags
	}
	if v, ok := flags[s.Name]; ok {
		s.Value, s.From = v, "flag -"+s.Name
	}
	return s
}

// Variable is the environment variable of a setting.
func Variable(table, name string) string {
	words := []string{"NOFREELUNCH"}
	if table != "" {
		words = append(words, table)
	}
	return strings.ToUpper(strings.ReplaceAll(strings.Join(append(words, name), "_"), "-", "_"))
}

func read(files []string) (string, map[string]line, error) {
	for _, file := range files {
		text, err := os.ReadFile(file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if os.Getenv("NOFREELUNCH_CONF") == file {
				return "", nil, fmt.Errorf("$NOFREELUNCH_CONF: %w", err)
			}
			continue
		case err != nil:
			return "", nil, err
		}
		conf, err := parse(string(text))
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", file, err)
		}
		return file, conf, nil
	}
	return "", nil, nil
}

func hasTable(conf map[string]line, table string) bool {
	for key := range conf {
		if strings.HasPrefix(key, table+".") {
			return true
		}
	}
	return false
}

// unknown refuses a name in a file that nothing heeds.
func unknown(file string, conf map[string]line) error {
	for key, l := range conf {
		table, name, ok := strings.Cut(key, ".")
		if !ok {
			table, name = "", key
		}
		known := []Setting{{Name: "executor"}}
		if table != "" {
			known = Known(table)
		}
		if !slices.ContainsFunc(known, func(s Setting) bool { return s.Name == name }) {
			return fmt.Errorf("%s:%d: unknown setting %s; known are %s", file, l.number, key, names(known))
		}
	}
	return nil
}

func names(all []Setting) string {
	var n []string
	for _, s := range all {
		n = append(n, s.Key())
	}
	return strings.Join(n, ", ")
}

// strays refuses a variable that looks like a setting of the executor and is none.
func strays(environ []string, executor string, known []Setting) error {
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, Variable(executor, "")) || name == "NOFREELUNCH_SCRIPT" {
			continue
		}
		if !slices.ContainsFunc(known, func(s Setting) bool { return Variable(s.Table, s.Name) == name }) {
			return fmt.Errorf("unknown setting $%s; known are %s", name, names(known))
		}
	}
	return nil
}

// unheeded refuses a flag that says nothing to the executor.
func unheeded(flags map[string]string, known []Setting, executor string) error {
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		if name != "executor" && !slices.ContainsFunc(known, func(s Setting) bool { return s.Name == name }) {
			return fmt.Errorf("flag -%s says nothing to -executor %s", name, executor)
		}
	}
	return nil
}

// check refuses values that are none.
func (s Settings) check() error {
	for _, x := range s.All {
		var err error
		switch x.Name {
		case "cores", "max-jobs":
			if n, e := strconv.Atoi(x.Value); e != nil || n < 1 {
				err = errors.New("want a whole number, at least 1")
			}
		case "target", "poll":
			if d, e := time.ParseDuration(x.Value); e != nil || d <= 0 {
				err = errors.New("want a time such as 30m or 2h")
			}
		case "time":
			if x.Value != "auto" {
				if d, e := time.ParseDuration(x.Value); e != nil || d < time.Minute {
					err = errors.New("want auto, or a time such as 12h, at least 1m")
				}
			}
		}
		long := []string{"submit", "list", "cancel", "requeue", "left", "sbatch", "hosts"}
		if strings.ContainsAny(x.Value, "\n\x00") && !slices.Contains(long, x.Name) {
			err = errors.New("want one line")
		}
		if err != nil {
			return fmt.Errorf("setting %s is %q (%s): %w", x.Key(), x.Value, x.From, err)
		}
	}
	return nil
}

// Get is the value of a setting, "" if the executor has none of that name.
func (s Settings) Get(name string) string {
	for _, x := range s.All {
		if x.Name == name {
			return x.Value
		}
	}
	return ""
}

// Number is a setting that check has found to be one.
func (s Settings) Number(name string) int { n, _ := strconv.Atoi(s.Get(name)); return n }

// Duration is a setting that check has found to be one; 0 for auto.
func (s Settings) Duration(name string) time.Duration {
	d, _ := time.ParseDuration(s.Get(name))
	return d
}

// List is a setting of several values, by commas, spaces or lines.
func (s Settings) List(name string) []string {
	return strings.FieldsFunc(s.Get(name), func(c rune) bool { return c == ',' || c == ' ' || c == '\n' })
}
