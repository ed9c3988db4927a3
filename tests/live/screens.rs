//! What screens show, from one change to the next.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::attendance::shift_with;
use crate::harness::jobs::{do_jobs, do_timed_work};
use crate::harness::live::Socket;
use crate::harness::notices::{publish, titles};
use crate::harness::on_both_stores;
use crate::harness::town::{Town, staff, text};
use crate::harness::world::World;

on_both_stores!(
    a_board_is_shown_at_once_and_whenever_it_changes,
    a_board_changes_by_itself_when_a_notice_is_due_or_over,
    open_wishes_come_and_go,
    wishes_that_somebody_lets_go_are_open_again,
    a_check_in_code_is_pushed_when_it_turns,
    what_a_screen_shows_already_is_not_sent_again,
    an_inbox_says_what_arrived_to_its_owner_alone,
);

const BOARD: &str = "subscription($c: ID) { boardChanged(communityId: $c) { community { name } notices { title } } }";
const WISHES: &str = "subscription($c: ID) { openWishesChanged(communityId: $c) { wishes { title } } }";
const CODE: &str = "subscription($s: ID!) { checkInCode(shiftId: $s) { digits qrText until } }";

fn shown(data: &Value, field: &str, list: &str) -> Vec<String> {
    let items = data[field][list].as_array().unwrap_or_else(|| panic!("{data}"));
    items.iter().map(|item| text(&item["title"])).collect()
}

async fn board(socket: &mut Socket) -> Vec<String> {
    shown(&socket.data("board").await, "boardChanged", "notices")
}

async fn wishes(socket: &mut Socket) -> Vec<String> {
    shown(&socket.data("wishes").await, "openWishesChanged", "wishes")
}

async fn a_board_is_shown_at_once_and_whenever_it_changes(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    publish(world, &town.staff[0], &town.communities[0], "停水", json!({})).await;
    let mut socket = Socket::of(&world.url, &resident).await;
    socket.subscribe("board", BOARD, json!({}));
    let first = socket.data("board").await;
    assert_eq!(first["boardChanged"]["community"]["name"], "桂花社区");
    assert_eq!(shown(&first, "boardChanged", "notices"), ["停水"]);

    // Neither of the other community nor for others: what comes next is what is published after both.
    publish(world, &town.staff[1], &town.communities[1], "翠湖", json!({})).await;
    publish(world, &town.staff[0], &town.communities[0], "内部", json!({ "audience": ["STAFF"] })).await;
    let notice = publish(world, &town.staff[0], &town.communities[0], "停电", json!({})).await;
    assert_eq!(board(&mut socket).await, ["停电", "停水"]);
    publish(world, &town.city_admin, &town.street, "街道通知", json!({})).await;
    assert_eq!(board(&mut socket).await, ["街道通知", "停电", "停水"], "of the street above");

    let mut edited = crate::harness::notices::notice("", "停电改期", json!({}));
    edited.as_object_mut().expect("an object").remove("areaId");
    edited["noticeId"] = json!(notice);
    edited["version"] = json!(1);
    edited["pinned"] = json!(false);
    let edited = world.act(&town.staff[0], "editNotice", edited, "... on Notice { title }").await;
    assert_eq!(edited["title"], "停电改期", "{edited}");
    assert_eq!(board(&mut socket).await, ["街道通知", "停电改期", "停水"]);

    // Pinned comes first; and so says the query.
    publish(world, &town.staff[0], &town.communities[0], "置顶", json!({ "pinned": true })).await;
    let seen = board(&mut socket).await;
    assert_eq!(seen, titles(world, &resident).await);
    assert_eq!(seen[0], "置顶");

    socket.subscribe("withdrawn", "subscription { boardChanged { notices { id withdrawnAt text } } }", json!({}));
    socket.data("withdrawn").await;
    let input = json!({ "noticeId": notice, "reason": "时间有误" });
    world.act(&town.staff[0], "withdrawNotice", input, "").await;
    let data = socket.data("withdrawn").await;
    let found = data["boardChanged"]["notices"].as_array().expect("a list").iter().find(|it| it["id"] == json!(notice));
    let found = found.expect("it stays there");
    assert!(found["withdrawnAt"].is_string() && found["text"].is_null(), "{found}");
}

