#!/usr/bin/env python3
"""Time OpenBLAS (numpy) and PyTorch on the products of package blas.

    python3 compare.py [--threads N] [--seconds S] [--match TEXT]

prints one line per measurement, tab separated: library, what, median
milliseconds, GFLOP/s. What is missing here is left out. Nothing slows the
libraries down: variables that choose another OpenBLAS core are removed. A
PyTorch that uses the system's BLAS (Debian's python3-torch) needs OpenBLAS
there (libopenblas0-pthread), or it is 20 times slower than it should be.
"""

import argparse
import os
import statistics
import sys
import time

for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    if name in os.environ:
        del os.environ[name]

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seconds", type=float, default=0.5, help="per measurement")
parser.add_argument("--match", default="", help="only what contains this text")
args = parser.parse_args()
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(args.threads)

# m, n, k; the last column says whether A is transposed.
PRODUCTS = [
    ("recurrent", 100, 256, 256, False),
    ("recurrent", 100, 128, 128, False),
    ("recurrent", 200, 512, 512, False),
    ("recurrent", 200, 1024, 1024, False),
    ("decoder", 4000, 512, 512, False),
    ("decoder", 1000, 256, 128, False),
    ("gradient", 512, 512, 4000, True),
    ("gradient", 1024, 512, 4000, True),
    ("gradient", 128, 256, 1000, True),
]

# On one thread processor time leaves out what other programs take.
clock = time.process_time if args.threads == 1 else time.perf_counter


def measure(library, what, flop, f):
    """Report the median time of f, run for about args.seconds."""
    if args.match not in what:
        return
    f()
    times, start = [], time.perf_counter()
    while len(times) < 5 or time.perf_counter() - start < args.seconds:
        t = clock()
        f()
        times.append(clock() - t)
    t = statistics.median(times)
    print(f"{library}\t{what}\t{1e3 * t:.4f}\t{flop / t / 1e9:.1f}", flush=True)


def products(library, zeros, multiply):
    for name, m, n, k, trans in PRODUCTS:
        a, b, c = zeros((k, m) if trans else (m, k)), zeros((k, n)), zeros((m, n))
        x = a.T if trans else a
        measure(library, f"{name} {m}x{n}x{k}", 2 * m * n * k, lambda: multiply(x, b, c))


def main():
    try:
        import numpy

        products(
            f"numpy {numpy.__version__}",
            lambda s: numpy.random.default_rng(1).random(s, dtype=numpy.float32),
            lambda a, b, c: numpy.matmul(a, b, out=c),
        )
    except ImportError:
        print("numpy is not installed", file=sys.stderr)
    try:
        import torch
    except ImportError:
        print("torch is not installed", file=sys.stderr)
        return
    torch.set_num_threads(args.threads)
    name = f"torch {torch.__version__}"
    with torch.no_grad():
        products(name, torch.rand, lambda a, b, c: torch.matmul(a, b, out=c))


if __name__ == "__main__":
    main()
