//! Spreadsheets: each says what the screen says, to whom the screen says it.

mod fetched;
mod made;

use calamine::Data;
use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::attendance::served;
use crate::harness::jobs::do_jobs;
use crate::harness::media::fetch;
use crate::harness::on_both_stores;
use crate::harness::party::{party_member, reported_in, with_unit};
use crate::harness::points::{award, redeem, redeem_several, rice, rule};
use crate::harness::spreadsheets::{Opened, made, said, shown};
use crate::harness::sql::{count, execute};
use crate::harness::town::{Town, post, staff, text};
use crate::harness::volunteering::{helpers, organise, shift, sign_up};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    a_unit_s_record_has_a_row_for_each_member,
    hours_say_when_whose_and_whether_they_count,
    entries_are_those_of_the_period,
    a_roster_has_seats_and_then_the_line,
    what_was_handed_out_is_of_one_day,
    wishes_are_given_by_where_they_stand,
    what_begins_like_a_formula_is_text,
    heads_are_in_the_language_of_the_request,
    only_who_sees_it_on_a_screen_gets_it,
);

/// Some days around today (UTC+8).
fn days(world: &World, from: i64, to: i64) -> [String; 2] {
    [from, to].map(|days| (world.now() + Duration::hours(8) + Duration::days(days)).date_naive().to_string())
}

/// The input for days of a community.
fn here(world: &World, town: &Town) -> Value {
    let [from, to] = days(world, -3, 3);
    json!({ "communityId": town.communities[0], "from": from, "to": to })
}

/// The rows of some columns.
fn columns(opened: &Opened, heads: &[&str]) -> Vec<Vec<String>> {
    let at =
        |head: &&str| opened.heads.iter().position(|it| it == head).unwrap_or_else(|| panic!("{head}: {opened:?}"));
    let places: Vec<_> = heads.iter().map(at).collect();
    opened.rows.iter().map(|row| places.iter().map(|place| said(&row[*place])).collect()).collect()
}

async fn a_unit_s_record_has_a_row_for_each_member(world: &World) {
    let (town, unit) = with_unit(world).await;
    let first = party_member(world, &town, &unit, "first", 0).await;
    // What happens at once has no order of its own.
    world.pass(Duration::milliseconds(1));
    let second = party_member(world, &town, &unit, "second", 1).await;
    reported_in(world, &town, &first).await;
    let [from, to] = days(world, -3, 3);
    let input = json!({ "unitId": unit, "from": from, "to": to });
    let opened = made(world, &town.city_admin, "UnitRecord", input).await;
    assert_eq!(opened.sheet, "单位党员活动记录");
    assert_eq!(
        opened.above[..3],
        [format!("单位党员活动记录 供水公司 {from}至{to}"), "单位：供水公司".into(), format!("范围：{from}至{to}"),]
    );
    assert!(opened.above[3].starts_with("生成时间：20") && opened.above[3].ends_with(" (UTC+8)"), "{opened:?}");
    let heads = ["姓名", "报到（次）", "岗位签到（次）", "服务时长（分钟）", "已确认微心愿（个）", "成员编号"];
    assert_eq!(opened.heads, heads);
    let expected = [["赵**", "1", "0", "0", "0", &first.id], ["赵**", "0", "0", "0", "0", &second.id]];
    assert_eq!(opened.said(), expected);
    assert!(matches!(opened.rows[0][1], Data::Float(_)), "a number is a number: {opened:?}");
}

