package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// web makes requests that end: each try has a limit of time, and there are few.
type web struct {
	client *http.Client
	tries  int
	stall  time.Duration // longest silence
	pause  time.Duration // before the second try; doubled before each later one
	rate   int64         // bytes a second that a transfer must have on average
}

// newWeb follows redirects only where there are no credentials to carry along.
func newWeb(redirects int) *web {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: fetchers,
		IdleConnTimeout:     60 * time.Second,
		DisableCompression:  true, // what is asked for is bounded in bytes
	}
	follow := func(r *http.Request, via []*http.Request) error {
		if len(via) > redirects || r.URL.Scheme != via[0].URL.Scheme {
			return http.ErrUseLastResponse
		}
		return nil
	}
	client := &http.Client{Transport: transport, CheckRedirect: follow}
	return &web{client: client, tries: 4, stall: 20 * time.Second, pause: 250 * time.Millisecond, rate: 20_000}
}

// A reply is an answer, with at most as much of its body as was asked for.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// A requester makes a request, and its body.
type requester func() (*http.Request, []byte, error)

var errStalled = errors.New("it has sent nothing for too long")

// do makes a request until there is an answer that is worth something. The
// request is made anew for each try; skip bytes of the body are dropped where
// the server does not send ranges.
func (w *web) do(ctx context.Context, what string, limit, skip int64, request requester) (*reply, error) {
	var last error
	pause := w.pause
	for try := range w.tries {
		if try > 0 {
			if err := sleep(ctx, pause); err != nil {
				return nil, err
			}
			pause *= 3
		}
		r, err := w.once(ctx, limit, skip, request)
		switch {
		case err == nil && !busy(r.status):
			return r, nil
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err == nil:
			last = fmt.Errorf("it answers %d", r.status)
		default:
			last = plain(err)
		}
		if errors.Is(err, errStalled) {
			break // four times as long would be no better
		}
	}
	f := fault(Away, what, "%v; is it the right address, and can it be reached from here?", last)
	f.Slow = errors.Is(last, errStalled)
	return nil, f
}

// busy reports an answer that another try may better.
func busy(status int) bool {
	return status >= 500 && status != http.StatusNotImplemented || status == http.StatusTooManyRequests ||
		status == http.StatusRequestTimeout
}

// plain is an error without the request's address, which the caller names.
func plain(err error) error {
	var asked *url.Error
	if errors.As(err, &asked) {
		return asked.Err
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// once makes one try of a request.
func (w *web) once(ctx context.Context, limit, skip int64, request requester) (*reply, error) {
	r, body, err := request()
	if err != nil {
		return nil, err
	}
	most := 2*w.stall + w.time(limit+int64(len(body))) + w.time(skip)/50
	ctx, cancel := context.WithTimeoutCause(ctx, most, errStalled)
	defer cancel()
	ctx, stalled := context.WithCancelCause(ctx)
	defer stalled(nil)
	silence := w.stall
	if len(body) > 0 {
		silence = most // while it is sent nothing comes
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	watch := time.AfterFunc(silence, func() { stalled(errStalled) })
	defer watch.Stop()
	answer, err := w.client.Do(r.WithContext(ctx))
	if err != nil {
		return nil, causeOf(ctx, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		skip = 0
	}
	if answer.StatusCode >= 300 {
		limit = maxReason
	}
	alive := &lively{answer.Body, func() { watch.Reset(w.stall) }}
	if _, err := io.CopyN(io.Discard, alive, skip); err != nil && !errors.Is(err, io.EOF) {
		return nil, causeOf(ctx, err)
	}
	text, err := io.ReadAll(io.LimitReader(alive, limit))
	if err != nil {
		return nil, causeOf(ctx, err)
	}
	return &reply{answer.StatusCode, answer.Header, text}, nil
}

// time is how long a number of bytes may take.
func (w *web) time(size int64) time.Duration {
	return time.Duration(float64(size) / float64(w.rate) * float64(time.Second))
}

const maxReason = 16 << 10 // of what a server says of an error

// causeOf is why a request was given up, if it was.
func causeOf(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, errStalled) {
		return cause
	}
	return err
}

// lively tells whenever bytes have come.
type lively struct {
	r    io.Reader
	tell func()
}

func (l *lively) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if n > 0 {
		l.tell()
	}
	return n, err
}
