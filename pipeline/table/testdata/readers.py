"""Open every Parquet file under the given folders with pandas, pyarrow, polars
and DuckDB, and check that they see the same rows, missing values and list lengths,
and that pyarrow and DuckDB find the units. What is missing is a null, never a NaN;
SQL takes every column's name without quotes, and its averages are those of pandas.
A CSV file beside a table has the same columns and rows.

Usage: python readers.py FOLDER...    Needs: pandas pyarrow polars duckdb
"""

import json
import math
import pathlib
import sqlite3
import sys

import duckdb
import pandas
import polars
import pyarrow.parquet

LISTS = ("[]float32", "[]float64", "[]int32")


def summary(values):
    """Count rows, missing numbers (NaN to pandas) and elements."""
    rows = nans = elements = 0
    for v in values:
        rows += 1
        if v is None:
            nans += 1
        elif isinstance(v, float):
            nans += math.isnan(v)
        elif not isinstance(v, (str, bytes, int)) and hasattr(v, "__len__"):
            elements += len(v)
            nans += sum(x is None or isinstance(x, float) and math.isnan(x) for x in v)
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


def sql(path):
    """Query every column by its bare name, and compare averages with pandas."""
    frame = pandas.read_parquet(path)
    for name, kind in zip(frame.columns, frame.dtypes):
        duckdb.sql(f"SELECT {name} FROM read_parquet(?) WHERE {name} IS NOT NULL ORDER BY {name}", params=[str(path)]).fetchall()
        if kind.kind != "f":
            continue
        ours, nans = duckdb.sql(f"SELECT avg({name}), count(*) FILTER (isnan({name})) FROM read_parquet(?)", params=[str(path)]).fetchall()[0]
        theirs = frame[name].mean()
        if nans or (ours is None) != frame[name].isna().all():  # opposite infinities have no average, and are not missing
            raise ValueError(f"{name} has {nans} NaN; DuckDB's average is {ours}, that of pandas {theirs}")
        if ours is not None and not math.isclose(ours, theirs, rel_tol=1e-5, abs_tol=1e-12) and math.isfinite(theirs):
            raise ValueError(f"the average of {name} is {ours} to DuckDB and {theirs} to pandas")
    names = ", ".join(frame.columns)
    sqlite3.connect(":memory:").execute(f"CREATE TABLE paper ({names})").execute(f"SELECT {names} FROM paper")
    beside = path.with_suffix(".csv")
    if beside.exists() and pandas.read_csv(beside).shape != frame.shape:
        raise ValueError(f"{beside} has another shape")


def check(path):
    sql(path)
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
            print(f"ok {f}: {rows} rows, {len(columns)} columns, {nans} missing")
        except Exception as fault:  # report every file before giving up
            failed += 1
            print(f"FAILED {f}: {fault}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
