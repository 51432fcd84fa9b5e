"""The published grid periods and their mode, from the definitions, in numpy.

Usage: python published_periods.py > published_periods.json

A map's period is the mean distance, from the nearest peak of its raw
autocorrelation, of the six peaks that follow it by distance; a peak is a
pixel inside of the border that no neighbour exceeds and that exceeds the
least pixel. The mode of many periods is where a Gaussian kernel density of
one bin's bandwidth is highest among 1000 even steps from 0 to 150 bins.
Rates are whole numbers, so that every sum is exact.
"""
import json

import numpy as np


def lattice(n, period, angle, phase, rng):
    """Integer rates of three plane waves with noise, of a period in bins."""
    x, y = np.meshgrid(np.arange(n), np.arange(n), indexing="ij")
    k = 4 * np.pi / (np.sqrt(3) * period)
    waves = sum(np.cos(k * ((x - phase[0]) * np.cos(a) + (y - phase[1]) * np.sin(a)))
                for a in angle + np.pi / 3 * np.arange(3))
    rates = np.clip(waves + 1.5 + 0.3 * rng.standard_normal((n, n)), 0, None)
    return np.rint(20 * rates).astype(int)


def autocorrelation(rates):
    """Sums of products at every lag, straight from the definition."""
    n = len(rates)
    out = np.zeros((2 * n - 1, 2 * n - 1), dtype=int)
    for a in range(-(n - 1), n):
        for b in range(-(n - 1), n):
            one = rates[max(0, a):n + min(0, a), max(0, b):n + min(0, b)]
            two = rates[max(0, -a):n + min(0, -a), max(0, -b):n + min(0, -b)]
            out[a + n - 1, b + n - 1] = (one * two).sum()
    return out


def period(rates):
    image = autocorrelation(rates)
    side, least, peaks = len(image), image.min(), []
    for i in range(1, side - 1):
        for j in range(1, side - 1):
            if image[i, j] > least and image[i, j] == image[i - 1:i + 2, j - 1:j + 2].max():
                peaks.append((i - side // 2, j - side // 2))
    distances = sorted(np.hypot(*p) for p in peaks)
    return float(np.mean(distances[1:7]))


def mode(periods):
    x = np.linspace(0, 150, 1000)
    density = np.exp(-0.5 * (x[:, None] - np.asarray(periods)[None, :]) ** 2).sum(1)
    return float(x[np.argmax(density)])


rng = np.random.default_rng(3)
maps = []
for n, spacing in ((20, 9.0), (20, 9.0), (20, 10.5), (20, 9.5), (20, 13.0), (44, 21.5), (44, 24.0)):
    rates = lattice(n, spacing, rng.uniform(0, np.pi / 3), rng.uniform(0, n, 2), rng)
    maps.append({"bins": n, "rates": rates.ravel().tolist(), "period_bins": period(rates)})
samples = [rng.normal(21.5, s, k).round(3).tolist() for s, k in ((0.7, 9), (2.5, 4), (0.5, 13))]
samples[1] += [40.0, 41.5]  # far away, and kept as published
print(json.dumps({"maps": maps, "samples": samples, "mode_bins": mode(sum(samples, []))}))
