package remote

import (
	"context"
	"strings"
	"sync"
	"testing"

	"nofreelunch/pipeline/store"
)

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
	if never, heard := cold(t, b, Options{Offline: true}); same(t, never, all[0]) == nil ||
		!strings.Contains(heard.all(), "-offline") {
		t.Errorf("never read, and offline: %q", heard.all())
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
			if _, err := Push(context.Background(), from, service.bucket(t, "s3://shared/x"), actionsOf(mine[i]),
				func(string) {}); err != nil {
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
