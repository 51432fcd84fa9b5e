package remote

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"nofreelunch/pipeline/store"
)

// Grace is how long an object must have been marked before it is removed: whoever
// uses an earlier index, or is pushing, has so long.
const Grace = 30 * 24 * time.Hour

const (
	nameMarks = "MARKS"
	maxMarks  = 1 << 30
)

// A Pruned says what a collection did.
type Pruned struct {
	Dropped int // packs that the index names no more
	Marked  int // objects that nothing names, by now
	Removed int // of those, marked long enough
	Bytes   int64
}

// Prune collects the shared store in a bucket. Kept is every pack with an action
// that live accepts, or that was made within the time of grace, and the large blobs
// of these actions; pinned indexes keep all of theirs. What nothing
// names is marked, and removed when it has been marked for the time of grace.
func Prune(ctx context.Context, local *store.Store, b Bucket, pins []store.Digest, live func(*store.Action) bool,
	now time.Time, say func(string)) (Pruned, error) {
	p := &pusher{ctx: ctx, local: local, say: say}
	var done Pruned
	var err error
	if p.there, err = b.List(ctx); err != nil {
		return done, err
	}
	p.far = newFar(ctx, b, local, Options{Say: say})
	o, version, err := p.far.head()
	if err != nil {
		return done, err
	}
	if !p.begin(o) || len(p.far.told) > 0 {
		return done, fmt.Errorf("%s: what it has is not known, so nothing is removed", b)
	}
	k := &keeper{p: p, now: now, live: live, names: map[string]bool{nameHead: true, nameMarks: true}}
	x := k.choose()
	if done.Dropped = len(p.far.index.packs) - len(x.packs); done.Dropped > 0 {
		if err := p.publish(x, version); err != nil {
			return done, err
		}
	}
	if err := k.keepIndexes(append(pins, x.digest(), o.digest)); err != nil {
		return done, err
	}
	if now, _, err := p.far.head(); err != nil || now.digest != x.digest() {
		return done, errors.Join(err, fmt.Errorf("%s: somebody pushes to it, so nothing is removed; run it again later", b))
	}
	return done, k.sweep(&done)
}

// A keeper knows which objects are kept.
type keeper struct {
	p     *pusher
	now   time.Time
	live  func(*store.Action) bool
	names map[string]bool
}

// choose is the index of the packs that are kept, whose objects it notes.
func (k *keeper) choose() (x index) {
	for _, of := range k.p.far.index.packs {
		one := store.NewCatalogue()
		text, ok := k.p.local.Recall(of.index.digest)
		if !ok || one.Add(of.data.digest.String(), text) != nil {
			x.packs = append(x.packs, of) // it cannot be judged
			continue
		}
		keep := false
		for _, a := range one.Actions() {
			if !k.live(a) && k.now.Sub(a.Time) >= Grace {
				continue
			}
			keep = true
			k.keepLarge(a)
		}
		if keep {
			x.packs = append(x.packs, of)
		}
	}
	for _, of := range x.packs {
		k.names[of.indexName()], k.names[of.dataName()] = true, true
	}
	return x
}

func (k *keeper) keepLarge(a *store.Action) {
	for _, o := range a.Outputs {
		if store.Large(o.Size) {
			k.names[largeName(o.Digest)] = true
		}
	}
}

// keepIndexes keeps indexes, and all that pinned ones name.
func (k *keeper) keepIndexes(of []store.Digest) error {
	last := len(of) - 2 // the present and the one before keep no packs of their own
	for i, d := range of {
		k.names[indexName(d)] = true
		if i >= last {
			continue
		}
		pinned := newFar(k.p.ctx, k.p.far.bucket.Bucket, k.p.local, Options{Pin: &d, Say: k.p.say})
		if err := pinned.open(); is(err, Missing) {
			continue // of another store
		} else if err != nil || len(pinned.told) > 0 {
			return fmt.Errorf("%s: what the pinned index %s names is not known, so nothing is removed", pinned.bucket,
				d.String()[:12])
		}
		for _, o := range pinned.objects() {
			k.names[o.name] = true
		}
	}
	return nil
}

// sweep marks what nothing names, and removes what was marked long enough.
func (k *keeper) sweep(done *Pruned) error {
	marks, err := k.marks()
	if err != nil {
		return err
	}
	ours := regexp.MustCompile(`^(packs/[0-9a-f]{64}\.(index|data)|(large|index)/[0-9a-f]{64})$`)
	next := map[string]int64{}
	for _, name := range slices.Sorted(maps.Keys(k.p.there)) {
		if k.names[name] || !ours.MatchString(name) {
			continue
		}
		since, marked := marks[name]
		if !marked {
			since = k.now.Unix()
		}
		if k.now.Sub(time.Unix(since, 0)) < Grace {
			next[name] = since
			continue
		}
		if err := k.p.far.bucket.Remove(k.p.ctx, name); err != nil {
			return err
		}
		done.Removed, done.Bytes = done.Removed+1, done.Bytes+k.p.there[name]
	}
	done.Marked = len(next)
	return k.writeMarks(next)
}

// marks are since when each object has been marked, in Unix seconds. Marks that
// cannot be read, or lie ahead, are none: the time of grace begins anew.
func (k *keeper) marks() (map[string]int64, error) {
	marks := map[string]int64{}
	text, _, err := k.p.far.bucket.Get(k.p.ctx, nameMarks, 0, maxMarks)
	if err != nil && !is(err, Missing) {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		var name string
		var since int64
		if n, err := fmt.Sscanf(line, "%d %s", &since, &name); n == 2 && err == nil && since > 0 {
			marks[name] = since
		}
	}
	return marks, nil
}

func (k *keeper) writeMarks(marks map[string]int64) error {
	var b []byte
	for _, name := range slices.Sorted(maps.Keys(marks)) {
		b = fmt.Appendf(b, "%d %s\n", marks[name], name)
	}
	return k.p.far.bucket.Put(k.p.ctx, nameMarks, b, Condition{})
}
