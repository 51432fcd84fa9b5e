package nn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"math"
	"os"
	"runtime"
	"testing"

	"nofreelunch/stages/core/kernel"
)

var update = flag.Bool("update", false, "rewrite testdata/bits.json")

// trainDigest trains n for some steps from seed 1 and returns the SHA-256 of
// its losses and final values.
func trainDigest(n *Network[float32], steps int) string {
	h := sha256.New()
	n.Init(1)
	down := n.Descend(AdamRule())
	for step := range uint64(steps) {
		l := n.Gradient(randomBatch[float32](n.config, n.batch, n.steps, step), 1, step)
		_ = binary.Write(h, binary.LittleEndian, math.Float64bits(l.Total()))
		down.Step(1e-2)
	}
	for _, p := range n.params {
		_ = binary.Write(h, binary.LittleEndian, p.Value)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Fifty steps of every kind of network end in the recorded bits, with every
// instruction set, on every architecture.
func TestBits(t *testing.T) {
	const file = "testdata/bits.json"
	want := map[string]string{}
	if data, err := os.ReadFile(file); err != nil || json.Unmarshal(data, &want) != nil {
		if !*update {
			t.Fatal(file, err)
		}
	}
	active := kernel.Active()
	defer func() { _ = kernel.Set(active) }()
	for _, name := range kernel.Names() {
		if err := kernel.Set(name); err != nil {
			t.Fatal(err)
		}
		for _, c := range bitKinds() {
			label := c.String() + ", " + string(c.Loss)
			got := trainDigest(New32(c, 17, 7), 50)
			if *update {
				want[label] = got
				continue
			}
			if got != want[label] {
				t.Errorf("%s on %s/%s: %s gives other bits than recorded", label, runtime.GOARCH, name, label)
			}
		}
	}
	if *update {
		data, _ := json.MarshalIndent(want, "", "\t")
		if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// bitKinds covers every cell, activation and loss, at sizes that fill no tile.
func bitKinds() []Config {
	var all []Config
	activations := []Activation{Relu, Tanh, Sigmoid, Linear, Tanh, Relu}
	losses := []Loss{CrossEntropy, MSE, BinaryCrossEntropy, PolarMSE, CrossEntropy, CrossEntropy}
	for i, c := range kinds() {
		c.Units, c.Outputs = 37, 29
		c.Activation, c.Loss = activations[i], losses[i]
		if c.Loss == PolarMSE {
			c.Outputs = 2
		}
		all = append(all, c)
	}
	return all
}