async fn hours_say_when_whose_and_whether_they_count(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    world.act(&helper, "setRealName", json!({ "realName": "钱进" }), "").await;
    let [before, after] = [served(world, &town, "helper", 1).await, served(world, &town, "helper", 2).await];
    let by = staff(world, &town).await;
    let void = json!({ "hoursId": before["id"], "reason": "看错" });
    let voided = world.act(&by, "voidHours", void, "... on Hours { voidedAt } ... on Proposal { id }").await;
    assert!(voided["voidedAt"].is_string(), "{voided}");
    let opened = made(world, &by, "Hours", here(world, &town)).await;
    let said = columns(&opened, &["日期", "姓名", "服务时长（分钟）", "记录方式", "状态", "原因"]);
    let day = |hours: &Value| text(&hours["day"]);
    assert_eq!(
        said,
        [
            [day(&before).as_str(), "钱**", "60", "点名", "已作废", "看错"],
            [day(&after).as_str(), "钱**", "120", "点名", "有效", ""],
        ]
    );
    let day = opened.heads.iter().position(|head| head == "日期").expect("a day");
    assert!(matches!(opened.rows[0][day], Data::DateTime(_)), "a day is a day: {opened:?}");
    let [from, to] = days(world, 1, 2);
    let later = json!({ "communityId": town.communities[0], "from": from, "to": to });
    assert_eq!(made(world, &by, "Hours", later).await.rows.len(), 0);
}

async fn entries_are_those_of_the_period(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    world.act(&me, "setRealName", json!({ "realName": "孙丽华" }), "").await;
    rule(world, &town, "DEED", Some("拾金不昧"), 90).await;
    award(world, &town, &me).await;
    let rice = rice(world, &town, 20, 5, None).await;
    world.pass(Duration::milliseconds(1));
    redeem_several(world, &me, &rice, 3).await;
    // Entries of another community are another bank's.
    let there = town.resident(world, "there", 1, None).await;
    let deed = json!({ "communityId": town.communities[1], "behaviour": "DEED", "deed": "敬老", "points": 10 });
    world.act(&town.staff[1], "setPointRule", deed, "").await;
    let award = json!({ "memberId": there.id, "deed": "敬老", "note": "好" });
    world.act(&town.staff[1], "awardPoints", award, "... on Award { entryId }").await;
    let opened = made(world, &town.staff[0], "Entries", here(world, &town)).await;
    let said =
        columns(&opened, &["姓名", "序号", "类型", "积分", "可用变动", "可用余额", "来源", "事项", "数量", "备注"]);
    assert_eq!(
        said,
        [
            ["孙**", "1", "获得", "90", "90", "90", "善行", "拾金不昧", "", "捡到钱包交到社区"],
            ["孙**", "2", "冻结", "60", "-60", "30", "兑换", "大米5公斤", "3", ""],
        ]
    );
    let [from, to] = days(world, -3, -1);
    let earlier = json!({ "communityId": town.communities[0], "from": from, "to": to });
    assert_eq!(made(world, &town.staff[0], "Entries", earlier).await.rows.len(), 0);
}

async fn a_roster_has_seats_and_then_the_line(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 3).await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 1, 2, 2)]).await;
    for who in &people {
        sign_up(world, who, &shifts[0]).await;
    }
    let there = json!({ "shiftId": shifts[0], "memberId": people[0].id, "present": "IN" });
    world.act(&town.staff[0], "rollCall", there, "").await;
    let opened = made(world, &town.staff[0], "Roster", json!({ "shiftId": shifts[0] })).await;
    assert!(opened.above[1].starts_with("班次："), "{opened:?}");
    assert_eq!(columns(&opened, &["状态", "候补位次"]), [["已报名", ""], ["已报名", ""], ["候补", "1"]]);
    let checked_in: Vec<_> = columns(&opened, &["签到时间"]).concat();
    assert_eq!(checked_in.iter().map(String::is_empty).collect::<Vec<_>>(), [false, true, true], "{opened:?}");
    let local = (world.now() + Duration::hours(8)).format("%Y-%m-%d").to_string();
    assert!(checked_in[0].starts_with(&local), "{checked_in:?} {local}");
}

