package remote

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"nofreelunch/pipeline/store"
)

// A store that does not answer costs a build some tries, once.
func TestAStoreThatGoesAwayIsLeftAlone(t *testing.T) {
	b := newHeap()
	from := local(t)
	all := results(t, from, 0, 12)
	push(t, from, b, all)
	s, heard := cold(t, b, Options{})
	if err := same(t, s, all[0]); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	s.far.bucket.now = func() time.Time { return now }
	s.far.windows = map[window]*view{}
	b.away = true
	gets := b.gets
	for range 5 {
		for _, m := range all[1:] {
			if same(t, s, m) == nil {
				t.Error("read from nowhere")
			}
		}
	}
	if b.gets-gets > patience || !strings.Contains(heard.all(), "going on without it") {
		t.Errorf("%d requests, said %q", b.gets-gets, heard.lines)
	}
	if s.Has(all[5].action.Outputs[0].Digest) {
		t.Error("promises what it cannot get")
	}
	b.away, now = false, now.Add(rest+time.Second)
	for _, m := range all {
		if err := same(t, s, m); err != nil {
			t.Errorf("after it came back: %v", err)
		}
	}
}

func TestBadBuckets(t *testing.T) {
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	for name, test := range map[string]struct {
		location  string
		misbehave func(http.ResponseWriter, *http.Request) bool
		want      string
	}{
		"missing": {"s3://nothing/x", nil, "there is no such bucket"},
		"empty":   {"s3://shared/x", nil, "there is no store there yet"},
		"denied": {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool {
			refuse(w, 403,
				"AccessDenied")
			return true
		}, "access is denied"},
		"expired": {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool {
			refuse(w, 403,
				"ExpiredToken")
			return true
		}, "get new credentials"},
		"elsewhere": {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("X-Amz-Bucket-Region", "eu-west-3")
			refuse(w, 301, "PermanentRedirect")
			return true
		}, "AWS_REGION=eu-west-3"},
		"broken": {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool {
			refuse(w, 500,
				"InternalError")
			return true
		}, "it answers 500"},
		"silent": {"s3://shared/x", func(_ http.ResponseWriter, r *http.Request) bool {
			select {
			case <-never:
			case <-r.Context().Done():
			}
			return true
		}, "sent nothing for too long"},
		"endless": {"s3://shared/x", func(w http.ResponseWriter, r *http.Request) bool {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return true
				}
			}
			return true
		}, "not a store of this program"},
		"a web page": {"s3://shared/x", func(w http.ResponseWriter,
			_ *http.Request) bool {
			fmt.Fprint(w, "<html>welcome</html>")
			return true
		}, "not a store of this program"},
		"echo": {"s3://shared/x", func(w http.ResponseWriter, r *http.Request) bool {
			refuse(w, 403, r.Header.Get("Authorization")+r.Header.Get("X-Amz-Security-Token"))
			return true
		}, "access is denied (403)"},
		"redirect": {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(307)
			return true
		}, "answers 307"},
	} {
		t.Run(name, func(t *testing.T) {
			service := newService(t)
			service.misbehave = test.misbehave
			b := service.bucket(t, test.location)
			b.web.stall = 200 * time.Millisecond
			s, heard := cold(t, b, Options{})
			m := result(t, s.Store, 1) // a build goes on with what it has
			if err := same(t, s, m); err != nil {
				t.Error(err)
			}
			if _, err := s.Lookup(store.Key{1}); err == nil {
				t.Error("found what is nowhere")
			}
			if !strings.Contains(heard.all(), test.want) || !strings.Contains(heard.all(), test.location) {
				t.Errorf("said %q, want %q of %s", heard.lines, test.want, test.location)
			}
			if _, err := Push(context.Background(), s.Store, b, actionsOf([]made{m}), heard.say); name != "empty" && err == nil {
				t.Error("pushed into it")
			}
			for _, secret := range []string{testSecret, testToken, testID} {
				if strings.Contains(heard.all(), secret) {
					t.Errorf("credentials are said: %q", heard.lines)
				}
			}
		})
	}
}

func TestLocations(t *testing.T) {
	none := func(string) string { return "" }
	for text, want := range map[string]string{
		"":                              "want s3://",
		"ftp://host/x":                  "want s3://",
		"s3://UPPER/x":                  "name of a bucket",
		"s3:///x":                       "name of a bucket",
		"s3://b.c/x?versionId=1":        "nothing after it",
		"s3://key:secret@bucket/x":      "AWS_ACCESS_KEY_ID",
		"https://user:secret@host/x":    "AWS_ACCESS_KEY_ID",
		"http://example.org/x":          "https://example.org",
		"file://relative/x":             "file:///FOLDER",
		"file:///":                      "file:///FOLDER",
		"s3://bucket/a/../../b":         "in its path",
		"https://host/x?token=secretly": "without a query",
		"s3://bucket/\x1b[2J":           "cannot be read",
	} {
		_, err := Locate(text, none)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret@") {
			t.Errorf("%q: the error says the password: %v", text, err)
		}
	}
	for _, text := range []string{"s3://bucket", "s3://bucket/a/b", "https://host/x", "http://127.0.0.1:8080",
		"file:///shared/nfl"} {
		if b, err := Locate(text, none); err != nil || b.String() != text {
			t.Errorf("%q: %v, %v", text, b, err)
		}
	}
	half := func(name string) string { return map[string]string{"AWS_ACCESS_KEY_ID": "x"}[name] }
	if _, err := Locate("s3://bucket", half); err == nil || strings.Contains(err.Error(), `"x"`) {
		t.Errorf("half a pair of credentials: %v", err)
	}
}

// A service that sends next to nothing is waited for once.
func TestASlowServiceIsLeftAlone(t *testing.T) {
	service := newService(t)
	from := local(t)
	all := results(t, from, 0, 12)
	push(t, from, service.bucket(t, "s3://shared/x"), all)
	b := service.bucket(t, "s3://shared/x")
	s, heard := cold(t, b, Options{})
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	b.web.stall = 100 * time.Millisecond
	asked := 0
	service.misbehave = func(w http.ResponseWriter, r *http.Request) bool {
		asked++
		for r.Context().Err() == nil { // a byte now and then
			if _, err := w.Write([]byte{0}); err != nil {
				break
			}
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
		return true
	}
	b.web.rate = 1 << 40 // the transfer must end after twice the silence
	for _, m := range all {
		if same(t, s, m) == nil {
			t.Error("read from a service that sends nothing")
		}
	}
	if asked != 1 || !strings.Contains(heard.all(), "going on without it") {
		t.Errorf("asked %d times, said %q", asked, heard.lines)
	}
}

// An interrupt ends what is being waited for, and is nothing to complain of.
func TestAnInterruptEndsTheWait(t *testing.T) {
	service := newService(t)
	ctx, cancel := context.WithCancel(context.Background())
	service.misbehave = func(_ http.ResponseWriter, r *http.Request) bool {
		cancel()
		<-r.Context().Done()
		return true
	}
	heard := &said{}
	b := service.bucket(t, "s3://shared/x")
	b.web.stall = time.Hour
	s := Behind(ctx, local(t), b, Options{Say: heard.say})
	if _, err := s.Lookup(store.Key{1}); err == nil || len(heard.lines) > 0 {
		t.Errorf("%v, said %q", err, heard.lines)
	}
}
