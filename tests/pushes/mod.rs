//! The WeChat platform's message push: to whom an event belongs, and what is kept of it.

use chrono::Duration;
use domain::pushes::event::{Advice, Found, MediaCheck};
use domain::pushes::receive::forget;
use infra::wechat::StandIn;
use serde_json::{Value, json};

use crate::harness::on_both_stores;
use crate::harness::pushes::{push, seal, send, sign};
use crate::harness::sql::execute;
use crate::harness::world::{Person, World, export};

on_both_stores!(
    the_platform_greets_and_others_do_not,
    an_event_is_kept_once_however_often_it_comes,
    accepted_prompts_are_counted_and_spent,
    what_is_not_the_platforms_is_refused,
    what_was_told_long_ago_is_forgotten,
    an_erased_account_takes_what_was_told_of_it_along,
);

async fn kept(world: &World, event: &Value) {
    assert_eq!(push(world, event).await, (200, "success".into()), "{event}");
}

/// To how many messages somebody still agreed, about wishes and about volunteering.
async fn left(world: &World, who: &Person) -> [i64; 2] {
    let topics = "{ viewer { messageTopics { topic left } } }";
    let topics = world.get(who, topics, json!({})).await["viewer"]["messageTopics"].take();
    [0, 1].map(|n| topics[n]["left"].as_i64().expect("a number"))
}

async fn the_platform_greets_and_others_do_not(world: &World) {
    let greet = async |timestamp: &str, signature: &str| {
        let query = [("timestamp", timestamp), ("nonce", "n"), ("echostr", "<b>greeting"), ("signature", signature)];
        let answer = world.http().get(format!("{}/wechat/push", world.url)).query(&query).send().await;
        let answer = answer.expect("an answer");
        let kind = answer.headers()["content-type"].to_str().expect("a text").to_owned();
        (answer.status().as_u16(), kind, answer.text().await.expect("a text"))
    };
    let now = world.now().timestamp().to_string();
    let (status, kind, body) = greet(&now, &sign(&[&now, "n"])).await;
    assert_eq!((status, kind.as_str(), body.as_str()), (200, "text/plain; charset=utf-8", "<b>greeting"));
    let old = (world.now() - Duration::minutes(6)).timestamp().to_string();
    for (timestamp, signature) in [(&now, sign(&[&now, "m"])), (&now, String::new()), (&old, sign(&[&old, "n"]))] {
        let (status, _, body) = greet(timestamp, &signature).await;
        assert!(status == 401 && body.contains("UNAUTHENTICATED") && !body.contains("greeting"), "{status} {body}");
    }
}

async fn an_event_is_kept_once_however_often_it_comes(world: &World) {
    world.login("li").await;
    let event = json!({ "ToUserName": "gh_1", "FromUserName": "openid-li", "CreateTime": 1_762_329_554, "MsgType": "event",
        "Event": "wxa_media_check", "appid": StandIn::APPID, "trace_id": "690b03d2-301f6111", "version": 2,
        "result": { "suggest": "risky", "label": "20002" }, "detail": [] });
    assert_eq!(world.ports.store.media_check("690b03d2-301f6111").await.expect("an answer"), None);
    let again = futures_util::future::join_all((0..8).map(|_| push(world, &event))).await;
    assert!(again.iter().all(|answer| *answer == (200, "success".to_owned())), "{again:?}");
    let found = Ok(Found { advice: Advice::Risky, label: 20002 });
    let check = MediaCheck { trace: "690b03d2-301f6111".into(), found };
    assert_eq!(world.ports.store.media_check("690b03d2-301f6111").await.expect("an answer"), Some(check));
    let broken = json!({ "FromUserName": "openid-li", "CreateTime": 1, "Event": "wxa_media_check",
        "trace_id": "another", "errcode": -1008 });
    kept(world, &broken).await;
    let check = world.ports.store.media_check("another").await.expect("an answer").expect("kept");
    assert_eq!(check.found, Err(-1008));
    assert!(rows(world, "SELECT COUNT(*) = 2 FROM pushes").await);
}

async fn what_was_told_long_ago_is_forgotten(world: &World) {
    world.login("li").await;
    let (old, new) = (world.now(), world.now() + Duration::days(89));
    let told = |at: chrono::DateTime<chrono::Utc>, status: &str, event: &str| {
        let list = json!({ "TemplateId": "stand-in-wishes", "SubscribeStatusString": status });
        json!({ "FromUserName": "openid-li", "CreateTime": at.timestamp(), "Event": event, "List": list })
    };
    kept(world, &told(old, "accept", "subscribe_msg_popup_event")).await;
    kept(world, &told(new, "accept", "subscribe_msg_popup_event")).await;
    // The platform tells whole seconds.
    world.pass(Duration::days(90) - Duration::seconds(1));
    assert_eq!(forget(&world.ports).await.expect("forgotten"), 0, "to the day");
    world.pass(Duration::seconds(2));
    assert_eq!(forget(&world.ports).await.expect("forgotten"), 1);
    let me = world.login("li").await;
    assert_eq!(left(world, &me).await, [2, 0], "what somebody agreed to is good until it is used");
}

/// What the database says to a question.
async fn rows(world: &World, sql: &str) -> bool {
    use sea_orm::ConnectionTrait;
    let db = sea_orm::Database::connect(&world.database).await.expect("connect");
    let row = db.query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await;
    row.expect("an answer").expect("a row").try_get_by_index::<bool>(0).expect("a truth")
}

