package remote

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// bucketHTTP is a public copy of a store on a web server. It is only read.
type bucketHTTP struct {
	web  *web
	base *url.URL
}

// newHTTP is an address of a web server. Plain http is for this machine alone:
// who sits between could say what the present index is.
func newHTTP(u *url.URL) (*bucketHTTP, error) {
	if host := u.Hostname(); u.Scheme == "http" && host != "localhost" && host != "127.0.0.1" && host != "::1" {
		return nil, fmt.Errorf("http is not protected on the way; want https://%s", u.Host)
	}
	if u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("want https://HOST/PATH, without a query")
	}
	base := *u
	base.Path = strings.TrimSuffix(base.Path, "/") + "/"
	return &bucketHTTP{newWeb(3), &base}, nil
}

func (b *bucketHTTP) String() string { return strings.TrimSuffix(b.base.String(), "/") }

func (b *bucketHTTP) Get(ctx context.Context, name string, from, size int64) ([]byte, string, error) {
	u := *b.base
	u.Path += name
	what := u.String()
	r, err := b.web.do(ctx, what, size, from, func() (*http.Request, []byte, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, what, nil)
		if err == nil {
			r.Header = ranged(from, size)
		}
		return r, nil, err
	})
	if err != nil {
		return nil, "", err
	}
	switch r.status {
	case http.StatusOK, http.StatusPartialContent:
		return r.body, r.header.Get("Etag"), nil
	case http.StatusRequestedRangeNotSatisfiable:
		return nil, "", nil // it ends before
	case http.StatusNotFound, http.StatusGone:
		return nil, "", fault(Missing, what, "it is not there")
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, "", fault(Denied, what, "the server denies access (%d)", r.status)
	}
	return nil, "", fault(Wrong, what, "the server answers %d", r.status)
}

func (b *bucketHTTP) Put(context.Context, string, []byte, Condition) error { return b.readonly() }

func (b *bucketHTTP) Remove(context.Context, string) error { return b.readonly() }

func (b *bucketHTTP) List(context.Context) (map[string]int64, error) { return nil, b.readonly() }

func (b *bucketHTTP) readonly() error {
	return fault(Readonly, b.String(), "a web address is only read; write to the s3:// or file:// store behind it")
}
