import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Sample {
    public static void main(String[] arguments) throws Exception {
        var url = System.getenv("KPS_ENDPOINT") + "/v3/" + System.getenv("KPS_PROJECT_ID")
                + "/running-tasks?limit=100&offset=0";
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("X-Auth-Token", System.getenv("KPS_TOKEN"))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
        System.out.println(answer.body());
    }
}