async fn accepted_prompts_are_counted_and_spent(world: &World) {
    let (li, wang) = (world.login("li").await, world.login("wang").await);
    let event = |event: &str, second: i64, list: Value| {
        json!({ "FromUserName": "openid-li", "CreateTime": second.to_string(), "MsgType": "event", "Event": event,
            "List": list })
    };
    let item = |template: &str, answer: &str| json!({ "TemplateId": template, "SubscribeStatusString": answer, "PopupScene": "0" });
    let first = event(
        "subscribe_msg_popup_event",
        100,
        json!([item("stand-in-wishes", "accept"), item("stand-in-volunteering", "reject")]),
    );
    for _ in 0..3 {
        kept(world, &first).await;
    }
    kept(world, &event("subscribe_msg_popup_event", 101, item("stand-in-wishes", "accept"))).await;
    assert_eq!(left(world, &li).await, [2, 0]);
    assert_eq!(left(world, &wang).await, [0, 0], "another member's");
    // It tells of what was sent, too: that was counted when it was sent. What did not arrive is not spent.
    let message = |id: &str, code: &str| json!({ "TemplateId": "stand-in-wishes", "MsgID": id, "ErrorCode": code, "ErrorStatus": "x" });
    kept(world, &event("subscribe_msg_sent_event", 102, message("1700", "0"))).await;
    assert_eq!(left(world, &li).await, [2, 0]);
    execute(world, "UPDATE message_agreements SET spent = 2").await;
    for _ in 0..2 {
        kept(world, &event("subscribe_msg_sent_event", 104, message("1702", "2"))).await;
    }
    assert_eq!(left(world, &li).await[0], 1, "once");
    kept(world, &event("subscribe_msg_change_event", 105, item("stand-in-wishes", "reject"))).await;
    assert_eq!(left(world, &li).await, [0, 0], "turned off");
    kept(world, &event("subscribe_msg_popup_event", 106, item("stand-in-wishes", "accept"))).await;
    assert_eq!(left(world, &li).await, [1, 0]);
}

async fn what_is_not_the_platforms_is_refused(world: &World) {
    kept(world, &json!({ "MsgType": "text", "FromUserName": "openid-li", "Content": "你好" })).await;
    let event = json!({ "FromUserName": "openid-li", "CreateTime": 1, "Event": "wxa_media_check", "trace_id": "x",
        "result": { "suggest": "pass", "label": 100 } });
    let sealed = seal(&event.to_string(), "wx-another");
    assert_eq!(send(world, &sealed).await.0, 401, "another app's");
    let (status, body) = send(world, &seal("{\"Event\":\"wxa_media_check\"}", StandIn::APPID)).await;
    assert!(status == 400 && body.contains("BAD_USER_INPUT"), "{status} {body}");
    let post = async |query: &str, body: String| {
        let answer = world.http().post(format!("{}/wechat/push?{query}", world.url)).body(body).send().await;
        let answer = answer.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    };
    for (query, body) in
        [("", "{}".to_owned()), ("", event.to_string()), ("encrypt_type=aes", json!({ "Encrypt": "AAAA" }).to_string())]
    {
        let (status, said) = post(query, body).await;
        assert!(status == 401 && said.contains("requestId"), "{status} {said}");
    }
    assert_eq!(post("", " ".repeat(65 * 1024)).await.0, 413);
    // A push that was heard on the way is worth nothing later.
    let sealed = seal(&event.to_string(), StandIn::APPID);
    let timestamp = world.now().timestamp().to_string();
    let query = format!("timestamp={timestamp}&nonce=n&msg_signature={}", sign(&[&timestamp, "n", &sealed]));
    world.pass(Duration::minutes(6));
    assert_eq!(post(&query, json!({ "Encrypt": sealed }).to_string()).await.0, 401);
    assert_eq!(world.ports.store.media_check("x").await.expect("an answer"), None, "nothing was kept");
}

async fn an_erased_account_takes_what_was_told_of_it_along(world: &World) {
    let li = world.login("li").await;
    world.login("wang").await;
    for user in ["openid-li", "openid-wang"] {
        let list = json!({ "TemplateId": "a", "SubscribeStatusString": "accept", "PopupScene": "0" });
        let event = "subscribe_msg_popup_event";
        kept(world, &json!({ "FromUserName": user, "CreateTime": 100, "Event": event, "List": list })).await;
    }
    let mine: Value = export(world, Some(&li)).await.json().await.expect("JSON");
    let told = &mine["toldByWeChat"];
    assert_eq!(told.as_array().map(Vec::len), Some(1), "{told}");
    assert_eq!(json!([told[0]["what"], told[0]["template"]]), json!(["accepted", "a"]), "{told}");
    let erased = world.act(&li, "eraseAccount", json!({}), "").await;
    assert_eq!(erased["__typename"], "AccountErased", "{erased}");
    assert!(rows(world, "SELECT COUNT(*) = 1 FROM pushes").await, "the other member's stays");
    // What WeChat tells later of somebody who is no more is not kept.
    let list = json!({ "TemplateId": "b", "SubscribeStatusString": "accept", "PopupScene": "0" });
    let event = "subscribe_msg_popup_event";
    kept(world, &json!({ "FromUserName": "openid-li", "CreateTime": 200, "Event": event, "List": list })).await;
    assert!(rows(world, "SELECT COUNT(*) = 1 FROM pushes").await, "of nobody nothing is kept");
}
