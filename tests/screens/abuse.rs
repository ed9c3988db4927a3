//! What must not come of a screen.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::pairing::{allow_by, ask, take};
use crate::harness::screens::{end, enter, entered, hall, pair, try_allow};
use crate::harness::sql::count;
use crate::harness::town::{Town, appoint};
use crate::harness::world::{World, error_of, person_of};

on_both_stores!(
    of_two_phones_that_pair_a_page_at_once_one_does,
    only_staff_of_the_community_pair_and_end_its_screens,
    a_login_is_no_screen_and_a_screen_no_login,
    who_lost_the_role_meanwhile_pairs_nothing,
    a_key_cannot_be_guessed,
    a_screen_is_nobody,
);

async fn of_two_phones_that_pair_a_page_at_once_one_does(world: &World) {
    let town = Town::build(world).await;
    let here = &town.communities[0];
    let page = ask(world, "SCREEN").await;
    let phones = [&town.staff[0], &town.city_admin];
    let purposes = ["BOARD", "OPEN_WISHES"];
    let answers: Vec<Value> = all((0..2).map(|n| try_allow(world, phones[n], &page, hall(here, purposes[n])))).await;
    let said: Vec<_> = answers.iter().map(|answer| &answer["data"]["allowPairing"]).collect();
    let won = said.iter().position(|said| said["__typename"] == "AskedPairing").expect("one");
    assert_eq!(said[1 - won]["code"], "PAIRING_ALREADY_ALLOWED", "{answers:?}");
    let taken = all((0..6).map(|_| take(world, &page))).await;
    let keys: Vec<_> = taken.iter().filter(|taken| taken["__typename"] == "ScreenKey").collect();
    assert_eq!(keys.len(), 1, "{taken:?}");
    let of_winner = format!("SELECT COUNT(*) FROM screens WHERE purpose = '{}'", purposes[won].to_lowercase());
    assert_eq!(count(world, &of_winner).await, 1);
    assert_eq!(count(world, "SELECT COUNT(*) FROM screens").await, 1);
}

async fn only_staff_of_the_community_pair_and_end_its_screens(world: &World) {
    let town = Town::build(world).await;
    let here = &town.communities[0];
    let resident = town.resident(world, "resident", 0, None).await;
    let page = ask(world, "SCREEN").await;
    for (who, said) in [(&resident, ("FORBIDDEN", "")), (&town.staff[1], ("NOT_FOUND", "communityId"))] {
        let answer = try_allow(world, who, &page, hall(here, "BOARD")).await;
        assert_eq!(error_of(&answer), said, "{answer}");
    }
    assert_eq!(take(world, &page).await["__typename"], "PairingWaiting", "nothing half done");
    for (screen, said) in [
        (hall(&town.street, "BOARD"), ("NOT_FOUND", "communityId")),
        (json!({ "communityId": here, "purpose": "BOARD", "name": " " }), ("BAD_USER_INPUT", "name")),
        (json!({ "communityId": here, "purpose": "BOARD", "name": "长".repeat(31) }), ("BAD_USER_INPUT", "name")),
        (json!({ "communityId": "x", "purpose": "BOARD", "name": "大厅" }), ("BAD_USER_INPUT", "communityId")),
    ] {
        assert_eq!(error_of(&try_allow(world, &town.staff[0], &page, screen.clone()).await), said, "{screen}");
    }
    let screen = pair(world, &town.staff[0], here, "BOARD").await;
    assert_eq!(error_of(&end(world, &resident, &screen).await).0, "FORBIDDEN");
    assert_eq!(error_of(&end(world, &town.staff[1], &screen).await), ("NOT_FOUND", "screenId"));
    let seen = "query($id: ID!) { node(id: $id) { id } }";
    for who in [&resident, &town.staff[1]] {
        assert_eq!(world.get(who, seen, json!({ "id": screen.id })).await["node"], Value::Null);
    }
    entered(world, &screen).await;
}

async fn a_login_is_no_screen_and_a_screen_no_login(world: &World) {
    let town = Town::build(world).await;
    let (staff, here) = (&town.staff[0], &town.communities[0]);
    let page = ask(world, "LOGIN").await;
    let answer = try_allow(world, staff, &page, hall(here, "BOARD")).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "screen"));
    let screen = ask(world, "SCREEN").await;
    let answer = try_allow(world, staff, &screen, Value::Null).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "screen"));
    // A page that was itself let in makes none.
    assert_eq!(allow_by(world, staff, &page, &page.digits).await, "AskedPairing");
    let console = person_of(&take(world, &page).await);
    let answer = try_allow(world, &console, &screen, hall(here, "BOARD")).await;
    assert_eq!(answer["data"]["allowPairing"]["code"], "PAIRING_NEEDS_PHONE", "{answer}");
    assert_eq!(take(world, &screen).await["__typename"], "PairingWaiting");
}

