package remote

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"unicode"
)

// Locate is the bucket at a location: s3://BUCKET/PREFIX, file:///FOLDER or
// https://HOST/PATH. Credentials come from the environment alone.
func Locate(text string, env func(string) string) (Bucket, error) {
	u, err := url.Parse(text)
	if err != nil || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return nil, fmt.Errorf("the store's location cannot be read; " +
			"want s3://BUCKET/PREFIX, file:///FOLDER or https://HOST/PATH")
	}
	if u.User != nil {
		return nil, fmt.Errorf("the store's location has a user or password in it; " +
			"credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
	for _, part := range strings.Split(u.Path, "/") {
		if part == ".." || part == "." {
			return nil, fmt.Errorf("the store's location %s has %q in its path", text, part)
		}
	}
	b, err := locate(u, env)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", text, err)
	}
	return b, nil
}

func locate(u *url.URL, env func(string) string) (Bucket, error) {
	switch u.Scheme {
	case "s3":
		if u.RawQuery != "" || u.Fragment != "" {
			return nil, fmt.Errorf("want s3://BUCKET/PREFIX and nothing after it")
		}
		return newS3(u, env)
	case "http", "https":
		return newHTTP(u)
	case "file":
		if u.Host != "" && u.Host != "localhost" || !filepath.IsAbs(filepath.FromSlash(u.Path)) ||
			filepath.Clean(u.Path) == "/" {
			return nil, fmt.Errorf("want file:///FOLDER, from the root of the file system")
		}
		return &folder{filepath.Clean(filepath.FromSlash(u.Path))}, nil
	}
	return nil, fmt.Errorf("want s3://BUCKET/PREFIX, file:///FOLDER or https://HOST/PATH")
}
