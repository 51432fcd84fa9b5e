package remote

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	patience = 3               // failures in a row after which a bucket is left alone
	rest     = 5 * time.Minute // for so long
)

// guard leaves a bucket alone that does not answer, so that a build loses
// seconds to it and not hours, and tries it again later.
type guard struct {
	Bucket
	say func(string)
	now func() time.Time

	mu       sync.Mutex
	failures int
	until    time.Time
}

// errResting is the answer in the meantime. It has been said why.
func (g *guard) resting() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.now().Before(g.until) {
		return fault(Away, g.String(), "it is left alone for a while")
	}
	return nil
}

// note counts what came of a request.
func (g *guard) note(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !is(err, Away) && !is(err, Denied) {
		g.failures = 0
		return
	}
	var f *Fault
	if g.failures++; errors.As(err, &f) && f.Slow {
		g.failures = patience
	}
	if g.failures == patience {
		g.until, g.failures = g.now().Add(rest), patience-1 // after that one failure is enough
		g.say(err.Error() + "; going on without it for " + rest.String())
	}
}

func (g *guard) Get(ctx context.Context, name string, from, size int64) ([]byte, string, error) {
	if err := g.resting(); err != nil {
		return nil, "", err
	}
	body, version, err := g.Bucket.Get(ctx, name, from, size)
	g.note(err)
	return body, version, err
}
