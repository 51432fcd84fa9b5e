package data_test

import (
	"math"
	"strings"
	"testing"

	"nofreelunch/data"
)

// The counts and totals are those the paper states in its text.
func TestEveryTableReads(t *testing.T) {
	runs := 0
	for _, r := range data.ResultsByEncoding() {
		runs += r.Runs
		if r.LowErrorFraction < 0 || r.LowErrorFraction > 1 || r.GridGivenLowError < 0 || r.GridGivenLowError > 1 {
			t.Errorf("%s: a fraction lies outside 0..1: %+v", r.Encoding, r)
		}
		if !strings.HasPrefix(r.Source, "Schaeffer2022") {
			t.Errorf("%s: source %q", r.Encoding, r.Source)
		}
	}
	if runs != 5581 {
		t.Errorf("%d runs by encoding, want 5581", runs)
	}
	for _, r := range data.ResultsByPopulation() {
		if r.Runs != 6 || r.LowErrorFraction != 1 || r.Source == "" {
			t.Errorf("%s: %+v, want 6 runs, all accurate, and a source", r.Population, r)
		}
	}
	if got := len(data.Participations()); got != 5 {
		t.Errorf("%d participation ratios, want 5", got)
	}
	if got := len(data.Predictivities()); got != 20 {
		t.Errorf("%d predictivities, want 5 cells x 4 activations", got)
	}
}

// A period read in bins of the 44-bin map of a 2.2 m box spans 0.73 m to 1.53 m.
func TestPeriodsAreBins(t *testing.T) {
	modes := data.PeriodModes()
	if len(modes) != 13 {
		t.Fatalf("%d widths, want 13", len(modes))
	}
	for i := 1; i < len(modes); i++ {
		if modes[i].SigmaM <= modes[i-1].SigmaM {
			t.Errorf("sigma does not rise at row %d", i)
		}
	}
	first, last := modes[0].PeriodBins*data.PeriodBinM, modes[12].PeriodBins*data.PeriodBinM
	if first < 0.725 || first > 0.735 || last < 1.52 || last > 1.53 {
		t.Errorf("periods span %.3f m to %.3f m, want 0.73 m to 1.53 m", first, last)
	}
}

// The digitised curves are whole, and nested as thresholds are.
func TestPercentsAreNested(t *testing.T) {
	byWidth := map[float64][]float64{}
	for _, q := range data.GridPercents() {
		byWidth[q.SigmaM] = append(byWidth[q.SigmaM], q.Percent)
		if q.Uncertainty <= 0 || q.Source == "" {
			t.Errorf("%+v has no reading error or source", q)
		}
	}
	if len(byWidth) != 13 {
		t.Fatalf("%d widths, want 13", len(byWidth))
	}
	for sigma, percents := range byWidth {
		if len(percents) != 4 {
			t.Errorf("sigma %v m: %d thresholds, want 4", sigma, len(percents))
		}
		for i := 1; i < len(percents); i++ {
			if percents[i] > percents[i-1] {
				t.Errorf("sigma %v m: %v %% above a higher threshold than %v %%", sigma, percents[i], percents[i-1])
			}
		}
	}
}

// Successive modules of animals are about 1.4 apart.
func TestModulesOfAnimals(t *testing.T) {
	modules := data.AnimalModules()
	if len(modules) != 4 {
		t.Fatalf("%d modules, want 4", len(modules))
	}
	if ratio := math.Cbrt(modules[3].SpacingM / modules[0].SpacingM); ratio < 1.3 || ratio > 1.5 {
		t.Errorf("modules are %.2f apart on average, want about 1.4", ratio)
	}
}

// Every panel that results are given for has its settings.
func TestEveryPanelHasSettings(t *testing.T) {
	panels := []string{"widths", "populations", "architectures"}
	for _, r := range data.ResultsByEncoding() {
		panels = append(panels, r.Encoding)
	}
	for _, panel := range panels {
		s, ok := data.SettingsOf(panel)
		if !ok || s.Sweeps == "" {
			t.Errorf("no settings of %q", panel)
		}
		for _, name := range data.SettingNames() {
			if len(s.Values(name)) == 0 && name != "centres" {
				t.Errorf("%s: no %s", panel, name)
			}
		}
	}
	if _, ok := data.SettingsOf("polar"); ok {
		t.Error("settings of what was not published")
	}
}
