package remote

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Requests are signed here, in a hundred lines that the published examples of
// the protocol test: four kinds of request need no client library, and every
// module that a library brings is one more to trust and to keep up with.
//
// Reference: AWS Signature Version 4, "Authenticating Requests (Authorization Header)".

// Credentials are those of an S3 service; without an ID requests are anonymous.
type Credentials struct{ id, secret, token string }

// String hides them from whoever prints them.
func (Credentials) String() string { return "(credentials)" }

// GoString hides them too.
func (Credentials) GoString() string { return "(credentials)" }

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// sign adds the headers of a signature to a request with that body.
func (c Credentials) sign(r *http.Request, body []byte, region string, now time.Time) {
	stamp := now.UTC().Format("20060102T150405Z")
	day := stamp[:8]
	sum := hexSum(body)
	r.Header.Set("X-Amz-Content-Sha256", sum)
	if c.id == "" {
		return
	}
	r.Header.Set("X-Amz-Date", stamp)
	if c.token != "" {
		r.Header.Set("X-Amz-Security-Token", c.token)
	}
	headers, signed := canonicalHeaders(r)
	request := strings.Join([]string{r.Method, r.URL.EscapedPath(), canonicalQuery(r.URL.Query()), headers, signed,
		sum}, "\n")
	scope := day + "/" + region + "/s3/aws4_request"
	text := "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + hexSum([]byte(request))
	key := []byte("AWS4" + c.secret)
	for _, part := range []string{day, region, "s3", "aws4_request"} {
		key = mac(key, part)
	}
	r.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/%s,SignedHeaders=%s,Signature=%x", c.id,
		scope, signed, mac(key, text)))
}

// canonicalHeaders are all headers of a request, with its host, and their names.
func canonicalHeaders(r *http.Request) (lines, names string) {
	all := []string{"host"}
	for name := range r.Header {
		all = append(all, strings.ToLower(name))
	}
	slices.Sort(all)
	var b strings.Builder
	for _, name := range all {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.URL.Host
		}
		fmt.Fprintf(&b, "%s:%s\n", name, strings.TrimSpace(value))
	}
	return b.String(), strings.Join(all, ";")
}

func canonicalQuery(q url.Values) string { return strings.ReplaceAll(q.Encode(), "+", "%20") }

// escapePath is a path of which all bytes but the plain ones are escaped, as the
// signature wants them and unlike net/url.
func escapePath(path string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
	var b strings.Builder
	for i := range len(path) {
		if strings.IndexByte(plain, path[i]) >= 0 {
			b.WriteByte(path[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", path[i])
		}
	}
	return b.String()
}
