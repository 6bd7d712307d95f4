// Command conformance makes the calls that come on its input, and writes what came of each; see clients/README.md.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"time"

	"example.invalid/kps-tasks/client"
)

type call struct {
	Case, Operation, Endpoint, Token string
	ProjectID                        string `json:"project_id"`
	TaskID                           string `json:"task_id"`
	Limit, Offset                    *int32
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
	out := json.NewEncoder(os.Stdout)
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

func run(c call) result {
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
