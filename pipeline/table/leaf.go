package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// A leaf of Parquet's schema is what this package calls a column. Files of its
// own have one for each column of the row type; of a foreign file, a group of
// several leaves becomes several columns, named by their paths.

// leafName is the column's name: of a list the list's, not its elements'.
func leafName(s *schema.Schema, leaf int) string {
	root := s.ColumnRoot(leaf)
	for n := root; ; {
		g, ok := n.(*schema.GroupNode)
		if !ok {
			return root.Name()
		}
		if g.NumFields() != 1 || n == root && s.Column(leaf).MaxRepetitionLevel() == 0 {
			return s.Column(leaf).ColumnPath().String()
		}
		n = g.Field(0)
	}
}

// leafType is the Go type of what this package writes, and a name like Arrow's
// for others.
func leafType(col *schema.Column) string {
	element := elementType(col)
	if col.MaxRepetitionLevel() == 0 {
		return element
	}
	if slices.Contains([]string{"int32", "float32", "float64"}, element) && col.MaxRepetitionLevel() == 1 {
		return "[]" + element
	}
	return "list<" + element + ">"
}

func elementType(col *schema.Column) string {
	switch t := col.LogicalType().(type) {
	case schema.StringLogicalType:
		return "string"
	case *schema.IntLogicalType:
		sign := map[bool]string{true: "int", false: "uint"}
		return fmt.Sprint(sign[t.IsSigned()], t.BitWidth())
	case *schema.DecimalLogicalType:
		return fmt.Sprintf("decimal(%d, %d)", t.Precision(), t.Scale())
	case *schema.TimestampLogicalType:
		if t.IsAdjustedToUTC() {
			return "timestamp[" + unitName(t.TimeUnit()) + ", tz=UTC]"
		}
		return "timestamp[" + unitName(t.TimeUnit()) + "]"
	case *schema.TimeLogicalType:
		return "time[" + unitName(t.TimeUnit()) + "]"
	case schema.NoLogicalType:
		return physicalName(col.PhysicalType())
	default:
		return strings.ToLower(t.String())
	}
}

func physicalName(t parquet.Type) string {
	switch t {
	case parquet.Types.Boolean:
		return "bool"
	case parquet.Types.Float:
		return "float32"
	case parquet.Types.Double:
		return "float64"
	case parquet.Types.Int96:
		return "timestamp[ns]"
	case parquet.Types.ByteArray, parquet.Types.FixedLenByteArray:
		return "binary"
	}
	return strings.ToLower(t.String())
}

func unitName(u schema.TimeUnitType) string {
	switch u {
	case schema.TimeUnitMillis:
		return "ms"
	case schema.TimeUnitMicros:
		return "us"
	}
	return "ns"
}
