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
		"/running-tasks?limit=100&offset=0"
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
	var page struct {
		Total int `json:"total"`
		Tasks []struct {
			TaskID      string `json:"task_id"`
			OperateType string `json:"operate_type"`
			ServerName  string `json:"server_name"`
		} `json:"tasks"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&page); err != nil {
		log.Fatal(err)
	}
	for _, task := range page.Tasks {
		fmt.Println(task.TaskID, task.ServerName, task.OperateType)
	}
}
