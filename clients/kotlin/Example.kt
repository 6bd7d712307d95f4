import invalid.example.kps.apis.TasksApi
import invalid.example.kps.infrastructure.ApiClient
import invalid.example.kps.infrastructure.ClientError
import invalid.example.kps.infrastructure.ClientException
import invalid.example.kps.infrastructure.ServerError
import invalid.example.kps.infrastructure.ServerException
import invalid.example.kps.models.KnownOperateType
import java.time.Duration
import kotlin.system.exitProcess
import okhttp3.OkHttpClient

/** Prints the running tasks of a project. Reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN. */
fun main() {
    // The token is sent as it is: no apiKeyPrefix. All clients of the process share it.
    ApiClient.apiKey["X-Auth-Token"] = System.getenv("KPS_TOKEN")
    val http = OkHttpClient.Builder()
        .callTimeout(Duration.ofSeconds(30))
        .followRedirects(false) // a redirect would carry the token to another host
        .build()
    // A dot as an ID would lead to another path.
    require(System.getenv("KPS_PROJECT_ID") !in listOf(".", "..")) { "KPS_PROJECT_ID" }
    val tasks = TasksApi(System.getenv("KPS_ENDPOINT"), http)

    try {
        val page = tasks.listRunningTask(System.getenv("KPS_PROJECT_ID"), limit = 1000) // the first, as large as they get
        for (task in page.tasks.orEmpty()) {
            // The state is a plain string. Compare it with the constants, and expect others.
            val known = KnownOperateType.entries.any { it.value == task.operateType }
            println("${task.taskId} ${task.operateType} ${task.serverName} $known")
        }
    } catch (error: ClientException) {
        fail("status ${error.statusCode}: ${(error.response as? ClientError<*>)?.body}")
    } catch (error: ServerException) {
        fail("status ${error.statusCode}: ${(error.response as? ServerError<*>)?.body}")
    } catch (error: Exception) { // no response came, it makes no sense, or it is a redirect
        fail("no response that can be read: $error")
    }
}

private fun fail(what: String): Nothing {
    System.err.println(what)
    exitProcess(1)
}
