package main

import (
	"os"
	"strings"
	"testing"
)

// The table has a row for every network of the list and for none other, so that the
// list makes the table again.
func TestTheTableIsThatOfTheList(t *testing.T) {
	list, err := os.ReadFile("trials.txt")
	if err != nil {
		t.Fatal(err)
	}
	known, err := rowsOf("search.csv", columns())
	if err != nil {
		t.Fatal(err)
	}
	networks, err := trials(string(list))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, p := range networks {
		listed[p.String()] = true
		if !known[p.String()] {
			t.Errorf("the table lacks %v", p)
		}
	}
	for name := range known {
		if !listed[name] {
			t.Errorf("the list lacks %s", name)
		}
	}
}

// A line that cannot be read is an error, and no setting of another name.
func TestBadTrialsAreRefused(t *testing.T) {
	for line, words := range map[string]string{"batch=40": "number of seeds", "2 rate=1": "known are", "2 lr=0.004": "changes no network"} {
		if _, err := trials("# a comment\n\n" + line); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v", line, err)
		}
	}
}
