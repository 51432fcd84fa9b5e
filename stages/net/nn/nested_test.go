package nn

import (
	"encoding/json"
	"fmt"
)

// nested is an array of any number of dimensions, flattened.
type nested []float64

func (n *nested) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	return n.flatten(v)
}

func (n *nested) flatten(v any) error {
	switch v := v.(type) {
	case float64:
		*n = append(*n, v)
	case []any:
		for _, e := range v {
			if err := n.flatten(e); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("not a number: %v", v)
	}
	return nil
}

// timeMajor turns [B][T][n] into [T][B][n], flattened.
func timeMajor[F Float](x [][][]float64) []F {
	var out []F
	for t := range x[0] {
		for b := range x {
			for _, v := range x[b][t] {
				out = append(out, F(v))
			}
		}
	}
	return out
}
