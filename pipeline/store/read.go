package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const maxBlob = 8 << 30 // no blob is larger

// Has reports that the blob seems to be there; only Get looks at its bytes.
func (s *Store) Has(d Digest) bool {
	s.mu.Lock()
	_, ok := s.places[d]
	s.mu.Unlock()
	return ok || s.hasLarge(d)
}

func (s *Store) hasLarge(d Digest) bool {
	info, err := os.Stat(s.large(d))
	return err == nil && info.Mode().IsRegular()
}

// Get is the blob whose digest is d, verified. The error is a *Miss; a blob
// that is not what its name says is put aside, so that it can be made again.
func (s *Store) Get(d Digest) ([]byte, error) {
	looked := false
	var lost error
	for {
		s.mu.Lock()
		at, small := s.places[d]
		s.mu.Unlock()
		if !small && lost == nil || !small && s.hasLarge(d) {
			return s.readLarge(d)
		}
		if !small && looked {
			return nil, lost
		}
		if !small { // a collection may have moved it
			looked = true
			_ = s.Refresh()
			continue
		}
		blob, err := s.readSmall(at, d)
		if err == nil {
			return blob, nil
		}
		lost = err
		s.avoid(d, at)
	}
}

// avoid forgets the copy of d at a place that turned out bad.
func (s *Store) avoid(d Digest, at place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.places[d] != at {
		return
	}
	delete(s.places, d)
	if spare := s.spares[d]; len(spare) > 0 {
		s.places[d], s.spares[d] = spare[0], spare[1:]
	}
}

// readSmall reads a blob from its pack. Another host's pack whose end is not
// there yet is opened again for a while: its size may be seen late.
func (s *Store) readSmall(at place, d Digest) ([]byte, error) {
	blob, err := s.readPlace(at, d)
	if err == nil || !madeElsewhere(at.pack.name, s.host) {
		return blob, err
	}
	s.mu.Lock()
	until := at.pack.grown.Add(s.stale)
	s.mu.Unlock()
	s.patiently(until, err, func() error {
		s.closeData(at.pack)
		blob, err = s.readPlace(at, d)
		return err
	})
	return blob, err
}

// patiently tries again, at growing intervals, what failed for want of bytes.
func (s *Store) patiently(until time.Time, err error, try func() error) {
	var miss *Miss
	for pause := 100 * time.Millisecond; errors.As(err, &miss) && miss.Reason != Corrupt && s.now().Before(until); pause = min(2*pause, 5*time.Second) {
		s.sleep(pause)
		err = try()
	}
}

func (s *Store) readPlace(at place, d Digest) ([]byte, error) {
	what := "blob " + d.String()[:12]
	if at.size < 0 || at.size >= largeBlob || at.offset < 0 {
		return nil, &Miss{What: what, Reason: Corrupt, Detail: "its place in " + at.pack.name + " cannot be"}
	}
	f, err := s.dataFile(at.pack)
	if err != nil {
		return nil, &Miss{What: what, Reason: Absent, Detail: err.Error()}
	}
	blob := make([]byte, at.size)
	_, err = f.ReadAt(blob, at.offset)
	for errors.Is(err, fs.ErrClosed) { // the folder was read anew meanwhile
		if f, err = s.dataFile(at.pack); err == nil {
			_, err = f.ReadAt(blob, at.offset)
		}
	}
	if err != nil && at.size > 0 {
		return nil, &Miss{What: what, Reason: Truncated, Detail: "in " + f.Name() + ": " + err.Error()}
	}
	if Sum(blob) != d {
		return nil, &Miss{What: what, Reason: Corrupt, Detail: "in " + f.Name()}
	}
	return blob, nil
}

func (s *Store) dataFile(p *pack) (*os.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.data != nil {
		return p.data, nil
	}
	path := s.path(dirPacks, p.name+extData)
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, errors.New(path+" is no file that can be read"))
	}
	s.opens.Add(1)
	f, err := os.Open(path)
	p.data = f
	return f, err
}

func (s *Store) closeData(p *pack) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.data != nil {
		_ = p.data.Close()
		p.data = nil
	}
}

// readLarge reads a blob that is a file of its own.
func (s *Store) readLarge(d Digest) ([]byte, error) {
	blob, err := s.readLargeOnce(d)
	if err == nil {
		return blob, nil
	}
	s.patiently(s.promised(d), err, func() error {
		blob, err = s.readLargeOnce(d)
		return err
	})
	var miss *Miss
	if errors.As(err, &miss) && miss.Reason != Absent {
		s.putAside(s.large(d))
		miss.Detail = s.large(d) + " was put aside in " + s.path(dirBad)
	}
	return blob, err
}

func (s *Store) readLargeOnce(d Digest) ([]byte, error) {
	what := "blob " + d.String()[:12]
	blob, err := readFile(s.large(d), maxBlob)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Miss{What: what, Reason: Absent}
	case err != nil:
		return nil, &Miss{What: what, Reason: Absent, Detail: err.Error()}
	case Sum(blob) == d:
		return blob, nil
	case len(blob) < largeBlob: // only larger blobs are files
		return nil, &Miss{What: what, Reason: Truncated}
	case int64(len(blob)) < s.sizeOf(d):
		return nil, &Miss{What: what, Reason: Truncated}
	}
	return nil, &Miss{What: what, Reason: Corrupt}
}

// promised is until when a blob that another host has just recorded may yet
// come to light here; the zero time if none has.
func (s *Store) promised(d Digest) (until time.Time) {
	s.eachMaker(d, func(a *Action, _ Output) {
		if a.Host != s.host && a.Time.Before(s.now().Add(s.stale)) {
			until = a.Time.Add(s.stale)
		}
	})
	return until
}

// sizeOf is the recorded size of a blob, 0 if no action names it.
func (s *Store) sizeOf(d Digest) (size int64) {
	s.eachMaker(d, func(_ *Action, o Output) { size = o.Size })
	return size
}

func (s *Store) eachMaker(d Digest, visit func(*Action, Output)) {
	for _, a := range s.Actions() {
		for _, o := range a.Outputs {
			if o.Digest == d {
				visit(a, o)
			}
		}
	}
}

// putAside moves a bad file away. If it cannot, the next Put overwrites it.
func (s *Store) putAside(path string) {
	if s.owned() == nil && os.MkdirAll(s.path(dirBad), 0o777) == nil {
		_ = os.Rename(path, s.path(dirBad, filepath.Base(path)))
	}
}

// Log keeps text under a name that starts with prefix and returns its path.
func (s *Store) Log(prefix string, text []byte) (string, error) {
	clean := strings.Map(func(r rune) rune {
		if r == '/' || r == os.PathSeparator || r == ' ' {
			return '-'
		}
		return r
	}, prefix)
	path := s.path(dirLogs, clean+".log")
	if err := writeFile(path, text); err != nil {
		return "", unwritable(s.root, err)
	}
	return path, nil
}

// sizeOnDisk is how many bytes a blob has.
func (s *Store) sizeOnDisk(d Digest) (int64, error) {
	s.mu.Lock()
	at, small := s.places[d]
	s.mu.Unlock()
	if small {
		return at.size, nil
	}
	info, err := os.Stat(s.large(d))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
