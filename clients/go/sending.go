package kps

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An AccessKey signs requests; a temporary one has a security token too.
type AccessKey struct {
	ID, Secret, SecurityToken string
}

// String keeps the secrets out of whatever is printed.
func (k AccessKey) String() string { return "AccessKey(" + k.ID + ")" }

// GoString does the same for %#v.
func (k AccessKey) GoString() string { return k.String() }

const dateFormat = "20060102T150405Z"

// Authorization signs a GET request without a body, SDK-HMAC-SHA256, and returns the value of its Authorization header.
//
// All headers that are given are signed; X-Sdk-Date must be among them.
func (k AccessKey) Authorization(address *url.URL, headers map[string]string) string {
	values, names := map[string]string{}, []string{}
	for name, value := range headers {
		names = append(names, strings.ToLower(name))
		values[strings.ToLower(name)] = strings.TrimSpace(value)
	}
	slices.Sort(names)
	lines := []string{http.MethodGet, strings.TrimSuffix(canonicalPath(address.Path), "/") + "/", canonicalQuery(address.Query())}
	for _, name := range names {
		lines = append(lines, name+":"+values[name])
	}
	signed := strings.Join(names, ";")
	lines = append(lines, "", signed, hash(""))
	mac := hmac.New(sha256.New, []byte(k.Secret))
	mac.Write([]byte("SDK-HMAC-SHA256\n" + values["x-sdk-date"] + "\n" + hash(strings.Join(lines, "\n"))))
	return "SDK-HMAC-SHA256 Access=" + k.ID + ", SignedHeaders=" + signed + ", Signature=" + hex.EncodeToString(mac.Sum(nil))
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func canonicalPath(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		segments[i] = escape(segment)
	}
	return strings.Join(segments, "/")
}

func canonicalQuery(query url.Values) string {
	var pairs []string
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		slices.Sort(query[name])
		for _, value := range query[name] {
			pairs = append(pairs, escape(name)+"="+escape(value))
		}
	}
	return strings.Join(pairs, "&")
}

// escape leaves letters, digits and -._~ as they are, which url.QueryEscape does but for the space.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// A transport sends a request with a timeout, signed, and again where that may help.
type transport struct {
	base     http.RoundTripper
	key      AccessKey
	timeout  time.Duration
	attempts int
}

func newTransport(config Config) *transport {
	t := &transport{config.Base, config.Key, config.Timeout, config.Attempts}
	if t.base == nil {
		t.base = http.DefaultTransport
	}
	if t.timeout <= 0 {
		t.timeout = 30 * time.Second
	}
	if t.attempts <= 0 {
		t.attempts = 5
	}
	return t
}

func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	for attempt := 1; ; attempt++ {
		response, err := t.once(request)
		retry := err != nil || response.StatusCode == 408 || response.StatusCode == 429 || response.StatusCode >= 500
		if !retry || attempt >= t.attempts || request.Context().Err() != nil {
			return response, err
		}
		if late := sleep(request.Context(), delay(attempt, response)); late != nil {
			return nil, late
		}
	}
}

// once sends a request and reads its response whole, so that a body that breaks off is a failed try too.
func (t *transport) once(original *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(original.Context(), t.timeout)
	defer cancel()
	request := original.Clone(ctx)
	if t.key != (AccessKey{}) {
		headers := map[string]string{"Host": request.URL.Host, "X-Sdk-Date": time.Now().UTC().Format(dateFormat)}
		if t.key.SecurityToken != "" {
			headers["X-Security-Token"] = t.key.SecurityToken
		}
		for name, value := range headers {
			request.Header.Set(name, value)
		}
		request.Header.Del("Host") // it is in the URL
		request.Header.Set("Authorization", t.key.Authorization(request.URL, headers))
	}
	response, err := t.base.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return response, nil
}

// delay is half a second, doubled with each try up to 20, less a random part, and at least what Retry-After says.
func delay(attempt int, response *http.Response) time.Duration {
	wait := min(20*time.Second, 500*time.Millisecond<<min(attempt-1, 10))
	wait = wait/2 + rand.N(wait/2)
	if response == nil {
		return wait
	}
	asked := response.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(asked); err == nil {
		return max(wait, time.Duration(seconds)*time.Second)
	}
	if date, err := http.ParseTime(asked); err == nil {
		return max(wait, time.Until(date))
	}
	return wait
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
