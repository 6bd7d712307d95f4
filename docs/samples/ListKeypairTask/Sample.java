import com.acme.kps.ApiClient;
import com.acme.kps.api.TasksApi;
import java.time.Duration;

/** The package is made by `make client-java GROUP=com.acme`. */
public class Sample {
    public static void main(String[] arguments) throws Exception {
        var client = new ApiClient();
        client.updateBaseUri(System.getenv("KPS_ENDPOINT"));
        client.setConnectTimeout(Duration.ofSeconds(30)); // there is none by default
        client.setReadTimeout(Duration.ofSeconds(30));
        client.setRequestInterceptor(request -> request.header("X-Auth-Token", System.getenv("KPS_TOKEN")));
        var tasks = new TasksApi(client);

        var task = tasks.listKeypairTask(
                System.getenv("KPS_PROJECT_ID"), "aee8d2fe-5484-4753-9177-5a38dc15546c");
        System.out.println(task.getTaskId() + " " + task.getTaskStatus());
    }
}
