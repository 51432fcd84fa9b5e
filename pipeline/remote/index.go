package remote

import (
	"errors"
	"fmt"
	"strings"

	"nofreelunch/pipeline/store"
)

const (
	version  = 1       // of the layout
	maxHead  = 1 << 10 // bytes of HEAD
	maxIndex = 8 << 20 // bytes of an index: some forty thousand packs
	maxPack  = 1 << 30 // bytes of the data of a pack
	maxAll   = 1 << 30 // bytes of the indexes of all packs
	nameHead = "HEAD"
)

// An object is what is known of one before it is read.
type object struct {
	digest store.Digest
	size   int64
}

// A pack is a sealed pack: the digests and sizes of its two objects.
type pack struct{ index, data object }

func (p pack) indexName() string { return "packs/" + p.index.digest.String() + ".index" }
func (p pack) dataName() string  { return "packs/" + p.data.digest.String() + ".data" }

func largeName(d store.Digest) string { return "large/" + d.String() }
func indexName(d store.Digest) string { return "index/" + d.String() }

// An index says which packs a store has. It is immutable, and its digest
// stands for every byte of the store.
type index struct{ packs []pack }

// encode is the index as an object: a header, and a line for each pack.
func (x index) encode() []byte {
	b := fmt.Appendf(nil, "nofreelunch store %d\n", version)
	for _, p := range x.packs {
		b = fmt.Appendf(b, "pack %s %d %s %d\n", p.index.digest, p.index.size, p.data.digest, p.data.size)
	}
	return b
}

func (x index) digest() store.Digest { return store.Sum(x.encode()) }

// errNewer says that a later version of this program wrote it.
var errNewer = errors.New("it is of a later version than this program knows; update the program")

// checkVersion reads a header of this layout.
func checkVersion(line string) error {
	var have int
	if n, err := fmt.Sscanf(line, "nofreelunch store %d", &have); n != 1 || err != nil || have < 1 {
		return errors.New("it is not a store of this program")
	}
	if have > version {
		return errNewer
	}
	return nil
}

// decodeIndex reads what encode writes and nothing else.
func decodeIndex(text []byte) (x index, err error) {
	first, rest, _ := strings.Cut(string(text), "\n")
	if err := checkVersion(first); err != nil {
		return x, err
	}
	var all int64
	seen := map[store.Digest]bool{}
	for line := range strings.Lines(rest) {
		p, ok := parsePack(strings.TrimSuffix(line, "\n"))
		if all += p.index.size; !ok || seen[p.index.digest] || all > maxAll {
			return x, fmt.Errorf("its line %.60q cannot be", line)
		}
		seen[p.index.digest] = true
		x.packs = append(x.packs, p)
	}
	if string(x.encode()) != string(text) {
		return x, errors.New("it is not written as this program writes it")
	}
	return x, nil
}

func parsePack(line string) (p pack, ok bool) {
	words := strings.Split(line, " ")
	if len(words) != 5 || words[0] != "pack" {
		return p, false
	}
	var ok1, ok2 bool
	p.index, ok1 = parseObject(words[1], words[2])
	p.data, ok2 = parseObject(words[3], words[4])
	return p, ok1 && ok2 && p.index.size <= maxAll && p.data.size <= maxPack
}

func parseObject(digest, size string) (o object, ok bool) {
	err := o.digest.UnmarshalText([]byte(digest))
	n, err2 := fmt.Sscanf(size, "%d", &o.size)
	return o, err == nil && err2 == nil && n == 1 && o.size >= 0
}

// encodeHead is the object that says which index is the present one. The last
// word is a check of the line, so that damage is told from another index.
func encodeHead(o object) []byte {
	line := fmt.Sprintf("nofreelunch store %d %s %d", version, o.digest, o.size)
	return fmt.Appendf(nil, "%s %s\n", line, store.Sum([]byte(line)).String()[:16])
}

func decodeHead(text []byte) (o object, err error) {
	words := strings.Fields(string(text))
	if err := checkVersion(string(text)); err != nil {
		return o, err
	}
	if len(words) != 6 {
		return o, errors.New("it is damaged")
	}
	o, ok := parseObject(words[3], words[4])
	if !ok || o.size > maxIndex || string(encodeHead(o)) != string(text) {
		return o, errors.New("it is damaged")
	}
	return o, nil
}
