//! Erasing an account.

use domain::Failure;
use domain::audit::entry::Deed;
use domain::members::{LOGIN, REGISTER_VOLUNTEER};
use domain::points::verify::verify;
use infra::seal::Seal;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::life::{Life, live, spoken_of};
use crate::harness::servers::shared_redis;
use crate::harness::town::Town;
use crate::harness::volunteering::TEAM;
use crate::harness::world::{KEY, Person, World, error_of, request_id};
use crate::harness::{dump, on_both_stores};

on_both_stores!(
    nothing_of_the_person_is_left_anywhere,
    what_runs_is_ended_and_what_counts_stays,
    a_city_keeps_an_administrator,
    teams_named_after_the_erased_go_on_side_by_side,
    an_erased_account_is_erased_once,
    who_is_erased_writes_nothing_more,
);

const ERASED: &str = "... on AccountErased { at forfeitedPoints }";

async fn erase(world: &World, who: &Person) -> Value {
    world.act(who, "eraseAccount", json!({}), ERASED).await
}

/// Where something that was planted lies in the database, opened with the keys.
async fn found(world: &World, life: &Life) -> Vec<String> {
    let seal = Seal::new(&[KEY], &KEY);
    let digests =
        [("openid", format!("openid-{}", life.login)), ("phone", life.phone.clone()), ("name", life.name.clone())];
    let digests = digests.map(|(kind, plain)| seal.digest(kind, plain));
    let planted = life.planted();
    let holds = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        planted.iter().any(|plain| text.contains(plain.as_str())) || digests.iter().any(|digest| digest == bytes)
    };
    let values = dump::database(&world.database).await;
    let mut places: Vec<_> = values
        .iter()
        .filter(|value| {
            let opened = value.sealed_for().and_then(|column| seal.open(&column, &value.bytes).ok());
            holds(&value.bytes) || opened.is_some_and(|plain| holds(plain.as_bytes()))
        })
        .map(|value| format!("{}.{}", value.table, value.column))
        .collect();
    places.sort();
    places.dedup();
    places
}

/// Where people write what they like: of an erased person nothing may be left there.
const SPOKEN: [&str; 35] = [
    "activities.body",
    "activities.cancel_reason",
    "activities.place",
    "activities.title",
    "attachments.name",
    "blocks.reason",
    "certificates.revoke_reason",
    "claims.end_reason",
    "claims.fulfilment",
    "content_cases.reason",
    "content_reports.note",
    "duty_points.name",
    "duty_points.place",
    "entries.note",
    "goods.body",
    "goods.name",
    "goods.pick_up",
    "hours.reason",
    "hours.void_reason",
    "notice_versions.body",
    "notice_versions.title",
    "notices.body",
    "notices.title",
    "notices.withdraw_reason",
    "pairings.screen_name",
    "proposals.decision_reason",
    "proposals.reason",
    "redemptions.end_reason",
    "report_ins.end_reason",
    "report_ins.refuse_reason",
    "screens.name",
    "teams.name",
    "wishes.body",
    "wishes.reject_reason",
    "wishes.title",
];

