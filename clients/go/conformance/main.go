// Command conformance makes the calls that come on its input, and writes what came of each; see clients/README.md.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"os"
	"time"

	kps "example.invalid/kps-tasks"
	"example.invalid/kps-tasks/client"
)

type call struct {
	Case, Operation, Do, Endpoint, Token string
	ProjectID                            string `json:"project_id"`
	TaskID                               string `json:"task_id"`
	Limit, Offset                        *int32
	Attempts                             int
	Interval                             float64
	AccessKey                            string `json:"access_key"`
	SecretKey                            string `json:"secret_key"`
	SecurityToken                        string `json:"security_token"`
	Requests                             []struct {
		URL       string
		Headers   map[string]string
		AccessKey string `json:"access_key"`
		SecretKey string `json:"secret_key"`
	}
}

type result struct {
	Case   string  `json:"case"`
	Value  any     `json:"value,omitempty"`
	Status int     `json:"status,omitempty"`
	Body   *string `json:"body,omitempty"`
	Error  string  `json:"error,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := json.NewEncoder(os.Stdout)
	run := bare
	if len(os.Args) > 1 {
		run = helped
	}
	for lines.Scan() {
		var c call
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			panic(err)
		}
		if err := out.Encode(run(c)); err != nil {
			panic(err)
		}
	}
}

// helped makes the call with the helper. A page with a limit and an offset is what only the generated client gives.
func helped(c call) result {
	if c.Offset != nil {
		return bare(c)
	}
	value, err := c.value()
	if err == nil {
		return result{Case: c.Case, Value: value}
	}
	var failed *kps.Error
	if !errors.As(err, &failed) {
		return result{Case: c.Case, Error: err.Error()}
	}
	return result{Case: c.Case, Status: failed.Status, Body: &failed.Body, Error: err.Error()}
}

func (c call) value() (any, error) {
	if c.Do == "sign" {
		signed := []string{}
		for _, r := range c.Requests {
			address, err := url.Parse(r.URL)
			if err != nil {
				return nil, err
			}
			signed = append(signed, kps.AccessKey{ID: r.AccessKey, Secret: r.SecretKey}.Authorization(address, r.Headers))
		}
		return signed, nil
	}
	config := kps.Config{Endpoint: c.Endpoint, ProjectID: c.ProjectID, Token: c.Token, Timeout: 10 * time.Second, Attempts: 1}
	config.Key = kps.AccessKey{ID: c.AccessKey, Secret: c.SecretKey, SecurityToken: c.SecurityToken}
	if c.Attempts > 0 {
		config.Attempts = c.Attempts
	}
	if c.Limit != nil {
		config.PageSize = *c.Limit
	}
	tasks, err := kps.New(config)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	switch {
	case c.Do == "wait":
		return tasks.Wait(ctx, c.TaskID, time.Duration(c.Interval*float64(time.Second)))
	case c.Operation == "ListKeypairTask":
		return tasks.Get(ctx, c.TaskID)
	case c.Operation == "ListFailedTask":
		return gather(tasks.Failed(ctx))
	default:
		return gather(tasks.Running(ctx))
	}
}

func gather[T any](tasks iter.Seq2[T, error]) (any, error) {
	all := []T{}
	for task, err := range tasks {
		if err != nil {
			return nil, err
		}
		all = append(all, task)
	}
	return map[string]any{"total": len(all), "tasks": all}, nil
}

func bare(c call) result {
	value, response, err := send(c)
	if err == nil {
		return result{Case: c.Case, Value: value}
	}
	failed, isAnswer := err.(*client.GenericOpenAPIError)
	if !isAnswer || response == nil {
		return result{Case: c.Case, Error: err.Error()}
	}
	body := string(failed.Body())
	return result{Case: c.Case, Status: response.StatusCode, Body: &body, Error: err.Error()}
}

func send(c call) (any, *http.Response, error) {
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: c.Endpoint}}
	configuration.HTTPClient = &http.Client{
		Timeout:       10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	ctx := context.WithValue(context.Background(), client.ContextAPIKeys,
		map[string]client.APIKey{"XAuthToken": {Key: c.Token}})
	tasks := client.NewAPIClient(configuration).TasksAPI
	switch c.Operation {
	case "ListKeypairTask":
		return tasks.ListKeypairTask(ctx, c.ProjectID, c.TaskID).Execute()
	case "ListFailedTask":
		request := tasks.ListFailedTask(ctx, c.ProjectID)
		if c.Limit != nil {
			request = request.Limit(*c.Limit).Offset(*c.Offset)
		}
		return request.Execute()
	default:
		request := tasks.ListRunningTask(ctx, c.ProjectID)
		if c.Limit != nil {
			request = request.Limit(*c.Limit).Offset(*c.Offset)
		}
		return request.Execute()
	}
}
