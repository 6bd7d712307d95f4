// Command example prints the running tasks of a project.
//
// It reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"example.invalid/kps-tasks/client"
)

func main() {
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: os.Getenv("KPS_ENDPOINT")}}
	configuration.HTTPClient = &http.Client{
		Timeout: 30 * time.Second, // there is none by default
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // a redirect would carry the token to another host
		},
	}
	// The token is sent as it is: no Prefix.
	key := map[string]client.APIKey{"XAuthToken": {Key: os.Getenv("KPS_TOKEN")}}
	ctx := context.WithValue(context.Background(), client.ContextAPIKeys, key)
	tasks := client.NewAPIClient(configuration).TasksAPI

	page, response, err := tasks.ListRunningTask(ctx, os.Getenv("KPS_PROJECT_ID")).Limit(100).Execute()
	if err != nil {
		if response != nil {
			log.Fatalf("status %d: %v", response.StatusCode, err)
		}
		log.Fatal(err)
	}
	for _, task := range page.Tasks {
		// The state is a plain string. Compare it with the constants, and expect others.
		known := client.KnownOperateType(task.GetOperateType()).IsValid()
		fmt.Println(task.GetTaskId(), task.GetOperateType(), task.GetServerName(), known)
	}
}
