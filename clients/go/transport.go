package kps

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const longestPause = 2 * time.Minute // before a request is tried again; a service that asks for more gets no other try

// A transport sends requests with the credential and a timeout, and again where that may help.
type transport struct {
	base     http.RoundTripper
	token    string
	key      AccessKey
	timeout  time.Duration
	attempts int
}

func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	for attempt := 1; ; attempt++ {
		response, err := t.try(request)
		passing := err != nil || response.StatusCode == 408 || response.StatusCode == 429 || response.StatusCode >= 500
		pause := pauseAfter(attempt, response)
		if !passing || attempt >= t.attempts || pause > longestPause {
			return response, err
		}
		if err := sleep(request.Context(), pause); err != nil {
			return nil, err
		}
	}
}

// try sends a request and reads its response whole, so that a body that breaks off is a failed try too.
func (t *transport) try(original *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(original.Context(), t.timeout)
	defer cancel()
	request := original.Clone(ctx)
	if t.token != "" {
		request.Header.Set("X-Auth-Token", t.token)
	} else {
		t.key.sign(request)
	}
	response, err := t.base.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && len(body) == 0 && response.StatusCode == http.StatusOK {
		err = errors.New("the response is empty") // the generated code takes it for a task without fields
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return response, nil
}

// pauseAfter is half a second, doubled with each try up to 20, less a random part, and at least what Retry-After says.
func pauseAfter(attempt int, response *http.Response) time.Duration {
	pause := min(20*time.Second, 500*time.Millisecond<<min(attempt-1, 10))
	pause = pause/2 + rand.N(pause/2)
	if response == nil {
		return pause
	}
	after := response.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(after); err == nil {
		return max(pause, time.Duration(min(seconds, 1_000_000))*time.Second)
	}
	if date, err := http.ParseTime(after); err == nil {
		return max(pause, time.Until(date))
	}
	return pause
}

func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
