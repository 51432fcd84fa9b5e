package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// A Digest is the SHA-256 of a blob.
type Digest [sha256.Size]byte

// A Key is the SHA-256 of an action's manifest.
type Key [sha256.Size]byte

// Sum is the digest of blob.
func Sum(blob []byte) Digest { return sha256.Sum256(blob) }

// String is d in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// String is k in hexadecimal.
func (k Key) String() string { return hex.EncodeToString(k[:]) }

// MarshalText writes d in hexadecimal.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalText writes k in hexadecimal.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Digest) UnmarshalText(text []byte) error { return unhex(d[:], text) }

// UnmarshalText reads what MarshalText wrote.
func (k *Key) UnmarshalText(text []byte) error { return unhex(k[:], text) }

func unhex(dst, text []byte) error {
	if len(text) != hex.EncodedLen(len(dst)) {
		return fmt.Errorf("store: %q is not a SHA-256 in hexadecimal", text)
	}
	_, err := hex.Decode(dst, text)
	return err
}
