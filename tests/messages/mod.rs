//! Subscribe messages: what cannot wait is sent to those who agreed, once, in order, and not at night.

use chrono::{DateTime, Duration, Utc};
use domain::jobs::timed::Timed;
use infra::wechat::{Name, Trouble};
use serde_json::{Value, json};

use crate::harness::inbox::news;
use crate::harness::jobs::{do_jobs, do_timed_work};
use crate::harness::notices::publish;
use crate::harness::on_both_stores;
use crate::harness::pushes::push;
use crate::harness::sql::{chance, count, execute};
use crate::harness::town::{Town, post, staff, text};
use crate::harness::volunteering::{organise, shift, sign_up};
use crate::harness::world::{Person, World, error_of, export, request_id};

on_both_stores!(
    an_accepted_prompt_is_one_message,
    what_is_counted_is_not_counted_twice,
    what_is_not_wanted_is_not_sent,
    at_night_only_what_would_lapse_is_sent,
    messages_to_a_member_go_out_in_order_and_one_at_a_time,
    what_fails_is_tried_again_and_what_is_final_is_not,
    as_many_are_sent_in_a_second_as_may_be,
    what_cannot_be_reported_is_told,
    an_erased_account_is_sent_nothing,
);

const WISHES: &str = "stand-in-wishes";
const VOLUNTEERING: &str = "stand-in-volunteering";

/// In the morning of a working day.
async fn by_day(world: &World) {
    let day: DateTime<Utc> = "2030-03-04T09:00:00+08:00".parse().expect("a time");
    world.pass(day - world.now());
}

/// Somebody accepts prompts of a template, and says so.
async fn agree(world: &World, who: &Person, openid: &str, template: &str, times: usize) {
    for _ in 0..times {
        world.stand_in.agree(openid, template);
        let answers = json!({ "answers": [{ "templateId": template, "answer": "ACCEPT" }] });
        let reported = world.act(who, "reportSubscription", answers, "... on Viewer { id }").await;
        assert_eq!(reported["__typename"], "Viewer", "{reported}");
    }
}

async fn left(world: &World, who: &Person, topic: &str) -> i64 {
    let topics = world.get(who, "{ viewer { messageTopics { topic left } } }", json!({})).await;
    let topics = topics["viewer"]["messageTopics"].as_array().expect("a list").clone();
    topics.iter().find(|it| it["topic"] == topic).expect("the topic")["left"].as_i64().expect("a number")
}

/// Sends what is due, and gives what the platform took since this was last asked: to whom and what.
async fn sent(world: &World, seen: &mut usize) -> Vec<(String, String)> {
    while domain::messages::send::send(&world.ports).await.expect("sent") > 0 {}
    let all = world.stand_in.sent();
    let new = all[*seen..].iter().map(|message| (message.to.replace("openid-", ""), message.text.clone()));
    let mut new: Vec<_> = new.collect();
    // Different people have no order; what one of them is sent stays in its own.
    new.sort_by(|a, b| a.0.cmp(&b.0));
    *seen = all.len();
    new
}

fn to(who: &str, what: &str) -> (String, String) {
    (who.to_owned(), what.to_owned())
}

