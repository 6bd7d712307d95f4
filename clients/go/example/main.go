// Command example prints the running tasks of a project.
//
// It reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN.
package main

import (
	"context"
	"fmt"
	"os"

	kps "example.invalid/kps-tasks"
	"example.invalid/kps-tasks/client"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err) // the status, the service's code and message, and the request ID
		os.Exit(1)
	}
}

func run() error {
	tasks, err := kps.New(kps.Config{
		Endpoint:  os.Getenv("KPS_ENDPOINT"),
		ProjectID: os.Getenv("KPS_PROJECT_ID"),
		Token:     os.Getenv("KPS_TOKEN"), // or Key: kps.AccessKey{ID: …, Secret: …}
	})
	if err != nil {
		return err
	}
	for task, err := range tasks.Running(context.Background()) { // page by page, also while the list moves
		if err != nil {
			return err
		}
		// The state is a plain string. Compare it with the constants, and expect others.
		known := client.KnownOperateType(task.GetOperateType()).IsValid()
		fmt.Println(task.GetTaskId(), task.GetOperateType(), task.GetServerName(), known)
	}
	return nil
}
