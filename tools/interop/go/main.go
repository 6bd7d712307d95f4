// Ask for tasks with the vendor's SDK for Go: show [ID], running or failed.
package main

import (
	"fmt"
	"os"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	kps "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/kps/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/kps/v3/model"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/kps/v3/region"
)

func main() {
	answer, err := ask(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(answer)
}

func ask(operation string, ids []string) (fmt.Stringer, error) {
	place, err := region.SafeValueOf("cn-north-4")
	if err != nil {
		return nil, err
	}
	credentials, err := basic.NewCredentialsBuilder().
		WithAk(os.Getenv("CLOUD_SDK_AK")).
		WithSk(os.Getenv("CLOUD_SDK_SK")).
		SafeBuild()
	if err != nil {
		return nil, err
	}
	connection, err := kps.KpsClientBuilder().WithRegion(place).WithCredential(credentials).SafeBuild()
	if err != nil {
		return nil, err
	}
	client := kps.NewKpsClient(connection)
	limit, offset := int32(10), int32(0)
	switch operation {
	case "show":
		request := &model.ListKeypairTaskRequest{}
		if len(ids) > 0 {
			request.TaskId = ids[0]
		}
		return client.ListKeypairTask(request)
	case "running":
		return client.ListRunningTask(&model.ListRunningTaskRequest{Limit: &limit, Offset: &offset})
	default:
		return client.ListFailedTask(&model.ListFailedTaskRequest{Limit: &limit, Offset: &offset})
	}
}
