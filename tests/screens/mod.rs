//! Screens of halls: paired once by staff, they show what they are for and come back by themselves.

mod abuse;
mod codes;

use chrono::Duration;
use domain::ids::ScreenId;
use domain::screens::screen::login_of;
use serde_json::{Value, json};

use crate::harness::inbox::news;
use crate::harness::live::Socket;
use crate::harness::on_both_stores;
use crate::harness::pairing::{ask, take};
use crate::harness::screens::{end, enter, entered, hall, pair, screen_of, try_allow};
use crate::harness::sql::count;
use crate::harness::town::{Town, staff};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(
    staff_make_a_page_a_screen_of_their_community,
    a_board_shows_what_residents_see,
    open_wishes_show_without_a_name,
    it_comes_back_whatever_the_sessions_forgot,
    an_ended_screen_shows_nothing_from_then_on,
    it_stays_when_whoever_paired_it_is_gone,
);

const SCREENS: &str = "query($c: ID) { screens(communityId: $c) { edges { node { id name purpose pairedBy { id shownName } \
    pairedAt lastSeenAt endedAt community { id } } } } }";
const BOARD: &str = "{ noticeBoard { edges { node { title author { shownName } } } } }";

async fn listed(world: &World, who: &Person, community: &str) -> Vec<Value> {
    let seen = world.get(who, SCREENS, json!({ "c": community })).await;
    seen["screens"]["edges"].as_array().expect("a list").iter().map(|edge| edge["node"].clone()).collect()
}

async fn publish(world: &World, staff: &Person, area: &str, title: &str, audience: &str) {
    // What is published at once has no order of its own.
    world.pass(Duration::seconds(1));
    let notice =
        json!({ "areaId": area, "category": "GENERAL", "title": title, "text": title, "audience": [audience] });
    world.act(staff, "publishNotice", notice, "... on Notice { id }").await;
}

async fn staff_make_a_page_a_screen_of_their_community(world: &World) {
    let town = Town::build(world).await;
    let (staff, here) = (&town.staff[0], &town.communities[0]);
    news(world, staff).await;
    let page = ask(world, "SCREEN").await;
    let look = "query($c: String!) { pairing(code: $c) { purpose sessionEndsAt } }";
    let seen = world.get(staff, look, json!({ "c": page.qr_text })).await;
    assert_eq!(seen["pairing"], json!({ "purpose": "SCREEN", "sessionEndsAt": null }));
    let allowed = try_allow(world, staff, &page, hall(here, "BOARD")).await;
    assert_eq!(allowed["data"]["allowPairing"]["purpose"], "SCREEN", "{allowed}");
    let screen = screen_of(&take(world, &page).await);
    assert_eq!(screen.key.len(), 43);
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED", "once");
    assert_eq!(news(world, staff).await, [format!("SCREEN_PAIRED {}", screen.id)]);

    let paired = listed(world, staff, here).await;
    assert_eq!(paired.len(), 1);
    assert_eq!(
        json!([paired[0]["name"], paired[0]["purpose"], paired[0]["pairedBy"]["id"], paired[0]["lastSeenAt"]]),
        json!(["一楼大厅", "BOARD", staff.id, null])
    );
    let login = enter(world, &screen.key).await;
    assert_eq!(login["screen"]["community"]["id"], json!(here), "{login}");
    assert!(listed(world, staff, here).await[0]["lastSeenAt"].is_string());
    let told = format!(
        "SELECT COUNT(*) FROM audit_entries WHERE act = 'pairScreen' AND ending = 'done' AND target = '{}'",
        screen.id
    );
    assert_eq!(count(world, &told).await, 1);
    let kept = format!("SELECT COUNT(*) FROM screens WHERE CAST(key_digest AS text) LIKE '%{}%'", screen.key);
    assert_eq!(count(world, &kept).await, 0);
}

async fn a_board_shows_what_residents_see(world: &World) {
    let town = Town::build(world).await;
    let (staff, here) = (&town.staff[0], &town.communities[0]);
    world.act(staff, "setRealName", json!({ "realName": "钱秀英" }), "").await;
    publish(world, staff, here, "停水", "RESIDENTS").await;
    publish(world, staff, here, "排班", "STAFF").await;
    publish(world, staff, here, "集合", "VOLUNTEERS").await;
    publish(world, &town.staff[1], &town.communities[1], "翠湖", "RESIDENTS").await;
    let screen = entered(world, &pair(world, staff, here, "BOARD").await).await;
    let seen = world.get(&screen, BOARD, json!({})).await;
    let shown = json!([{ "node": { "title": "停水", "author": { "shownName": "钱**" } } }]);
    assert_eq!(seen["noticeBoard"]["edges"], shown);
    let sheet = "{ moralBank { balanceSheet { issued } } }";
    assert_eq!(world.get(&screen, sheet, json!({})).await["moralBank"]["balanceSheet"]["issued"], 0);

    let mut socket = Socket::of(&world.url, &screen).await;
    socket.subscribe("1", "subscription { boardChanged { notices { title } } }", json!({}));
    assert_eq!(socket.data("1").await["boardChanged"]["notices"], json!([{ "title": "停水" }]));
    publish(world, staff, here, "来电", "RESIDENTS").await;
    let notices = socket.data("1").await["boardChanged"]["notices"].take();
    assert_eq!(notices, json!([{ "title": "来电" }, { "title": "停水" }]));
}

