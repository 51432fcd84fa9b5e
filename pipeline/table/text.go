package table

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow/decimal256"
	"github.com/apache/arrow/go/v17/arrow/float16"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// missing is what a null is shown as, outside a list.
const missing = "(null)"

// bare reports that the values need no interpretation.
func (c *cells) bare() bool {
	return slices.Contains([]string{"bool", "int32", "int64", "float32", "float64", "string"}, elementType(c.col))
}

// texts shows every row as text. Lists of lists are shown as one list.
func (c *cells) texts() []string {
	if c.list() {
		return c.listTexts()
	}
	out := make([]string, c.rows)
	for i := range out {
		out[i] = missing
		if c.def == nil || c.def[i] == c.col.MaxDefinitionLevel() {
			out[i] = c.text(i)
		}
	}
	return out
}

func (c *cells) listTexts() []string {
	out := make([]string, 0, c.rows)
	var row []string
	element, k := elementLevel(c.col), 0
	for i, def := range c.def {
		switch {
		case def == c.col.MaxDefinitionLevel():
			row = append(row, c.elementText(k))
			k++
		case def >= element:
			row = append(row, "null")
		}
		if i+1 < len(c.rep) && c.rep[i+1] > 0 {
			continue
		}
		text := "[" + strings.Join(row, ",") + "]"
		if def < element-1 {
			text = missing
		}
		out, row = append(out, text), nil
	}
	return out
}

// elementText quotes texts, so that a comma in one ends no element.
func (c *cells) elementText(k int) string {
	if _, ok := c.values.([]string); ok {
		return strconv.Quote(c.text(k))
	}
	return c.text(k)
}

// text shows the k-th value by what its column says that it means.
func (c *cells) text(k int) string {
	switch v := c.values.(type) {
	case []int32:
		return integerText(int64(v[k]), uint64(uint32(v[k])), c.col.LogicalType())
	case []int64:
		return integerText(v[k], uint64(v[k]), c.col.LogicalType())
	case []string:
		return bytesText(v[k], c.col.LogicalType())
	case []parquet.Int96:
		return v[k].ToTime().UTC().Format(time.RFC3339Nano)
	case []bool:
		return strconv.FormatBool(v[k])
	case []float32:
		return strconv.FormatFloat(float64(v[k]), 'g', -1, 32)
	case []float64:
		return strconv.FormatFloat(v[k], 'g', -1, 64)
	}
	panic(fmt.Sprintf("table: no text of %T", c.values))
}

func integerText(x int64, unsigned uint64, t schema.LogicalType) string {
	switch t := t.(type) {
	case *schema.IntLogicalType:
		if !t.IsSigned() {
			return strconv.FormatUint(unsigned, 10)
		}
	case *schema.DecimalLogicalType:
		return decimal256.FromI64(x).ToString(t.Scale())
	case schema.DateLogicalType:
		return time.Unix(x*24*60*60, 0).UTC().Format(time.DateOnly)
	case *schema.TimeLogicalType:
		return instant(x, t.TimeUnit()).Format("15:04:05.999999999")
	case *schema.TimestampLogicalType:
		if !t.IsAdjustedToUTC() {
			return instant(x, t.TimeUnit()).Format("2006-01-02T15:04:05.999999999") // of no time zone
		}
		return instant(x, t.TimeUnit()).Format(time.RFC3339Nano)
	}
	return strconv.FormatInt(x, 10)
}

func instant(x int64, u schema.TimeUnitType) time.Time {
	switch u {
	case schema.TimeUnitMillis:
		return time.UnixMilli(x).UTC()
	case schema.TimeUnitMicros:
		return time.UnixMicro(x).UTC()
	}
	return time.Unix(0, x).UTC()
}

func bytesText(s string, t schema.LogicalType) string {
	switch t := t.(type) {
	case schema.StringLogicalType, schema.EnumLogicalType, schema.JSONLogicalType:
		return s
	case *schema.DecimalLogicalType:
		return decimalText(s, t.Scale())
	case schema.Float16LogicalType:
		if len(s) == 2 {
			return float16.FromBits(binary.LittleEndian.Uint16([]byte(s))).String()
		}
	}
	return fmt.Sprintf("%x", s)
}

// decimalText shows a two's complement number, most significant byte first.
func decimalText(s string, scale int32) string {
	if len(s) == 0 || len(s) > 32 {
		return fmt.Sprintf("%x", s)
	}
	n := new(big.Int).SetBytes([]byte(s))
	if s[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(s))))
	}
	return decimal256.FromBigInt(n).ToString(scale)
}
