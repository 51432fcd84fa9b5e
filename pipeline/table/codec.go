package table

import "reflect"

// Codec is what turns outputs into files and back, for an engine.
type Codec struct{}

// Encode is the function of that name.
func (Codec) Encode(v any, meta map[string]string) (map[string][]byte, error) { return Encode(v, meta) }

// Decode is the function of that name.
func (Codec) Decode(blobs map[string][]byte, into any) error { return Decode(blobs, into) }

// Schema is the function of that name.
func (Codec) Schema(t reflect.Type) string { return Schema(t) }
