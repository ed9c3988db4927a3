//! What `/metrics` tells, and that the dashboard and the alerts in `deploy` ask for nothing else.

use std::collections::BTreeSet;

use serde_json::json;

use crate::harness::inbox::news;
use crate::harness::servers::shared_redis;
use crate::harness::service::{Service, settings};
use crate::harness::town::{Town, staff};
use crate::harness::world::World;

const ASKED_FOR: [&str; 2] =
    [include_str!("../../deploy/grafana-dashboard.json"), include_str!("../../deploy/alerts.yml")];

/// The names of figures in a text, without what a histogram adds to its own.
fn names(text: &str) -> BTreeSet<String> {
    let word = |c: char| c.is_ascii_lowercase() || c == '_';
    let found = text.split(|c: char| !word(c)).filter(|word| word.starts_with("linli_"));
    let bare = |name: &str| {
        ["_bucket", "_count", "_sum"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
    };
    found.map(bare).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_in_deploy_is_told() {
    let mut world = World::postgres().await;
    // Administrators give a code at a service, and none here.
    let mut town = Town::build(&world).await;
    let mut settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
    settings.retain(|(name, _)| *name != "LINLI_NO_WORKER");
    settings.push(("LINLI_WECHAT_TEMPLATES", "wishes=stand-in-wishes:thing1+time2".into()));
    let mut service = Service::start(&settings).await;
    world.url = service.linli.url.clone();
    town.staff[0] = staff(&world, &town).await;
    let author = town.resident(&world, "author", 0, None).await;
    world.stand_in.agree("openid-author", "stand-in-wishes");
    let agreed = json!({ "answers": [{ "templateId": "stand-in-wishes", "answer": "ACCEPT" }] });
    world.act(&author, "reportSubscription", agreed, "").await;
    let wish = town.open_wish(&world, &author, "修门铃").await;
    let helper = town.volunteer(&world, "helper", 0).await;
    world.act(&helper, "claimWish", json!({ "wishId": wish }), "").await;
    assert_eq!(news(&world, &author).await.len(), 2);
    world.ask(None, "{ viewer { id } }", json!({})).await;
    world.ask(None, "{ nonsense }", json!({})).await;
    assert_eq!(service.status("/nowhere").await, 404);

    let asked_for: BTreeSet<_> = ASKED_FOR.into_iter().flat_map(names).collect();
    assert!(asked_for.len() > 8, "{asked_for:?}");
    // Messages go out by day alone, and jobs are counted every few seconds.
    let missing = async || {
        let page = service.metrics().await;
        let told = names(&page);
        let missing: Vec<_> =
            asked_for.difference(&told).filter(|name| *name != "linli_messages_total").cloned().collect();
        (missing, page)
    };
    let all = async {
        while !missing().await.0.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let late = tokio::time::timeout(std::time::Duration::from_secs(30), all).await.is_err();
    let (missing, page) = missing().await;
    assert!(!late, "{missing:?}");
    for line in [
        r#"linli_graphql_operation_seconds_count{operation="claimWish",outcome="ok"} 1"#,
        r#"linli_graphql_operation_seconds_count{operation="viewer",outcome="UNAUTHENTICATED"} 1"#,
        r#"linli_graphql_operation_seconds_count{operation="other",outcome="BAD_USER_INPUT"} 1"#,
        r#"linli_http_request_seconds_count{path="other",status="404"} 1"#,
        r#"linli_job_seconds_count{kind="tellDeciders",outcome="ok"}"#,
        r#"linli_timed_work_seconds_count{kind="lapseClaims",outcome="ok"}"#,
        r#"linli_wechat_call_seconds_count{call="/sns/jscode2session",outcome="ok"}"#,
        r#"linli_sql_statement_seconds_count{outcome="ok"}"#,
        r#"linli_session_store_seconds_count{outcome="ok"}"#,
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
    for secret in ["openid-author", "修门铃", &wish, &author.id] {
        assert!(!page.contains(secret), "{secret}");
    }
    service.stop().await;
}
