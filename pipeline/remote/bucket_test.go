package remote

import (
	"context"
	"crypto/hmac"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// heap is a bucket in memory.
type heap struct {
	mu      sync.Mutex
	objects map[string][]byte
	gets    int
	away    bool
}

func newHeap() *heap { return &heap{objects: map[string][]byte{}} }

func (h *heap) String() string { return "heap://" }

func (h *heap) Get(_ context.Context, name string, from, size int64) ([]byte, string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gets++
	if h.away {
		return nil, "", fault(Away, "heap://"+name, "no answer")
	}
	body, ok := h.objects[name]
	if !ok {
		return nil, "", fault(Missing, "heap:///"+name, "it is not there")
	}
	from = min(from, int64(len(body)))
	return slices.Clone(body[from:min(from+size, int64(len(body)))]), hexSum(body), nil
}

func (h *heap) Put(_ context.Context, name string, body []byte, when Condition) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	old, ok := h.objects[name]
	if when.Absent && ok || when.Version != "" && hexSum(old) != when.Version {
		return fault(Taken, "heap:///"+name, "taken")
	}
	h.objects[name] = slices.Clone(body)
	return nil
}

func (h *heap) Remove(_ context.Context, name string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.objects, name)
	return nil
}

func (h *heap) List(context.Context) (map[string]int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	sizes := map[string]int64{}
	for name, body := range h.objects {
		sizes[name] = int64(len(body))
	}
	return sizes, nil
}

func (h *heap) clone() *heap { return &heap{objects: maps.Clone(h.objects)} }

const (
	testID     = "AKIDEXAMPLE"
	testSecret = "not/a+secret/but-secret-enough"
	testToken  = "a-session-token-that-nobody-may-see"
)

// service is an S3 service that knows one bucket, "shared". misbehave, if set, may
// answer a request in its place.
type service struct {
	*httptest.Server
	objects   *heap
	misbehave func(http.ResponseWriter, *http.Request) bool
	page      int // objects of a page of a listing
	ignorant  bool
	requests  int
	mu        sync.Mutex
}

func newService(t *testing.T) *service {
	s := &service{objects: newHeap(), page: 1000}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// env is the environment of a client of the service.
func (s *service) env(name string) string {
	return map[string]string{
		"AWS_ENDPOINT_URL": s.URL, "AWS_ACCESS_KEY_ID": testID, "AWS_SECRET_ACCESS_KEY": testSecret, "AWS_SESSION_TOKEN": testToken,
	}[name]
}

// bucket is the store at a prefix, with a client that loses patience soon.
func (s *service) bucket(t *testing.T, location string) *bucketS3 {
	t.Helper()
	b, err := Locate(location, s.env)
	if err != nil {
		t.Fatal(err)
	}
	s3 := b.(*bucketS3)
	s3.web.pause, s3.web.stall = time.Millisecond, 2*time.Second
	return s3
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	fmt.Fprintf(w, "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>m</Message></Error>", code)
}

// signed reports that a request is signed by who has the secret.
func signed(r *http.Request, body []byte) bool {
	stamp, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		return false
	}
	again, err := http.NewRequest(r.Method, "http://"+r.Host+r.URL.RequestURI(), nil)
	if err != nil {
		return false
	}
	_, names, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
	names, _, _ = strings.Cut(names, ",")
	for _, name := range strings.Split(names, ";") {
		if name != "host" {
			again.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		}
	}
	Credentials{testID, testSecret, testToken}.sign(again, body, "us-east-1", stamp)
	return hmac.Equal([]byte(again.Header.Get("Authorization")), []byte(r.Header.Get("Authorization")))
}

func (s *service) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests++
	s.mu.Unlock()
	if s.misbehave != nil && s.misbehave(w, r) {
		return
	}
	body, _ := io.ReadAll(r.Body)
	if r.Header.Get("Authorization") != "" && !signed(r, body) {
		refuse(w, 403, "SignatureDoesNotMatch")
		return
	}
	bucket, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case bucket != "shared":
		refuse(w, 404, "NoSuchBucket")
	case name == "":
		s.list(w, r)
	case r.Method == http.MethodGet:
		s.get(w, r, name)
	case r.Method == http.MethodPut && s.ignorant && r.Header.Get("If-None-Match")+r.Header.Get("If-Match") != "":
		refuse(w, 501, "NotImplemented")
	case r.Method == http.MethodPut:
		when := Condition{Absent: r.Header.Get("If-None-Match") == "*", Version: strings.Trim(r.Header.Get("If-Match"), `"`)}
		if s.objects.Put(r.Context(), name, body, when) != nil {
			refuse(w, 412, "PreconditionFailed")
		}
	case r.Method == http.MethodDelete:
		_ = s.objects.Remove(r.Context(), name)
		w.WriteHeader(204)
	}
}

func (s *service) get(w http.ResponseWriter, r *http.Request, name string) {
	s.objects.mu.Lock()
	body, ok := s.objects.objects[name]
	s.objects.mu.Unlock()
	if !ok {
		refuse(w, 404, "NoSuchKey")
		return
	}
	w.Header().Set("Etag", `"`+hexSum(body)+`"`)
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(body)))
}

func (s *service) list(w http.ResponseWriter, r *http.Request) {
	type content struct {
		Key  string
		Size int64
	}
	var page struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		Contents              []content
		IsTruncated           bool
		NextContinuationToken string
	}
	sizes, _ := s.objects.List(r.Context())
	for _, name := range slices.Sorted(maps.Keys(sizes)) {
		if !strings.HasPrefix(name, r.URL.Query().Get("prefix")) || name <= r.URL.Query().Get("continuation-token") {
			continue
		}
		if len(page.Contents) == s.page {
			page.IsTruncated, page.NextContinuationToken = true, page.Contents[s.page-1].Key
			break
		}
		page.Contents = append(page.Contents, content{name, sizes[name]})
	}
	_ = xml.NewEncoder(w).Encode(page)
}
