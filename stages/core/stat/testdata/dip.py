"""Dips of samples by the published algorithm, and the critical values that are
tabulated with it, as the Python package diptest has them (Hartigan 1985 and
Maechler's table). Writes dip.csv: a sample without ties a
line, its dip first; and
dip_critical.csv: n, and the dips that 50, 90, 95 and 99 % of uniform samples stay
below.

    pip install diptest numpy; python dip.py
"""
import csv
import diptest
import numpy as np
from diptest import consts

rng = np.random.default_rng(7)
samples = []
for n in (4, 5, 7, 10, 16, 23, 40, 80):
    samples += [rng.uniform(size=n), rng.normal(size=n), rng.exponential(size=n)]
    half = rng.normal(size=n) + 4 * (rng.uniform(size=n) < 0.5)
    samples += [half, np.sort(half) ** 3, np.concatenate([half, half + 9.5])]
samples += [np.array([1.0, 2, 3, 4, 10, 11, 12]), np.arange(20.0)]
with open("dip.csv", "w", newline="") as f:
    for s in samples:
        csv.writer(f).writerow([repr(float(diptest.dipstat(np.asarray(s, float), allow_zero=False))), *(repr(float(v)) for v in s)])
levels = {0.5, 0.9, 0.95, 0.99}
alpha, sizes, table = consts.Consts._ALPHA, consts.Consts._SAMPLE_SIZE, consts.Consts._CRIT_VALS
at = [int(np.argmin(np.abs(alpha - q))) for q in sorted(levels)]
with open("dip_critical.csv", "w", newline="") as f:
    for n, row in zip(sizes, table):
        if n in (10, 20, 50, 100):
            csv.writer(f).writerow([int(n), *(repr(float(row[k])) for k in at)])
