import invalid.example.kps.apis.TasksApi
import invalid.example.kps.infrastructure.ApiClient
import invalid.example.kps.infrastructure.ClientError
import invalid.example.kps.infrastructure.ClientException
import invalid.example.kps.infrastructure.Response
import invalid.example.kps.infrastructure.Serializer
import invalid.example.kps.infrastructure.ServerError
import invalid.example.kps.infrastructure.ServerException
import java.time.Duration
import okhttp3.OkHttpClient

private class Call(
    val case: String,
    val operation: String,
    val endpoint: String,
    val token: String,
    val project_id: String,
    val task_id: String,
    val limit: Int?,
    val offset: Int?,
)

private val http = OkHttpClient.Builder().callTimeout(Duration.ofSeconds(10)).followRedirects(false).build()

/** Makes the calls that come on its input, and writes what came of each; see clients/README.md. */
fun main() {
    val calls = Serializer.moshi.adapter(Call::class.java)
    val results = Serializer.moshi.adapter(Any::class.java)
    val out = System.out.writer(Charsets.UTF_8)
    System.`in`.reader(Charsets.UTF_8).forEachLine { line ->
        val call = calls.fromJson(line)!!
        out.write(results.toJson(mapOf("case" to call.case) + run(call)) + "\n")
    }
    out.flush()
}

private fun run(call: Call): Map<String, Any?> = try {
    mapOf("value" to send(call))
} catch (error: ClientException) {
    failed(error.statusCode, error.response, error)
} catch (error: ServerException) {
    failed(error.statusCode, error.response, error)
} catch (error: Exception) {
    mapOf("error" to "$error")
}

private fun failed(status: Int, response: Response?, error: Exception): Map<String, Any?> {
    val body = (response as? ClientError<*>)?.body ?: (response as? ServerError<*>)?.body
    return mapOf("status" to status, "body" to body, "error" to "$error")
}

private fun send(call: Call): Any {
    ApiClient.apiKey["X-Auth-Token"] = call.token
    val tasks = TasksApi(call.endpoint, http)
    val value: Any = when (call.operation) {
        "ListKeypairTask" -> tasks.listKeypairTask(call.project_id, call.task_id)
        "ListFailedTask" -> tasks.listFailedTask(call.project_id, call.limit, call.offset)
        else -> tasks.listRunningTask(call.project_id, call.limit, call.offset)
    }
    return Serializer.moshi.adapter<Any>(value.javaClass).toJsonValue(value)!!
}
