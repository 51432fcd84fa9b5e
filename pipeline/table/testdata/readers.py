"""Open every Parquet file under the given folders with pandas, pyarrow, polars
and DuckDB, and check that they see the same rows, NaNs and list lengths, and
that pyarrow and DuckDB find the units.

Usage: python readers.py FOLDER...    Needs: pandas pyarrow polars duckdb
"""

import json
import math
import pathlib
import sys

import duckdb
import pandas
import polars
import pyarrow.parquet

LISTS = ("[]float32", "[]float64", "[]int32")


def summary(values):
    """Count rows, NaNs and elements; None is never ours."""
    rows = nans = elements = 0
    for v in values:
        rows += 1
        if v is None:
            raise ValueError("a null")
        if isinstance(v, float):
            nans += math.isnan(v)
        elif not isinstance(v, (str, bytes, int)) and hasattr(v, "__len__"):
            elements += len(v)
            nans += sum(isinstance(x, float) and math.isnan(x) for x in v)
    return rows, nans, elements


def python(values):
    return [v.tolist() if hasattr(v, "tolist") else v for v in values]


def readings(path):
    """Yield (reader, {column: summary})."""
    table = pyarrow.parquet.read_table(path)
    yield "pyarrow", {n: summary(table[n].to_pylist()) for n in table.column_names}
    frame = pandas.read_parquet(path)
    yield "pandas", {n: summary(python(frame[n])) for n in frame.columns}
    frame = polars.read_parquet(path)
    yield "polars", {n: summary(frame[n].to_list()) for n in frame.columns}
    cursor = duckdb.sql("SELECT * FROM read_parquet(?)", params=[str(path)])
    rows = cursor.fetchall()
    yield "duckdb", {n: summary([r[i] for r in rows]) for i, n in enumerate(cursor.columns)}


def units(path):
    """The units as pyarrow sees them, and the columns as DuckDB sees them."""
    schema = pyarrow.parquet.read_schema(path)
    arrow = {f.name: f.metadata[b"unit"].decode() for f in schema}
    found = duckdb.sql(
        "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'columns'",
        params=[str(path)],
    ).fetchall()
    return arrow, json.loads(found[0][0])


def check(path):
    seen = dict(readings(path))
    first = seen["pyarrow"]
    for reader, columns in seen.items():
        if columns != first:
            raise ValueError(f"{reader} sees {columns}, pyarrow {first}")
    arrow, described = units(path)
    for c in described:
        if arrow[c["name"]] != c.get("unit", ""):
            raise ValueError(f"units of {c['name']} differ")
        rows, _, elements = first[c["name"]]
        if c["type"] in LISTS and "length" in c and elements != rows * c["length"]:
            raise ValueError(f"{c['name']} has {elements} elements in {rows} rows")
    return first


def main(folders):
    files = sorted(f for folder in folders for f in pathlib.Path(folder).rglob("*.parquet"))
    if not files:
        sys.exit("readers.py: no Parquet file under " + " ".join(folders))
    failed = 0
    for f in files:
        try:
            columns = check(f)
            rows = next(iter(columns.values()))[0]
            nans = sum(c[1] for c in columns.values())
            print(f"ok {f}: {rows} rows, {len(columns)} columns, {nans} NaN")
        except Exception as fault:  # report every file before giving up
            failed += 1
            print(f"FAILED {f}: {fault}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
