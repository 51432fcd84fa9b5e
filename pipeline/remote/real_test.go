package remote

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"nofreelunch/pipeline/store"
)

// A real service, named in NOFREELUNCH_S3 as s3://BUCKET/PREFIX, does what the
// tests' own one does. CI starts one.
func TestARealService(t *testing.T) {
	location := os.Getenv("NOFREELUNCH_S3")
	if location == "" {
		t.Skip("NOFREELUNCH_S3 names no service")
	}
	b, err := Locate(location+"/with spaces+and/ünïcode", os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	from := local(t)
	all := results(t, from, 0, 12)
	push(t, from, b, all[:5])
	p := push(t, from, b, all)
	s, heard := cold(t, b, Options{Pin: &p.Index})
	for _, m := range all {
		if err := same(t, s, m); err != nil {
			t.Error(err)
		}
	}
	if faults, err := s.Check(ctx, func(int, int) {}); err != nil || len(faults) > 0 || len(heard.lines) > 0 {
		t.Errorf("%v, %v, said %q", faults, err, heard.lines)
	}
	_, version, err := b.Get(ctx, nameHead, 0, maxHead)
	if err != nil || version == "" {
		t.Fatalf("version %q, %v", version, err)
	}
	if err := b.Put(ctx, nameHead, []byte("x"), Condition{Absent: true}); !is(err, Taken) {
		t.Errorf("wrote over what is there: %v", err)
	}
	if err := b.Put(ctx, nameHead, []byte("x"), Condition{Version: `"0123456789abcdef0123456789abcdef"`}); !is(err,
		Taken) {
		t.Errorf("wrote over another version: %v", err)
	}
	if err := b.Put(ctx, "large/"+strings.Repeat("0", 64), []byte("damage"), Condition{}); err != nil {
		t.Error(err)
	}
	if err := b.Remove(ctx, "large/"+strings.Repeat("0", 64)); err != nil {
		t.Error(err)
	}
	if _, _, err := b.Get(ctx, "large/"+strings.Repeat("0", 64), 0, 9); !is(err, Missing) {
		t.Errorf("removed, and there: %v", err)
	}
	realFaults(t, location)
}

// realFaults are what a service says of wrong credentials and names.
func realFaults(t *testing.T, location string) {
	with := func(name, value string) func(string) string {
		return func(asked string) string {
			if asked == name {
				return value
			}
			return os.Getenv(asked)
		}
	}
	for what, test := range map[string]struct {
		location string
		env      func(string) string
		want     string
	}{
		"no bucket":    {"s3://no-such-bucket-here/x", os.Getenv, "no such bucket"},
		"wrong secret": {location, with("AWS_SECRET_ACCESS_KEY", "wrong"), "AWS_SECRET_ACCESS_KEY"},
		"wrong key":    {location, with("AWS_ACCESS_KEY_ID", "nobody"), "AWS_ACCESS_KEY_ID"},
	} {
		b, err := Locate(test.location, test.env)
		if err != nil {
			t.Fatal(err)
		}
		s, heard := cold(t, b, Options{})
		var miss *store.Miss
		if _, err := s.Lookup(store.Key{1}); !errors.As(err, &miss) || !strings.Contains(heard.all(), test.want) {
			t.Errorf("%s: %v, said %q, want %q", what, err, heard.lines, test.want)
		}
		if _, err := Push(context.Background(), s.Store, b, nil, heard.say); err == nil {
			t.Errorf("%s: pushed", what)
		}
	}
}
