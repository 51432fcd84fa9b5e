package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// policyMark stands for the policy in a page's template.
const policyMark = "CONTENT-SECURITY-POLICY"

// withPolicy gives a finished page the content security policy that lets it do
// what it does and nothing else: it loads nothing from anywhere, and only the
// styles and the script that it was written with have an effect. Should a text
// from data ever get into the page unescaped, it stays without effect.
func withPolicy(page []byte) ([]byte, error) {
	style, err := hashOf(page, "style")
	if err != nil {
		return nil, err
	}
	script, err := hashOf(page, "script")
	if err != nil {
		return nil, err
	}
	if bytes.Count(page, []byte(policyMark)) != 1 {
		return nil, fmt.Errorf("page: %s stands in it %d times, expected once", policyMark, bytes.Count(page, []byte(policyMark)))
	}
	policy := fmt.Sprintf("default-src 'none'; img-src data:; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", style, script)
	return bytes.Replace(page, []byte(policyMark), []byte(policy), 1), nil
}

// hashOf is the digest of what stands in the page's one element of a kind, as a
// policy writes it.
func hashOf(page []byte, element string) (string, error) {
	open, end := []byte("<"+element+">"), []byte("</"+element+">")
	from := bytes.Index(page, open)
	if from < 0 || bytes.Count(page, open) != 1 {
		return "", fmt.Errorf("page: %s stands in it %d times, expected once", open, bytes.Count(page, open))
	}
	text := page[from+len(open):]
	to := bytes.Index(text, end)
	if to < 0 {
		return "", fmt.Errorf("page: %s does not end", open)
	}
	sum := sha256.Sum256(text[:to])
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), nil
}
