package store

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
)

const (
	maxRecord  = 8 << 20        // bytes of an action in an archive
	maxParts   = 100_000        // of one action: outputs and the like
	clockError = 48 * time.Hour // how far ahead the clock may be that dated a record
)

// Import takes in what Export wrote and says how many actions were new. It is
// all or nothing: one entry that is not as Export writes it, and no action is
// recorded; the error names the entry. Blobs that came before it are in nobody's
// way, and a collection removes them.
func (s *Store) Import(r io.Reader) (added int, err error) {
	in := &importer{s: s, seen: map[string]bool{}}
	ends := &ending{r: r}
	for t := tar.NewReader(ends); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, fmt.Errorf("store: import: not an exported archive, or cut short: %w", err)
		}
		err = in.entry(h, t)
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = fmt.Errorf("is cut short (%w)", err)
		}
		if err != nil {
			return 0, fmt.Errorf("store: import: %q: %w; nothing was imported", h.Name, err)
		}
	}
	switch {
	case len(in.actions) == 0:
		return 0, errors.New("store: import: there is no action in the archive; export it again")
	case !ends.whole():
		return 0, errors.New("store: import: the archive is cut short; export it again")
	}
	return in.record()
}

// An importer collects the actions of an archive.
type importer struct {
	s       *Store
	seen    map[string]bool
	actions []*Action
}

// entry takes in one entry, of which nothing is believed before it is checked.
func (in *importer) entry(h *tar.Header, r io.Reader) error {
	if err := plainEntry(h); err != nil {
		return err
	}
	if in.seen[h.Name] {
		return errors.New("is there twice")
	}
	in.seen[h.Name] = true
	var d Digest
	if hex, ok := strings.CutPrefix(h.Name, "blobs/"); ok && d.UnmarshalText([]byte(hex)) == nil && d.String() == hex {
		return in.s.receive(d, r, h.Size)
	}
	hex, ok := strings.CutPrefix(h.Name, "actions/")
	hex, ok2 := strings.CutSuffix(hex, ".json")
	if !ok || !ok2 || d.UnmarshalText([]byte(hex)) != nil || d.String() != hex {
		return errors.New("neither a blob nor an action")
	}
	return in.action(Key(d), r, h.Size)
}

// plainEntry refuses what no export has: links, folders, devices and files with
// holes, which are larger than the archive.
func plainEntry(h *tar.Header) error {
	if h.Typeflag != tar.TypeReg {
		return fmt.Errorf("is of type %q, not a file", h.Typeflag)
	}
	for k := range h.PAXRecords {
		if strings.HasPrefix(k, "GNU.sparse.") {
			return errors.New("is a file with holes")
		}
	}
	if h.Size < 0 || h.Size > maxBlob {
		return fmt.Errorf("claims %d bytes", h.Size)
	}
	return nil
}

// action reads and checks one record.
func (in *importer) action(k Key, r io.Reader, size int64) error {
	if size > maxRecord {
		return fmt.Errorf("a record of %d bytes, the limit is %d", size, maxRecord)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if n := bytes.Count(data, []byte("{")); n > maxParts {
		return fmt.Errorf("a record of %d parts, the limit is %d", n, maxParts)
	}
	a := new(Action)
	if err := json.Unmarshal(data, a); err != nil {
		return err
	}
	if a.Key != k {
		return errors.New("is the record of another action")
	}
	if err := errors.Join(a.plausible(), a.importable(in.s.now())); err != nil {
		return err
	}
	in.actions = append(in.actions, a)
	return nil
}

// importable says what a stranger's record may not say.
func (a *Action) importable(now time.Time) error {
	if a.Time.After(now.Add(clockError)) {
		return fmt.Errorf("is dated %v, which is yet to come; is a clock wrong?", a.Time)
	}
	texts := []string{a.Function, a.Name, a.Host, a.Version, a.Bad}
	for _, o := range a.Outputs {
		texts = append(texts, o.Name)
	}
	if a.Adopted != nil {
		texts = append(append(texts, a.Adopted.By), a.Adopted.Sample...)
	}
	for _, text := range texts {
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return fmt.Errorf("has %q in it, which cannot be printed", text)
		}
	}
	return nil
}

// record records what was collected, now that all of it has been seen.
func (in *importer) record() (added int, err error) {
	for _, a := range in.actions {
		if err := in.s.complete(a); err != nil {
			return 0, fmt.Errorf("store: import: %q: %w; nothing was imported", a.Name, err)
		}
	}
	for _, a := range in.actions {
		if in.s.known(a) {
			continue
		}
		if err := in.s.Record(a); err != nil {
			return added, err
		}
		added++
	}
	return added, nil
}

// complete reads everything that a record names.
func (s *Store) complete(a *Action) error {
	for d := range live([]*Action{a}) {
		if _, err := s.Get(d); err != nil {
			return err
		}
	}
	for _, o := range a.Outputs {
		if size, err := s.sizeOnDisk(o.Digest); err != nil || size != o.Size {
			return fmt.Errorf("its output %q has %d bytes, not %d", o.Name, size, o.Size)
		}
	}
	return nil
}

// known reports that there is a record for the action already, which stays: a
// result in use, or the mark that this result must not be used.
func (s *Store) known(a *Action) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.actions[a.Key]
	if !ok {
		return false
	}
	old, err := e.decode(a.Key)
	return err == nil && (old.Bad == "" || old.Content == a.Content)
}

// receive keeps a blob that comes with its digest. A large one goes to disk as
// it comes, so that its size is never taken on trust.
func (s *Store) receive(d Digest, r io.Reader, size int64) error {
	if size < largeBlob {
		blob, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if Sum(blob) != d {
			return errors.New("its bytes are not what its name says")
		}
		_, err = s.Put(blob)
		return err
	}
	if err := s.Writable(); err != nil {
		return err
	}
	f, err := createTemp(s.path(dirLarge))
	if err != nil {
		return unwritable(s.root, err)
	}
	sum := sha256.New()
	if _, err = io.Copy(io.MultiWriter(f, sum), r); err == nil && Digest(sum.Sum(nil)) != d {
		err = errors.New("its bytes are not what its name says")
	}
	return finish(f, s.large(d), err)
}

// ending remembers how a stream ends.
type ending struct {
	r    io.Reader
	tail []byte
}

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.tail = append(e.tail, p[:n]...)
	e.tail = e.tail[max(0, len(e.tail)-tarEnd):]
	return n, err
}

const tarEnd = 1024 // zeros that end an archive

// whole reports that the archive came to its end: one cut between two entries
// reads like a whole one otherwise.
func (e *ending) whole() bool {
	return len(e.tail) == tarEnd && !bytes.ContainsFunc(e.tail, func(r rune) bool { return r != 0 })
}
