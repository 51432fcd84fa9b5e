package data_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nofreelunch/data"
)

// declared are the sweeps as the authors declared them, by name.
func declared(t *testing.T) (sweeps map[string]struct {
	Parameters map[string][]any `json:"parameters"`
}) {
	t.Helper()
	text, err := os.ReadFile("../stages/net/sweep/testdata/data/published_sweeps.json")
	if err == nil {
		err = json.Unmarshal(text, &sweeps)
	}
	if err != nil {
		t.Fatal(err)
	}
	return sweeps
}

// plain is a declared value as the table writes it.
func plain(v any) string {
	if x, ok := v.(float64); ok {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strings.ToLower(strings.ReplaceAll(v.(string), "_", " "))
}

// The settings of each panel are the union of the sweeps that fed it, as the
// authors declared them.
func TestSettingsAreThoseOfTheDeclaredSweeps(t *testing.T) {
	sweeps := declared(t)
	for panel, names := range map[string][]string{
		"cartesian":          {"cartesian_mse", "cartesian_mse_random"},
		"high-dim cartesian": {"cartesianhighdim_mse", "cartesianhighdim_mse_random"},
		"high-dim polar":     {"polarhighdim_mse", "polarhighdim_mse_random"},
		"gaussian":           {"pc_ce_g", "pc_ce_g_random"},
		"true dog":           {"pc_ce_true_dog_global"},
		"dos":                {"pc_ce_dog_global", "pc_ce_dog_multiple_scales", "pc_ce_dog_multiple_fields_and_scales"},
		"sod":                {"pc_ce_softmax_of_diff_global"},
		"populations":        {"pc_ce_dog_ideal", "pc_ce_dog_multiple_fields_and_scales"},
	} {
		s, ok := data.SettingsOf(panel)
		if !ok {
			t.Errorf("no settings of %q", panel)
			continue
		}
		for ours, theirs := range map[string]string{
			"cells": "rnn_type", "activations": "activation", "units": "Ng", "optimisers": "optimizer", "initialisers": "initializer",
			"readout_dropouts": "readout_dropout", "recurrent_dropouts": "recurrent_dropout", "weight_decays": "weight_decay",
			"learning_rates": "learning_rate", "batches": "batch_size",
		} {
			var want []string
			for _, name := range names {
				for _, v := range sweeps[name].Parameters[theirs] {
					want = append(want, plain(v))
				}
			}
			slices.Sort(want)
			if want = slices.Compact(want); !slices.Equal(s.Values(ours), want) {
				t.Errorf("%s, %s: %v, declared %v", panel, ours, s.Values(ours), want)
			}
		}
		if want := steps(names, func(name string) map[string][]any { return sweeps[name].Parameters }); !slices.Equal(s.Values("gradient_steps"), want) {
			t.Errorf("%s: %v gradient steps, declared %v", panel, s.Values("gradient_steps"), want)
		}
	}
}

// steps are the products of epochs and steps an epoch.
func steps(names []string, of func(string) map[string][]any) []string {
	var out []string
	for _, name := range names {
		for _, epochs := range of(name)["n_epochs"] {
			for _, each := range of(name)["n_grad_steps_per_epoch"] {
				out = append(out, plain(epochs.(float64)*each.(float64)))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
