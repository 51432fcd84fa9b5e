package data

import (
	"slices"
	"strings"
)

// Settings are what the networks behind one published panel had, as declared in
// the authors' sweeps: of each parameter every value, as text. Random sweeps count
// with the values that they drew from. Of a parameter that means nothing to a panel
// there is no value.
type Settings struct {
	Panel  string
	Sweeps string // their names in the authors' project
	values map[string][]string
}

// SettingNames are the parameters of Settings.
func SettingNames() []string {
	return []string{"cells", "activations", "units", "gradient_steps", "centres", "optimisers", "initialisers",
		"readout_dropouts", "recurrent_dropouts", "weight_decays", "learning_rates", "batches"}
}

// Values are a parameter's values, sorted.
func (s Settings) Values(name string) []string { return s.values[name] }

// SettingsOf returns the settings behind a panel of [Schaeffer2022].
func SettingsOf(panel string) (Settings, bool) {
	for _, s := range table("settings.csv", settings) {
		if s.Panel == panel {
			return s, true
		}
	}
	return Settings{}, false
}

func settings(r row) Settings {
	s := Settings{Panel: r.text("panel"), Sweeps: r.text("sweeps"), values: map[string][]string{}}
	for _, name := range SettingNames() {
		if text := r.text(name); text != "" {
			s.values[name] = strings.Split(text, "|")
			slices.Sort(s.values[name])
		}
	}
	return s
}
