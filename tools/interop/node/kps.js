// The three task queries as the vendor's SDK for Node.js describes them to its core. The registry has that core, with the
// credentials, the signer and the HTTP client, but not the package of this service.
import { ClientBuilder } from "@huaweicloud/huaweicloud-sdk-core/ClientBuilder.js";

export class KpsClient {
  static newBuilder() {
    return new ClientBuilder((client) => new KpsClient(client));
  }

  constructor(client) {
    this.client = client;
  }

  listKeypairTask({ taskId }) {
    if (taskId === undefined) throw new Error("Required parameter taskId was null or undefined");
    return this.#get("/v3/{project_id}/tasks/{task_id}", { pathParams: { task_id: taskId } });
  }

  listRunningTask(queryParams) {
    return this.#get("/v3/{project_id}/running-tasks", { queryParams });
  }

  listFailedTask(queryParams) {
    return this.#get("/v3/{project_id}/failed-tasks", { queryParams });
  }

  #get(url, parameters) {
    const empty = { queryParams: {}, pathParams: {}, headers: {} };
    return this.client.sendRequest({ method: "GET", url, contentType: "application/json", ...empty, ...parameters });
  }
}
