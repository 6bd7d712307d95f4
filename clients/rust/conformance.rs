//! Makes the calls that come on its input, and writes what came of each; see clients/README.md.
use kps_tasks::apis::configuration::{ApiKey, Configuration};
use kps_tasks::apis::{tasks_api, Error};
use serde_json::{json, Value};
use std::{io, time::Duration};

#[derive(serde::Deserialize)]
struct Call {
    case: String,
    operation: String,
    endpoint: String,
    token: String,
    project_id: String,
    task_id: String,
    limit: Option<i32>,
    offset: Option<i32>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::custom(|attempt| attempt.error("refused")))
        .build()?;
    for line in io::stdin().lines() {
        let call: Call = serde_json::from_str(&line?)?;
        println!("{}", run(&call, client.clone()).await);
    }
    Ok(())
}

async fn run(call: &Call, client: reqwest::Client) -> Value {
    let configuration = Configuration {
        base_path: call.endpoint.clone(),
        api_key: Some(ApiKey { prefix: None, key: call.token.clone() }),
        client,
        ..Configuration::default()
    };
    let (project, limit, offset) = (call.project_id.as_str(), call.limit, call.offset);
    match call.operation.as_str() {
        "ListKeypairTask" => {
            report(call, tasks_api::list_keypair_task(&configuration, project, &call.task_id).await)
        }
        "ListFailedTask" => {
            report(call, tasks_api::list_failed_task(&configuration, project, limit, offset).await)
        }
        _ => report(call, tasks_api::list_running_task(&configuration, project, limit, offset).await),
    }
}

fn report<T: serde::Serialize, E>(call: &Call, answer: Result<T, Error<E>>) -> Value {
    match answer {
        Ok(value) => json!({"case": call.case, "value": value}),
        Err(Error::ResponseError(answer)) => {
            let status = answer.status.as_u16();
            let text = Error::ResponseError(answer);
            let Error::ResponseError(answer) = &text else { unreachable!() };
            json!({"case": call.case, "status": status, "body": answer.content, "error": text.to_string()})
        }
        Err(error) => json!({"case": call.case, "error": error.to_string()}),
    }
}
