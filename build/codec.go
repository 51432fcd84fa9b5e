package main

import (
	"reflect"

	"nofreelunch/pipeline/table"
)

// parquet is the engine's codec: tables as Parquet files, files as they are.
type parquet struct{}

func (parquet) Encode(v any, meta map[string]string) (map[string][]byte, error) {
	return table.Encode(v, meta)
}
func (parquet) Decode(blobs map[string][]byte, into any) error { return table.Decode(blobs, into) }
func (parquet) Schema(t reflect.Type) string                   { return table.Schema(t) }
