// Package kps asks the Huawei Cloud Key Pair Service how its tasks go: safely, whole lists, signed where wanted.
//
// It stands on the generated package client, whose rows it returns.
package kps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.invalid/kps-tasks/client"
)

// Config says whom to ask, and as whom.
type Config struct {
	Endpoint  string            // such as https://kms.cn-north-4.myhuaweicloud.com
	ProjectID string            // of the region of the endpoint
	Token     string            // a token of IAM, or
	Key       AccessKey         // an access key, by which each request is signed
	Timeout   time.Duration     // of one try; 0 is 30 seconds
	Attempts  int               // tries in all; 0 is 5, and 1 tries nothing again
	PageSize  int32             // tasks per request of a list, from 2; 0 is 1000
	Base      http.RoundTripper // what sends; nil is http.DefaultTransport
}

// Client asks for the tasks of one project. It can be used by several goroutines.
type Client struct {
	tasks   *client.TasksAPIService
	project string
	token   string
	limit   int32
}

// Error is a response that is no success, or none that can be read.
type Error struct {
	Status                   int
	Code, Message, RequestID string // empty where the response has none
	Body                     string
	request                  string
}

func (e *Error) Error() string {
	said := strings.Trim(e.Code+": "+e.Message, ": ")
	switch {
	case e.Status >= 300 && e.Status < 400:
		said = "a redirect, which is never followed"
	case said == "":
		said = fmt.Sprintf("a response that is not understood: %.120q", e.Body)
	}
	if e.RequestID != "" {
		said += " (request ID " + e.RequestID + ")"
	}
	return fmt.Sprintf("%s: HTTP %d, %s", e.request, e.Status, said)
}

// New returns a client, or an error where something cannot be sent.
func New(config Config) (*Client, error) {
	endpoint, err := url.Parse(config.Endpoint)
	switch {
	case err != nil || endpoint.Host == "" || (endpoint.Scheme != "https" && endpoint.Scheme != "http"):
		return nil, errors.New("kps: Endpoint must be a URL such as https://kms.cn-north-4.myhuaweicloud.com")
	case (config.Token == "") == (config.Key == AccessKey{}):
		return nil, errors.New("kps: give either a Token or a Key")
	case config.Token == "" && (config.Key.ID == "" || config.Key.Secret == ""):
		return nil, errors.New("kps: a Key needs both ID and Secret")
	case config.PageSize != 0 && (config.PageSize < 2 || config.PageSize > pageSize):
		return nil, errors.New("kps: PageSize must be from 2 to 1000")
	case strings.ContainsAny(config.Token+config.Key.ID+config.Key.SecurityToken, "\r\n\x00"):
		return nil, errors.New("kps: the credential has a line break")
	}
	if err := checkSegment("ProjectID", config.ProjectID); err != nil {
		return nil, err
	}
	settings := client.NewConfiguration()
	settings.Servers = client.ServerConfigurations{{URL: strings.TrimRight(config.Endpoint, "/")}}
	settings.HTTPClient = &http.Client{
		Transport:     newTransport(config),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	limit := config.PageSize
	if limit == 0 {
		limit = pageSize
	}
	return &Client{client.NewAPIClient(settings).TasksAPI, config.ProjectID, config.Token, limit}, nil
}

// Get asks for one task.
func (c *Client) Get(ctx context.Context, taskID string) (*client.KeypairTask, error) {
	if err := checkSegment("task ID", taskID); err != nil {
		return nil, err
	}
	task, response, err := c.tasks.ListKeypairTask(c.signedIn(ctx), c.project, taskID).Execute()
	return task, explain(response, err)
}

// Running returns the running tasks, page by page as they are needed.
func (c *Client) Running(ctx context.Context) iter.Seq2[client.RunningTask, error] {
	return whole(c.limit, func(task *client.RunningTask) row { return task }, func(limit, offset int32) ([]client.RunningTask, *int32, error) {
		page, response, err := c.tasks.ListRunningTask(c.signedIn(ctx), c.project).Limit(limit).Offset(offset).Execute()
		if err := explain(response, err); err != nil {
			return nil, nil, err
		}
		return page.Tasks, page.Total, nil
	})
}

// Failed returns the history of failed tasks, page by page as they are needed.
func (c *Client) Failed(ctx context.Context) iter.Seq2[client.FailedTask, error] {
	return whole(c.limit, func(task *client.FailedTask) row { return task }, func(limit, offset int32) ([]client.FailedTask, *int32, error) {
		page, response, err := c.tasks.ListFailedTask(c.signedIn(ctx), c.project).Limit(limit).Offset(offset).Execute()
		if err := explain(response, err); err != nil {
			return nil, nil, err
		}
		return page.Tasks, page.Total, nil
	})
}

// Wait asks for a task at an interval until it has ended, or ctx has. A task that failed is an error too.
func (c *Client) Wait(ctx context.Context, taskID string, interval time.Duration) (*client.KeypairTask, error) {
	for {
		task, err := c.Get(ctx, taskID)
		switch {
		case err != nil || strings.HasPrefix(task.GetTaskStatus(), "SUCCESS"):
			return task, err
		case strings.HasPrefix(task.GetTaskStatus(), "FAILED"):
			return task, fmt.Errorf("kps: the task %s failed: %s", taskID, task.GetTaskStatus())
		}
		if err := sleep(ctx, interval); err != nil {
			return task, fmt.Errorf("kps: the task %s was last %s: %w", taskID, task.GetTaskStatus(), err)
		}
	}
}

func (c *Client) signedIn(ctx context.Context) context.Context {
	if c.token == "" {
		return ctx
	}
	return context.WithValue(ctx, client.ContextAPIKeys, map[string]client.APIKey{"XAuthToken": {Key: c.token}})
}

// A dot would lead to another path, here or at a gateway.
func checkSegment(name, value string) error {
	if value == "." || value == ".." || strings.TrimSpace(value) == "" || strings.ContainsFunc(value, isControl) {
		return fmt.Errorf("kps: the %s %q cannot be sent", name, value)
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// explain returns what the service said of an error. An empty 200, which the generated code takes for nothing, is one too.
func explain(response *http.Response, err error) error {
	if err == nil && response != nil {
		if body, _ := io.ReadAll(response.Body); len(body) == 0 {
			return fmt.Errorf("kps: the response to %s is empty", response.Request.URL.Path)
		}
	}
	var failed *client.GenericOpenAPIError
	if err == nil || response == nil || !errors.As(err, &failed) {
		return err
	}
	found := &Error{Status: response.StatusCode, Body: string(failed.Body()), RequestID: response.Header.Get("X-Request-Id")}
	found.request = response.Request.Method + " " + response.Request.URL.Path
	var said struct {
		ErrorCode string `json:"error_code"`
		ErrorMsg  string `json:"error_msg"`
		RequestID string `json:"request_id"`
		Error     struct{ Title, Message string }
	}
	if json.Unmarshal(failed.Body(), &said) == nil {
		found.Code, found.Message = said.ErrorCode, said.ErrorMsg
		if said.ErrorCode+said.ErrorMsg == "" {
			found.Code, found.Message = said.Error.Title, said.Error.Message
		}
		if found.RequestID == "" {
			found.RequestID = said.RequestID
		}
	}
	return found
}