async fn a_board_changes_by_itself_when_a_notice_is_due_or_over(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let mut socket = Socket::of(&world.url, &resident).await;
    socket.subscribe("board", BOARD, json!({}));
    assert_eq!(board(&mut socket).await, [""; 0]);
    let now = world.now();
    let plan = json!({ "publishAt": now + Duration::minutes(3), "expiresAt": now + Duration::minutes(4) });
    publish(world, &town.staff[0], &town.communities[0], "限时", plan).await;
    // What was told of it is over when this is shown; from then on there is only the clock.
    publish(world, &town.staff[0], &town.communities[0], "现在", json!({})).await;
    assert_eq!(board(&mut socket).await, ["现在"]);
    world.pass(Duration::minutes(3));
    assert_eq!(board(&mut socket).await, ["限时", "现在"]);
    world.pass(Duration::minutes(1));
    assert_eq!(board(&mut socket).await, ["现在"]);
}

async fn open_wishes_come_and_go(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let stranger = town.resident(world, "stranger", 1, None).await;
    let mut socket = Socket::of(&world.url, &town.staff[0]).await;
    socket.subscribe("wishes", WISHES, json!({ "c": town.communities[0] }));
    assert_eq!(wishes(&mut socket).await, [""; 0]);
    let mut elsewhere = Socket::of(&world.url, &stranger).await;
    elsewhere.subscribe("wishes", WISHES, json!({ "c": town.communities[0] }));
    assert_eq!(elsewhere.error("wishes").await, "NOT_FOUND", "of another community");

    let bell = town.open_wish(world, &author, "修门铃").await;
    assert_eq!(wishes(&mut socket).await, ["修门铃"]);
    let lamp = town.open_wish(world, &author, "换灯泡").await;
    assert_eq!(wishes(&mut socket).await, ["修门铃", "换灯泡"]);
    world.act(&helper, "claimWish", json!({ "wishId": bell }), "").await;
    assert_eq!(wishes(&mut socket).await, ["换灯泡"]);
    world.act(&helper, "giveBackWish", json!({ "wishId": bell, "reason": "出差" }), "").await;
    assert_eq!(wishes(&mut socket).await.len(), 2);
    world.act(&author, "withdrawWish", json!({ "wishId": lamp }), "").await;
    assert_eq!(wishes(&mut socket).await, ["修门铃"]);
    let report = json!({ "targetId": bell, "reason": "INSULTING" });
    let reported = world.act(&helper, "reportContent", report, "... on ContentReport { id }").await;
    assert_ne!(reported["__typename"], "Refusal", "{reported}");
    assert_eq!(wishes(&mut socket).await, [""; 0], "hidden until staff have decided");
}

async fn wishes_that_somebody_lets_go_are_open_again(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let (helper, other) = (town.volunteer(world, "helper", 0).await, town.volunteer(world, "other", 0).await);
    let bell = town.open_wish(world, &author, "修门铃").await;
    let mut socket = Socket::of(&world.url, &author).await;
    socket.subscribe("wishes", WISHES, json!({}));
    assert_eq!(wishes(&mut socket).await, ["修门铃"]);
    world.act(&helper, "claimWish", json!({ "wishId": bell }), "").await;
    assert_eq!(wishes(&mut socket).await, [""; 0]);
    world.act(&town.staff[0], "blockMember", json!({ "memberId": helper.id, "reason": "失信" }), "").await;
    assert_eq!(wishes(&mut socket).await, ["修门铃"], "its helper was blocked");
    world.act(&other, "claimWish", json!({ "wishId": bell }), "").await;
    assert_eq!(wishes(&mut socket).await, [""; 0]);
    // The clock alone brings nothing back, so what comes is of the work that was done.
    world.pass(Duration::days(6));
    let author = world.login("author").await;
    let mut socket = Socket::of(&world.url, &author).await;
    socket.subscribe("wishes", WISHES, json!({}));
    assert_eq!(wishes(&mut socket).await, [""; 0]);
    world.pass(Duration::days(1) + Duration::minutes(1));
    do_timed_work(&world.ports).await;
    assert_eq!(wishes(&mut socket).await, ["修门铃"], "its claim lapsed");
}

