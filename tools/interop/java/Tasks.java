import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.SdkException;
import com.huaweicloud.sdk.kps.v3.KpsClient;
import com.huaweicloud.sdk.kps.v3.model.ListFailedTaskRequest;
import com.huaweicloud.sdk.kps.v3.model.ListKeypairTaskRequest;
import com.huaweicloud.sdk.kps.v3.model.ListRunningTaskRequest;
import com.huaweicloud.sdk.kps.v3.region.KpsRegion;

/** Asks for tasks with the vendor's SDK for Java: {@code show [ID]}, {@code running} or {@code failed}. */
public final class Tasks {

    public static void main(String[] arguments) {
        try {
            System.out.println(ask(arguments));
        } catch (SdkException error) {
            System.err.println(error.getMessage());
            System.exit(1);
        }
    }

    private static Object ask(String[] arguments) {
        KpsClient client = KpsClient.newBuilder()
                .withCredential(new BasicCredentials()
                        .withAk(System.getenv("CLOUD_SDK_AK"))
                        .withSk(System.getenv("CLOUD_SDK_SK")))
                .withRegion(KpsRegion.valueOf("cn-north-4"))
                .build();
        switch (arguments[0]) {
            case "show":
                ListKeypairTaskRequest request = new ListKeypairTaskRequest();
                if (arguments.length > 1) {
                    request.withTaskId(arguments[1]);
                }
                return client.listKeypairTask(request);
            case "running":
                return client.listRunningTask(new ListRunningTaskRequest().withLimit(10).withOffset(0));
            default:
                return client.listFailedTask(new ListFailedTaskRequest().withLimit(10).withOffset(0));
        }
    }
}
