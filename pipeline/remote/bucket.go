package remote

import (
	"context"
	"errors"
	"fmt"
)

// A Bucket holds objects under names. Put is atomic: an object is there whole
// or not at all. Errors are *Fault, and hold no credentials.
type Bucket interface {
	// Get is at most size bytes of the object from an offset on, and its version.
	Get(ctx context.Context, name string, from, size int64) (body []byte, version string, err error)
	Put(ctx context.Context, name string, body []byte, when Condition) error
	// List is the size of every object.
	List(ctx context.Context) (map[string]int64, error)
	Remove(ctx context.Context, name string) error
	// String is where the bucket is, without credentials.
	String() string
}

// A Condition says when Put may write. The zero value is always.
type Condition struct {
	Absent  bool   // if there is no such object
	Version string // if the object has that version, as Get gave it
}

// A Kind is what kind of fault it is that somebody must mend.
type Kind int

// The kinds of Fault.
const (
	Missing  Kind = iota // there is no such object, or no such bucket
	Denied               // the credentials do not do
	Away                 // no answer, or none that could be used: trying again may help
	Taken                // the condition of a Put does not hold
	Wrong                // the answer is not what it should be
	Readonly             // nothing can be written there
	Later                // a later version of this program wrote it
)

// A Fault is an error of a bucket.
type Fault struct {
	Kind   Kind
	What   string // bucket and object
	Detail string // what is wrong, and what to do
	Slow   bool   // no answer came in time: waiting again would be no better
}

func (f *Fault) Error() string { return fmt.Sprintf("%s: %s", f.What, f.Detail) }

// is reports that err is a fault of that kind.
func is(err error, kind Kind) bool {
	var f *Fault
	return errors.As(err, &f) && f.Kind == kind
}

func fault(kind Kind, what, detail string, args ...any) *Fault {
	return &Fault{Kind: kind, What: what, Detail: fmt.Sprintf(detail, args...)}
}