async fn a_check_in_code_is_pushed_when_it_turns(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let shift = shift_with(world, &town, 2, &[&helper]).await;
    let staff = staff(world, &town).await;
    let mut socket = Socket::of(&world.url, &staff).await;
    socket.subscribe("code", CODE, json!({ "s": shift }));
    let query = "query($s: ID!) { node(id: $s) { ... on Shift { checkInCode { digits qrText until } } } }";
    let mut last = Value::Null;
    for _ in 0..3 {
        let pushed = socket.data("code").await["checkInCode"].take();
        assert_ne!(pushed, last);
        let asked = world.get(&staff, query, json!({ "s": shift })).await;
        assert_eq!(asked["node"]["checkInCode"], pushed, "the query tells the same");
        last = pushed;
        world.pass(Duration::seconds(30));
    }
    let mut socket = Socket::of(&world.url, &helper).await;
    socket.subscribe("code", CODE, json!({ "s": shift }));
    assert_eq!(socket.error("code").await, "FORBIDDEN");
    socket.subscribe("code", CODE, json!({ "s": "shift_01h455vb4pex5vsknk084sn02q" }));
    assert_eq!(socket.error("code").await, "NOT_FOUND", "and the id is free again");
}

async fn what_a_screen_shows_already_is_not_sent_again(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let mut socket = Socket::of(&world.url, &resident).await;
    socket.subscribe("board", "subscription { boardChanged { notices(first: 1) { title } } }", json!({}));
    assert_eq!(board(&mut socket).await, [""; 0]);
    publish(world, &town.staff[0], &town.communities[0], "置顶", json!({ "pinned": true })).await;
    assert_eq!(board(&mut socket).await, ["置顶"]);
    publish(world, &town.staff[0], &town.communities[0], "在下面", json!({})).await;
    publish(world, &town.staff[0], &town.communities[0], "又置顶", json!({ "pinned": true })).await;
    assert_eq!(board(&mut socket).await, ["又置顶"], "what lies below is not on this screen");
}

async fn an_inbox_says_what_arrived_to_its_owner_alone(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let other = town.resident(world, "other", 0, None).await;
    let inbox = "subscription { inboxArrived { unreadCount latest { kind } } }";
    let (mut mine, mut theirs) = (Socket::of(&world.url, &author).await, Socket::of(&world.url, &other).await);
    let arrived = async |socket: &mut Socket| socket.data("inbox").await["inboxArrived"].take();
    for socket in [&mut mine, &mut theirs] {
        socket.subscribe("inbox", inbox, json!({}));
        assert_eq!(arrived(socket).await, json!({ "unreadCount": 0, "latest": null }));
    }
    town.open_wish(world, &author, "修门铃").await;
    assert_eq!(arrived(&mut mine).await, json!({ "unreadCount": 1, "latest": { "kind": "WISH_APPROVED" } }));
    // By a job; and the other one hears of nothing before it.
    publish(world, &town.staff[0], &town.communities[0], "停水", json!({})).await;
    assert!(do_jobs(&world.ports).await.is_empty());
    assert_eq!(arrived(&mut mine).await, json!({ "unreadCount": 2, "latest": { "kind": "NOTICE_PUBLISHED" } }));
    assert_eq!(arrived(&mut theirs).await, json!({ "unreadCount": 1, "latest": { "kind": "NOTICE_PUBLISHED" } }));
    // On another device they were read.
    world.act(&author, "markInboxRead", json!({}), "").await;
    assert_eq!(arrived(&mut mine).await["unreadCount"], 0);
}
