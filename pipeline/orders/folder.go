package orders

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Folder is the folder of one run.
type Folder string

// A Run is what was asked for.
type Run struct {
	Version   int       `json:"version"`
	Name      string    `json:"name"`
	Program   string    `json:"program"` // digest of the binary
	Binary    string    `json:"binary"`  // its frozen copy
	Profile   string    `json:"profile"`
	Arguments []string  `json:"arguments"` // flags that declare the graph
	Tasks     []string  `json:"tasks"`
	Flags     []string  `json:"flags"` // that the command was given beside those
	Executor  string    `json:"executor"`
	Host      string    `json:"host"` // of the controller that began it
	Begun     time.Time `json:"begun"`
}

// Same reports that another command would make the same graph by the same
// program and executor, so that the jobs of one serve the other.
func (r Run) Same(o Run) bool {
	return r.Program == o.Program && r.Executor == o.Executor && slices.Equal(r.Arguments, o.Arguments)
}

// Name is the run's.
func (f Folder) Name() string { return filepath.Base(string(f)) }

// Create makes the folder and states the run.
func (f Folder) Create(r Run) error {
	for _, dir := range []string{"orders", "beats", "logs"} {
		if err := os.MkdirAll(f.path(dir), 0o777); err != nil {
			return err
		}
	}
	return f.State(r)
}

// State writes what is asked for.
func (f Folder) State(r Run) error { r.Version = Version; return f.write(r, "run.json") }

// Run reads what was asked for.
func (f Folder) Run() (r Run, err error) {
	if err = f.read(&r, "run.json"); err != nil {
		return r, err
	}
	if r.Version > Version {
		return r, fmt.Errorf("run %s: %w", f.Name(), ErrNewer)
	}
	return r, nil
}

// Order writes a batch under a number of its own.
func (f Folder) Order(b *Batch) error {
	b.Version = Version
	return f.write(b, "orders", fmt.Sprint(b.Number)+".json")
}

// Forget removes a run that ordered nothing.
func (f Folder) Forget() error {
	if len(f.Batches()) > 0 {
		return nil
	}
	return os.RemoveAll(string(f))
}

// OrdersDir is where batches and scripts lie.
func (f Folder) OrdersDir() string { return f.path("orders") }

// OrdersFile is where a batch is.
func (f Folder) OrdersFile(batch int) string { return f.path("orders", fmt.Sprint(batch)+".json") }

// ReadBatch reads a batch and refuses one that cannot be obeyed.
func ReadBatch(file string) (*Batch, error) {
	var b Batch
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("orders: %w", err)
	}
	if err := json.Unmarshal(text, &b); err != nil {
		return nil, fmt.Errorf("orders: %s: %w", file, err)
	}
	if err := b.check(); err != nil {
		return nil, fmt.Errorf("orders: %s: %w", file, err)
	}
	return &b, nil
}

// Batches are the numbers of all batches, in order.
func (f Folder) Batches() []int {
	entries, _ := os.ReadDir(f.path("orders"))
	var found []int
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok {
			if n, err := strconv.Atoi(name); err == nil {
				found = append(found, n)
			}
		}
	}
	slices.Sort(found)
	return found
}

// Jobs remembers how the scheduler calls the jobs of a batch.
func (f Folder) Jobs(batch int, jobs []string) error {
	return f.write(jobs, "orders", fmt.Sprint(batch)+".jobs")
}

// JobsOf are the scheduler's names for the jobs of a batch, nil if it is not
// known to have any.
func (f Folder) JobsOf(batch int) (jobs []string) {
	_ = f.read(&jobs, "orders", fmt.Sprint(batch)+".jobs") // without it, a name is looked for in the queue
	return jobs
}

// Log is where the worker of a group prints.
func (f Folder) Log(batch, group int) string { return f.LogFile(fmt.Sprintf("%d-%d", batch, group)) }

// LogFile is the log of that name.
func (f Folder) LogFile(name string) string { return f.path("logs", name+".log") }

// BeatFile is where the worker of a group leaves its beats.
func (f Folder) BeatFile(batch, group int) string {
	return f.path("beats", fmt.Sprintf("%d-%d.json", batch, group))
}

// Beat reads the last sign of a worker; ok is false if there is none.
func (f Folder) Beat(batch, group int) (b Beat, ok bool) {
	return ReadBeat(f.BeatFile(batch, group))
}

// ReadBeat reads the last beat left in a file.
func ReadBeat(file string) (b Beat, ok bool) {
	text, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(text, &b) != nil || b.Version != Version {
		return Beat{}, false
	}
	return b, true
}

// WriteBeat replaces the beat in a file.
func WriteBeat(file string, b Beat) error { return writeJSON(file, b) }

// Mark leaves a mark on the run: "cancelled" or "finished".
func (f Folder) Mark(mark string) error { return f.write(time.Now().UTC(), mark) }

// Unmark takes it away.
func (f Folder) Unmark(mark string) { _ = os.Remove(f.path(mark)) } // what is not there need not go

// Marked reports that the run has a mark.
func (f Folder) Marked(mark string) bool {
	_, err := os.Stat(f.path(mark))
	return err == nil
}

// Lock is the file that a controller has locked.
func (f Folder) Lock() string { return f.path("controller.lock") }

// Probe tells whether the folder can take results: a megabyte is written and
// removed.
func (f Folder) Probe() error {
	file := f.path(fmt.Sprintf(".probe-%d", os.Getpid()))
	err := writeSynced(file, make([]byte, 1<<20))
	return errors.Join(err, ignoreAbsent(os.Remove(file)))
}

func ignoreAbsent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (f Folder) path(elem ...string) string {
	return filepath.Join(append([]string{string(f)}, elem...)...)
}

func (f Folder) read(into any, elem ...string) error {
	text, err := os.ReadFile(f.path(elem...))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", f.path(elem...), err)
	}
	return nil
}

func (f Folder) write(v any, elem ...string) error { return writeJSON(f.path(elem...), v) }

func writeJSON(file string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	aside := fmt.Sprintf("%s.%d.new", file, os.Getpid())
	if err := writeSynced(aside, append(text, '\n')); err != nil {
		_ = os.Remove(aside) // the first error matters
		return err
	}
	return os.Rename(aside, file)
}

// writeSynced writes a file and waits until the disk or the server has it: a quota
// may be noticed no earlier.
func writeSynced(file string, data []byte) error {
	w, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return errors.Join(err, w.Sync(), w.Close())
}

// Folders are the runs in a store, oldest first.
func Folders(root string) []Folder {
	entries, _ := os.ReadDir(filepath.Join(root, "runs"))
	var found []Folder
	for _, e := range entries {
		f := Folder(filepath.Join(root, "runs", e.Name()))
		if _, err := os.Stat(f.path("run.json")); err == nil {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b Folder) int { return a.begun().Compare(b.begun()) })
	return found
}

func (f Folder) begun() time.Time {
	r, _ := f.Run() // one that cannot be read comes first
	return r.Begun
}
