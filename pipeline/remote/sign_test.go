package remote

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The examples of the protocol's documentation, with the signatures it prints.
func TestPublishedSignatures(t *testing.T) {
	c := Credentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""}
	now := time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		method, path, query, body, want string
		header                          map[string]string
	}{
		{"GET", "/test.txt", "", "", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
			map[string]string{"Range": "bytes=0-9"}},
		{"PUT", "/test$file.text", "", "Welcome to Amazon S3.",
			"98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
			map[string]string{"Date": "Fri, 24 May 2013 00:00:00 GMT", "X-Amz-Storage-Class": "REDUCED_REDUNDANCY"}},
		{"GET", "/", "lifecycle=", "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", nil},
		{"GET", "/", "max-keys=2&prefix=J", "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", nil},
	} {
		r, err := http.NewRequest(test.method, "https://examplebucket.s3.amazonaws.com"+escapePath(test.path)+"?"+test.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range test.header {
			r.Header.Set(k, v)
		}
		c.sign(r, []byte(test.body), "us-east-1", now)
		if got := r.Header.Get("Authorization"); !strings.HasSuffix(got, "Signature="+test.want) {
			t.Errorf("%s %s?%s: %s, want signature %s", test.method, test.path, test.query, got, test.want)
		}
	}
}

func TestCredentialsAreNotPrinted(t *testing.T) {
	c := Credentials{testID, testSecret, testToken}
	b := &bucketS3{credentials: c}
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%v", b)} {
		if strings.Contains(text, testSecret) || strings.Contains(text, testToken) || strings.Contains(text, testID) {
			t.Errorf("printed as %s", text)
		}
	}
}
