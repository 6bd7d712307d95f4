import invalid.example.kps.ApiClient;
import invalid.example.kps.ApiException;
import invalid.example.kps.api.TasksApi;
import invalid.example.kps.model.KnownOperateType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Prints the running tasks of a project. Reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN. */
public class Example {
  public static void main(String[] arguments) {
    var client = new ApiClient();
    client.updateBaseUri(System.getenv("KPS_ENDPOINT"));
    client.setConnectTimeout(Duration.ofSeconds(30)); // there is none by default
    client.setReadTimeout(Duration.ofSeconds(30));
    // The client leaves the token out by itself. It is sent as it is, without a prefix.
    client.setRequestInterceptor(request -> request.header("X-Auth-Token", System.getenv("KPS_TOKEN")));
    // A dot as an ID would lead to another path.
    if (System.getenv("KPS_PROJECT_ID").matches("\\.{1,2}")) throw new IllegalArgumentException("KPS_PROJECT_ID");
    var tasks = new TasksApi(client); // it takes its settings from the client now, and not later

    try {
      var page = tasks.listRunningTask(System.getenv("KPS_PROJECT_ID"), 1000, 0); // the first, as large as they get
      for (var task : Optional.ofNullable(page.getTasks()).orElse(List.of())) {
        // The state is a plain string. Compare it with the constants, and expect others.
        var known = Arrays.stream(KnownOperateType.values())
            .anyMatch(value -> value.getValue().equals(task.getOperateType()));
        System.out.println(String.join(" ", task.getTaskId(), task.getOperateType(), task.getServerName(), "" + known));
      }
    } catch (ApiException error) {
      // Without a status no response came, and the cause says why.
      System.err.println(error.getCode() == 0
          ? "no response: " + error.getCause()
          : "status " + error.getCode() + ": " + error.getResponseBody());
      System.exit(1);
    }
  }
}
