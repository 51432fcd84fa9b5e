#!/usr/bin/env python3
"""NWB files to the tables that `score FOLDER` reads.

    python from_nwb.py FOLDER --shape square --width 1.0 FILE.nwb...

needs pynwb, pandas and pyarrow. Each file is a session, named by its stem. An
arena's size is in metres; positions are turned into metres by what their series
says of its unit, and --centre X Y (metres) is subtracted from them.
"""

import argparse
import pathlib
import sys

import numpy
import pandas
import pynwb

METRES = {"m": 1, "meter": 1, "meters": 1, "metre": 1, "metres": 1,
          "cm": 0.01, "centimeter": 0.01, "centimeters": 0.01, "centimetres": 0.01,
          "mm": 0.001, "millimeter": 0.001, "millimeters": 0.001}


def series(nwb, name):
    """The spatial series of that name, or the only or first one."""
    found = {s.name: s for s in nwb.objects.values() if isinstance(s, pynwb.behavior.SpatialSeries)}
    if name is None and found:
        if len(found) > 1:
            print(f"series {', '.join(found)}; taking the first, --series names another", file=sys.stderr)
        return next(iter(found.values()))
    if name not in found:
        sys.exit(f"no series {name or 'of positions'}; the file has {', '.join(found) or 'none'}")
    return found[name]


def seconds(s):
    """The times of a series' samples."""
    if s.timestamps is not None:
        return numpy.asarray(s.timestamps[:], float)
    return s.starting_time + numpy.arange(len(s.data)) / s.rate


def positions(session, s, centre):
    """Two columns of places, in metres from the arena's centre."""
    unit = (s.unit or "").lower()
    if unit not in METRES:
        sys.exit(f"series {s.name} is in {s.unit!r}; want one of {', '.join(METRES)}")
    place = numpy.asarray(s.data[:], float)
    if place.ndim != 2 or place.shape[1] < 2:
        sys.exit(f"series {s.name} has the shape {place.shape}; want two columns, x and y")
    place = (place[:, :2] * s.conversion + (s.offset or 0)) * METRES[unit] - numpy.asarray(centre)
    return pandas.DataFrame({"session": session, "t_s": seconds(s), "x_m": place[:, 0], "y_m": place[:, 1]})


def spikes(session, nwb):
    """A row for each spike of each unit."""
    if nwb.units is None:
        sys.exit(f"{session}: the file has no units")
    parts = [pandas.DataFrame({"session": session, "cell": str(unit), "t_s": numpy.sort(nwb.units["spike_times"][i])})
             for i, unit in enumerate(nwb.units.id[:])]
    return pandas.concat(parts, ignore_index=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=pathlib.Path)
    p.add_argument("files", type=pathlib.Path, nargs="+")
    p.add_argument("--shape", choices=["square", "rectangle", "circle"], required=True)
    p.add_argument("--width", type=float, required=True, help="metres")
    p.add_argument("--height", type=float, help="metres, of a rectangle")
    p.add_argument("--series", help="name of the series of positions")
    p.add_argument("--centre", type=float, nargs=2, default=(0, 0), metavar=("X", "Y"), help="metres, subtracted from positions")
    a = p.parse_args()
    tables = {"sessions": [], "positions": [], "spikes": []}
    for file in a.files:
        with pynwb.NWBHDF5IO(file, "r") as io:
            nwb = io.read()
            animal = nwb.subject.subject_id if nwb.subject else ""
            tables["sessions"].append(pandas.DataFrame({
                "session": [file.stem], "animal": [animal or ""], "shape": [a.shape],
                "width_m": [a.width], "height_m": [a.height or a.width]}))
            tables["positions"].append(positions(file.stem, series(nwb, a.series), a.centre))
            tables["spikes"].append(spikes(file.stem, nwb))
    a.folder.mkdir(parents=True, exist_ok=True)
    for name, parts in tables.items():
        pandas.concat(parts, ignore_index=True).to_parquet(a.folder / f"{name}.parquet", index=False)


if __name__ == "__main__":
    main()
