package table

import (
	"bytes"
	"testing"
)

// The shared compressor writes the bytes of a new one.
func TestSharedCompressorWritesTheSameBytes(t *testing.T) {
	shared := sharedZstd{zstd()}
	if again, ok := shared.Codec.(sharedZstd); ok {
		shared = again
	}
	for n := 1; n < 1<<20; n = 3*n + 1 {
		page := make([]byte, n)
		for i := range page {
			page[i] = byte(i * i >> 3)
		}
		if !bytes.Equal(shared.EncodeLevel(nil, page, level), shared.Codec.EncodeLevel(nil, page, level)) {
			t.Errorf("other bytes for a page of %d", n)
		}
	}
}