async fn who_lost_the_role_meanwhile_pairs_nothing(world: &World) {
    let town = Town::build(world).await;
    let here = &town.communities[0];
    let newcomer = world.login("newcomer").await;
    let role = appoint(world, &town.city_admin, &newcomer, "COMMUNITY_STAFF", here).await;
    let page = ask(world, "SCREEN").await;
    let allowed = try_allow(world, &newcomer, &page, hall(here, "BOARD")).await;
    assert_eq!(allowed["data"]["allowPairing"]["__typename"], "AskedPairing", "{allowed}");
    world.act(&newcomer, "revokeRole", json!({ "roleId": role }), "").await;
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED");
    assert_eq!(count(world, "SELECT COUNT(*) FROM screens").await, 0);
    let told = "SELECT COUNT(*) FROM audit_entries WHERE act = 'pairScreen' AND ending = 'refused'";
    assert_eq!(count(world, told).await, 1);
    world.pass(Duration::minutes(1));
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED", "for good");
}

async fn a_key_cannot_be_guessed(world: &World) {
    let town = Town::build(world).await;
    let screen = pair(world, &town.staff[0], &town.communities[0], "BOARD").await;
    let other = format!("{}{}", if screen.key.starts_with('A') { 'B' } else { 'A' }, &screen.key[1..]);
    for key in ["", "x", &screen.key[1..], &other, &screen.id, &format!("{}A", screen.key)] {
        let said = enter(world, key).await;
        assert_eq!(json!([said["code"], said["field"]]), json!(["SCREEN_ENDED", "key"]), "{key}");
    }
}

async fn a_screen_is_nobody(world: &World) {
    let town = Town::build(world).await;
    let paired = pair(world, &town.staff[0], &town.communities[0], "OPEN_WISHES").await;
    let screen = entered(world, &paired).await;
    let wish = json!({ "kind": "SERVICE", "category": "OTHER", "title": "浇花", "text": "每周一次" });
    let answer = world.try_act(&screen, "postWish", wish, "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    for query in ["{ viewer { id } }", "{ areas { edges { node { id } } } }", "{ privacyPolicy { version } }"] {
        assert_eq!(error_of(&world.ask(Some(&screen), query, json!({})).await).0, "FORBIDDEN", "{query}");
    }
    let wishes = "query($c: ID) { wishes(communityId: $c) { edges { node { id } } } }";
    let elsewhere = world.ask(Some(&screen), wishes, json!({ "c": town.communities[1] })).await;
    assert_eq!(error_of(&elsewhere), ("NOT_FOUND", "communityId"));
    // One field that is refused takes nothing from the other.
    let both = world.ask(Some(&screen), "{ wishes { edges { node { id } } } viewer { id } }", json!({})).await;
    assert_eq!(error_of(&both).0, "FORBIDDEN", "{both}");
    let http = world.http();
    let at = |path: &str| format!("{}{path}", world.url);
    let csv = "姓名,手机号\n王小明,13912345678\n";
    for request in [
        http.get(at("/export")),
        http.post(at("/units/unit_01h455vb4pex5vsknk084sn02q/roster?dryRun=true"))
            .header("content-type", "text/csv")
            .body(csv),
        http.post(at("/media")).header("content-type", "multipart/form-data; boundary=x").body("--x--"),
        http.post(at("/media/attachments")).header("content-type", "multipart/form-data; boundary=x").body("--x--"),
    ] {
        let answer = request.bearer_auth(&screen.access).send().await.expect("an answer");
        let (path, status) = (answer.url().path().to_owned(), answer.status().as_u16());
        assert_eq!(status, 403, "{path} {}", answer.text().await.unwrap_or_default());
    }
    let told = format!(
        "SELECT COUNT(*) FROM audit_entries WHERE act IN ('postWish', 'viewer') AND ending = 'refused' \
         AND actor_id IS NULL AND target = '{}' AND area_id IS NOT NULL",
        paired.id
    );
    assert_eq!(count(world, &told).await, 3, "the log tells which screen asked");
}
