import com.acme.kps.ApiClient;
import com.acme.kps.api.TasksApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The package is made by `make client-java GROUP=com.acme`. */
public class Sample {
    public static void main(String[] arguments) throws Exception {
        var client = new ApiClient();
        client.updateBaseUri(System.getenv("KPS_ENDPOINT"));
        client.setConnectTimeout(Duration.ofSeconds(30)); // there is none by default
        client.setReadTimeout(Duration.ofSeconds(30));
        client.setRequestInterceptor(request -> request.header("X-Auth-Token", System.getenv("KPS_TOKEN")));
        var tasks = new TasksApi(client);

        // The first page, as large as they get; the next one has the offset 1000.
        var page = tasks.listFailedTask(System.getenv("KPS_PROJECT_ID"), 1000, 0);
        for (var task : Optional.ofNullable(page.getTasks()).orElse(List.of())) {
            System.out.println(String.join(" ", task.getTaskId(), task.getServerName(), task.getTaskErrorMsg()));
        }
    }
}
