//! `linli doctor`: what is right and what is wrong with a deployment, one line each. It changes nothing, and prints no
//! secret.

use api::http::certificates::print::CertificateFont;
use domain::jobs::job::Queue;
use domain::jobs::repo::JobReader;
use domain::ports::{Clock, Files};
use infra::system::SystemClock;
use infra::wechat::WeChatClient;
use infra::wechat::message::MessageTemplate;
use infra::wechat::templates::Template;

use super::{REDIS, database, media, seal, serve, shared_token};
use crate::settings::{Serve, required};

/// For how many minutes a job may be overdue. One that failed is not due before it is tried again.
const MOST_OVERDUE: i64 = 10;

/// How many of the things reported are wrong.
#[derive(Default)]
struct Report {
    wrong: usize,
}

impl Report {
    fn say(&mut self, what: &str, found: Result<String, String>) {
        match found {
            Ok(how) => println!("right  {what}: {how}"),
            Err(why) => {
                self.wrong += 1;
                println!("WRONG  {what}: {why}");
            }
        }
    }
}

/// Looks at everything, even when something before it is wrong.
pub async fn doctor(serve: &Serve) -> Result<(), String> {
    let stores = &serve.stores;
    let mut report = Report::default();
    report.say("signing keys", serve::tokens(serve).map(|_| "they sign".into()));
    if let Some(push) = serve::push(serve).transpose() {
        report.say("message push", push.map(|_| "its token and key can be right".into()));
    }
    report.say("data keys and lookup key", seal(stores).map(|_| "they are keys".into()));
    match database(stores, false).await {
        Ok(db) => {
            report.say("database", Ok("it answers, its schema is up to date".into()));
            let fit = match db.keys_fit().await {
                Ok(true) => Ok("what the database holds was sealed with them".into()),
                Ok(false) => Err("they are not those with which this database was written".into()),
                Err(failure) => Err(failure.to_string()),
            };
            report.say("keys of the database", fit);
            report.say("jobs", db.job_queue().await.map_or_else(|failure| Err(failure.to_string()), jobs));
        }
        Err(why) => report.say("database", Err(why)),
    }
    let found = match required("redis-url", stores.redis_url.as_ref(), REDIS) {
        Ok(_) => shared_token(stores).await.map(|_| "Redis answers".into()),
        Err(_) if stores.single_process => Ok("inside the single process".into()),
        Err(why) => Err(why),
    };
    report.say("sessions", found);
    report.say("photos", files(serve).await);
    let font = CertificateFont(serve.certificate_font.clone());
    let found = font.check().map(|()| format!("{} can be drawn with", font.0.display()));
    report.say("font of certificates", found);
    // Without the shared token: one that lies in Redis would hide a wrong secret.
    match serve::wechat(serve, None) {
        Ok(wechat) => platform(&mut report, &wechat).await,
        Err(why) => report.say("WeChat", Err(why)),
    }
    match report.wrong {
        0 => Ok(()),
        1 => Err("one thing is wrong".into()),
        wrong => Err(format!("{wrong} things are wrong")),
    }
}

/// Whether the place for files answers.
async fn files(serve: &Serve) -> Result<String, String> {
    let Some(files) = media(serve)? else {
        return Ok("none can be uploaded: --media (LINLI_MEDIA) names no place".into());
    };
    files.get("doctor").await.map(|_| "their place answers".into()).map_err(|failure| failure.to_string())
}

/// Jobs that nobody does, and jobs that cannot be done.
fn jobs(queue: Queue) -> Result<String, String> {
    let (Queue { waiting, set_aside, .. }, minutes) = (queue, queue.oldest(SystemClock.now()) / 60);
    match (set_aside, minutes) {
        (1.., _) => Err(format!("set aside because they failed: {set_aside}; `linli jobs` tells why")),
        (_, MOST_OVERDUE..) => Err(format!("the oldest is {minutes} minutes overdue: does a process do them?")),
        _ => Ok(format!("{waiting} to be done, none was set aside")),
    }
}

async fn platform(report: &mut Report, wechat: &WeChatClient) {
    if let Err(problem) = wechat.check_token().await {
        return report.say("WeChat", Err(problem.to_string()));
    }
    report.say("WeChat", Ok("it gives an access token".into()));
    if wechat.message_templates().is_empty() {
        return report.say("message templates", Ok("none are set: no messages are sent".into()));
    }
    match wechat.templates().await {
        Ok(templates) => {
            for MessageTemplate { id, fields, .. } in wechat.message_templates() {
                report.say(&format!("message template {id}"), fits(&templates, id, fields));
            }
        }
        Err(problem) => report.say("message templates", Err(problem.to_string())),
    }
}

fn fits(templates: &[Template], id: &str, fields: &[String]) -> Result<String, String> {
    let template = templates.iter().find(|template| template.id == id);
    let template = template.ok_or("the mini-program has no such template")?;
    match fields.iter().find(|field| !template.has(field)) {
        Some(field) => Err(format!("it has no field {field}")),
        None => Ok(format!("{}, with its fields", template.title)),
    }
}
