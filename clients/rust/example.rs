//! Prints the running tasks of a project. Reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN.
use kps_tasks::apis::configuration::{ApiKey, Configuration};
use kps_tasks::apis::tasks_api::list_running_task;
use kps_tasks::models::KnownOperateType;
use std::{env, error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let configuration = Configuration {
        base_path: env::var("KPS_ENDPOINT")?,
        // The token is sent as it is: no prefix.
        api_key: Some(ApiKey { prefix: None, key: env::var("KPS_TOKEN")? }),
        client: reqwest::Client::builder()
            .timeout(Duration::from_secs(30)) // there is none by default
            // A redirect would carry the token to another host; the client takes an unfollowed one for a success.
            .redirect(reqwest::redirect::Policy::custom(|attempt| attempt.error("refused")))
            .build()?,
        ..Configuration::default()
    };
    let page = list_running_task(&configuration, &env::var("KPS_PROJECT_ID")?, Some(100), None).await?;
    for task in page.tasks.unwrap_or_default() {
        // The state is a plain string. Compare it with the constants, and expect others.
        let state = task.operate_type.unwrap_or_default();
        let known = serde_json::from_value::<KnownOperateType>(state.as_str().into()).is_ok();
        println!("{} {state} {} {known}", task.task_id.unwrap_or_default(), task.server_name.unwrap_or_default());
    }
    Ok(())
}
