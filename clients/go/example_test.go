package kps_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	kps "example.invalid/kps-tasks"
)

// Waits for a task, with requests that are signed by an access key, and tells errors apart.
func Example() {
	tasks, err := kps.New(kps.Config{
		Endpoint:  "https://kms.cn-north-4.myhuaweicloud.com",
		ProjectID: os.Getenv("KPS_PROJECT_ID"),
		Key:       kps.AccessKey{ID: os.Getenv("KPS_ACCESS_KEY"), Secret: os.Getenv("KPS_SECRET_KEY")},
	})
	if err != nil {
		log.Fatal(err) // a setting that cannot be sent
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()

	task, err := tasks.Wait(ctx, "aee8d2fe-5484-4753-9177-5a38dc15546c", 5*time.Second) // or Get, for one look
	var refused *kps.Error
	switch {
	case err == nil:
		fmt.Println(task.GetTaskStatus())
	case errors.Is(err, kps.ErrTaskFailed):
		fmt.Println("failed:", task.GetTaskStatus())
	case errors.As(err, &refused): // a response that is no success
		fmt.Println(refused.Status, refused.Code, refused.Message, refused.RequestID)
	default: // no response, or ctx has ended
		fmt.Println(err)
	}

	for task, err := range tasks.Failed(ctx) { // the history; Running has those that run
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(task.GetServerName(), task.GetTaskErrorCode(), task.GetTaskErrorMsg())
	}
}
