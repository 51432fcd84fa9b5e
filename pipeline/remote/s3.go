package remote

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"
)

// bucketS3 is a bucket of a service that speaks as S3 does, and a prefix in it.
type bucketS3 struct {
	web           *web
	endpoint      *url.URL // with the bucket's name in its host or path
	bucket        string
	prefix        string // "" or ending in /
	region        string
	credentials   Credentials
	unconditioned atomic.Bool // the service knows no conditions
	now           func() time.Time
}

// newS3 is s3://BUCKET/PREFIX, with credentials, region and endpoint as the
// variables of the environment name them that every S3 program reads.
func newS3(u *url.URL, env func(string) string) (*bucketS3, error) {
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`).MatchString(u.Host) {
		return nil, fmt.Errorf("%q cannot be the name of a bucket", u.Host)
	}
	b := &bucketS3{web: newWeb(0), bucket: u.Host, now: time.Now,
		region: cmp.Or(env("AWS_REGION"), env("AWS_DEFAULT_REGION"), "us-east-1")}
	if p := strings.Trim(u.Path, "/"); p != "" {
		b.prefix = p + "/"
	}
	b.credentials = Credentials{env("AWS_ACCESS_KEY_ID"), env("AWS_SECRET_ACCESS_KEY"), env("AWS_SESSION_TOKEN")}
	if (b.credentials.id == "") != (b.credentials.secret == "") {
		return nil, fmt.Errorf("only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set; " +
			"set both, or neither for a public bucket")
	}
	return b, b.locate(cmp.Or(env("AWS_ENDPOINT_URL_S3"), env("AWS_ENDPOINT_URL")))
}

// locate says where requests go: to the named endpoint, or to Amazon's.
func (b *bucketS3) locate(endpoint string) error {
	if !regexp.MustCompile(`^[a-z0-9-]{1,40}$`).MatchString(b.region) {
		return fmt.Errorf("AWS_REGION: %q cannot be a region", b.region)
	}
	if endpoint == "" {
		host := "s3." + b.region + ".amazonaws.com"
		b.endpoint = &url.URL{Scheme: "https", Host: b.bucket + "." + host, Path: "/"}
		if strings.Contains(b.bucket, ".") { // no certificate has two levels
			b.endpoint = &url.URL{Scheme: "https", Host: host, Path: "/" + b.bucket + "/"}
		}
		return nil
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return fmt.Errorf("AWS_ENDPOINT_URL: want http://HOST or https://HOST, without user, password and query")
	}
	u.Path = strings.TrimSuffix(u.Path, "/") + "/" + b.bucket + "/"
	b.endpoint = u
	return nil
}

func (b *bucketS3) String() string { return strings.TrimSuffix("s3://"+b.bucket+"/"+b.prefix, "/") }

// request is a request for an object, or for the bucket if name is "".
func (b *bucketS3) request(ctx context.Context, method, name string, query url.Values, body []byte,
	header http.Header) (*http.Request, error) {
	u := *b.endpoint
	if name != "" {
		u.Path += b.prefix + name
	}
	u.RawPath = escapePath(u.Path)
	u.RawQuery = canonicalQuery(query)
	r, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, err
	}
	for k, v := range header {
		r.Header[k] = v
	}
	b.credentials.sign(r, body, b.region, b.now())
	return r, nil
}

func (b *bucketS3) do(ctx context.Context, method, name string, query url.Values, body []byte, header http.Header,
	limit, skip int64) (*reply, error) {
	what := strings.TrimSuffix(b.String()+"/"+name, "/")
	answer, err := b.web.do(ctx, what, limit, skip, func() (*http.Request, []byte, error) {
		r, err := b.request(ctx, method, name, query, body, header)
		return r, body, err
	})
	if err != nil {
		return nil, err
	}
	if answer.status >= 300 {
		return answer, b.refusal(what, answer)
	}
	return answer, nil
}

// codes are the errors of S3 that have a remedy, and what kind of fault each is,
// whatever its status.
func codes() map[string]Fault {
	return map[string]Fault{
		"NoSuchKey":          {Kind: Missing, Detail: "it is not there"},
		"NoSuchBucket":       {Kind: Missing, Detail: "there is no such bucket; make it, or correct its name"},
		"AccessDenied":       {Kind: Denied, Detail: "access is denied; these credentials may not do that"},
		"InvalidAccessKeyId": {Kind: Denied, Detail: "the service does not know the key ID in AWS_ACCESS_KEY_ID"},
		"XAdminUserNotFound": {Kind: Denied, Detail: "the service does not know the key ID in AWS_ACCESS_KEY_ID"},
		"SignatureDoesNotMatch": {Kind: Denied,
			Detail: "the service does not accept the signature; see AWS_SECRET_ACCESS_KEY"},
		"ExpiredToken": {Kind: Denied, Detail: "the session's token has expired; get new credentials"},
		"InvalidToken": {Kind: Denied,
			Detail: "the service does not accept AWS_SESSION_TOKEN; get new credentials"},
		"RequestTimeTooSkewed":         {Kind: Denied, Detail: "the clock of this machine is wrong; set it"},
		"AuthorizationHeaderMalformed": {Kind: Denied, Detail: "the bucket is in another region; set AWS_REGION"},
		"PermanentRedirect":            {Kind: Denied, Detail: "the bucket is in another region; set AWS_REGION"},
		"EntityTooLarge":               {Kind: Wrong, Detail: "the object is larger than the service takes"},
		"QuotaExceeded":                {Kind: Wrong, Detail: "the bucket is full; free some there"},
	}
}

// refusal words the answer to a request that was not granted. What a server says
// is not repeated but for a plain word: it may be anything, the caller's own
// headers among it.
func (b *bucketS3) refusal(what string, r *reply) error {
	var said struct{ Code string }
	_ = xml.Unmarshal(r.body, &said)
	if region := r.header.Get("X-Amz-Bucket-Region"); r.status < 404 && region != b.region &&
		regexp.MustCompile(`^[a-z0-9-]{1,40}$`).MatchString(region) {
		return fault(Denied, what, "the bucket is in region %s; set AWS_REGION=%s", region, region)
	}
	if f, known := codes()[said.Code]; known {
		return fault(f.Kind, what, "%s", f.Detail)
	}
	switch {
	case r.status == http.StatusNotFound && said.Code == "":
		return fault(Missing, what, "it is not there")
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		return fault(Denied, what, "access is denied (%s); see AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
			b.word(r.status, said.Code))
	case r.status == http.StatusPreconditionFailed || r.status == http.StatusConflict:
		return fault(Taken, what, "somebody else has just written it")
	}
	return fault(Wrong, what, "the service answers %s", b.word(r.status, said.Code))
}

// word is a status with its code, if that is a word and none of the caller's.
func (b *bucketS3) word(status int, code string) string {
	c := b.credentials
	if !regexp.MustCompile(`^[A-Za-z]{3,40}$`).MatchString(code) || strings.Contains(c.id+" "+c.secret+" "+c.token, code) {
		return fmt.Sprint(status)
	}
	return fmt.Sprintf("%d %s", status, code)
}

func (b *bucketS3) Get(ctx context.Context, name string, from, size int64) ([]byte, string, error) {
	r, err := b.do(ctx, http.MethodGet, name, nil, nil, ranged(from, size), size, from)
	if err != nil {
		if r != nil && r.status == http.StatusRequestedRangeNotSatisfiable {
			return nil, "", nil // it ends before
		}
		return nil, "", err
	}
	return r.body, r.header.Get("Etag"), nil
}

// ranged asks for a part of an object.
func ranged(from, size int64) http.Header {
	return http.Header{"Range": {fmt.Sprintf("bytes=%d-%d", from, from+max(size, 1)-1)}}
}

func (b *bucketS3) Put(ctx context.Context, name string, body []byte, when Condition) error {
	header := http.Header{"Content-Type": {"application/octet-stream"}}
	switch {
	case b.unconditioned.Load():
	case when.Absent:
		header.Set("If-None-Match", "*")
	case when.Version != "":
		header.Set("If-Match", when.Version)
	}
	r, err := b.do(ctx, http.MethodPut, name, nil, body, header, maxReason, 0)
	if err != nil && r != nil && r.status == http.StatusNotImplemented && len(header) > 1 {
		b.unconditioned.Store(true) // the reader of what was written finds out who was last
		return b.Put(ctx, name, body, when)
	}
	return err
}

func (b *bucketS3) Remove(ctx context.Context, name string) error {
	_, err := b.do(ctx, http.MethodDelete, name, nil, nil, nil, maxReason, 0)
	if is(err, Missing) {
		return nil
	}
	return err
}

// maxObjects is how many objects a store may have, and a listing may name.
const maxObjects = 10_000_000

func (b *bucketS3) List(ctx context.Context) (map[string]int64, error) {
	found := map[string]int64{}
	query := url.Values{"list-type": {"2"}, "prefix": {b.prefix}}
	for len(found) < maxObjects {
		r, err := b.do(ctx, http.MethodGet, "", query, nil, nil, 16<<20, 0)
		if err != nil {
			return nil, err
		}
		var page struct {
			XMLName  xml.Name `xml:"ListBucketResult"`
			Contents []struct {
				Key  string
				Size int64
			}
			IsTruncated           bool
			NextContinuationToken string
		}
		if err := xml.Unmarshal(r.body, &page); err != nil {
			return nil, fault(Wrong, b.String(), "its listing cannot be read; is it an S3 service?")
		}
		before := len(found)
		for _, o := range page.Contents {
			if name, ok := strings.CutPrefix(o.Key, b.prefix); ok {
				found[name] = o.Size
			}
		}
		if !page.IsTruncated || page.NextContinuationToken == "" || len(found) == before {
			break
		}
		query.Set("continuation-token", page.NextContinuationToken)
	}
	return found, nil
}
