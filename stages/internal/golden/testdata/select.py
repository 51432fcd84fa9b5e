"""Selects this folder from a full golden folder: select.py FULL COMPACT.

Whole cases are kept or left out; of the encodings, which are large, the first
two batches of each case are kept. Layout and meaning do not change.
"""
import json
import os
import shutil
import sys
from array import array

FULL, COMPACT = sys.argv[1:3]


def read(path):
    with open(os.path.join(FULL, path)) as f:
        return json.load(f)


def write(path, value):
    path = os.path.join(COMPACT, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        json.dump(value, f, separators=(",", ":"))
        f.write("\n")


def arrays(name, keep):
    """Copies the arrays of name.f64 for which keep(key) is a number of leading
    rows, or True for all of them."""
    index = read(name + ".json")
    data = array("d")
    with open(os.path.join(FULL, name + ".f64"), "rb") as f:
        data.frombytes(f.read())
    out, selected = array("d"), {}
    for key, a in index["arrays"].items():
        rows = keep(key)
        if not rows:
            continue
        shape = list(a["shape"])
        if rows is not True:
            shape[0] = min(rows, shape[0])
        n = 1
        for d in shape:
            n *= d
        selected[key] = {"offset": len(out), "shape": shape}
        out.extend(data[a["offset"]:a["offset"] + n])
    index["arrays"], index["total_elements"] = selected, len(out)
    write(name + ".json", index)
    with open(os.path.join(COMPACT, name + ".f64"), "wb") as f:
        f.write(out.tobytes())


def select(path, keep):
    """Copies the cases of a file that keep accepts and returns their names."""
    d = read(path)
    d["cases"] = [c for c in d["cases"] if keep(c)]
    write(path, d)
    return {c["name"] for c in d["cases"]}


for name in ["trajectory", "theory", "optimizers"]:
    os.makedirs(os.path.join(COMPACT, name), exist_ok=True)
    for f in os.listdir(os.path.join(FULL, name)):
        shutil.copyfile(os.path.join(FULL, name, f), os.path.join(COMPACT, name, f))
for f in os.listdir(os.path.join(FULL, "networks")):
    d = read("networks/" + f)
    ends = ("relu_crossentropy", "tanh_crossentropy", "tanh_mse", "polarmse")
    some = [c for c in d["cases"] if f == "rnn.json" or c["name"].endswith(ends)]
    d["cases"] = some or d["cases"]
    write("networks/" + f, d)

names = select("encodings/cases.json", lambda c: "np512" not in c["name"] or c["name"] == "dos_poisson2_np512")
BATCHED = {"positions", "activations", "decoded_from_activations", "decode_input", "decode_margin", "decoded_from_decode_input"}
arrays("encodings/arrays", lambda k: k.split("/")[0] in names and (2 if k.split("/")[1] in BATCHED else True))

names = select("ratemap/cases.json", lambda c: c["name"] not in ("uniform_n32", "uniform_n44"))
arrays("ratemap/arrays", lambda k: k.split("/")[0] in names)

names = select("place_correlation/cases.json",
               lambda c: c["name"] in ("dos_rf0.12_s2", "true_dog_rf0.12_s2", "dos_rf0.12_s2_res55", "gaussian_rf0.12", "sorscher_original_rf0.12_s2"))
arrays("place_correlation/arrays", lambda k: "/" not in k or k.split("/")[0] in names)

names = select("gridscore/cases.json", lambda c: c["nbins"] == 20 or c["name"] in ("hex_1_n32", "hex_1_n44", "hex_nan_random_1_n44"))
write("gridscore/masks.json", read("gridscore/masks.json"))
for a in ["maps", "sacs", "autocorr_raw"]:
    arrays("gridscore/" + a, lambda k: k in names)
arrays("gridscore/rotated", lambda k: k.endswith("_n20"))
