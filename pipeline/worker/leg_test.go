package worker

import (
	"testing"
	"time"
)

func TestTimesLeft(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90": 90 * time.Second, "1:30": 90 * time.Second, "2:00:01": 2*time.Hour + time.Second,
		"1-00:00:00": 24 * time.Hour, "364-23:59:58": 365*24*time.Hour - 2*time.Second, " 5\n": 5 * time.Second,
		"1-2": 26 * time.Hour, "1-02:30": 26*time.Hour + 30*time.Minute, "0:00": 0,
	} {
		if got, ok := ParseLeft(text); !ok || got != want {
			t.Errorf("%q is %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "UNLIMITED", "NOT_SET", "INVALID", "-5", "1:2:3:4", "a-1", "1-", "999999999999", "1.5"} {
		if got, ok := ParseLeft(text); ok {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}
