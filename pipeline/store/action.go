package store

import (
	"errors"
	"fmt"
	"time"
)

// An Action is what is remembered of one finished stage call.
type Action struct {
	Key      Key       `json:"key"`
	Declared Digest    `json:"declared"` // names the declaration over time, whatever its code
	Function string    `json:"function"`
	Name     string    `json:"name"` // stage and label, for people
	Inputs   []Key     `json:"inputs,omitempty"`
	Outputs  []Output  `json:"outputs"`
	Content  Digest    `json:"content"`           // over the names and digests of Outputs
	Uses     []Digest  `json:"uses,omitempty"`    // blobs that the manifest names: code listing, schema
	Seconds  float64   `json:"seconds"`           // time to run
	GFLOP    float64   `json:"gflop,omitempty"`   // what its declaration said it would take, 0 if nothing
	Host     string    `json:"host"`              // where it ran
	Version  string    `json:"version"`           // commit and toolchain that ran it
	Time     time.Time `json:"time"`              // when it ended
	Bad      string    `json:"bad,omitempty"`     // why this record must not be used
	Adopted  *Adoption `json:"adopted,omitempty"` // set if it was not run under this key
}

// An Output is one named blob that an action made.
type Output struct {
	Name   string `json:"name"`
	Digest Digest `json:"digest"`
	Size   int64  `json:"size"`
}

// lastTime is the last time that a record may have: there must be a later one
// for the record that replaces it.
func lastTime() time.Time { return time.Date(2999, 12, 31, 0, 0, 0, 0, time.UTC) }

// plausible says what no record of this program can say. Such a record is
// damaged or forged; it is as good as none and is replaced by the next.
func (a *Action) plausible() error {
	switch {
	case a.Content != ContentOf(a.Outputs):
		return errors.New("its content is not that of its outputs")
	case a.Time.After(lastTime()):
		return fmt.Errorf("it is dated %v", a.Time)
	case !(a.Seconds >= 0 && a.Seconds < maxSeconds):
		return fmt.Errorf("it claims to have taken %v s", a.Seconds)
	case !(a.GFLOP >= 0 && a.GFLOP < maxGFLOP):
		return fmt.Errorf("it claims %v GFLOP", a.GFLOP)
	}
	for _, o := range a.Outputs {
		if o.Size < 0 || o.Size > maxBlob {
			return fmt.Errorf("its output %q claims %d bytes", o.Name, o.Size)
		}
	}
	return nil
}

const (
	maxSeconds = 1e9  // thirty years
	maxGFLOP   = 1e15 // a day of the largest machine there is
)

// ContentOf is the digest of what an action made: it stands for all of its
// outputs in the manifests of its users.
func ContentOf(outputs []Output) Digest {
	var b []byte
	for _, o := range outputs {
		b = fmt.Appendf(b, "output %q %s\n", o.Name, o.Digest)
	}
	return Sum(b)
}

// An Adoption records that a result was taken over from another key because a
// sample, run again under the new code, had the same bytes.
type Adoption struct {
	From   Key       `json:"from"`
	By     string    `json:"by"`
	Time   time.Time `json:"time"`
	Sample []string  `json:"sample"` // names of the actions that were run again
}

// Duration is Seconds as a duration.
func (a *Action) Duration() time.Duration {
	return time.Duration(a.Seconds * float64(time.Second))
}

// A Reason says why something is not in the store.
type Reason int

// The reasons of a Miss.
const (
	Absent    Reason = iota // it was never there, or was collected
	Corrupt                 // its bytes are not what they were
	Truncated               // some of its bytes are gone
	Newer                   // it was written by a newer version of this program
)

func (r Reason) String() string {
	return [...]string{"absent", "corrupt", "truncated", "written by a newer version"}[r]
}

// A Miss is the error for what the store cannot give.
type Miss struct {
	What   string // "action 12ab…" or "blob 12ab…"
	Reason Reason
	Detail string
}

func (m *Miss) Error() string {
	if m.Detail == "" {
		return fmt.Sprintf("store: %s is %s", m.What, m.Reason)
	}
	return fmt.Sprintf("store: %s is %s: %s", m.What, m.Reason, m.Detail)
}
