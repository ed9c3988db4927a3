//! Certificates of hours: issued, on paper, verified by anybody, revoked.

mod paper;
mod verified;

use chrono::Duration;
use domain::calendar::period::Period;
use domain::certificates::number::CertificateNumber;
use domain::certificates::repo::NewCertificate;
use domain::ids::{AreaId, MemberId};
use domain::text::RealName;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::attendance::served;
use crate::harness::certificates::{CERTIFICATE, issue, page, today, until_now};
use crate::harness::inbox::news;
use crate::harness::on_both_stores;
use crate::harness::sql::count;
use crate::harness::town::{Town, staff, text};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    hours_are_certified_as_they_stand,
    a_request_has_one_certificate_however_often_it_comes,
    what_cannot_be_certified_is_refused,
    it_is_revoked_by_its_owner_or_by_staff_of_its_community,
    an_erased_account_takes_its_certificates_along_and_a_block_does_not,
);

/// A volunteer with a name, and two hours.
async fn volunteer(world: &World, town: &Town, name: &str, real_name: &str) -> Person {
    let who = town.volunteer(world, name, 0).await;
    world.act(&who, "setRealName", json!({ "realName": real_name }), "").await;
    served(world, town, name, 2).await;
    world.login(name).await
}

async fn hours_are_certified_as_they_stand(world: &World) {
    let town = Town::build(world).await;
    let me = volunteer(world, &town, "helper", "王建国").await;
    let made = issue(world, &me).await;
    assert_eq!(
        json!([made["minutes"], made["shifts"], made["to"], made["member"]["shownName"], made["community"]["id"]]),
        json!([120, 1, today(world), "王**", town.communities[0]])
    );
    assert_eq!(text(&made["number"]).len(), 19, "{made}");
    // Later hours are for another one, and what was issued is not changed.
    served(world, &town, "helper", 1).await;
    let me = world.login("helper").await;
    let query = format!("{{ viewer {{ certificates(first: 5) {{ edges {{ node {{ {CERTIFICATE} }} }} }} }} }}");
    let later = issue(world, &me).await;
    assert_eq!(json!([later["minutes"], later["shifts"]]), json!([180, 2]));
    assert_ne!(later["number"], made["number"]);
    let listed = world.get(&me, &query, json!({})).await["viewer"]["certificates"]["edges"].take();
    assert_eq!(json!([listed[0]["node"]["id"], listed[1]["node"]["minutes"]]), json!([later["id"], 120]), "{listed}");
    // Of what is voided nothing is certified.
    let entries = "{ viewer { hours { entries(first: 5) { edges { node { id minutes day } } } } } }";
    let entries = world.get(&me, entries, json!({})).await["viewer"]["hours"]["entries"]["edges"].take();
    let by = staff(world, &town).await;
    let void = json!({ "hoursId": entries[0]["node"]["id"], "reason": "签退过早" });
    assert_eq!(world.act(&by, "voidHours", void, "").await["__typename"], "Hours");
    assert_eq!(issue(world, &me).await["minutes"], 120);
    // Of a day, its own.
    let day = entries[1]["node"]["day"].clone();
    let of_day = world.act(&me, "issueCertificate", json!({ "from": day, "to": day }), CERTIFICATE).await;
    assert!(of_day["minutes"].as_i64() >= Some(120), "{of_day}");
    let before = json!({ "from": "2020-01-01", "to": "2020-12-31" });
    let none = world.act(&me, "issueCertificate", before, CERTIFICATE).await;
    assert_eq!(json!([none["code"], none["field"]]), json!(["NO_HOURS_IN_PERIOD", "from"]));
    assert_eq!(count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'issueCertificate'").await, 4);
}

async fn a_request_has_one_certificate_however_often_it_comes(world: &World) {
    let town = Town::build(world).await;
    let me = volunteer(world, &town, "helper", "王建国").await;
    let mut input = until_now(world);
    input["requestId"] = json!(request_id());
    let made = all((0..20).map(|_| world.act(&me, "issueCertificate", input.clone(), CERTIFICATE))).await;
    assert!(made.iter().all(|one| one["id"] == made[0]["id"] && one["minutes"] == 120), "{made:#?}");
    assert_eq!(count(world, "SELECT COUNT(*) FROM certificates").await, 1);
    let revoke = json!({ "requestId": request_id(), "certificateId": made[0]["id"] });
    let revoked = all((0..10).map(|_| world.act(&me, "revokeCertificate", revoke.clone(), CERTIFICATE))).await;
    assert!(revoked.iter().all(|one| *one == revoked[0] && one["state"] == "REVOKED"), "{revoked:#?}");
    let again = json!({ "certificateId": made[0]["id"] });
    let again = world.act(&me, "revokeCertificate", again, CERTIFICATE).await;
    assert_eq!(json!([again["code"], again["field"]]), json!(["CERTIFICATE_REVOKED", "certificateId"]));
}

async fn what_cannot_be_certified_is_refused(world: &World) {
    let town = Town::build(world).await;
    let nobody = world.login("nobody").await;
    let refused = async |who: &Person| world.act(who, "issueCertificate", until_now(world), "").await["code"].take();
    assert_eq!(refused(&nobody).await, "NO_HOME_COMMUNITY");
    let resident = town.resident(world, "resident", 0, None).await;
    assert_eq!(refused(&resident).await, "NO_REAL_NAME");
    world.consent(&resident).await;
    world.act(&resident, "setRealName", json!({ "realName": "李明" }), "").await;
    assert_eq!(refused(&resident).await, "NO_HOURS_IN_PERIOD");
    let tomorrow = ((world.now() + Duration::hours(32)).date_naive()).to_string();
    for (from, to, field) in [("2026-01-02", "2026-01-01", "from"), ("2026-01-01", &*tomorrow, "to")] {
        let input = json!({ "from": from, "to": to });
        let answer = world.try_act(&resident, "issueCertificate", input, "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{answer}");
    }
    assert_eq!(count(world, "SELECT COUNT(*) FROM certificates").await, 0);
}

async fn it_is_revoked_by_its_owner_or_by_staff_of_its_community(world: &World) {
    let town = Town::build(world).await;
    let me = volunteer(world, &town, "helper", "王建国").await;
    let neighbour = town.volunteer(world, "neighbour", 0).await;
    let (own, other) = (issue(world, &me).await, issue(world, &me).await);
    let by = staff(world, &town).await;
    let elsewhere = world.login(&format!("staff-{}", town.communities[1])).await;
    let revoke = |id: &Value, reason: Value| json!({ "certificateId": id, "reason": reason });
    for who in [&neighbour, &elsewhere] {
        let answer = world.try_act(who, "revokeCertificate", revoke(&own["id"], json!("不实")), "").await;
        assert_eq!(error_of(&answer), ("NOT_FOUND", "certificateId"), "{answer}");
        let seen = world.get(who, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": own["id"] })).await;
        assert_eq!(seen["node"], Value::Null);
    }
    let numbered = async |who: &Person, number: &str| {
        let query = "query($n: String!) { certificate(number: $n) { id url minutes } }";
        world.ask(Some(who), query, json!({ "n": number })).await
    };
    let number = text(&other["number"]);
    let found = numbered(&by, &number.to_lowercase().replace('-', " ")).await;
    assert_eq!(found["data"]["certificate"], json!({ "id": other["id"], "url": null, "minutes": 120 }), "no paper");
    assert_eq!(numbered(&elsewhere, &number).await["data"]["certificate"], Value::Null);
    assert_eq!(error_of(&numbered(&me, &number).await).0, "FORBIDDEN");
    assert_eq!(error_of(&numbered(&by, "123").await), ("BAD_USER_INPUT", "number"));

    let revoked = world.act(&me, "revokeCertificate", revoke(&own["id"], json!("我的话")), CERTIFICATE).await;
    assert_eq!(
        json!([revoked["state"], revoked["revokeReason"], revoked["revokedBy"], revoked["url"]]),
        json!(["REVOKED", null, null, null]),
        "its owner need say nothing"
    );
    let silent = world.try_act(&by, "revokeCertificate", revoke(&other["id"], Value::Null), "").await;
    assert_eq!(error_of(&silent), ("BAD_USER_INPUT", "reason"), "{silent}");
    let revoked = world.act(&by, "revokeCertificate", revoke(&other["id"], json!("时长有误")), CERTIFICATE).await;
    assert_eq!(
        json!([revoked["state"], revoked["revokeReason"], revoked["revokedBy"]["id"]]),
        json!(["REVOKED", "时长有误", by.id])
    );
    assert!(news(world, &me).await.contains(&format!("CERTIFICATE_REVOKED {}", text(&other["id"]))));
    for address in [&own["verifyUrl"], &other["verifyUrl"]] {
        let (status, page) = page(world, &text(address), "zh-CN").await;
        assert!(status == 200 && page.contains("已撤销") && !page.contains("时长有误"), "{page}");
    }
}

async fn an_erased_account_takes_its_certificates_along_and_a_block_does_not(world: &World) {
    let town = Town::build(world).await;
    let me = volunteer(world, &town, "helper", "王建国").await;
    let verify = text(&issue(world, &me).await["verifyUrl"]);
    let by = staff(world, &town).await;
    let block = json!({ "memberId": me.id, "reason": "冒用他人姓名" });
    assert_eq!(world.act(&by, "blockMember", block, "").await["__typename"], "Block");
    let (status, shown) = page(world, &verify, "zh-CN").await;
    assert!(status == 200 && shown.contains("证明有效"), "what was served was served: {shown}");
    world.act(&by, "unblockMember", json!({ "memberId": me.id }), "").await;
    let other = volunteer(world, &town, "other", "李建国").await;
    let theirs = text(&issue(world, &other).await["verifyUrl"]);
    world.act(&other, "withdrawConsent", json!({}), "").await;
    assert_eq!(page(world, &theirs, "zh-CN").await.0, 404, "it held the name");
    // One that was asked for just before, and comes just after.
    let (now, day) = (world.now(), (world.now() + Duration::hours(8)).date_naive());
    let late = NewCertificate {
        id: world.ports.id(now),
        number: CertificateNumber::new([7; 32]),
        member: MemberId::parse("id", &other.id).expect("an id"),
        name: RealName::parse("realName", "李建国").expect("a name"),
        community: AreaId::parse("id", &town.communities[0]).expect("an id"),
        period: Period::past(day - Duration::days(9), day, day).expect("a period"),
        issued: now,
    };
    let mut tx = world.ports.store.begin().await.expect("begun");
    assert!(!tx.add_certificate(&late).await.expect("an answer"), "nobody's name is kept after that");
    drop(tx);
    world.pass(Duration::seconds(1));
    let me = world.login("helper").await;
    let erased = world.act(&me, "eraseAccount", json!({}), "").await;
    assert_eq!(erased["__typename"], "AccountErased", "{erased}");
    let (status, shown) = page(world, &verify, "zh-CN").await;
    assert!(status == 404 && shown.contains("没有找到此编号的证明") && !shown.contains("王"), "{shown}");
    assert_eq!(count(world, "SELECT COUNT(*) FROM certificates").await, 0);
}