async fn what_was_handed_out_is_of_one_day(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 90).await;
    award(world, &town, &me).await;
    let rice = rice(world, &town, 20, 5, None).await;
    let [first, second] = [redeem_several(world, &me, &rice, 3).await, redeem(world, &me, &rice).await];
    let code = json!({ "communityId": town.communities[0], "code": first["code"] });
    let out = world.act(&town.staff[0], "handOutGoods", code, "... on Redemption { state }").await;
    assert_eq!(out["state"], "HANDED_OUT", "{out}");
    let on = |day: String| json!({ "communityId": town.communities[0], "day": day });
    let [today, tomorrow] = days(world, 0, 1);
    let opened = made(world, &town.staff[0], "HandedOut", on(today.clone())).await;
    assert_eq!(opened.above[2], format!("范围：{today}"));
    assert_eq!(columns(&opened, &["物品", "数量", "积分"]), [["大米5公斤", "3", "60"]]);
    for code in [&first["code"], &second["code"]] {
        assert!(!format!("{opened:?}").contains(&text(code)), "the member alone sees the code: {opened:?}");
    }
    assert_eq!(made(world, &town.staff[0], "HandedOut", on(tomorrow)).await.rows.len(), 0);
}

async fn wishes_are_given_by_where_they_stand(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    post(world, &author, "待审核的").await;
    town.open_wish(world, &author, "待认领的").await;
    let claimed = town.open_wish(world, &author, "认领了的").await;
    world.act(&helper, "claimWish", json!({ "wishId": claimed }), "").await;
    let done = town.open_wish(world, &author, "确认了的").await;
    for (who, act, more) in [
        (&helper, "claimWish", json!({})),
        (&helper, "fulfilWish", json!({ "text": "好了" })),
        (&author, "confirmWish", json!({ "rating": 4 })),
    ] {
        let mut input = more;
        input["wishId"] = json!(done);
        world.act(who, act, input, "").await;
    }
    let rice =
        json!({ "kind": "GOODS", "category": "ELDERLY", "title": "一袋米", "text": "五公斤", "costLimitFen": 4550 });
    let rice = text(&world.act(&author, "postWish", rice, "... on Wish { id }").await["id"]);
    world.act(&town.staff[0], "rejectWish", json!({ "wishId": rice, "reason": "重复" }), "").await;
    let of = |state: Value| json!({ "communityId": town.communities[0], "state": state });
    let all = made(world, &town.staff[0], "Wishes", of(Value::Null)).await;
    assert_eq!(all.above[2], "范围：全部状态");
    assert_eq!(
        columns(&all, &["状态", "标题", "金额上限（元）", "评分", "未通过原因"]),
        [
            ["待审核", "待审核的", "", "", ""],
            ["待认领", "待认领的", "", "", ""],
            ["已认领", "认领了的", "", "", ""],
            ["已确认", "确认了的", "", "4", ""],
            ["未通过", "一袋米", "45.5", "", "重复"],
        ]
    );
    let open = made(world, &town.staff[0], "Wishes", of(json!("OPEN"))).await;
    assert_eq!((open.above[2].as_str(), open.rows.len()), ("范围：待认领", 1));
    // A claim that has lapsed counts as open, also before anybody wrote that down: it is not among those claimed.
    world.pass(Duration::days(8));
    let by = staff(world, &town).await;
    assert_eq!(made(world, &by, "Wishes", of(json!("CLAIMED"))).await.rows.len(), 0);
}

async fn what_begins_like_a_formula_is_text(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let titles = ["=HYPERLINK(\"http://x.cn\",\"点\")", "+8613800001111", "-2+3", "@SUM(A1)", "'单引号"];
    for title in titles {
        town.open_wish(world, &author, title).await;
    }
    // A tab in front, which nobody can send.
    let tabbed = town.open_wish(world, &author, "制表符").await;
    execute(world, "UPDATE wishes SET body = '\t=1+1' WHERE title = '制表符'").await;
    assert!(tabbed.starts_with("wish_"));
    // Opening it holds that no cell is a formula.
    let opened = made(world, &town.staff[0], "Wishes", json!({ "communityId": town.communities[0] })).await;
    let said = columns(&opened, &["标题"]).concat();
    assert_eq!(said[..5], titles, "as people wrote it");
    assert_eq!(columns(&opened, &["内容"])[5], ["\t=1+1"]);
}

