import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import invalid.example.kps.ApiClient;
import invalid.example.kps.ApiException;
import invalid.example.kps.api.TasksApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the calls that come on its input, and writes what came of each; see clients/README.md. */
public class Conformance {
  private static final ObjectMapper JSON = new ApiClient().getObjectMapper();

  public static void main(String[] arguments) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line; (line = in.readLine()) != null; ) {
      out.println(JSON.writeValueAsString(run(JSON.readTree(line))));
    }
  }

  private static Map<String, Object> run(JsonNode call) {
    var result = new LinkedHashMap<String, Object>();
    result.put("case", call.get("case").asText());
    try {
      result.put("value", send(call));
    } catch (ApiException error) {
      if (error.getCode() != 0) {
        result.put("status", error.getCode());
        result.put("body", error.getResponseBody());
      }
      result.put("error", error.toString());
    } catch (RuntimeException error) {
      result.put("error", error.toString());
    }
    return result;
  }

  private static Object send(JsonNode call) throws ApiException {
    var client = new ApiClient();
    client.updateBaseUri(call.get("endpoint").asText());
    client.setReadTimeout(Duration.ofSeconds(10));
    client.setRequestInterceptor(request -> request.header("X-Auth-Token", call.get("token").asText()));
    var tasks = new TasksApi(client);
    var project = call.get("project_id").asText();
    var limit = call.has("limit") ? call.get("limit").asInt() : null;
    var offset = call.has("offset") ? call.get("offset").asInt() : null;
    return switch (call.get("operation").asText()) {
      case "ListKeypairTask" -> tasks.listKeypairTask(project, call.get("task_id").asText());
      case "ListFailedTask" -> tasks.listFailedTask(project, limit, offset);
      default -> tasks.listRunningTask(project, limit, offset);
    };
  }
}
