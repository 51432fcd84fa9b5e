package remote

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"nofreelunch/pipeline/store"
)

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
		if !strings.Contains(heard.all(), name) && !(name == nameHead && strings.Contains(heard.all(), "no store there")) &&
			!(strings.HasPrefix(name, "index/") && strings.Contains(heard.all(), "pinned index")) {
			t.Errorf("%s of %s was not named: %d results missing, said %q", how, name, missing, heard.lines)
		}
		counts[how]++
	}
	t.Logf("%d corruptions of shared objects (%v): 0 wrong bytes, each named", n, counts)
}

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
	for name, text := range map[string]string{nameHead: "nofreelunch store 2 what ever\n",
		indexName(o.digest): string(index)} {
		later := b.clone()
		later.objects[nameHead] = encodeHead(o)
		later.objects[name] = []byte(text)
		s, heard := cold(t, later, Options{})
		if same(t, s, all[0]) == nil || !strings.Contains(heard.all(), "update the program") {
			t.Errorf("said %q", heard.lines)
		}
		if _, err := Push(context.Background(), from, later, actionsOf(all), func(string) {}); err == nil ||
			!strings.Contains(err.Error(), "update the program") {
			t.Errorf("pushed over a later version: %v", err)
		}
		if string(later.objects[name]) != text {
			t.Error("it was changed")
		}
	}
}

// Hostile indexes are refused before they cost memory.
func TestHostileIndexes(t *testing.T) {
	d := store.Sum([]byte("x")).String()
	line := func(index, data string) string {
		return "nofreelunch store 1\npack " + d + " " + index + " " + d + " " + data + "\n"
	}
	for _, text := range []string{
		"", "x", "nofreelunch store", "nofreelunch store 0\n", "nofreelunch store 1\npack\n", line("-1", "5"), line("5",
			"-5"), line("99999999999", "5"),
		line("5", "99999999999999999999"), line("5", "5") + "pack " + d + " 5 " + d + " 5\n", strings.TrimSuffix(line("5",
			"5"), "\n"),
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