/// Texts of which no person is the subject: words of the program, ids, and the names of places, units and deeds.
const NOBODYS: [&str; 80] = [
    "activities.audience",
    "activities.cancel_text_state",
    "activities.text_state",
    "areas.kind",
    "attachments.kind",
    "areas.name",
    "areas.path",
    "audit_entries.act",
    "audit_entries.ending",
    "audit_entries.target",
    "calendar_days.kind",
    "calendar_days.name",
    "certificates.number",
    "claims.outcome",
    "claims.text_state",
    "content_cases.decision",
    "content_cases.kind",
    "content_cases.text_check",
    "content_reports.reason",
    "entries.credit",
    "entries.debit",
    "entries.source",
    "feeds.kind",
    "grants.role",
    "hours.how",
    "inbox_entries.about",
    "inbox_entries.news",
    "inbox_entries.topic",
    "jobs.kind",
    "jobs.last_fault",
    "jobs.payload",
    "jobs.trace",
    // `王**`, and nothing once they are erased.
    "members.shown_name",
    "members.party_state",
    "message_agreements.template_id",
    "notices.category",
    // Of a page, not of a person; and gone with the person who allowed it.
    "pairings.address",
    "pairings.browser",
    "pairings.code",
    "pairings.device",
    "pairings.purpose",
    "pairings.screen_purpose",
    "photos.shown_kind",
    "photos.state",
    "photos.trace_id",
    "point_rules.behaviour",
    "proposals.decision",
    "proposals.deed",
    "proposals.kind",
    "proposals.role",
    "point_rules.deed",
    // It names the person who answers for it, in public.
    "privacy_policies.body",
    "pushes.advice",
    "pushes.kind",
    "pushes.template_id",
    "pushes.trace_id",
    "redemptions.code",
    "redemptions.state",
    "report_ins.state",
    "screens.purpose",
    "session_epoch.epoch",
    "sign_ups.end_kind",
    "star_rules.counts",
    "teams.text_state",
    "timed_work.name",
    "units.name",
    "units.path",
    "unwanted_topics.topic",
    "wishes.category",
    "wishes.kind",
    "wishes.state",
    "wishes.text_check",
    "wishes.text_state",
    "wishes.urgency",
    "seaql_migrations.version",
    "spreadsheets.kind",
    "spreadsheets.lang",
    "spreadsheets.state",
    "spreadsheets.wish_stage",
    "spreadsheets.why",
];

async fn nothing_of_the_person_is_left_anywhere(world: &World) {
    let life = live(world).await;
    let me = spoken_of(world, &life).await;
    let before = found(world, &life).await;
    let known = [
        "members.openid_digest",
        "members.openid_sealed",
        "members.real_name_sealed",
        "members.phone_sealed",
        "roster_entries.phone_digest",
        "roster_entries.phone_sealed",
    ];
    for place in known.iter().chain(&SPOKEN).filter(|place| **place != "wishes.body") {
        assert!(before.contains(&(*place).to_owned()), "the search finds what is there: {place} {before:?}");
    }
    for text in dump::texts(&world.database).await {
        let told = SPOKEN.contains(&text.as_str()) || NOBODYS.contains(&text.as_str());
        assert!(told, "{text}: can a person be named there? Then erase them there, and say so here");
    }
    let erased = erase(world, &me).await;
    assert_eq!(erased["__typename"], "AccountErased", "{erased}");
    assert_eq!(found(world, &life).await, [] as [String; 0]);
    if let Some(file) = world.database.strip_prefix("sqlite:") {
        // Nor between the rows of the file, where SQLite leaves what was there.
        dump::empty_journal(&world.database).await;
        let bytes = std::fs::read(file).expect("the file");
        for plain in [&life.words, &life.name, &life.phone] {
            assert!(!bytes.windows(plain.len()).any(|part| part == plain.as_bytes()), "{plain} lies in the file");
        }
    }
    let id = domain::ids::MemberId::parse("id", &life.me.id).expect("an id").uuid().simple().to_string();
    for kept in dump::redis(&shared_redis()).await {
        assert!(!life.planted().iter().any(|plain| kept.contains(plain.as_str())), "{kept}");
        assert!(!(kept.contains(&id) && kept.contains("sessions")), "{kept}");
    }
}

