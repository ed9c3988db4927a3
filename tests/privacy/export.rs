//! A copy of all that is kept about a person.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::life::{live, spoken_of};
use crate::harness::moderation::{decide, queue};
use crate::harness::sql::count;
use crate::harness::town::Town;
use crate::harness::volunteering::{SIGN_UP, TEAM, activity, helpers, shift};
use crate::harness::world::{Person, World, export};
use crate::harness::{dump, on_both_stores};

on_both_stores!(
    a_person_gets_all_that_is_kept_about_them,
    an_export_is_for_oneself,
    what_staff_removed_is_in_nobody_elses_export,
);

/// Which section tells what a table keeps about a member; or why none does.
const TABLES: [(&str, Result<&str, &str>); 45] = [
    ("members", Ok("account")),
    ("consents", Ok("consents")),
    ("roster_entries", Ok("rosterLines")),
    ("grants", Ok("roles")),
    ("second_factors", Err("none in this life; section secondFactor")),
    ("second_factor_logins", Err("none in this life; section secondFactorCodes")),
    ("wishes", Ok("wishes")),
    ("claims", Ok("claims")),
    ("photos", Ok("photos")),
    ("attachments", Ok("attachments")),
    ("spreadsheets", Err("none in this life, which is no staff's; section spreadsheets")),
    ("contact_reveals", Ok("contactShown")),
    ("team_members", Ok("teams")),
    ("teams", Ok("teams")),
    ("sign_ups", Ok("signUps")),
    ("attendances", Ok("attendance")),
    ("hours", Ok("hours")),
    ("certificates", Ok("certificates")),
    ("feeds", Ok("feeds")),
    ("pairings", Ok("pairings")),
    ("screens", Ok("actsInOffice")),
    ("report_ins", Ok("reportIns")),
    ("duty_check_ins", Ok("dutyCheckIns")),
    ("accounts", Ok("bankAccounts")),
    ("entries", Ok("passbook")),
    ("redemptions", Ok("redemptions")),
    ("notice_reads", Ok("noticesRead")),
    ("requests", Ok("requests")),
    ("content_reports", Ok("reportsOfTexts")),
    ("content_cases", Ok("textsExamined")),
    ("proposals", Ok("proposals")),
    ("blocks", Ok("blocks")),
    ("notices", Ok("actsInOffice")),
    ("notice_versions", Ok("actsInOffice")),
    ("activities", Ok("actsInOffice")),
    ("star_rules", Err("only who set it: section actsInOffice")),
    ("roster_imports", Err("only who imported it: section actsInOffice")),
    ("duty_points", Ok("actsInOffice")),
    ("point_rules", Err("only who made it: section actsInOffice")),
    ("goods", Ok("actsInOffice")),
    ("inbox_entries", Ok("inbox")),
    ("message_agreements", Ok("messagesAgreedTo")),
    ("unwanted_topics", Ok("messagesUnwanted")),
    ("pushes", Err("none in this life; section toldByWeChat")),
    ("privacy_policies", Err("only who published it: section actsInOffice")),
];

/// Columns that name a member.
fn names_a_member(column: &str) -> bool {
    let people = [
        "member_id",
        "author_id",
        "captain_id",
        "organiser_id",
        "owner_id",
        "uploader_id",
        "claimer_id",
        "subject_id",
        "viewer_id",
    ];
    people.contains(&column)
        || ["confirmer_id", "reporter_id", "openid_digest"].contains(&column)
        || column.ends_with("_by")
}

