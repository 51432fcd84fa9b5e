package store

import (
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const (
	dirPacks   = "packs"
	dirLarge   = "large"
	dirLeases  = "leases"
	dirSaved   = "checkpoints"
	dirLogs    = "logs"
	dirBad     = "bad"
	dirRemote  = "remote"
	fileFormat = "FORMAT"

	extIndex   = ".index"
	extClosing = ".closing" // the index of a pack that a collection has taken
	extData    = ".data"
	extLock    = ".lock"

	tempPrefix = ".tmp-"
	hostDigits = 8 // of a pack's name
)

func (s *Store) path(elem ...string) string {
	return filepath.Join(append([]string{s.root}, elem...)...)
}

func (s *Store) large(d Digest) string {
	hex := d.String()
	return s.path(dirLarge, hex[:2], hex)
}

// newPackName is a name that nobody else chooses: digits of the host, so that
// its own packs can be told from those of others, and random ones.
func newPackName(host string) string {
	var b [12]byte
	_, _ = rand.Read(b[:])
	return hostID(host) + hex.EncodeToString(b[:])
}

func hostID(host string) string { return Sum([]byte("host " + host)).String()[:hostDigits] }

// madeElsewhere reports that a pack was made on another host, whose writes
// may be seen late here.
func madeElsewhere(pack, host string) bool {
	return !slotted(pack) && !strings.HasPrefix(pack, hostID(host))
}

// slotted reports that a pack is named as older versions did: by a slot, whose
// lock all of its packs share, and a number.
func slotted(pack string) bool { return strings.Contains(pack, "-") }

// lockName is the file that the process which appends to a pack has locked.
func lockName(pack string) string {
	slot, _, _ := strings.Cut(pack, "-")
	return slot + extLock
}

// A namer knows the names that this package gives to the files of each folder.
// A file of any other name is somebody else's.
type namer struct{ pack, packFile, digest, log, temp *regexp.Regexp }

func names() namer {
	const pack = `([0-9]{2,4}-[0-9]{4,9}|[0-9a-f]{32})`
	return namer{
		pack:     regexp.MustCompile(`^` + pack + `$`),
		packFile: regexp.MustCompile(`^(` + pack + `\.(index|closing|data|lock)|[0-9]{2,4}\.lock)$`),
		digest:   regexp.MustCompile(`^[0-9a-f]{64}$`),
		log:      regexp.MustCompile(`^.+\.log$`),
		temp:     regexp.MustCompile(`^\.tmp-[0-9a-f]{6,32}$`),
	}
}

// ours reports that a file in a folder below the root has a name of ours.
func (n namer) ours(dir, name string) bool {
	if n.temp.MatchString(name) {
		return true
	}
	switch top, sub, _ := strings.Cut(filepath.ToSlash(dir), "/"); top {
	case dirPacks:
		return sub == "" && n.packFile.MatchString(name)
	case dirLarge:
		return len(sub) == 2 && n.digest.MatchString(name) && name[:2] == sub
	case dirSaved, dirLeases, dirBad, dirRemote:
		return sub == "" && n.digest.MatchString(name)
	case dirLogs:
		return sub == "" && n.log.MatchString(name)
	}
	return false
}

// A file is one of ours in the folder.
type file struct {
	dir, name string // the folder below the root
	info      os.FileInfo
}

// files are the regular files of ours in a folder below the root and, for the
// large blobs, in the folders in it. Symbolic links are not followed.
func (s *Store) files(dir string) (found []file) {
	if info, err := os.Lstat(s.path(dir)); err != nil || !info.IsDir() {
		return nil
	}
	entries, _ := os.ReadDir(s.path(dir))
	for _, e := range entries {
		switch {
		case e.IsDir() && dir == dirLarge && len(e.Name()) == 2:
			found = append(found, s.files(filepath.Join(dir, e.Name()))...)
		case e.Type().IsRegular() && s.names.ours(dir, e.Name()):
			if info, err := e.Info(); err == nil {
				found = append(found, file{dir, e.Name(), info})
			}
		}
	}
	return found
}

// remove deletes a file of ours.
func (s *Store) remove(f file) error { return os.Remove(s.path(f.dir, f.name)) }

// folders are those that the store makes.
func folders() []string {
	return []string{dirPacks, dirLarge, dirSaved, dirLeases, dirLogs, dirBad, dirRemote}
}

// Usage is what the store has on disk: its own files, not others' beside them.
func (s *Store) Usage() (files int, size int64) {
	if info, err := os.Lstat(s.path(fileFormat)); err == nil && info.Mode().IsRegular() {
		files, size = 1, info.Size()
	}
	for _, dir := range folders() {
		for _, f := range s.files(dir) {
			files++
			size += f.info.Size()
		}
	}
	return files, size
}

// Size is how many bytes the store takes on disk.
func (s *Store) Size() int64 {
	_, size := s.Usage()
	return size
}