async fn what_runs_is_ended_and_what_counts_stays(world: &World) {
    let life = live(world).await;
    let Life { town, other, author, .. } = &life;
    let staff = &town.staff[0];
    let here = json!({ "c": town.communities[0] });
    let sums = "query($c: ID) { moralBank(communityId: $c) { balanceSheet { issued withMembers onHold redeemed expired addsUp \
        goods { received onShelf onHold handedOut } } } }";
    let before = world.get(staff, sums, here.clone()).await["moralBank"]["balanceSheet"].take();
    assert_eq!(json!([before["issued"], before["withMembers"], before["onHold"]]), json!([60, 35, 25]), "{before}");
    let erased = erase(world, &life.me).await;
    assert_eq!(erased["forfeitedPoints"], 60, "{erased}");

    let after = world.get(staff, sums, here.clone()).await["moralBank"]["balanceSheet"].take();
    let goods = json!({ "received": 2, "onShelf": 2, "onHold": 0, "handedOut": 0 });
    let expected = json!({ "issued": 60, "withMembers": 0, "onHold": 0, "redeemed": 0, "expired": 60, "addsUp": true, "goods": goods });
    assert_eq!(after, expected);
    assert_eq!(verify(&*world.ports.store).await.expect("an answer"), [], "the books");

    assert_eq!(error_of(&world.ask(Some(&life.me), "{ viewer { id } }", json!({})).await).0, "UNAUTHENTICATED");
    let refreshed = world.try_refresh(&life.me.refresh).await;
    assert_eq!(refreshed["data"]["refreshSession"]["code"], "SESSION_ENDED", "{refreshed}");
    let newcomer = world.login(&life.login).await;
    assert_ne!(newcomer.id, life.me.id, "another account");
    let blank = "{ viewer { realName phone home { community { id } } consent { version } roles { id } } }";
    let blank = world.get(&newcomer, blank, json!({})).await["viewer"].take();
    assert_eq!(blank, json!({ "realName": null, "phone": null, "home": null, "consent": null, "roles": [] }));

    let wish = "query($id: ID!) { node(id: $id) { ... on Wish { state title releaseCount author { shownName } claim { state } } } }";
    let seen = async |who: &Person, id: &str| world.get(who, wish, json!({ "id": id })).await["node"].take();
    let held = seen(author, &life.claimed[0]).await;
    assert_eq!(json!([held["state"], held["releaseCount"], held["claim"]]), json!(["OPEN", 1, null]), "{held}");
    assert_eq!(seen(author, &life.claimed[1]).await["state"], "FULFILLED", "what was done is done");
    for (wish, state) in life.wishes.iter().zip(["WITHDRAWN", "FULFILLED", "WITHDRAWN"]) {
        let wish = seen(staff, wish).await;
        assert_eq!(json!([wish["state"], wish["author"]["shownName"]]), json!([state, ""]), "{wish}");
    }
    let claims = "{ viewer { claims { edges { node { claim { state } } } } signUps { edges { node { state } } } \
        teams { edges { node { size captain { id } } } } } }";
    let theirs = world.get(other, claims, json!({})).await["viewer"].take();
    let states =
        json!([{ "node": { "claim": { "state": "FULFILLED" } } }, { "node": { "claim": { "state": "GIVEN_BACK" } } }]);
    assert_eq!(theirs["claims"]["edges"], states);
    assert_eq!(theirs["signUps"]["edges"], json!([{ "node": { "state": "SEATED" } }]), "the next moved up");
    assert_eq!(theirs["teams"]["edges"], json!([{ "node": { "size": 1, "captain": { "id": other.id } } }]));

    // A deed that is confirmed now is confirmed; nobody earns for nobody.
    let confirm = json!({ "wishId": life.claimed[1], "rating": 5 });
    let done = world.act(author, "confirmWish", confirm, "... on Wish { state }").await;
    assert_eq!(done["state"], "CONFIRMED", "{done}");
    assert_eq!(world.get(staff, sums, here.clone()).await["moralBank"]["balanceSheet"], expected);
    assert_eq!(verify(&*world.ports.store).await.expect("an answer"), [], "the books");

    let residents = "query($c: ID) { residents(communityId: $c) { edges { node { id } } } reportIns(communityId: $c) { edges { \
        node { state } } } }";
    let residents = world.get(staff, residents, here).await;
    assert!(!residents["residents"].to_string().contains(&life.me.id), "{residents}");
    assert_eq!(residents["reportIns"]["edges"], json!([{ "node": { "state": "ENDED" } }]));
    let unit = "query($id: ID!) { node(id: $id) { ... on Unit { rosterSize } } }";
    assert_eq!(world.get(&town.city_admin, unit, json!({ "id": life.unit })).await["node"]["rosterSize"], 0);
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(world.get(staff, node, json!({ "id": life.me.id })).await["node"], Value::Null);
    assert_eq!(world.get(other, node, json!({ "id": life.team })).await["node"]["id"], json!(life.team));
    assert_eq!(world.get(other, node, json!({ "id": life.shift })).await["node"]["id"], json!(life.shift));
    assert_eq!(world.get(staff, node, json!({ "id": life.goods })).await["node"]["id"], json!(life.goods));
}

