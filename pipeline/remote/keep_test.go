package remote

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nofreelunch/pipeline/store"
)

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
	if _, err := s.Mirror(context.Background(), other, func(int, int) {}); err == nil ||
		!strings.Contains(err.Error(), "not what its name says") {
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
