package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	url := os.Getenv("KPS_ENDPOINT") + "/v3/" + os.Getenv("KPS_PROJECT_ID") +
		"/tasks/aee8d2fe-5484-4753-9177-5a38dc15546c"
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("X-Auth-Token", os.Getenv("KPS_TOKEN"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		log.Fatal(answer.Status, " request id ", answer.Header.Get("X-Request-Id"))
	}
	var task struct {
		TaskID     string `json:"task_id"`
		TaskStatus string `json:"task_status"`
		ServerID   string `json:"server_id"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&task); err != nil {
		log.Fatal(err)
	}
	fmt.Println(task.TaskID, task.TaskStatus)
}