async fn an_accepted_prompt_is_one_message(world: &World) {
    by_day(world).await;
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let mut seen = 0;
    let topics = "{ viewer { messageTopics { topic templateId wanted left } } }";
    let topics = world.get(&author, topics, json!({})).await["viewer"]["messageTopics"].take();
    assert_eq!(topics[0], json!({ "topic": "WISHES", "templateId": WISHES, "wanted": true, "left": 0 }));
    assert_eq!(topics[2], json!({ "topic": "POINTS", "templateId": null, "wanted": true, "left": 0 }));
    assert_eq!(topics.as_array().map(Vec::len), Some(7));

    town.open_wish(world, &author, "修门铃").await;
    assert_eq!(sent(world, &mut seen).await, [], "nobody agreed");
    agree(world, &author, "openid-author", WISHES, 1).await;
    assert_eq!(left(world, &author, "WISHES").await, 1);
    let (first, _) = (town.open_wish(world, &author, "换灯泡").await, town.open_wish(world, &author, "送药").await);
    assert!(do_timed_work(&world.ports).await.contains(&Timed::SendMessages));
    assert_eq!(sent(world, &mut seen).await, [to("author", "您的微心愿已通过审核")], "one for two, as agreed to one");
    let message = world.stand_in.sent().pop().expect("a message");
    let entry = "{ viewer { inbox(first: 3) { edges { node { id aboutId } } } } }";
    let entries = world.get(&author, entry, json!({})).await["viewer"]["inbox"]["edges"].take();
    let entry = entries.as_array().expect("a list").iter().find(|edge| edge["node"]["aboutId"] == json!(first));
    let entry = text(&entry.expect("the entry")["node"]["id"]);
    assert_eq!(message.page, format!("pages/inbox/entry?id={entry}"), "it opens what it tells of");
    assert_eq!(left(world, &author, "WISHES").await, 0);
    assert!(!do_timed_work(&world.ports).await.contains(&Timed::SendMessages), "nothing waits, so nothing is done");

    assert_eq!(world.stand_in.calls_of(Name::Message), 1, "the platform was not asked in vain");

    // What can wait is not worth an agreement: the inbox alone tells it.
    let helper = town.volunteer(world, "helper", 0).await;
    agree(world, &helper, "openid-helper", WISHES, 1).await;
    let wish = json!({ "wishId": first });
    world.act(&helper, "claimWish", wish, "").await;
    world.act(&helper, "fulfilWish", json!({ "wishId": first, "text": "换好了" }), "").await;
    world.act(&author, "confirmWish", json!({ "wishId": first, "rating": 5 }), "").await;
    assert_eq!(sent(world, &mut seen).await, []);
    assert_eq!(news(world, &helper).await, [format!("WISH_CONFIRMED {first}")]);
    assert_eq!(left(world, &helper, "WISHES").await, 1);
}

async fn what_is_counted_is_not_counted_twice(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let answer =
        json!([{ "templateId": WISHES, "answer": "ACCEPT" }, { "templateId": VOLUNTEERING, "answer": "REJECT" }]);
    let request = json!({ "requestId": request_id(), "answers": answer });
    for _ in 0..3 {
        world.act(&me, "reportSubscription", request.clone(), "").await;
    }
    assert_eq!(left(world, &me, "WISHES").await, 1, "the same request");
    // The platform tells of the same prompt.
    let list = json!({ "TemplateId": WISHES, "SubscribeStatusString": "accept", "PopupScene": "0" });
    let told = |second: i64| json!({ "FromUserName": "openid-me", "CreateTime": second, "Event": "subscribe_msg_popup_event", "List": list });
    for _ in 0..2 {
        push(world, &told(100)).await;
    }
    assert_eq!(left(world, &me, "WISHES").await, 1, "of two counts the higher one");
    push(world, &told(101)).await;
    assert_eq!(left(world, &me, "WISHES").await, 2, "of this prompt the client did not tell");
    let reject = json!({ "answers": [{ "templateId": WISHES, "answer": "REJECT" }] });
    world.act(&me, "reportSubscription", reject, "").await;
    assert_eq!(left(world, &me, "WISHES").await, 0, "turned down, so what was accepted may be worth nothing");
    for _ in 0..60 {
        world
            .act(&me, "reportSubscription", json!({ "answers": [{ "templateId": WISHES, "answer": "ACCEPT" }] }), "")
            .await;
    }
    assert_eq!(left(world, &me, "WISHES").await, 50, "no client makes up any number");
}

