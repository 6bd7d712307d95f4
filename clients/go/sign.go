package kps

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	algorithm  = "SDK-HMAC-SHA256"
	dateFormat = "20060102T150405Z"
)

// An AccessKey signs requests; a temporary one has a security token too.
type AccessKey struct {
	ID, Secret, SecurityToken string
}

// String keeps the secrets out of whatever is printed.
func (k AccessKey) String() string { return "AccessKey(" + k.ID + ")" }

// GoString does the same for %#v.
func (k AccessKey) GoString() string { return k.String() }

// Authorization signs a GET request without a body, and returns the value of its Authorization header.
//
// All headers that are given are signed; Host and X-Sdk-Date must be among them.
func (k AccessKey) Authorization(address *url.URL, headers map[string]string) string {
	values, names := map[string]string{}, []string{}
	for name, value := range headers {
		names = append(names, strings.ToLower(name))
		values[strings.ToLower(name)] = strings.TrimSpace(value)
	}
	slices.Sort(names)
	signed := strings.Join(names, ";")
	lines := []string{http.MethodGet, canonicalPath(address.Path), canonicalQuery(address.Query())}
	for _, name := range names {
		lines = append(lines, name+":"+values[name])
	}
	lines = append(lines, "", signed, digest(""))
	mac := hmac.New(sha256.New, []byte(k.Secret))
	mac.Write([]byte(algorithm + "\n" + values["x-sdk-date"] + "\n" + digest(strings.Join(lines, "\n"))))
	return algorithm + " Access=" + k.ID + ", SignedHeaders=" + signed + ", Signature=" + hex.EncodeToString(mac.Sum(nil))
}

// sign gives a request the headers that it needs to be accepted now.
func (k AccessKey) sign(request *http.Request) {
	headers := map[string]string{"X-Sdk-Date": time.Now().UTC().Format(dateFormat)}
	if k.SecurityToken != "" {
		headers["X-Security-Token"] = k.SecurityToken
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	headers["Host"] = request.URL.Host
	request.Header.Set("Authorization", k.Authorization(request.URL, headers))
}

func canonicalPath(path string) string {
	segments := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for i, segment := range segments {
		segments[i] = escape(segment)
	}
	return strings.Join(segments, "/") + "/"
}

func canonicalQuery(query url.Values) string {
	for _, values := range query {
		slices.Sort(values)
	}
	return strings.ReplaceAll(query.Encode(), "+", "%20") // Encode sorts by name
}

// escape leaves letters, digits and -._~ as they are, which url.QueryEscape does but for the space.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
