package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"nofreelunch/build/settings"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/store"
)

// A remoteRun is a run of which this process is the controller.
type remoteRun struct {
	folder  orders.Folder
	run     orders.Run
	how     string // begun, or attached to
	release func()
}

// declaring are the flags with which a worker declares this graph.
func (o options) declaring() []string {
	flags := []string{"-profile", o.Profile}
	for _, set := range o.Set {
		flags = append(flags, "-set", set)
	}
	if o.Share != 1 {
		flags = append(flags, "-share", strconv.FormatFloat(o.Share, 'g', -1, 64))
	}
	if o.Kernel != "" {
		flags = append(flags, "-kernel", o.Kernel)
	}
	return flags
}

// remoteRun attaches to the run whose jobs serve this command too, or begins one.
func (s *session) remoteRun(set settings.Settings) (*remoteRun, error) {
	if err := s.store.Writable(); err != nil {
		return nil, err
	}
	program, binary, err := freeze(s.store.Root())
	if err != nil {
		return nil, err
	}
	host, _ := os.Hostname() // for people
	want := orders.Run{
		Program: program, Binary: binary, Profile: s.Profile, Arguments: s.declaring(), Tasks: s.Words,
		Executor: set.Executor, Host: host, Begun: time.Now().UTC(), Flags: s.repeated(),
	}
	for _, f := range slices.Backward(orders.Folders(s.store.Root())) {
		old, err := f.Run()
		if err != nil || !old.Same(want) || !s.serves(f) {
			continue
		}
		if release, ok := mind(f); ok {
			old.Tasks, old.Flags = want.Tasks, want.Flags
			return &remoteRun{f, old, "its jobs are minded again", release}, f.State(old)
		}
	}
	want.Name = s.Profile + "-" + random()
	f := orders.Folder(filepath.Join(s.store.Root(), "runs", want.Name))
	if err := f.Create(want); err != nil {
		return nil, err
	}
	release, ok := mind(f)
	if !ok {
		return nil, fmt.Errorf("run %s has another controller already", want.Name)
	}
	how := fmt.Sprintf("Ctrl-C leaves its jobs running; `attach %s` minds them again", want.Name)
	return &remoteRun{f, want, how, release}, nil
}

// serves reports that a command may attach to a run: to the one it names, or to
// any that is not over.
func (o options) serves(f orders.Folder) bool {
	switch {
	case f.Marked("cancelled"):
		return false
	case o.Attach != "":
		return f.Name() == o.Attach
	}
	return !f.Marked("finished")
}

// repeated are the flags with which the command is called again.
func (o options) repeated() []string {
	flags := executorFlags(o.Cluster)
	if o.OutDir == "" {
		return flags
	}
	if dir, err := filepath.Abs(o.OutDir); err == nil {
		flags = append(flags, "-out", dir)
	}
	return flags
}

// executorFlags are the flags for an executor, as they were given.
func executorFlags(given map[string]string) (flags []string) {
	for _, name := range append([]string{"executor"}, settings.FlagNames()...) {
		if v, ok := given[name]; ok {
			flags = append(flags, "-"+name, v)
		}
	}
	return flags
}

// mind makes this process the run's controller, unless another is. Where files
// cannot be locked there may be two: they submit work twice, which is only waste.
func mind(f orders.Folder) (release func(), ok bool) {
	unlock, ok, err := store.TryLock(f.Lock())
	if err != nil {
		return func() {}, true
	}
	if !ok {
		return nil, false
	}
	return func() { _ = unlock() }, true // the lock goes with the process in any case
}

func random() string {
	var b [4]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// self opens the program that runs, also where its file was replaced since.
func self() (*os.File, error) {
	if f, err := os.Open("/proc/self/exe"); err == nil {
		return f, nil
	}
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

// programDigest names this program by its bytes.
func programDigest() (string, error) {
	f, err := self()
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// freeze copies this program beside the results, so that jobs run it and not
// what is built later.
func freeze(root string) (program, copied string, err error) {
	if program, err = programDigest(); err != nil {
		return "", "", err
	}
	dir := filepath.Join(root, "runs", "programs", program[:16])
	copied = filepath.Join(dir, "nfl")
	if _, err := os.Stat(copied); err == nil {
		return program, copied, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", "", err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", "", err
	}
	from, err := self()
	if err != nil {
		return "", "", err
	}
	defer func() { _ = from.Close() }()
	aside := fmt.Sprintf("%s.%s", copied, random())
	to, err := os.OpenFile(aside, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o777)
	if err != nil {
		return "", "", err
	}
	_, err = io.Copy(to, from)
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil {
		return "", "", errors.Join(err, os.Remove(aside))
	}
	return program, copied, os.Rename(aside, copied)
}
