#!/usr/bin/env python3
"""pynapple's objects to the tables that `score FOLDER` reads.

    import pynapple, from_pynapple
    data = pynapple.load_file("mouse.nwb")
    from_pynapple.write("folder", "mouse", data["position"], data["units"], shape="square", width=1.0)

needs pandas and pyarrow beside pynapple. Positions are a TsdFrame whose first two
columns are x and y, units a TsGroup. Times are seconds. scale turns positions into
metres (0.01 for cm), and centre, in metres, is then subtracted.
"""

import pathlib

import numpy
import pandas


def write(folder, session, position, units, shape, width, height=None, animal="", scale=1.0, centre=(0.0, 0.0)):
    """Write one session as three tables."""
    place = numpy.asarray(position.values, float)[:, :2] * scale - numpy.asarray(centre)
    tables = {
        "sessions": pandas.DataFrame({"session": [session], "animal": [animal], "shape": [shape],
                                      "width_m": [float(width)], "height_m": [float(height or width)]}),
        "positions": pandas.DataFrame({"session": session, "t_s": numpy.asarray(position.index, float),
                                       "x_m": place[:, 0], "y_m": place[:, 1]}),
        "spikes": pandas.concat([pandas.DataFrame({"session": session, "cell": str(unit), "t_s": numpy.asarray(units[unit].index, float)})
                                 for unit in units.keys()], ignore_index=True),
    }
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
