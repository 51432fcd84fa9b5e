#!/usr/bin/env python3
"""Times the training step of BenchmarkStep in PyTorch on the CPU.

    pip install torch --index-url https://download.pytorch.org/whl/cpu
    python3 torch_step.py [--threads N] [--seconds S] [--match TEXT]

prints one line per network, tab separated: library, what, median milliseconds
of a step, how it is written. `go run ./build bench` runs it in turn with the
same steps here.

The same networks, sizes, loss, weight decay and Adam; eager mode, and for the
vanilla network also torch.nn.RNN. LSTM and GRU are PyTorch's own layers; UGRNN
is written out. On one thread times are the processor's, which leave out what
other programs take. OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE, which can slow a
BLAS down by half, are unset first.
"""
import argparse
import os
import statistics
import sys
import time

for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "MKL_CBWR"):
    os.environ.pop(name, None)
import torch  # noqa: E402
from torch import nn  # noqa: E402

SHAPES = [(128, 256, 100, 10), (256, 256, 100, 10), (512, 512, 200, 20), (1024, 512, 200, 20)]


class Vanilla(nn.Module):
    """No biases, g is the state: one matrix product a step."""

    def __init__(self, ng, np_):
        super().__init__()
        self.encoder = nn.Linear(np_, ng, bias=False)
        self.input = nn.Linear(2, ng, bias=False)
        self.recurrent = nn.Linear(ng, ng, bias=False)
        self.decoder = nn.Linear(ng, np_, bias=False)
        self.decayed = [self.recurrent.weight]

    def forward(self, start, velocity):
        h, drive, g = self.encoder(start), self.input(velocity), []
        for t in range(velocity.shape[0]):
            h = torch.relu(drive[t] + self.recurrent(h))
            g.append(h)
        return self.decoder(torch.stack(g))


class Layer(nn.Module):
    """torch.nn.RNN, LSTM or GRU; the last two with the layered network's M and dense."""

    def __init__(self, kind, ng, np_):
        super().__init__()
        self.kind, self.layered = kind, kind != "rnn"
        self.encoder = nn.Linear(np_, ng, bias=self.layered)
        self.encoder2 = nn.Linear(np_, ng) if kind == "lstm" else None
        inputs = ng if self.layered else 2
        self.m = nn.Linear(2, ng) if self.layered else nn.Identity()
        if kind == "rnn":
            self.cell = nn.RNN(inputs, ng, nonlinearity="relu", bias=False)
        else:
            self.cell = {"lstm": nn.LSTM, "gru": nn.GRU}[kind](inputs, ng)
        self.dense = nn.Linear(ng, ng) if self.layered else None
        self.decoder = nn.Linear(ng, np_, bias=self.layered)
        self.decayed = [self.cell.weight_hh_l0]

    def forward(self, start, velocity):
        h = self.encoder(start)[None]
        if self.kind == "lstm":
            h = (h, self.encoder2(start)[None])
        g, _ = self.cell(self.m(velocity), h)
        return self.decoder(torch.relu(self.dense(g)) if self.layered else g)


class UGRNN(nn.Module):
    def __init__(self, ng, np_):
        super().__init__()
        self.ng = ng
        self.encoder, self.m = nn.Linear(np_, ng), nn.Linear(2, ng)
        self.input, self.recurrent = nn.Linear(ng, 2 * ng), nn.Linear(ng, 2 * ng, bias=False)
        self.dense, self.decoder = nn.Linear(ng, ng), nn.Linear(ng, np_)
        self.decayed = [self.recurrent.weight]

    def forward(self, start, velocity):
        h, drive, states = self.encoder(start), self.input(self.m(velocity)), []
        for t in range(velocity.shape[0]):
            gate, cand = (drive[t] + self.recurrent(h)).split(self.ng, 1)
            gate = torch.sigmoid(gate + 1)
            h = gate * h + (1 - gate) * torch.relu(cand)
            states.append(h)
        return self.decoder(torch.relu(self.dense(torch.stack(states))))


def step_ms(net, np_, batch, steps, seconds, clock):
    start = torch.rand(batch, np_)
    velocity = torch.randn(steps, batch, 2)
    target = torch.softmax(torch.randn(steps * batch, np_), 1)
    adam = torch.optim.Adam(net.parameters(), lr=1e-4, eps=1e-7)

    def step():
        adam.zero_grad(set_to_none=True)
        out = net(start, velocity).reshape(-1, np_)
        loss = nn.functional.cross_entropy(out, target) + 1e-4 * sum((w * w).sum() for w in net.decayed)
        loss.backward()
        adam.step()

    for _ in range(2):
        step()
    times, until = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < until:
        began = clock()
        step()
        times.append(1e3 * (clock() - began))
    return statistics.median(times)


def nets(ng, np_):
    yield "rnn", "written out", lambda: Vanilla(ng, np_)
    yield "rnn", "nn.RNN", lambda: Layer("rnn", ng, np_)
    if ng > 512:
        return
    yield "lstm", "nn.LSTM", lambda: Layer("lstm", ng, np_)
    yield "gru", "nn.GRU", lambda: Layer("gru", ng, np_)
    yield "ugrnn", "written out", lambda: UGRNN(ng, np_)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3, help="per network")
    parser.add_argument("--match", default="", help="only what contains this text")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    clock = time.process_time if args.threads == 1 else time.perf_counter
    for shape in SHAPES:
        ng, np_, batch, steps = shape
        for name, how, make in nets(ng, np_):
            what = f"step {name} {ng},{np_},{batch},{steps}"
            if args.match in what:
                ms = step_ms(make(), np_, batch, steps, args.seconds, clock)
                print(f"torch {torch.__version__}\t{what}\t{ms:.4f}\t{how}", flush=True)


if __name__ == "__main__":
    main()
