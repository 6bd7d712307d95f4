//! Prints the running tasks of a project. Reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN.
use kps_tasks::apis::configuration::{ApiKey, Configuration};
use kps_tasks::apis::{tasks_api::list_running_task, Error};
use kps_tasks::models::KnownOperateType;
use std::{env, process::ExitCode, time::Duration};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let setting = |name| env::var(name).map_err(|_| format!("set {name}"));
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(30)) // there is none by default
        // A redirect would carry the token to another host; the client takes an unfollowed one for a success.
        .redirect(reqwest::redirect::Policy::custom(|attempt| attempt.error("a redirect, which is never followed")))
        .build()
        .map_err(|error| error.to_string())?;
    let configuration = Configuration {
        base_path: setting("KPS_ENDPOINT")?,
        // The token is sent as it is: no prefix.
        api_key: Some(ApiKey { prefix: None, key: setting("KPS_TOKEN")? }),
        client,
        ..Configuration::default()
    };
    let project = setting("KPS_PROJECT_ID")?;
    if [".", ".."].contains(&project.as_str()) {
        return Err("a dot would lead to another path".to_string()); // task IDs too
    }
    // The first page, as large as they get.
    let page = list_running_task(&configuration, &project, Some(1000), None).await.map_err(explain)?;
    for task in page.tasks.unwrap_or_default() {
        // The state is a plain string. Compare it with the constants, and expect others.
        let state = task.operate_type.unwrap_or_default();
        let known = serde_json::from_value::<KnownOperateType>(state.as_str().into()).is_ok();
        println!("{} {state} {} {known}", task.task_id.unwrap_or_default(), task.server_name.unwrap_or_default());
    }
    Ok(())
}

/// Says what a response or a failed connection says: the text of the error has the status alone.
fn explain<E>(error: Error<E>) -> String {
    match error {
        Error::ResponseError(response) => format!("status {}: {}", response.status, response.content),
        Error::Reqwest(error) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            format!("{error}{}", cause.unwrap_or_default())
        }
        other => other.to_string(),
    }
}
