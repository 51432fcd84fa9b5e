package main

import (
	"strings"
	"testing"
)

func TestLockRoundTrip(t *testing.T) {
	hex := strings.Repeat("0a", 16)
	want := []lockLine{{"figure1", "laptop", hex, hex, hex}, {"figure7", "smoke", hex, hex, hex}}
	text := lockHeader
	for _, l := range want {
		text += l.String() + "\n"
	}
	got, err := parseLock("lock", text)
	if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	for _, bad := range []string{"figure1", "figure1 laptop data:1 drawing:2 columns:3", "<<<<<<< HEAD", text + "figure2 laptop data:" + hex + " columns:" + hex + " drawing:" + hex} {
		if _, err := parseLock("lock", bad); err == nil || !strings.Contains(err.Error(), "lock:") {
			t.Errorf("%q: %v, want an error that names the line", bad, err)
		}
	}
}

// Whatever a lock holds, reading it gives lines or an error that names it.
func FuzzParseLock(f *testing.F) {
	f.Add(lockHeader + "figure1 laptop data:" + strings.Repeat("0a", 16) + " drawing:" + strings.Repeat("0b", 16) + " columns:" + strings.Repeat("0c", 16) + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := parseLock("lock", text)
		if err != nil {
			return
		}
		for _, l := range lines {
			again, err := parseLock("lock", l.String())
			if err != nil || len(again) != 1 || again[0] != l {
				t.Fatalf("%v reads back as %v, %v", l, again, err)
			}
		}
	})
}
