package table

import "github.com/apache/arrow/go/v17/parquet/compress"

// Arrow makes a new compressor for every page, which takes half of the time of
// a run of small stages and hundreds of megabytes. Its own shared one writes
// the same bytes at the level that this package uses.
func init() { //nolint:gochecknoinits // Arrow's table of codecs may not change once it is read
	compress.RegisterCodec(compress.Codecs.Zstd, sharedZstd{zstd()})
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