async fn teams_named_after_the_erased_go_on_side_by_side(world: &World) {
    let town = Town::build(world).await;
    let stays = town.volunteer(world, "stays", 0).await;
    for (person, name) in [("ming", "王小明"), ("hong", "王小红"), ("gang", "王小刚")] {
        let founder = town.volunteer(world, person, 0).await;
        world.act(&founder, "setRealName", json!({ "realName": name }), "").await;
        let input = json!({ "name": format!("{name}工作室") });
        let team = world.act(&founder, "foundTeam", input, TEAM).await;
        let join = json!({ "teamId": team["id"] });
        world.act(&stays, "joinTeam", join, "").await;
        assert_eq!(erase(world, &founder).await["__typename"], "AccountErased");
    }
    let seen = world.get(&stays, "{ viewer { teams { edges { node { name } } } } }", json!({})).await;
    let edges = seen["viewer"]["teams"]["edges"].as_array().expect("edges").iter();
    let mut names: Vec<_> = edges.map(|edge| edge["node"]["name"].as_str().expect("a name")).collect();
    names.sort_unstable();
    assert_eq!(names, ["王**工作室", "王**工作室 1", "王**工作室 2"]);
}

async fn a_city_keeps_an_administrator(world: &World) {
    let town = Town::build(world).await;
    let both = [&town.city_admin, &town.second_admin];
    let mut answers: Vec<_> = all(both.iter().map(|who| erase(world, who))).await;
    answers.sort_by_key(|answer| answer["__typename"].to_string());
    assert_eq!(answers[0]["__typename"], "AccountErased", "{answers:?}");
    assert_eq!(answers[1]["code"], "LAST_ADMINISTRATOR", "{answers:?}");
    let mut left = Vec::new();
    for who in both {
        if world.ask(Some(who), "{ viewer { id } }", json!({})).await.get("errors").is_none() {
            left.push(erase(world, who).await["code"].take());
        }
    }
    assert_eq!(left, ["LAST_ADMINISTRATOR"], "one stays, and is refused again");
}

async fn an_erased_account_is_erased_once(world: &World) {
    let town = Town::build(world).await;
    let me = &town.resident(world, "me", 0, None).await;
    let input = &json!({ "requestId": request_id() });
    let answers = all((0..6).map(|n| async move {
        let input = if n % 2 == 0 { input.clone() } else { json!({}) };
        world.try_act(me, "eraseAccount", input, ERASED).await
    }))
    .await;
    let done = answers.iter().filter(|answer| answer["data"]["eraseAccount"]["__typename"] == "AccountErased").count();
    assert_eq!(done, 1, "{answers:?}");
    let others = answers.iter().filter(|answer| error_of(answer).0 == "UNAUTHENTICATED").count();
    assert_eq!(others, 5, "{answers:?}");
}

async fn who_is_erased_writes_nothing_more(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let member = domain::ids::MemberId::parse("id", &me.id).expect("an id");
    erase(world, &me).await;
    // A request that was let in before, and comes to write only now.
    let ports = &world.ports;
    let mut tx = ports.store.begin().await.expect("a transaction");
    tx.register_volunteer(member, ports.now()).await.expect("written");
    let late = ports.commit(tx, Deed::of_a_stranger(REGISTER_VOLUNTEER, member, None)).await;
    assert!(matches!(late, Err(Failure::Unauthenticated)), "{late:?}");
    let late = ports.write_down(Deed::of_a_stranger(LOGIN, member, None)).await;
    assert!(matches!(late, Err(Failure::Unauthenticated)), "{late:?}");
    let values = dump::database(&world.database).await;
    assert!(!values.iter().any(|value| (&*value.table, &*value.column) == ("members", "volunteer_since")));
}
