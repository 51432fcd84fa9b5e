package table

import (
	"sync"

	"github.com/apache/arrow/go/v17/parquet/compress"
)

// sharing is done once, before the first page is read or written: Arrow's table
// of codecs may not change while it is used.
//
//codeid:agrees the shared compressor writes the bytes of a new one, which a test holds
var sharing sync.Once

// shareCompressor has all pages compressed by one compressor. Arrow makes a new one
// for every page, which takes half of the time of a run of small stages and
// hundreds of megabytes.
func shareCompressor() {
	sharing.Do(func() { compress.RegisterCodec(compress.Codecs.Zstd, sharedZstd{zstd()}) })
}

// zstd is Arrow's compressor.
func zstd() compress.Codec {
	codec, err := compress.GetCodec(compress.Codecs.Zstd)
	if err != nil {
		panic("table: " + err.Error())
	}
	return codec
}

// level is the only one at which sharedZstd compresses.
const level = 3

type sharedZstd struct{ compress.Codec }

// EncodeLevel compresses with the shared compressor.
func (z sharedZstd) EncodeLevel(dst, src []byte, at int) []byte {
	if at != level {
		return z.Codec.EncodeLevel(dst, src, at)
	}
	return z.Encode(dst, src)
}