async fn open_wishes_show_without_a_name(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    world.act(&author, "setRealName", json!({ "realName": "孙桂芳" }), "").await;
    town.open_wish(world, &author, "修门铃").await;
    let screen = entered(world, &pair(world, &town.staff[0], &town.communities[0], "OPEN_WISHES").await).await;
    let wishes =
        "{ wishes { edges { node { title author { shownName } claim { id } timeline { actor { shownName } } } } } }";
    let seen = world.ask(Some(&screen), wishes, json!({})).await;
    assert!(!seen.to_string().contains("桂芳"), "{seen}");
    let wishes = "{ wishes { edges { node { title author { shownName } } } } }";
    let seen = world.get(&screen, wishes, json!({})).await;
    assert_eq!(seen["wishes"]["edges"], json!([{ "node": { "title": "修门铃", "author": { "shownName": "孙**" } } }]));
    let mut socket = Socket::of(&world.url, &screen).await;
    socket.subscribe("1", "subscription { openWishesChanged { wishes { title } } }", json!({}));
    assert_eq!(socket.data("1").await["openWishesChanged"]["wishes"], json!([{ "title": "修门铃" }]));
    town.open_wish(world, &author, "换灯泡").await;
    let wishes = socket.data("1").await["openWishesChanged"]["wishes"].take();
    assert_eq!(wishes, json!([{ "title": "修门铃" }, { "title": "换灯泡" }]));
}

async fn it_comes_back_whatever_the_sessions_forgot(world: &World) {
    let town = Town::build(world).await;
    let screen = pair(world, &town.staff[0], &town.communities[0], "BOARD").await;
    let first = entered(world, &screen).await;
    world.get(&first, BOARD, json!({})).await;
    // As after a night without power.
    let id = ScreenId::parse("id", &screen.id).expect("an id");
    world.ports.sessions.end_all(login_of(id).0).await.expect("forgotten");
    assert_eq!(error_of(&world.ask(Some(&first), BOARD, json!({})).await).0, "UNAUTHENTICATED");
    let second = entered(world, &screen).await;
    world.get(&second, BOARD, json!({})).await;

    // Every quarter of an hour, for months.
    for _ in 0..3 {
        world.pass(Duration::minutes(14));
        let next = entered(world, &screen).await;
        world.get(&next, BOARD, json!({})).await;
    }
    assert_eq!(error_of(&world.ask(Some(&second), BOARD, json!({})).await).0, "UNAUTHENTICATED", "it was short");
    world.pass(Duration::days(60));
    let next = entered(world, &screen).await;
    // A client that always sends its token renews it so, too.
    let again = "mutation($key: String!) { enterScreen(input: { key: $key }) { __typename } }";
    let answer = world.ask(Some(&next), again, json!({ "key": screen.key })).await;
    assert_eq!(answer["data"]["enterScreen"]["__typename"], "ScreenLogin", "{answer}");
    let mine = world.ports.sessions.all(login_of(id).0).await.expect("sessions");
    assert_eq!(mine.len(), 1, "one login at a time");
}

async fn an_ended_screen_shows_nothing_from_then_on(world: &World) {
    let town = Town::build(world).await;
    let (staff, here) = (&town.staff[0], &town.communities[0]);
    let (screen, other) = (pair(world, staff, here, "BOARD").await, pair(world, staff, here, "BOARD").await);
    let (there, beside) = (entered(world, &screen).await, entered(world, &other).await);
    let resident = town.resident(world, "resident", 0, None).await;
    let mut sockets = Vec::new();
    for who in [&there, &beside, &resident] {
        let mut socket = Socket::of(&world.url, who).await;
        socket.subscribe("1", "subscription { boardChanged { notices { title } } }", json!({}));
        socket.data("1").await;
        sockets.push(socket);
    }
    let ended = end(world, staff, &screen).await;
    assert_eq!(ended["data"]["endScreen"]["endedBy"]["id"], json!(staff.id), "{ended}");
    assert_eq!(sockets[0].error("1").await, "UNAUTHENTICATED", "what it shows ends at once");
    assert_eq!(error_of(&world.ask(Some(&there), BOARD, json!({})).await).0, "UNAUTHENTICATED");
    let refused = enter(world, &screen.key).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["SCREEN_ENDED", "key"]));
    assert_eq!(end(world, staff, &screen).await["data"]["endScreen"]["code"], "SCREEN_ENDED", "once");
    let left: Vec<_> = listed(world, staff, here).await.iter().map(|node| node["id"].clone()).collect();
    assert_eq!(left, [json!(other.id)]);
    let node = "query($id: ID!) { node(id: $id) { ... on Screen { endedAt } } }";
    assert!(world.get(staff, node, json!({ "id": screen.id })).await["node"]["endedAt"].is_string());

    publish(world, staff, here, "停水", "RESIDENTS").await;
    for socket in &mut sockets[1..] {
        let shown = socket.data("1").await["boardChanged"]["notices"].take();
        assert_eq!(shown, json!([{ "title": "停水" }]), "others go on");
    }
}

async fn it_stays_when_whoever_paired_it_is_gone(world: &World) {
    let town = Town::build(world).await;
    let here = &town.communities[0];
    let screen = pair(world, &town.staff[0], here, "BOARD").await;
    world.act(&town.staff[0], "eraseAccount", json!({}), "").await;
    let there = entered(world, &screen).await;
    world.get(&there, BOARD, json!({})).await;
    let seen = listed(world, &town.city_admin, here).await;
    assert_eq!(seen[0]["pairedBy"]["shownName"], "", "{seen:?}");
    let ended = end(world, &town.city_admin, &screen).await;
    assert_eq!(ended["data"]["endScreen"]["__typename"], "Screen", "{ended}");

    // Nor does it matter that a role ended.
    let newcomer = staff(world, &town).await;
    let refused = try_allow(world, &newcomer, &ask(world, "SCREEN").await, hall(here, "BOARD")).await;
    assert_ne!(refused["data"]["allowPairing"]["__typename"], "AskedPairing", "another account has no role");
}