async fn what_is_not_wanted_is_not_sent(world: &World) {
    by_day(world).await;
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let mut seen = 0;
    agree(world, &author, "openid-author", WISHES, 3).await;
    let chosen = "... on Viewer { messageTopics { topic wanted } }";
    let set = json!({ "unwanted": ["WISHES", "NOTICES", "WISHES"] });
    let set = world.act(&author, "setMessageTopics", set, chosen).await;
    let unwanted: Vec<_> = set["messageTopics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|it| it["wanted"] == false)
        .map(|it| text(&it["topic"]))
        .collect();
    assert_eq!(unwanted, ["WISHES", "NOTICES"]);
    town.open_wish(world, &author, "修门铃").await;
    assert_eq!(sent(world, &mut seen).await, []);
    assert_eq!(news(world, &author).await.len(), 1, "the inbox tells it all the same");
    world.act(&author, "setMessageTopics", json!({ "unwanted": [] }), chosen).await;
    town.open_wish(world, &author, "换灯泡").await;
    assert_eq!(sent(world, &mut seen).await.len(), 1);
}

async fn at_night_only_what_would_lapse_is_sent(world: &World) {
    by_day(world).await;
    let town = Town::build(world).await;
    for name in ["author", "seated", "waiting", "late", "later"] {
        let who = town.volunteer(world, name, 0).await;
        for template in [WISHES, VOLUNTEERING] {
            agree(world, &who, &format!("openid-{name}"), template, 3).await;
        }
    }
    // It is 9 o'clock: shifts at 6 and at 8 tomorrow.
    let shifts = vec![shift(world, 21, 1, 1), shift(world, 23, 1, 1)];
    let (_, shifts) = organise(world, &town.staff[0], &town, shifts).await;
    let mut seats = Vec::new();
    for (names, shift) in [(["seated", "waiting"], &shifts[0]), (["late", "later"], &shifts[1])] {
        for name in names {
            seats.push(sign_up(world, &world.login(name).await, shift).await);
        }
    }
    let wish = post(world, &world.login("author").await, "修门铃").await;
    world.pass(
        Duration::hours(13) - (world.now() - "2030-03-04T09:00:00+08:00".parse::<DateTime<Utc>>().expect("a time")),
    );
    let mut seen = 0;
    let staff = staff(world, &town).await;
    world.act(&staff, "approveWish", json!({ "wishId": wish }), "").await;
    // Until 10 hours before the start one may cancel; later ones who moved up may.
    let block = |id: &str| json!({ "memberId": id, "reason": "冒用他人名义" });
    world.act(&staff, "blockMember", block(&world.login("seated").await.id), "").await;
    world.act(&staff, "blockMember", block(&world.login("late").await.id), "").await;
    let freed = "候补成功，您已有名额；如不能参加请取消";
    assert_eq!(sent(world, &mut seen).await, [to("waiting", freed)], "it starts before the night is over");
    world.pass(Duration::hours(9) - Duration::seconds(1));
    assert_eq!(sent(world, &mut seen).await, []);
    world.pass(Duration::seconds(1));
    assert_eq!(sent(world, &mut seen).await, [to("author", "您的微心愿已通过审核"), to("later", freed)]);
}

async fn messages_to_a_member_go_out_in_order_and_one_at_a_time(world: &World) {
    by_day(world).await;
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let other = town.resident(world, "other", 0, None).await;
    for (who, openid) in [(&author, "openid-author"), (&other, "openid-other")] {
        agree(world, who, openid, WISHES, 5).await;
    }
    let wish = town.open_wish(world, &author, "修门铃").await;
    let helper = town.volunteer(world, "helper", 0).await;
    for act in ["claimWish", "giveBackWish", "claimWish"] {
        world.pass(Duration::milliseconds(2));
        let mut input = json!({ "wishId": wish });
        if act == "giveBackWish" {
            input["reason"] = json!("出差");
        }
        world.act(&helper, act, input, "").await;
    }
    town.open_wish(world, &other, "换灯泡").await;
    let told = [
        "您的微心愿已通过审核",
        "有人认领了您的微心愿",
        "认领人无法完成您的微心愿，已重新开放",
        "有人认领了您的微心愿",
    ];
    // The first fails: none of theirs overtakes it, others' do.
    let mut seen = 0;
    world.stand_in.next(Trouble::Errcode(Name::Message, 45009));
    assert_eq!(domain::messages::send::send(&world.ports).await.expect("sent"), 2, "of each member one");
    assert_eq!(sent(world, &mut seen).await, [to("other", "您的微心愿已通过审核")]);
    world.pass(Duration::seconds(21));
    assert_eq!(sent(world, &mut seen).await, told.map(|what| to("author", what)));
    assert_eq!(left(world, &author, "WISHES").await, 1);
}

async fn what_fails_is_tried_again_and_what_is_final_is_not(world: &World) {
    by_day(world).await;
    let mut town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let (mut seen, calls) = (0, || world.stand_in.calls_of(Name::Message));
    agree(world, &author, "openid-author", WISHES, 9).await;
    // Final: the platform says that nobody agreed, or that it will never pass this on.
    for errcode in [43101, 47003] {
        let author = world.login("author").await;
        agree(world, &author, "openid-author", WISHES, 1).await;
        town.staff[0] = staff(world, &town).await;
        let before = (calls(), left(world, &author, "WISHES").await);
        town.open_wish(world, &author, "修门铃").await;
        world.stand_in.next(Trouble::Errcode(Name::Message, errcode));
        assert_eq!(sent(world, &mut seen).await, []);
        world.pass(Duration::hours(1));
        assert_eq!(sent(world, &mut seen).await, []);
        assert_eq!(calls(), before.0 + 1, "{errcode}: once");
        let expected = if errcode == 43101 { 0 } else { before.1 };
        assert_eq!(left(world, &world.login("author").await, "WISHES").await, expected, "{errcode}");
    }
    // Again and again, and then it is given up.
    town.staff[0] = staff(world, &town).await;
    let author = world.login("author").await;
    agree(world, &author, "openid-author", WISHES, 1).await;
    town.open_wish(world, &author, "换灯泡").await;
    let before = calls();
    for pause in [0, 20, 40, 80, 160, 320, 640] {
        world.pass(Duration::seconds(pause + 1));
        world.stand_in.next(Trouble::Errcode(Name::Message, 45009));
        assert_eq!(sent(world, &mut seen).await, []);
    }
    assert_eq!(calls(), before + 6);
    assert_eq!(count(world, "SELECT COUNT(*) FROM inbox_entries WHERE send_at IS NOT NULL").await, 0);
    // What nobody could send for a day is no news.
    execute(world, "UPDATE inbox_entries SET send_at = told_at").await;
    world.pass(Duration::hours(24));
    assert_eq!(sent(world, &mut seen).await, []);
    assert_eq!(calls(), before + 6);
}

async fn as_many_are_sent_in_a_second_as_may_be(world: &World) {
    by_day(world).await;
    let town = Town::build(world).await;
    let reader = town.resident(world, "reader", 0, None).await;
    let (digest, id) = chance(world);
    let more = format!(
        "INSERT INTO members (id, openid_digest, openid_sealed, shown_name, community_id, created_at) \
         SELECT {id}, {digest}, openid_sealed, shown_name, community_id, created_at \
         FROM members WHERE community_id IS NOT NULL"
    );
    for _ in 0..8 {
        execute(world, &more).await;
    }
    execute(
        world,
        "INSERT INTO message_agreements (member_id, template_id, reported, pushed, spent) \
        SELECT id, 'stand-in-notices', 1, 0, 0 FROM members WHERE community_id IS NOT NULL",
    )
    .await;
    for _ in 0..256 {
        world.stand_in.agree("openid-reader", "stand-in-notices");
    }
    publish(world, &town.staff[0], &town.communities[0], "停水", json!({})).await;
    assert!(do_jobs(&world.ports).await.is_empty());
    let mut times = Vec::new();
    for _ in 0..4 {
        let before = world.stand_in.sent().len();
        do_timed_work(&world.ports).await;
        times.push(world.stand_in.sent().len() - before);
        assert!(!do_timed_work(&world.ports).await.contains(&Timed::SendMessages), "not again in this second");
        world.pass(Duration::seconds(1));
    }
    assert_eq!(times, [100, 100, 56, 0]);
    assert_eq!(left(world, &reader, "NOTICES").await, 0);
    assert_eq!(count(world, "SELECT COUNT(*) FROM inbox_entries WHERE sent_at IS NOT NULL").await, 256);
}

async fn what_cannot_be_reported_is_told(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let one = json!({ "templateId": WISHES, "answer": "ACCEPT" });
    for answers in
        [json!([]), json!([one, one, one, one, one, one]), json!([{ "templateId": "another", "answer": "ACCEPT" }])]
    {
        let answer = world.try_act(&me, "reportSubscription", json!({ "answers": answers }), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "answers"), "{answer}");
    }
    assert_eq!(left(world, &me, "WISHES").await, 0);
}

async fn an_erased_account_is_sent_nothing(world: &World) {
    by_day(world).await;
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    agree(world, &author, "openid-author", WISHES, 3).await;
    world.act(&author, "setMessageTopics", json!({ "unwanted": ["NOTICES"] }), "").await;
    town.open_wish(world, &author, "修门铃").await;
    let mine: Value = export(world, Some(&author)).await.json().await.expect("JSON");
    assert_eq!(mine["messagesAgreedTo"], json!([{ "template": WISHES, "left": 3 }]));
    assert_eq!(mine["messagesUnwanted"], json!([{ "topic": "notices" }]));
    world.act(&author, "eraseAccount", json!({}), "").await;
    assert_eq!(sent(world, &mut 0).await, []);
    assert_eq!(world.stand_in.calls_of(Name::Message), 0);
    for table in ["message_agreements", "unwanted_topics"] {
        assert_eq!(count(world, &format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
}
