// Package kps asks the Huawei Cloud Key Pair Service how its tasks go: safely, whole lists, signed where wanted.
//
// It stands on the generated package client, whose rows it returns.
package kps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"example.invalid/kps-tasks/client"
)

const maxPageSize = 1000 // the most that the service gives at once

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

// String keeps the token out of whatever is printed.
func (c Config) String() string { return "kps.Config(" + c.Endpoint + ")" }

// GoString does the same for %#v.
func (c Config) GoString() string { return c.String() }

// Client asks for the tasks of one project. It can be used by several goroutines.
type Client struct {
	tasks    *client.TasksAPIService
	project  string
	pageSize int32
}

// ErrTaskFailed is what Wait returns for a task that failed.
var ErrTaskFailed = errors.New("kps: the task failed")

// Error is a response that is no success, or none that makes sense.
type Error struct {
	Request                  string // its method and path
	Status                   int
	Code, Message, RequestID string // empty where the response has none
	Body                     string
}

func (e *Error) Error() string {
	said := strings.Trim(e.Code+": "+e.Message, ": ")
	if said == "" {
		said = fmt.Sprintf("a response that makes no sense: %.120q", e.Body)
	}
	if e.RequestID != "" {
		said += " (request ID " + e.RequestID + ")"
	}
	return fmt.Sprintf("kps: %s: HTTP %d, %s", e.Request, e.Status, said)
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
	case strings.ContainsFunc(config.Token+config.Key.ID+config.Key.SecurityToken, unicode.IsControl):
		return nil, errors.New("kps: the credential has characters that cannot be sent")
	case config.PageSize != 0 && (config.PageSize < 2 || config.PageSize > maxPageSize):
		return nil, errors.New("kps: PageSize must be from 2 to 1000")
	}
	if err := checkSegment("ProjectID", config.ProjectID); err != nil {
		return nil, err
	}
	sender := &transport{http.DefaultTransport, config.Token, config.Key, 30 * time.Second, 5}
	if config.Base != nil {
		sender.base = config.Base
	}
	if config.Timeout > 0 {
		sender.timeout = config.Timeout
	}
	if config.Attempts > 0 {
		sender.attempts = config.Attempts
	}
	if config.PageSize == 0 {
		config.PageSize = maxPageSize
	}
	settings := client.NewConfiguration()
	settings.Servers = client.ServerConfigurations{{URL: strings.TrimRight(config.Endpoint, "/")}}
	settings.HTTPClient = &http.Client{
		Transport:     sender,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Client{client.NewAPIClient(settings).TasksAPI, config.ProjectID, config.PageSize}, nil
}

// Get asks for one task.
func (c *Client) Get(ctx context.Context, taskID string) (*client.KeypairTask, error) {
	if err := checkSegment("task ID", taskID); err != nil {
		return nil, err
	}
	task, response, err := c.tasks.ListKeypairTask(ctx, c.project, taskID).Execute()
	if err := explain(response, err); err != nil {
		return nil, err
	}
	if id, named := task.GetTaskIdOk(); named && *id != taskID {
		return nil, fmt.Errorf("kps: the response about the task %s is about another, %s", taskID, *id)
	}
	return task, nil
}

// Running returns the running tasks, page by page as they are needed.
func (c *Client) Running(ctx context.Context) iter.Seq2[client.RunningTask, error] {
	return list(c.pageSize, func(limit, offset int32) ([]client.RunningTask, *int32, error) {
		page, response, err := c.tasks.ListRunningTask(ctx, c.project).Limit(limit).Offset(offset).Execute()
		total, _ := page.GetTotalOk()
		return page.GetTasks(), total, explain(response, err)
	})
}

// Failed returns the history of failed tasks, page by page as they are needed.
func (c *Client) Failed(ctx context.Context) iter.Seq2[client.FailedTask, error] {
	return list(c.pageSize, func(limit, offset int32) ([]client.FailedTask, *int32, error) {
		page, response, err := c.tasks.ListFailedTask(ctx, c.project).Limit(limit).Offset(offset).Execute()
		total, _ := page.GetTotalOk()
		return page.GetTasks(), total, explain(response, err)
	})
}

// Wait asks for a task at an interval until it has ended, or ctx has. For a task that failed, the error is ErrTaskFailed.
func (c *Client) Wait(ctx context.Context, taskID string, interval time.Duration) (*client.KeypairTask, error) {
	for {
		task, err := c.Get(ctx, taskID)
		switch {
		case err != nil || strings.HasPrefix(task.GetTaskStatus(), "SUCCESS"):
			return task, err
		case strings.HasPrefix(task.GetTaskStatus(), "FAILED"):
			return task, fmt.Errorf("%w: %s is %s", ErrTaskFailed, taskID, task.GetTaskStatus())
		}
		if err := sleep(ctx, interval); err != nil {
			return task, fmt.Errorf("kps: the task %s was last %s: %w", taskID, task.GetTaskStatus(), err)
		}
	}
}

// checkSegment refuses what would lead to another path, here or at a gateway.
func checkSegment(name, value string) error {
	if value == "." || value == ".." || strings.TrimSpace(value) == "" || strings.ContainsFunc(value, unicode.IsControl) {
		return fmt.Errorf("kps: the %s %q cannot be sent", name, value)
	}
	return nil
}

// explain returns an error that says what the service said, where the generated code has one.
func explain(response *http.Response, err error) error {
	var failed *client.GenericOpenAPIError
	if response == nil || !errors.As(err, &failed) {
		return err
	}
	found := &Error{Request: response.Request.Method + " " + response.Request.URL.Path, Status: response.StatusCode}
	found.Body, found.RequestID = string(failed.Body()), response.Header.Get("X-Request-Id")
	var said struct {
		Code      string                          `json:"error_code"`
		Message   string                          `json:"error_msg"`
		RequestID string                          `json:"request_id"`
		Error     struct{ Title, Message string } // as the identity service says it
	}
	_ = json.Unmarshal(failed.Body(), &said) // what is no JSON says nothing
	found.Code, found.Message = said.Code, said.Message
	if found.Code == "" && found.Message == "" {
		found.Code, found.Message = said.Error.Title, said.Error.Message
	}
	if found.RequestID == "" {
		found.RequestID = said.RequestID
	}
	if response.StatusCode/100 == 3 {
		found.Message = "a redirect, which is never followed"
	}
	return found
}
