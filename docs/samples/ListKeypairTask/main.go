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
	task, err := tasks.Get(context.Background(), "aee8d2fe-5484-4753-9177-5a38dc15546c")
	if err != nil {
		log.Fatal(err) // status, code, message and request ID
	}
	fmt.Println(task.GetTaskId(), task.GetTaskStatus())
}
