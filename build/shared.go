package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"sync"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/remote"
	"nofreelunch/pipeline/store"
)

// storeVariable names a shared store where -store does not.
const storeVariable = "NOFREELUNCH_STORE"

// noStore is the location that asks for none.
const noStore = "none"

// A heard is what was said of a shared store: some lines, and a count of the rest.
type heard struct {
	mu    sync.Mutex
	lines int
}

// heardLines is how much is printed of what is wrong with a shared store.
const heardLines = 8

// results are what stages read and write: the cache, with the shared store
// behind it if one is named.
func (s *session) results() pipeline.Store {
	if s.shared != nil {
		return s.shared
	}
	return s.store
}

// sharedLocation is where the shared store is, "" for none. Without a name it is the
// one that was pulled from last, of which only what is here is used.
func (s *session) sharedLocation() (location string, offline bool) {
	location = s.Store
	if location == "" {
		location = os.Getenv(storeVariable)
	}
	switch location {
	case noStore:
		return "", false
	case "":
		last, ok := s.store.Recall(lastPulled())
		if !ok {
			return "", false
		}
		return string(last), true
	}
	return location, s.Offline
}

// lastPulled is under what the location is remembered that was last pulled from.
func lastPulled() store.Digest { return store.Sum([]byte("location of the store last pulled from")) }

// share puts the shared store behind the cache.
func (s *session) share() error {
	location, offline := s.sharedLocation()
	if location == "" {
		if s.Offline {
			return usagef("flag -offline is for a shared store; name one with -store or in %s", storeVariable)
		}
		return nil
	}
	b, err := remote.Locate(location, os.Getenv)
	if err != nil && s.Store == "" && os.Getenv(storeVariable) == "" {
		return nil // the environment it needs is no longer there
	}
	if err != nil {
		return usageError{err}
	}
	o := remote.Options{Offline: offline, Say: s.saySharing}
	pins, err := readPins(s.pinFile())
	if err != nil {
		return err
	}
	if pin, ok := pins.of(b.String()); ok {
		o.Pin = &pin
	} else if !s.Quiet && !offline {
		o.Unpinned = fmt.Sprintf("%s: its present index is believed; `cache pin` pins it in %s", b, pinFile)
	}
	s.heard = &heard{}
	s.bucket, s.shared = b, remote.Behind(cmp.Or(s.ctx, context.Background()), s.store, b, o)
	return nil
}

// saySharing prints what is wrong with the shared store, up to a number of lines.
func (s *session) saySharing(text string) {
	s.heard.mu.Lock()
	defer s.heard.mu.Unlock()
	if s.heard.lines++; s.heard.lines <= heardLines {
		fmt.Fprintln(plainWriter{s.console.err}, "build: store:", text)
	}
}

// unsaid says how much more there was to say.
func (s *session) unsaid() {
	s.heard.mu.Lock()
	defer s.heard.mu.Unlock()
	if more := s.heard.lines - heardLines; more > 0 {
		fmt.Fprintf(s.console.err, "build: store: %d more of the kind\n", more)
	}
}

// storeNeeded is the shared store that a verb is about.
func (s *session) storeNeeded() (*remote.Store, error) {
	if _, err := s.engine(); err != nil {
		return nil, err
	}
	if location, _ := s.sharedLocation(); s.shared == nil || s.Store == "" && os.Getenv(storeVariable) != location {
		return nil, usagef("name a shared store with -store or in %s: s3://BUCKET/PREFIX, file:///FOLDER or https://HOST/PATH", storeVariable)
	}
	return s.shared, nil
}

// closeStores records what was read of the shared store, and closes the cache.
func (s *session) closeStores() error {
	if s.shared != nil {
		err := s.shared.Close()
		s.unsaid()
		return err
	}
	return s.store.Close()
}
