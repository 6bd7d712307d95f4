// The package is made by `make client-go MODULE=github.com/acme/kps`.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	kps "github.com/acme/kps"
)

func main() {
	tasks, err := kps.New(kps.Config{
		Endpoint:  os.Getenv("KPS_ENDPOINT"),
		ProjectID: os.Getenv("KPS_PROJECT_ID"),
		Token:     os.Getenv("KPS_TOKEN"), // or Key: kps.AccessKey{…}
	})
	if err != nil {
		log.Fatal(err)
	}
	for task, err := range tasks.Running(context.Background()) { // all pages
		if err != nil {
			log.Fatal(err) // status, code, message and request ID
		}
		fmt.Println(task.GetTaskId(), task.GetServerName(), task.GetOperateType())
	}
}
