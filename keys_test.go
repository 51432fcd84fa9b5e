package nofreelunch

import (
	"regexp"
	"slices"
	"testing"

	"nofreelunch/pipeline/codeid"
)

// reached are the declarations of some packages that a function or type can reach.
func reached(t *testing.T, name string) []string {
	t.Helper()
	s, err := codeid.New(Sources(), "golang.org/x/sys")
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Listing(name)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range regexp.MustCompile(`"nofreelunch/stages/([^"]*)"`).FindAllSubmatch(text, -1) {
		names = append(names, string(m[1]))
	}
	return names
}

// Training reaches no encoding and no cell by name, and an encoding reaches none
// of the others, nor what figures and theory know: so neither a new file nor a
// new colour trains an old network again.
func TestTrainingReachesOnlyWhatItsParametersHold(t *testing.T) {
	particular := regexp.MustCompile(`^(world/encoding\.\w+[a-z](Kind|Entry)\b|net/nn\.(RNN|SRNN|GRU|LSTM|UGRNN|Banino)\b|theory/)`)
	for root, own := range map[string]string{
		"nofreelunch/stages/net/train.Train":          "none",
		"nofreelunch/stages/world/encoding.dosKind":   "world/encoding.dosKind",
		"nofreelunch/stages/world/encoding.polarKind": "world/encoding.polarKind",
		"nofreelunch/stages/net/nn.GRU":               "net/nn.GRU",
		"nofreelunch/stages/net/nn.RNN":               "net/nn.RNN",
	} {
		names := reached(t, root)
		for _, name := range names {
			if found := particular.FindString(name); found != "" && found != own && found != "world/encoding.placeKind" {
				t.Errorf("%s reaches %s", root, name)
			}
		}
		if own != "none" && !slices.Contains(names, own+".String") {
			t.Errorf("%s does not reach its own methods: %v", root, names)
		}
	}
	if !slices.Contains(reached(t, "nofreelunch/stages/world/encoding.dosKind"), "core/vec.DoS") {
		t.Error("the DoS does not reach its kernel")
	}
}