async fn a_person_gets_all_that_is_kept_about_them(world: &World) {
    let life = live(world).await;
    let answer = export(world, Some(&life.me)).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"linli.json\"");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let mine: Value = answer.json().await.expect("JSON");

    let account = &mine["account"][0];
    assert_eq!([&account["realName"], &account["phone"]], [life.name.as_str(), life.phone.as_str()], "{account}");
    assert_eq!(account["wechatOpenId"], format!("openid-{}", life.login));
    assert_eq!(mine["home"][0]["building"], "11号楼");
    assert_eq!(mine["logins"][0]["device"], "微信小程序");
    assert_eq!(mine["consents"][0]["version"], 1);
    assert_eq!(mine["hours"][0]["minutes"], 120);
    assert_eq!(mine["wishes"].as_array().map(Vec::len), Some(4));
    assert_eq!(mine["claims"].as_array().map(Vec::len), Some(4));
    assert_eq!(mine["bankAccounts"][0]["balancePoints"], 35);
    assert_eq!(mine["passbook"].as_array().map(Vec::len), Some(3));
    assert_eq!(mine["signUps"].as_array().map(Vec::len), Some(2));
    assert_eq!(mine["contactsSeen"].as_array().map(Vec::len), Some(1));
    assert_eq!(mine["teams"][0]["captain"], true);
    let theirs: Value = export(world, Some(&life.author)).await.json().await.expect("JSON");
    for plain in [&life.name, &life.phone, &life.words] {
        assert!(!theirs["account"].to_string().contains(plain.as_str()), "{theirs}");
    }

    // Of all that nobody is told who has done none of it.
    let blank = world.login("blank").await;
    let theirs: Value = export(world, Some(&blank)).await.json().await.expect("JSON");
    for (section, records) in theirs.as_object().expect("sections") {
        let own = ["account", "acts", "home", "logins"].contains(&section.as_str());
        assert!(own || *records == json!([]), "{section}: {records}");
    }

    // Every table that names a member is told of, and each section has something to tell of a life that others spoke
    // of.
    let me = spoken_of(world, &life).await;
    let mine: Value = export(world, Some(&me)).await.json().await.expect("JSON");
    let tables: BTreeSet<_> = dump::columns(&world.database)
        .await
        .into_iter()
        .filter_map(|(table, column)| names_a_member(&column).then_some(table))
        .collect();
    for table in &tables {
        assert!(TABLES.iter().any(|(known, _)| known == table), "{table}: in the export, or why not?");
    }
    for (table, section) in TABLES {
        if let Ok(section) = section {
            assert!(mine[section].as_array().is_some_and(|records| !records.is_empty()), "{table}: {section}");
        }
    }
}

async fn an_export_is_for_oneself(world: &World) {
    let answer = export(world, None).await;
    assert_eq!(answer.status(), 401);
    let fault: Value = answer.json().await.expect("JSON");
    assert_eq!(fault["code"], "UNAUTHENTICATED", "{fault}");
    let me = world.login("me").await;
    let mine: Value = export(world, Some(&me)).await.json().await.expect("JSON");
    assert_eq!(mine["wishes"], json!([]), "a blank life has a blank copy");
    assert_eq!(count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'export'").await, 1, "written down");
}

async fn what_staff_removed_is_in_nobody_elses_export(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 2).await;
    let [captain, me] = [&people[0], &people[1]];
    let author = town.resident(world, "author", 0, None).await;
    let act = async |who: &Person, mutation: &str, input: Value, made: &str| {
        let done = world.act(who, mutation, input, made).await;
        assert_ne!(done["__typename"], "Refusal", "{mutation}: {done}");
        done
    };
    let wish = town.open_wish(world, &author, "坏话一").await;
    act(me, "claimWish", json!({ "wishId": wish }), "").await;
    world.act(me, "revealContact", json!({ "wishId": wish }), "").await;
    let team = act(captain, "foundTeam", json!({ "name": "坏话二" }), TEAM).await;
    act(me, "joinTeam", json!({ "teamId": team["id"] }), TEAM).await;
    let mut plan = activity(&town, vec![shift(world, 1, 1, 5)]);
    plan["teamId"] = team["id"].clone();
    plan["audience"] = json!("TEAM");
    plan["title"] = json!("坏话三");
    plan["place"] = json!("坏话四");
    let made = act(captain, "createActivity", plan, "... on Activity { id shifts { id } }").await;
    act(me, "signUp", json!({ "shiftId": made["shifts"][0]["id"] }), SIGN_UP).await;
    for target in [&json!(wish), &team["id"], &made["id"]] {
        act(&town.staff[0], "reportContent", json!({ "targetId": target, "reason": "INSULTING" }), "").await;
    }
    for case in queue(world, &town).await {
        decide(world, &town.staff[0], &case, "REMOVE").await;
    }
    let theirs = export(world, Some(me)).await.text().await.expect("a text");
    assert!(theirs.matches("（内容已移除）").count() >= 5 && !theirs.contains("坏话"), "{theirs}");
    let own = export(world, Some(&author)).await.text().await.expect("a text");
    assert!(own.contains("坏话一"), "{own}");
    let own = export(world, Some(captain)).await.text().await.expect("a text");
    assert!(own.contains("坏话二"), "{own}");
}