async fn heads_are_in_the_language_of_the_request(world: &World) {
    let town = Town::build(world).await;
    let document = "mutation($input: MakeWishesSpreadsheetInput!) { makeWishesSpreadsheet(input: $input) { \
        ... on Spreadsheet { id title } } }";
    let input = json!({ "communityId": town.communities[0], "requestId": request_id() });
    let request = world.http().post(format!("{}/graphql", world.url)).bearer_auth(&town.staff[0].access);
    let request = request.header("accept-language", "en");
    let answer = request.json(&json!({ "query": document, "variables": { "input": input } })).send().await;
    let answer: Value = answer.expect("an answer").json().await.expect("JSON");
    let asked = &answer["data"]["makeWishesSpreadsheet"];
    assert_eq!(asked["title"], "Micro-wishes, 桂花社区, all states", "{answer}");
    let id = text(&asked["id"]);
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let shown = shown(world, &town.staff[0], &id).await;
    assert_eq!(shown["title"], "微心愿 桂花社区 全部状态", "of this request: {shown}");
    let file = fetch(world, &text(&shown["url"])).await;
    let opened = Opened::of(&file.bytes().await.expect("a file"));
    assert_eq!((opened.sheet.as_str(), opened.heads[0].as_str()), ("Micro-wishes", "State"), "{opened:?}");
    assert_eq!(opened.above[1], "Community: 桂花社区");
}

async fn only_who_sees_it_on_a_screen_gets_it(world: &World) {
    let (town, unit) = with_unit(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 1, 2, 2)]).await;
    let [from, to] = days(world, -3, 3);
    let of = |community: usize| json!({ "communityId": town.communities[community], "from": from, "to": to });
    let day = |community: usize| json!({ "communityId": town.communities[community], "day": from });
    let wishes = |community: usize| json!({ "communityId": town.communities[community] });
    let record = json!({ "unitId": unit, "from": from, "to": to });
    let no = async |who: &Person, kind: &str, input: Value| {
        let answer = world.try_act(who, &format!("make{kind}Spreadsheet"), input, "").await;
        let (code, field) = error_of(&answer);
        (code.to_owned(), field.to_owned())
    };
    let gone = |field: &str| ("NOT_FOUND".to_owned(), field.to_owned());
    let forbidden = ("FORBIDDEN".to_owned(), String::new());
    let (own, other) = (&town.staff[0], &town.staff[1]);
    for (kind, input) in [("Hours", of(0)), ("Entries", of(0)), ("HandedOut", day(0)), ("Wishes", wishes(0))] {
        assert_eq!(no(other, kind, input.clone()).await, gone("communityId"), "another community: {kind}");
        assert_eq!(no(&resident, kind, input).await, forbidden, "{kind}");
    }
    assert_eq!(no(other, "Roster", json!({ "shiftId": shifts[0] })).await, gone("shiftId"));
    assert_eq!(no(&resident, "Roster", json!({ "shiftId": shifts[0] })).await, forbidden);
    assert_eq!(no(own, "UnitRecord", record.clone()).await, forbidden, "the unit is the city's");
    assert_eq!(no(&resident, "UnitRecord", record).await, forbidden);
    let long = json!({ "communityId": town.communities[0], "from": "2025-01-01", "to": "2026-06-01" });
    assert_eq!(no(own, "Hours", long).await, ("BAD_USER_INPUT".into(), "to".into()));
    let street = json!({ "communityId": town.street });
    assert_eq!(no(&town.city_admin, "Wishes", street).await, gone("communityId"), "no community");
    let off = world.without_files().await;
    let refused = off.act(own, "makeWishesSpreadsheet", wishes(0), "").await;
    assert_eq!(refused["code"], "UPLOADS_OFF", "{refused}");
    let none = count(world, "SELECT COUNT(*) FROM spreadsheets").await;
    assert_eq!(none, 0, "nothing half done");
}
