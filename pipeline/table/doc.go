// Package table turns what a stage returns into files and back: Go structs to
// Arrow schemas to Parquet, by reflection.
//
// An output is a slice of rows, or a struct whose exported fields are slices
// of rows, single rows, or raw files:
//
//	type Maps struct {
//		Units     []Unit                // units.parquet
//		Occupancy Occupancy             // occupancy.parquet, one row
//		Drawing   []byte `file:"pdf"`   // drawing.pdf, as it is
//	}
//	type Unit struct {
//		Unit  int32     `unit:"1" doc:"index of the unit in the network"`
//		Bins  int32     `unit:"1" doc:"bins along one side of the box"`
//		Rates []float32 `unit:"1" doc:"mean activity per bin" shape:"Bins,Bins"`
//	}
//
// A struct with the single field `file:"pdf"` of which nothing else is known
// is named after its extension alone ("pdf"); so are all raw files.
//
// # What survives the trip
//
// Every value of a bool, int32, int64, float32, float64, string and of lists
// of float32, float64 and int32 comes back bit for bit, with two exceptions.
// A NaN means that a value is missing. It is written as a null, which every
// reader's averages leave out, and comes back as the one NaN with sign and payload
// clear; x86 and ARM produce different ones. An
// empty list, table or file comes back as nil: a column has no way to tell
// the two apart. Strings must be valid UTF-8.
//
// # Names
//
// A column is named after its field, MeanRate as mean_rate, or as a tag
// column:"name" says. Words that SQL keeps, such as group or from, cannot stand in
// a query as they are, so a column of such a name gets an underscore.
//
// # The files
//
// Parquet, zstd level 3, one row group per 16 MiB, no dictionaries except for
// strings, no statistics (those of this Arrow version are wrong around NaN), a
// fixed created-by, and therefore the same bytes on every run. Lists are
// List<float32>, never FixedSizeList: this version of Arrow writes those
// corrupted without a word (apache/arrow-go issue 584). Units, descriptions
// and shapes are Arrow field metadata, which pyarrow reads, and, for the
// others, JSON under the Parquet key "columns".
//
// # Corrupt and foreign files
//
// The store checks digests; this package only promises not to crash. Arrow
// panics on corrupt bytes, and allocates what a header claims. So [Decode] and
// [Open] first walk the footer, the page headers and the compressed frames
// themselves, refuse what claims more than its bytes can hold or than the
// limits allow, and turn panics into errors. What remains: a well-formed
// foreign file may still need, for its first row group, as much memory as
// [Open]'s limits allow (256 MiB a page), and gzip and brotli pages are only
// bounded by what they claim to hold.
//
// # What of Arrow is linked
//
// Parquet's own packages (parquet/file, schema, metadata) and Arrow's schema
// (arrow, arrow/ipc). Not parquet/pqarrow, which turns Arrow arrays into
// Parquet: through it come gRPC, protobuf and a compute engine, a third of the
// time that the whole program took to compile and 23 of its 57 MB. What stays
// beyond need comes with those packages and has no switch: all the codecs
// (brotli, snappy, lz4, zstd, gzip), Thrift with its HTTP client, goccy/go-json
// and flatbuffers.
//
// The package does not know keys, stores, stages or what a column means.
package table
