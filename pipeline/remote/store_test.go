package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nofreelunch/pipeline/store"
)

// A made result is an action with the bytes of its outputs.
type made struct {
	action *store.Action
	blobs  map[store.Digest][]byte
}

func local(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "cache"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// result records the result of that number; every fourth has a large output.
func result(t *testing.T, s *store.Store, i int) made {
	t.Helper()
	listing, manifest := []byte("a listing that all share"), fmt.Appendf(nil, "manifest %d", i)
	outputs := map[string][]byte{"table": bytes.Repeat(fmt.Appendf(nil, "row of %d;", i), 3+i%7), "other": fmt.Appendf(nil, "other %d", i)}
	if i%4 == 3 {
		outputs["weights"] = bytes.Repeat(fmt.Appendf(nil, "%8d", i), 1<<17+i)
	}
	a := &store.Action{
		Key: store.Key(store.Sum(manifest)), Declared: store.Sum(fmt.Appendf(nil, "d%d", i)), Function: fmt.Sprintf("f%d", i%3),
		Name: fmt.Sprintf("result %d", i), Seconds: 1, Host: "h", Time: time.Now().Add(-time.Hour).UTC(),
	}
	m := made{a, map[store.Digest][]byte{}}
	put := func(blob []byte) store.Digest {
		d, err := s.Put(blob)
		if err != nil {
			t.Fatal(err)
		}
		m.blobs[d] = blob
		return d
	}
	a.Uses = []store.Digest{put(listing)}
	put(manifest)
	for _, name := range []string{"other", "table", "weights"} {
		if blob, ok := outputs[name]; ok {
			a.Outputs = append(a.Outputs, store.Output{Name: name, Digest: put(blob), Size: int64(len(blob))})
		}
	}
	a.Content = store.ContentOf(a.Outputs)
	if err := s.Record(a); err != nil {
		t.Fatal(err)
	}
	return m
}

func results(t *testing.T, s *store.Store, from, to int) (all []made) {
	for i := from; i < to; i++ {
		all = append(all, result(t, s, i))
	}
	return all
}

func actionsOf(all []made) (of []*store.Action) {
	for _, m := range all {
		of = append(of, m.action)
	}
	return of
}

// said collects what is said.
type said struct {
	mu    sync.Mutex
	lines []string
}

func (s *said) say(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, text)
}

func (s *said) all() string { return strings.Join(s.lines, "\n") }

