#!/usr/bin/env python3
"""Writes an NWB file, converts it both ways and scores what comes out.

    python check.py PROGRAM FOLDER

PROGRAM is the built command. A cell with a lattice of 40 cm must get that period.
"""

import datetime
import json
import pathlib
import subprocess
import sys

import numpy
import pynapple
import pynwb

import from_pynapple

PERIOD = 0.4


def walk(rng, seconds=1200.0, rate=25.0):
    """A path in a box of 1 m whose corner is at 0, as an animal might walk."""
    n = int(seconds * rate)
    heading = numpy.cumsum(0.25 * rng.standard_normal(n))
    step = 0.15 / rate * numpy.stack([numpy.cos(heading), numpy.sin(heading)], 1)
    place = numpy.cumsum(step, 0) % 2
    return numpy.arange(n) / rate, numpy.where(place > 1, 2 - place, place)


def fire(rng, time, place):
    """Spike times of a cell with fields on a lattice, 20 a second at most."""
    k = 4 * numpy.pi / numpy.sqrt(3) / PERIOD
    total = sum(numpy.cos(k * place @ [numpy.cos(a), numpy.sin(a)]) for a in (0.2, 0.2 + numpy.pi / 3, 0.2 + 2 * numpy.pi / 3))
    counts = rng.poisson(20 * numpy.exp(0.8 * (total - 3)) * (time[1] - time[0]))
    return numpy.sort(numpy.repeat(time, counts) + rng.random(counts.sum()) * (time[1] - time[0]))


def write(path, time, place, cells):
    """An NWB file with positions in cm from a corner."""
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
    nwb = pynwb.NWBFile("a walk", "walk", start, subject=pynwb.file.Subject(subject_id="simulated"))
    series = pynwb.behavior.SpatialSeries(name="position", data=100 * place, timestamps=time, unit="cm", reference_frame="a corner")
    nwb.create_processing_module("behavior", "paths").add(pynwb.behavior.Position(spatial_series=series))
    for i, spikes in enumerate(cells):
        nwb.add_unit(spike_times=spikes, id=i)
    with pynwb.NWBHDF5IO(path, "w") as io:
        io.write(nwb)


def score(program, folder):
    """What the program says of a folder."""
    done = subprocess.run([program, "score", "-json", folder], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)["maps"]


def main():
    program, work = sys.argv[1], pathlib.Path(sys.argv[2])
    rng = numpy.random.default_rng(1)
    time, place = walk(rng)
    path = work / "mouse.nwb"
    write(path, time, place, [fire(rng, time, place) for _ in range(2)])
    here = pathlib.Path(__file__).parent
    subprocess.run([sys.executable, here / "from_nwb.py", work / "nwb", path, "--shape", "square", "--width", "1", "--centre", "0.5", "0.5"], check=True)
    data = pynapple.load_file(str(path))
    from_pynapple.write(work / "pynapple", "mouse", data["position"], data["units"], "square", 1, scale=0.01, centre=(0.5, 0.5))
    by_nwb, by_pynapple = score(program, work / "nwb"), score(program, work / "pynapple")
    for a, b in zip(by_nwb, by_pynapple, strict=True):
        print(a["map_name"], a["period_m"], a["score60_minmax_corrected"], a["halves_r"])
        if abs(a["period_m"] / PERIOD - 1) > 0.05 or a["score60_minmax_corrected"] < 0.8 or a["halves_r"] < 0.5:
            sys.exit(f"cell {a['map']}: {a}")
        if abs(a["period_m"] - b["period_m"]) > 1e-9:
            sys.exit(f"cell {a['map']}: by pynapple {b}")
    refused = subprocess.run([sys.executable, here / "from_nwb.py", work / "corner", path, "--shape", "square", "--width", "1"], check=True)
    answer = subprocess.run([program, "score", work / "corner"], capture_output=True, text=True)
    if answer.returncode == 0 or "not centred on 0; subtract" not in answer.stderr:
        sys.exit(f"positions from a corner are not refused: {refused} {answer}")


if __name__ == "__main__":
    main()
