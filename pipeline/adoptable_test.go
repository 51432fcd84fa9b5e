package pipeline

import (
	"strings"
	"testing"
)

const wholeManifest = `nofreelunch action 1
function "nofreelunch/stages/train.Train"
code 00
go "go1.26"
schema 11
params "train.Params"
param "Units" int 128
param "Rate" float64 3f947ae147ae147b 0.02
input 1 22
input 2 list 1
input 2[0] 33
`

func TestCoreIgnoresHowACallIsCarriedOut(t *testing.T) {
	want := core(wholeManifest)
	for old, now := range map[string]string{
		"action 1":                        "action 2",
		"nofreelunch/stages/train.Train":  "nofreelunch/stages/net/train.Train",
		"code 00":                         "code 44",
		"go1.26":                          "go1.27",
		"schema 11":                       "schema 55",
		`"train.Params"`:                  `"nofreelunch/stages/net/train.Params"`,
		"function":                        "engine 66\nfunction",
		"code 00\n":                       "build \"tags\" \"\"\nbuild \"ldflags\" \"\"\n",
		"nofreelunch action 1\nfunction ": "nofreelunch action 3\nengine 77\nfunction ",
	} {
		if got := core(manifest(strings.Replace(wholeManifest, old, now, 1))); got != want {
			t.Errorf("%q for %q makes another core", now, old)
		}
	}
	for old, now := range map[string]string{
		"train.Train": "train.Retrain", "stages/train.Train": "stages/retrain.Train", "train.Params": "train.Settings", "int 128": "int 129",
		"0.02": "0.03", "input 1 22": "input 1 23", "list 1": "list 2", "input 2[0] 33": "input 2[0] 34", "param \"Units\" int 128\n": "",
		"input 1": "seed 5\ninput 1",
	} {
		if got := core(manifest(strings.Replace(wholeManifest, old, now, 1))); got == want {
			t.Errorf("%q for %q makes the same core", now, old)
		}
	}
}