func push(t *testing.T, s *store.Store, b Bucket, all []made) Pushed {
	t.Helper()
	p, err := Push(context.Background(), s, b, actionsOf(all), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// cold is an empty cache with the store behind it.
func cold(t *testing.T, b Bucket, o Options) (*Store, *said) {
	t.Helper()
	heard := &said{}
	o.Say = heard.say
	return Behind(context.Background(), local(t), b, o), heard
}

// same reads a result and says what is missing of it; wrong bytes fail the test.
func same(t *testing.T, s *Store, m made) error {
	t.Helper()
	a, err := s.Lookup(m.action.Key)
	if err != nil {
		return err
	}
	if a.Content != m.action.Content {
		t.Errorf("%s has another content", m.action.Name)
	}
	for _, o := range a.Outputs {
		blob, err := s.Get(o.Digest)
		if err != nil {
			return err
		}
		if !bytes.Equal(blob, m.blobs[o.Digest]) {
			t.Errorf("wrong bytes of %s of %s", o.Name, m.action.Name)
		}
	}
	return nil
}

func TestReadThroughAnS3Service(t *testing.T) {
	service := newService(t)
	service.page = 3
	from := local(t)
	all := results(t, from, 0, 20)
	p := push(t, from, service.bucket(t, "s3://shared/of/our group"), all)
	if p.Actions != 20 || p.LeftOut != 0 {
		t.Errorf("pushed %+v", p)
	}
	again := push(t, from, service.bucket(t, "s3://shared/of/our group"), all)
	if again.Actions != 0 || again.Blobs != 0 || again.Index != p.Index {
		t.Errorf("pushed twice: %+v", again)
	}
	s, heard := cold(t, service.bucket(t, "s3://shared/of/our group"), Options{Pin: &p.Index})
	for _, m := range all {
		if err := same(t, s, m); err != nil {
			t.Error(err)
		}
	}
	if len(heard.lines) > 0 {
		t.Errorf("said %q", heard.lines)
	}
	// what was read is recorded here: nothing is asked for again
	if err := s.Used(nil); err != nil {
		t.Fatal(err)
	}
	requests := service.requests
	for _, m := range all {
		if _, err := s.Store.Lookup(m.action.Key); err != nil {
			t.Error(err)
		}
		for d := range store.Needs(m.action) {
			if _, err := s.Store.Get(d); err != nil {
				t.Error(err)
			}
		}
	}
	if service.requests != requests {
		t.Error("asked again for what is here")
	}
}

func TestFetchReadsNeighboursTogether(t *testing.T) {
	b := newHeap()
	from := local(t)
	all := results(t, from, 0, 200)
	push(t, from, b, all)
	s, heard := cold(t, b, Options{})
	b.gets = 0
	var small []made
	for _, m := range all {
		if len(m.action.Outputs) == 2 {
			small = append(small, m)
		}
	}
	got, err := s.Fetch(context.Background(), actionsOf(small), nil, func(int, int) {})
	if err != nil || got.Actions != len(small) || got.Missed != 0 || len(heard.lines) > 0 {
		t.Errorf("%+v, %v, said %q", got, err, heard.lines)
	}
	if b.gets > 5 { // HEAD, the index, one pack's index and data
		t.Errorf("%d requests for %d blobs", b.gets, got.Blobs)
	}
	for _, m := range small {
		if _, err := s.Store.Lookup(m.action.Key); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Lookup(all[3].action.Key); err != nil {
		t.Error("what was not fetched is not known:", err)
	}
}

func TestOfflineUsesWhatIsHere(t *testing.T) {
	b := newHeap()
	from := local(t)
	all := results(t, from, 0, 8)
	push(t, from, b, all)
	s, _ := cold(t, b, Options{})
	if _, err := s.Fetch(context.Background(), actionsOf(all[:2]), nil, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	gets := b.gets
	offline := Behind(context.Background(), s.Store, b, Options{Offline: true, Say: func(text string) { t.Error(text) }})
	if err := same(t, offline, all[0]); err != nil {
		t.Error(err)
	}
	if _, err := offline.Lookup(all[5].action.Key); err != nil {
		t.Error("the record is known, and the cache's own index says so:", err)
	}
	if offline.Has(all[5].action.Outputs[0].Digest) {
		t.Error("promised what only a request could bring")
	}
	if b.gets != gets {
		t.Error("a request was made")
	}
	if never, heard := cold(t, b, Options{Offline: true}); same(t, never, all[0]) == nil || !strings.Contains(heard.all(), "-offline") {
		t.Errorf("never read, and offline: %q", heard.all())
	}
}

// Whatever is done to the objects, no wrong byte is taken, and each fault is named.
func TestCorruptedObjects(t *testing.T) {
	n := 300
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		n = 10_000
	}
	whole := newHeap()
	from := local(t)
	all := results(t, from, 0, 5)
	push(t, from, whole, all)
	all = append(all, results(t, from, 5, 9)...)
	p := push(t, from, whole, all)
	names := slices.Collect(func(yield func(string) bool) {
		for name := range whole.objects {
			if name != indexName(p.Before) && !yield(name) {
				return
			}
		}
	})
	slices.Sort(names)
	random := rand.New(rand.NewPCG(15, 4))
	counts := map[string]int{}
	for i := range n {
		b := whole.clone()
		name := names[random.IntN(len(names))]
		how := corrupt(b, name, names, random)
		heard := &said{}
		o := Options{Say: heard.say}
		if name != nameHead {
			o.Pin = &p.Index
		}
		missing := 0
		if i%20 == 0 {
			missing = readAll(t, Behind(context.Background(), local(t), b, o), all)
		} else {
			missing = readFar(t, newFar(context.Background(), b, forgetful{}, o), all)
		}
		if len(heard.lines) == 0 { // what nobody asked for: a check names it
			for _, err := range checked(t, newFar(context.Background(), b, forgetful{}, o)) {
				heard.say(err.Error())
			}
		}
		if !strings.Contains(heard.all(), name) && !(name == nameHead && strings.Contains(heard.all(), "no store there")) && !(strings.HasPrefix(name, "index/") && strings.Contains(heard.all(), "pinned index")) {
			t.Errorf("%s of %s was not named: %d results missing, said %q", how, name, missing, heard.lines)
		}
		counts[how]++
	}
	t.Logf("%d corruptions of shared objects (%v): 0 wrong bytes, each named", n, counts)
}

// readAll reads all results and counts those that are missing.
func readAll(t *testing.T, s *Store, all []made) (missing int) {
	for _, m := range all {
		if same(t, s, m) != nil {
			missing++
		}
		for d := range store.Needs(m.action) {
			if blob, err := s.Get(d); err == nil && !bytes.Equal(blob, m.blobs[d]) {
				t.Errorf("wrong bytes of %s", m.action.Name)
			}
		}
	}
	return missing
}

func checked(t *testing.T, f *far) []error {
	if err := f.open(); err != nil {
		return []error{err}
	}
	faults, err := f.check(context.Background(), func(int, int) {})
	if err != nil {
		t.Error(err)
	}
	return faults
}

// readFar does so without a cache.
func readFar(t *testing.T, f *far, all []made) (missing int) {
	if f.open() != nil {
		return len(all)
	}
	for _, m := range all {
		if a, err := f.cat.Lookup(m.action.Key); err != nil {
			missing++
		} else if a.Content != m.action.Content {
			t.Errorf("another record of %s", m.action.Name)
		}
		for d := range store.Needs(m.action) {
			if blob, err := f.get(d); err == nil && !bytes.Equal(blob, m.blobs[d]) {
				t.Errorf("wrong bytes of %s", m.action.Name)
			}
		}
	}
	return missing
}

// forgetful remembers nothing.
type forgetful struct{}

func (forgetful) Remember(store.Digest, []byte) error { return nil }
func (forgetful) Recall(store.Digest) ([]byte, bool)  { return nil, false }

// corrupt damages an object in one of several ways.
func corrupt(b *heap, name string, names []string, random *rand.Rand) string {
	old := b.objects[name]
	body := slices.Clone(old)
	switch random.IntN(6) {
	case 0:
		body[random.IntN(len(body))] ^= byte(1 << random.IntN(8))
		b.objects[name] = body
		return "flip"
	case 1:
		b.objects[name] = body[:random.IntN(len(body))]
		return "truncation"
	case 2:
		delete(b.objects, name)
		return "removal"
	case 3:
		other := names[random.IntN(len(names))]
		for other == name {
			other = names[random.IntN(len(names))]
		}
		b.objects[name] = b.objects[other]
		return "swap"
	case 4:
		b.objects[name] = bytes.Repeat([]byte{0}, len(body))
		return "zeros"
	}
	b.objects[name] = append([]byte("x"), body...)
	return "shift"
}

// A hostile bucket that publishes an index of its own swaps no result where the
// index is pinned.
func TestAPinnedIndexIsTheOnlyOne(t *testing.T) {
	b := newHeap()
	from := local(t)
	all := results(t, from, 0, 4)
	p := push(t, from, b, all)
	forged := *all[0].action
	evil := local(t)
	d, err := evil.Put([]byte("not what the stage makes"))
	if err != nil {
		t.Fatal(err)
	}
	for blob := range all[0].blobs {
		if _, err := evil.Put(all[0].blobs[blob]); err != nil {
			t.Fatal(err)
		}
	}
	forged.Outputs = []store.Output{{Name: "table", Digest: d, Size: 24}}
	forged.Content, forged.Time = store.ContentOf(forged.Outputs), time.Now().UTC()
	if err := evil.Record(&forged); err != nil {
		t.Fatal(err)
	}
	push(t, evil, b, []made{{&forged, nil}})
	believing, _ := cold(t, b, Options{})
	if a, err := believing.Lookup(forged.Key); err != nil || a.Content != forged.Content {
		t.Fatalf("the forgery is not in the present index: %v", err)
	}
	pinned, heard := cold(t, b, Options{Pin: &p.Index})
	for _, m := range all {
		if err := same(t, pinned, m); err != nil {
			t.Error(err)
		}
	}
	if len(heard.lines) > 0 {
		t.Errorf("said %q", heard.lines)
	}
}

// A mark that a result is wrong is pushed, and holds on every machine.
func TestMarksTravel(t *testing.T) {
	b := newHeap()
	from := local(t)
	all := results(t, from, 0, 2)
	push(t, from, b, all)
	other, _ := cold(t, b, Options{})
	if _, err := other.Fetch(context.Background(), actionsOf(all), nil, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	bad := *all[0].action
	bad.Bad = "it came out different"
	if err := from.Record(&bad); err != nil {
		t.Fatal(err)
	}
	if p, err := Push(context.Background(), from, b, from.Marked(), func(string) {}); err != nil || p.Actions != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	again := Behind(context.Background(), other.Store, b, Options{})
	if err := again.Open(); err != nil {
		t.Fatal(err)
	}
	if err := same(t, again, all[0]); err == nil || !strings.Contains(err.Error(), "came out different") {
		t.Errorf("a result that is known to be wrong is used: %v", err)
	}
	if err := same(t, again, all[1]); err != nil {
		t.Error(err)
	}
}

// Pushes at the same time keep what each has added, also where the service knows
// no conditions, as long as they do not hit the same instant.
func TestPushesAtTheSameTime(t *testing.T) {
	service := newService(t)
	var group sync.WaitGroup
	const people = 6
	var mine [people][]made
	for i := range people {
		from := local(t)
		mine[i] = results(t, from, 3*i, 3*i+3)
		group.Go(func() {
			if _, err := Push(context.Background(), from, service.bucket(t, "s3://shared/x"), actionsOf(mine[i]), func(string) {}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	s, _ := cold(t, service.bucket(t, "s3://shared/x"), Options{})
	for i := range people {
		for _, m := range mine[i] {
			if err := same(t, s, m); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestAServiceWithoutConditions(t *testing.T) {
	service := newService(t)
	service.ignorant = true
	from := local(t)
	all := results(t, from, 0, 4)
	push(t, from, service.bucket(t, "s3://shared/x"), all[:2])
	push(t, from, service.bucket(t, "s3://shared/x"), all)
	s, _ := cold(t, service.bucket(t, "s3://shared/x"), Options{})
	for _, m := range all {
		if err := same(t, s, m); err != nil {
			t.Error(err)
		}
	}
}

// Whatever part of a store is removed, a push by who has the results mends it.
func TestAPushMendsAHalfDeletedStore(t *testing.T) {
	b := newHeap()
	from := local(t)
	all := results(t, from, 0, 6)
	push(t, from, b, all[:3])
	push(t, from, b, all)
	for name := range b.clone().objects {
		half := b.clone()
		delete(half.objects, name)
		push(t, from, half, all)
		s, heard := cold(t, half, Options{})
		for _, m := range all {
			if err := same(t, s, m); err != nil {
				t.Errorf("without %s, after a push: %v; said %q", name, err, heard.lines)
			}
		}
	}
}

func TestAStoreOfALaterVersionIsLeftAlone(t *testing.T) {
	b := newHeap()
	from := local(t)
	all := results(t, from, 0, 2)
	push(t, from, b, all)
	index := []byte("nofreelunch store 2\nof whatever\n")
	o := object{store.Sum(index), int64(len(index))}
	for name, text := range map[string]string{nameHead: "nofreelunch store 2 what ever\n", indexName(o.digest): string(index)} {
		later := b.clone()
		later.objects[nameHead] = encodeHead(o)
		later.objects[name] = []byte(text)
		s, heard := cold(t, later, Options{})
		if same(t, s, all[0]) == nil || !strings.Contains(heard.all(), "update the program") {
			t.Errorf("said %q", heard.lines)
		}
		if _, err := Push(context.Background(), from, later, actionsOf(all), func(string) {}); err == nil || !strings.Contains(err.Error(), "update the program") {
			t.Errorf("pushed over a later version: %v", err)
		}
		if string(later.objects[name]) != text {
			t.Error("it was changed")
		}
	}
}

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
		"denied":  {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool { refuse(w, 403, "AccessDenied"); return true }, "access is denied"},
		"expired": {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool { refuse(w, 403, "ExpiredToken"); return true }, "get new credentials"},
		"elsewhere": {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("X-Amz-Bucket-Region", "eu-west-3")
			refuse(w, 301, "PermanentRedirect")
			return true
		}, "AWS_REGION=eu-west-3"},
		"broken": {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool { refuse(w, 500, "InternalError"); return true }, "it answers 500"},
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
		"a web page": {"s3://shared/x", func(w http.ResponseWriter, _ *http.Request) bool { fmt.Fprint(w, "<html>welcome</html>"); return true }, "not a store of this program"},
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
	for _, text := range []string{"s3://bucket", "s3://bucket/a/b", "https://host/x", "http://127.0.0.1:8080", "file:///shared/nfl"} {
		if b, err := Locate(text, none); err != nil || b.String() != text {
			t.Errorf("%q: %v, %v", text, b, err)
		}
	}
	half := func(name string) string { return map[string]string{"AWS_ACCESS_KEY_ID": "x"}[name] }
	if _, err := Locate("s3://bucket", half); err == nil || strings.Contains(err.Error(), `"x"`) {
		t.Errorf("half a pair of credentials: %v", err)
	}
}

func TestAFolderThatHostsShare(t *testing.T) {
	root := filepath.Join(t.TempDir(), "shared")
	b, err := Locate("file://"+root, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	from := local(t)
	all := results(t, from, 0, 9)
	if s, heard := cold(t, b, Options{}); same(t, s, all[0]) == nil || !strings.Contains(heard.all(), "is it mounted") {
		t.Errorf("of a folder that is not there: %q", heard.lines)
	}
	push(t, from, b, all[:4])
	push(t, from, b, all)
	s, heard := cold(t, b, Options{})
	for _, m := range all {
		if err := same(t, s, m); err != nil {
			t.Error(err)
		}
	}
	if len(heard.lines) > 0 {
		t.Errorf("said %q", heard.lines)
	}
	gone, err := Locate("file://"+filepath.Join(root, "not", "there"), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Push(context.Background(), from, gone, actionsOf(all), func(string) {}); err == nil {
		t.Error("made the folders above: a mount that is missing would be filled")
	}
}

func TestAPublicMirror(t *testing.T) {
	bucket, root := newHeap(), filepath.Join(t.TempDir(), "public")
	from := local(t)
	all := results(t, from, 0, 9)
	p := push(t, from, bucket, all)
	s, _ := cold(t, bucket, Options{})
	copied, err := s.Mirror(context.Background(), &folder{root}, func(int, int) {})
	if err != nil || copied.Index != p.Index {
		t.Fatalf("%+v, %v; pushed was %s", copied, err, p.Index)
	}
	again, err := s.Mirror(context.Background(), &folder{root}, func(int, int) {})
	if err != nil || again.Objects != 0 {
		t.Errorf("copied twice: %+v, %v", again, err)
	}
	web := newService(t)
	plainServer := http.FileServer(http.Dir(root))
	web.misbehave = func(w http.ResponseWriter, r *http.Request) bool { plainServer.ServeHTTP(w, r); return true }
	public, err := Locate(web.URL, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	reader, heard := cold(t, public, Options{Pin: &p.Index})
	for _, m := range all {
		if err := same(t, reader, m); err != nil {
			t.Error(err)
		}
	}
	if len(heard.lines) > 0 {
		t.Errorf("said %q", heard.lines)
	}
	if _, err := Push(context.Background(), from, public, actionsOf(all), func(string) {}); !is(err, Readonly) {
		t.Errorf("pushed to a web address: %v", err)
	}
	// a damaged object is not copied, and the copy's index stays
	for name := range bucket.objects {
		if strings.HasSuffix(name, ".data") {
			bucket.objects[name][100] ^= 1
		}
	}
	other := &folder{filepath.Join(t.TempDir(), "other")}
	if _, err := s.Mirror(context.Background(), other, func(int, int) {}); err == nil || !strings.Contains(err.Error(), "not what its name says") {
		t.Errorf("mirrored a damaged object: %v", err)
	}
	if _, _, err := other.Get(context.Background(), nameHead, 0, maxHead); !is(err, Missing) {
		t.Error("the copy has an index of what it has not")
	}
}

func TestCollectionByMark(t *testing.T) {
	b := newHeap()
	from := local(t)
	all := results(t, from, 0, 12)
	first := push(t, from, b, all[:4])
	second := push(t, from, b, all[:8])
	push(t, from, b, all)
	live := func(a *store.Action) bool { return a.Key == all[9].action.Key }
	prune := func(now time.Time, pins ...store.Digest) Pruned {
		t.Helper()
		done, err := Prune(context.Background(), from, b, pins, live, now, func(string) {})
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	now := time.Now()
	if done := prune(now, first.Index, second.Index); done.Dropped != 0 || done.Removed != 0 {
		t.Errorf("what is young was dropped: %+v", done)
	}
	later := now.Add(Grace + time.Hour)
	marked := prune(later, first.Index)
	if marked.Dropped != 2 || marked.Marked == 0 || marked.Removed != 0 {
		t.Errorf("%+v: want two packs dropped, and nothing removed before its time", marked)
	}
	pinnedNow, _ := cold(t, b, Options{Pin: &second.Index})
	for _, m := range all[:8] { // who uses an earlier index still can
		if err := same(t, pinnedNow, m); err != nil {
			t.Error(err)
		}
	}
	removed := prune(later.Add(Grace+time.Hour), first.Index)
	if removed.Removed == 0 || removed.Bytes == 0 {
		t.Errorf("%+v: nothing was removed", removed)
	}
	pinned, heard := cold(t, b, Options{Pin: &first.Index})
	for _, m := range all[:4] {
		if err := same(t, pinned, m); err != nil {
			t.Errorf("pinned and gone: %v, %q", err, heard.lines)
		}
	}
	present, _ := cold(t, b, Options{})
	if err := same(t, present, all[9]); err != nil {
		t.Error(err)
	}
	if same(t, present, all[5]) == nil {
		t.Error("what was dropped is still there")
	}
	mine := len(b.objects)
	b.objects["somebody/elses.txt"] = []byte("x")
	prune(later.Add(3 * Grace))
	prune(later.Add(5 * Grace))
	if b.objects["somebody/elses.txt"] == nil || mine < len(b.objects)-1 {
		t.Error("a file of another name was removed")
	}
}

// Hostile indexes are refused before they cost memory.
func TestHostileIndexes(t *testing.T) {
	d := store.Sum([]byte("x")).String()
	line := func(index, data string) string {
		return "nofreelunch store 1\npack " + d + " " + index + " " + d + " " + data + "\n"
	}
	for _, text := range []string{
		"", "x", "nofreelunch store", "nofreelunch store 0\n", "nofreelunch store 1\npack\n", line("-1", "5"), line("5", "-5"), line("99999999999", "5"),
		line("5", "99999999999999999999"), line("5", "5") + "pack " + d + " 5 " + d + " 5\n", strings.TrimSuffix(line("5", "5"), "\n"),
		line("05", "5"), strings.ToUpper(line("5", "5")), line("5", "5") + "\n", strings.Repeat(line("5", "5"), 3),
	} {
		if _, err := decodeIndex([]byte(text)); err == nil {
			t.Errorf("%.80q was taken for an index", text)
		}
	}
	if x, err := decodeIndex([]byte(line("5", "5"))); err != nil || len(x.packs) != 1 {
		t.Errorf("%v, %v", x, err)
	}
	if _, err := decodeIndex([]byte("nofreelunch store 7\nfuture\n")); !errors.Is(err, errNewer) {
		t.Errorf("a later version: %v", err)
	}
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte("nofreelunch store 1\n"))
	f.Add(encodeHead(object{store.Sum(nil), 5}))
	f.Fuzz(func(t *testing.T, text []byte) {
		if x, err := decodeIndex(text); err == nil && !bytes.Equal(x.encode(), text) {
			t.Errorf("%q is read, and written otherwise", text)
		}
		if o, err := decodeHead(text); err == nil && !bytes.Equal(encodeHead(o), text) {
			t.Errorf("%q is read, and written otherwise", text)
		}
	})
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
