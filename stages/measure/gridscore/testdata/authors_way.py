"""Time the published scoring algorithm, written with numpy and scipy.

Usage: python authors_way.py [bins...]
Prints one line a size: bins, milliseconds of processor time a map (best of several).
The steps, the library calls and their options are those of the published
scorer; the code is not. BenchmarkScoreAgainstPython runs this file.
"""
import sys
import time

import numpy as np
from scipy import ndimage, signal

ANGLES = (30, 45, 60, 90, 120, 135, 150)


def sums(a, b):
    return signal.convolve2d(b, np.rot90(a, 2), mode="full")


def autocorrelogram(rates):
    m = np.nan_to_num(rates)
    ones = np.ones_like(m)
    cross = sums(m, m)
    s1, s2 = sums(m, ones), sums(ones, m)
    q1, q2 = sums(m * m, ones), sums(ones, m * m)
    n = sums(ones, ones)
    with np.errstate(all="ignore"):
        sd1 = np.sqrt(q1 / n - s1 * s1 / (n * n))
        sd2 = np.sqrt(q2 / n - s2 * s2 / (n * n))
        return np.nan_to_num((cross / n - s1 * s2 / (n * n)) / (sd1 * sd2))


def rings(n):
    d = np.arange(-(n - 1), n)
    r = np.hypot(d[:, None], d[None, :])
    return [((r <= outer * n) & (r > 0.2 * n)).astype(float) for outer in np.linspace(0.4, 1.0, 10)]


def scores(rates, masks):
    sac = autocorrelogram(rates)
    turned = [ndimage.rotate(sac, angle, reshape=False) for angle in ANGLES]
    s60, s90 = [], []
    for mask in masks:
        area = mask.sum()
        mean = (sac * mask).sum() / area
        centred = (sac * mask - mean) * mask
        variance = (centred ** 2).sum() / area + 1e-5
        c = {a: (centred * ((t - mean) * mask)).sum() / area / variance for a, t in zip(ANGLES, turned)}
        s60.append(min(c[60], c[120]) - max(c[30], c[90], c[150]))
        s90.append(c[90] - (c[45] + c[135]) / 2)
    return max(s60), max(s90)


def best(n, repeats):
    rng = np.random.default_rng(0)
    x = (np.arange(n) + 0.5) / n * 2.2 - 1.1
    k = 2 * np.pi / (0.6 * np.sqrt(3) / 2)
    wave = sum(np.cos(k * (np.cos(t) * x[:, None] + np.sin(t) * x[None, :])) for t in np.arange(3) * np.pi / 3)
    rates = np.maximum(wave + 0.1 * rng.standard_normal((n, n)), 0)
    masks = rings(n)
    scores(rates, masks)
    took = []
    for _ in range(repeats):
        start = time.process_time()
        scores(rates, masks)
        took.append(time.process_time() - start)
    return min(took)


for n in map(int, sys.argv[1:] or ("20", "32", "44")):
    print(n, 1e3 * best(n, 10), flush=True)
