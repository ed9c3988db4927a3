//! The inbox: each act that concerns somebody else tells them.

mod notices;
mod reading;

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::attendance::{call, served, shift_with};
use crate::harness::inbox::{news, none};
use crate::harness::jobs::{do_jobs, do_timed_work};
use crate::harness::moderation::{decide, queue};
use crate::harness::on_both_stores;
use crate::harness::party::{about, ask, because, with_unit};
use crate::harness::points::{award, redeem, rice, rule};
use crate::harness::proposals;
use crate::harness::sql::count;
use crate::harness::town::{Town, appoint, post, propose, second_it, staff, text};
use crate::harness::volunteering::{TEAM, cancel, organise, shift, sign_up};
use crate::harness::world::World;

on_both_stores!(
    an_author_and_a_claimer_hear_of_each_other,
    a_claim_that_lapses_is_told_to_both_once,
    who_moves_up_hears_of_it_and_so_does_who_loses_a_shift,
    whoever_is_left_alone_hears_of_it,
    time_and_points_are_told_to_whom_they_belong,
    staff_at_the_counter_tell_and_the_member_themselves_do_not,
    a_party_member_hears_what_was_decided,
    a_role_and_its_proposal_are_told,
    an_author_hears_what_staff_decided_of_a_text,
    who_lost_a_number_hears_of_it,
    what_did_not_happen_is_told_to_nobody,
);

async fn an_author_and_a_claimer_hear_of_each_other(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    rule(world, &town, "WISH_CONFIRMED", None, 30).await;
    let rejected = post(world, &author, "要一台电视").await;
    world.act(&town.staff[0], "rejectWish", json!({ "wishId": rejected, "reason": "超出范围" }), "").await;
    assert_eq!(news(world, &author).await, [format!("WISH_REJECTED {rejected}")]);
    let wish = town.open_wish(world, &author, "修门铃").await;
    assert_eq!(news(world, &author).await, [format!("WISH_APPROVED {wish}")]);

    let on = json!({ "wishId": wish });
    world.act(&helper, "claimWish", on.clone(), "").await;
    assert_eq!(news(world, &author).await, [format!("WISH_CLAIMED {wish}")]);
    world.act(&helper, "giveBackWish", json!({ "wishId": wish, "reason": "临时出差" }), "").await;
    assert_eq!(news(world, &author).await, [format!("WISH_GIVEN_BACK {wish}")]);
    world.act(&helper, "claimWish", on.clone(), "").await;
    world.act(&helper, "fulfilWish", json!({ "wishId": wish, "text": "修好了" }), "").await;
    assert_eq!(news(world, &author).await, [format!("WISH_CLAIMED {wish}"), format!("WISH_FULFILLED {wish}")]);
    none(world, &helper).await;
    world.act(&author, "confirmWish", json!({ "wishId": wish, "rating": 5 }), "").await;
    assert_eq!(news(world, &helper).await, [format!("POINTS_EARNED {wish} 30"), format!("WISH_CONFIRMED {wish}")]);
    none(world, &author).await;
    assert_eq!(news(world, &town.staff[0]).await, [format!("ROLE_GIVEN {}", town.communities[0])], "nothing else");
}

async fn a_claim_that_lapses_is_told_to_both_once(world: &World) {
    let town = Town::build(world).await;
    let names = ["author", "helper", "next"];
    let author = town.resident(world, names[0], 0, None).await;
    let helper = town.volunteer(world, names[1], 0).await;
    town.volunteer(world, names[2], 0).await;
    let mut wishes = Vec::new();
    for title in ["修门铃", "换灯泡", "送药"] {
        let wish = town.open_wish(world, &author, title).await;
        world.act(&helper, "claimWish", json!({ "wishId": wish }), "").await;
        wishes.push(wish);
    }
    news(world, &author).await;
    world.pass(Duration::days(7));
    let [author, helper, next] =
        [world.login(names[0]).await, world.login(names[1]).await, world.login(names[2]).await];

    // Before the clock has brought them back: somebody else claims the first, the author withdraws the second.
    world.act(&next, "claimWish", json!({ "wishId": wishes[0] }), "").await;
    assert_eq!(news(world, &author).await, [format!("WISH_CLAIMED {}", wishes[0])]);
    world.act(&author, "withdrawWish", json!({ "wishId": wishes[1] }), "").await;
    let mut both = [format!("CLAIM_LAPSED {}", wishes[0]), format!("CLAIM_LAPSED {}", wishes[1])];
    both.sort();
    assert_eq!(news(world, &helper).await, both);

    do_timed_work(&world.ports).await;
    assert_eq!(news(world, &author).await, [format!("WISH_LAPSED {}", wishes[2])]);
    assert_eq!(news(world, &helper).await, [format!("CLAIM_LAPSED {}", wishes[2])]);
    world.pass(Duration::minutes(2));
    do_timed_work(&world.ports).await;
    none(world, &author).await;
    none(world, &helper).await;
}

async fn who_moves_up_hears_of_it_and_so_does_who_loses_a_shift(world: &World) {
    let town = Town::build(world).await;
    let seated = town.volunteer(world, "seated", 0).await;
    let waiting = town.volunteer(world, "waiting", 0).await;
    let last = town.volunteer(world, "last", 0).await;
    let (activity, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 48, 2, 1)]).await;
    let first = sign_up(world, &seated, &shifts[0]).await;
    let second = sign_up(world, &waiting, &shifts[0]).await;
    let third = sign_up(world, &last, &shifts[0]).await;
    cancel(world, &last, &third).await;
    none(world, &waiting).await;
    let third = sign_up(world, &last, &shifts[0]).await;
    cancel(world, &seated, &first).await;
    assert_eq!(news(world, &waiting).await, [format!("SEAT_FREED {}", text(&second["id"]))]);
    none(world, &last).await;

    let off = json!({ "activityId": activity, "reason": "下雨" });
    world.act(&town.staff[0], "cancelActivity", off, "").await;
    assert_eq!(news(world, &waiting).await, [format!("ACTIVITY_CALLED_OFF {}", text(&second["id"]))]);
    assert_eq!(news(world, &last).await, [format!("ACTIVITY_CALLED_OFF {}", text(&third["id"]))]);
    none(world, &seated).await;
}

async fn whoever_is_left_alone_hears_of_it(world: &World) {
    let town = Town::build(world).await;
    let gone = town.volunteer(world, "gone", 0).await;
    let left = town.volunteer(world, "left", 0).await;
    let wish = town.open_wish(world, &left, "修门铃").await;
    world.act(&gone, "claimWish", json!({ "wishId": wish }), "").await;
    let team = text(&world.act(&gone, "foundTeam", json!({ "name": "银杏队" }), TEAM).await["id"]);
    world.act(&left, "joinTeam", json!({ "teamId": team }), "").await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 48, 2, 1)]).await;
    sign_up(world, &gone, &shifts[0]).await;
    let waits = text(&sign_up(world, &left, &shifts[0]).await["id"]);
    news(world, &left).await;
    let block = json!({ "memberId": gone.id, "reason": "冒用他人名义" });
    world.act(&town.staff[0], "blockMember", block, "").await;
    let expected = [format!("SEAT_FREED {waits}"), format!("TEAM_HANDED_ON {team}"), format!("WISH_GIVEN_BACK {wish}")];
    assert_eq!(news(world, &left).await, expected);

    // The other way round: an author erases their account.
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "换灯泡").await;
    world.act(&left, "claimWish", json!({ "wishId": wish }), "").await;
    world.act(&author, "eraseAccount", json!({}), "").await;
    assert_eq!(news(world, &left).await, [format!("WISH_WITHDRAWN {wish}")]);
    let theirs =
        "SELECT COUNT(*) FROM inbox_entries e JOIN members m ON m.id = e.member_id WHERE m.erased_at IS NOT NULL";
    assert_eq!(count(world, theirs).await, 0, "nothing is left of what the author was told");
}

async fn time_and_points_are_told_to_whom_they_belong(world: &World) {
    let town = Town::build(world).await;
    town.volunteer(world, "helper", 0).await;
    rule(world, &town, "HOUR", None, 10).await;
    let hours = text(&served(world, &town, "helper", 2).await["id"]);
    let helper = world.login("helper").await;
    assert_eq!(news(world, &helper).await, [format!("HOURS_ENTERED {hours} 120"), format!("POINTS_EARNED {hours} 20")]);

    let by = staff(world, &town).await;
    world.act(&by, "voidHours", json!({ "hoursId": hours, "reason": "登记错误" }), "").await;
    assert_eq!(news(world, &helper).await, [format!("HOURS_VOIDED {hours}")]);
    let again = json!({ "replacesId": hours, "minutes": 60, "reason": "按签到表" });
    let again = text(&world.act(&by, "enterHours", again, "... on Hours { id }").await["id"]);
    assert_eq!(news(world, &helper).await, [format!("HOURS_ENTERED {again} 60"), format!("POINTS_EARNED {again} 10")]);

    let town = Town { staff: [by, town.staff[1].clone()], ..town };
    rule(world, &town, "DEED", Some("拾金不昧"), 5).await;
    award(world, &town, &helper).await;
    assert_eq!(news(world, &helper).await, ["POINTS_EARNED 5"]);
}

async fn staff_at_the_counter_tell_and_the_member_themselves_do_not(world: &World) {
    let town = Town::build(world).await;
    let member = town.resident(world, "member", 0, None).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 60).await;
    award(world, &town, &member).await;
    let goods = rice(world, &town, 20, 10, None).await;
    news(world, &member).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(redeem(world, &member, &goods).await);
    }
    let cancelled = json!({ "redemptionId": held[0]["id"], "reason": "不需要了" });
    world.act(&member, "cancelRedemption", cancelled, "").await;
    none(world, &member).await;
    let cancelled = json!({ "redemptionId": held[1]["id"], "reason": "米受潮了" });
    world.act(&town.staff[0], "cancelRedemption", cancelled, "").await;
    assert_eq!(news(world, &member).await, [format!("REDEMPTION_CANCELLED {}", text(&held[1]["id"]))]);
    let handed_out = json!({ "communityId": town.communities[0], "code": held[2]["code"] });
    world.act(&town.staff[0], "handOutGoods", handed_out, "").await;
    assert_eq!(news(world, &member).await, [format!("GOODS_HANDED_OUT {}", text(&held[2]["id"]))]);
}

async fn a_party_member_hears_what_was_decided(world: &World) {
    let (town, unit) = with_unit(world).await;
    let member = town.resident(world, "member", 0, None).await;
    world.act(&member, "setRealName", json!({ "realName": "赵卫国" }), "").await;
    world.act(&member, "askPartyMembership", json!({ "unitId": unit }), "").await;
    let decision = |confirm: bool| json!({ "memberId": member.id, "unitId": unit, "confirm": confirm });
    world.act(&town.city_admin, "decidePartyMembership", decision(false), "... on Person { id }").await;
    assert_eq!(news(world, &member).await, [format!("PARTY_MEMBERSHIP_DECLINED {unit}")]);
    world.act(&member, "askPartyMembership", json!({ "unitId": unit }), "").await;
    world.act(&town.city_admin, "decidePartyMembership", decision(true), "... on Person { id }").await;
    assert_eq!(news(world, &member).await, [format!("PARTY_MEMBERSHIP_CONFIRMED {unit}")]);

    let refused = text(&ask(world, &member).await["id"]);
    world.act(&town.staff[0], "refuseReportIn", because(&refused, "不在本社区"), "").await;
    assert_eq!(news(world, &member).await, [format!("REPORT_IN_REFUSED {refused}")]);
    let accepted = text(&ask(world, &member).await["id"]);
    world.act(&town.staff[0], "acceptReportIn", about(&accepted), "").await;
    assert_eq!(news(world, &member).await, [format!("REPORT_IN_ACCEPTED {accepted}")]);
    world.act(&town.staff[0], "endReportIn", because(&accepted, "已搬走"), "").await;
    assert_eq!(news(world, &member).await, [format!("REPORT_IN_ENDED {accepted}")]);
    let own = text(&ask(world, &member).await["id"]);
    world.act(&member, "endReportIn", because(&own, "先不报到了"), "").await;
    none(world, &member).await;

    // Whom the roster confirms, because somebody else wrote the line, hears of it; who is confirmed at once sees it.
    let listed = town.resident(world, "listed", 0, None).await;
    world.act(&listed, "setRealName", json!({ "realName": "钱小红" }), "").await;
    world.act(&listed, "bindPhone", json!({ "code": "phone-13812345678.1" }), "").await;
    world.act(&listed, "askPartyMembership", json!({ "unitId": unit }), "").await;
    let line = json!({ "unitId": unit, "realName": "钱小红", "phone": "13812345678" });
    world.act(&town.city_admin, "addToRoster", line, "").await;
    assert_eq!(news(world, &listed).await, [format!("PARTY_MEMBERSHIP_CONFIRMED {unit}")]);
}

async fn a_role_and_its_proposal_are_told(world: &World) {
    let town = Town::build(world).await;
    let here = &town.communities[0];
    let member = town.resident(world, "member", 0, None).await;
    let second = &town.second_admin;
    do_jobs(&world.ports).await;
    for who in [&town.city_admin, second, &town.staff[0], &town.staff[1]] {
        news(world, who).await;
    }
    let proposal = propose(world, &town.city_admin, &member, "COMMUNITY_STAFF", here).await;
    none(world, second).await;
    assert!(do_jobs(&world.ports).await.is_empty());
    assert_eq!(news(world, second).await, [format!("PROPOSAL_WAITS {proposal}")]);
    none(world, &town.city_admin).await;
    none(world, &town.staff[0]).await;
    second_it(world, second, &proposal).await;
    assert_eq!(news(world, &member).await, [format!("ROLE_GIVEN {here}")]);
    assert_eq!(news(world, &town.city_admin).await, [format!("PROPOSAL_CARRIED_OUT {proposal}")]);
    none(world, second).await;

    // One that was decided before anybody was told waits for nobody.
    let proposal = propose(world, &town.city_admin, &member, "GRID_WORKER", &town.grids[0]).await;
    proposals::decide(world, second, &proposal, false).await;
    assert!(do_jobs(&world.ports).await.is_empty());
    none(world, second).await;
    assert_eq!(news(world, &town.city_admin).await, [format!("PROPOSAL_DECLINED {proposal}")]);
    let proposal = propose(world, &town.city_admin, &member, "GRID_WORKER", &town.grids[0]).await;
    proposals::decide(world, &town.city_admin, &proposal, false).await;
    assert!(do_jobs(&world.ports).await.is_empty());
    none(world, &town.city_admin).await;

    // Staff of a community can be the second person of what staff there propose, but never of what concerns themselves.
    rule(world, &town, "DEED", Some("拾金不昧"), 200).await;
    let waits = world.act(
        &town.staff[0],
        "awardPoints",
        json!({ "memberId": member.id, "deed": "拾金不昧", "note": "大额" }),
        "... on Proposal { id }",
    );
    let waits = text(&waits.await["id"]);
    assert!(do_jobs(&world.ports).await.is_empty());
    none(world, &member).await;
    none(world, &town.staff[1]).await;
    assert_eq!(news(world, second).await, [format!("PROPOSAL_WAITS {waits}")]);

    let role = appoint(world, &town.city_admin, &town.staff[1], "GRID_WORKER", &town.grids[0]).await;
    assert_eq!(news(world, &town.staff[1]).await, [format!("ROLE_GIVEN {}", town.grids[0])]);
    world.act(&town.city_admin, "revokeRole", json!({ "roleId": role }), "").await;
    assert_eq!(news(world, &town.staff[1]).await, [format!("ROLE_ENDED {}", town.grids[0])]);
}

async fn an_author_hears_what_staff_decided_of_a_text(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    world.act(&helper, "claimWish", json!({ "wishId": wish }), "").await;
    world.act(&helper, "fulfilWish", json!({ "wishId": wish, "text": "修好了" }), "").await;
    news(world, &author).await;
    let report = |target: &Value| json!({ "targetId": target, "reason": "PRIVACY", "note": "写了门牌号" });
    world.act(&helper, "reportContent", report(&json!(wish)), "").await;
    let case = queue(world, &town).await.pop().expect("a case");
    decide(world, &town.staff[0], &case, "KEEP").await;
    assert_eq!(news(world, &author).await, [format!("TEXT_KEPT {wish}")]);
    let claim = "query($id: ID!) { node(id: $id) { ... on Wish { claim { id } } } }";
    let claim = world.get(&author, claim, json!({ "id": wish })).await["node"]["claim"]["id"].take();
    world.act(&author, "reportContent", report(&claim), "").await;
    let case = queue(world, &town).await.pop().expect("a case");
    decide(world, &town.staff[0], &case, "REMOVE").await;
    assert_eq!(news(world, &helper).await, [format!("TEXT_REMOVED {wish}")], "it opens the wish that it is about");
    none(world, &author).await;
}

async fn who_lost_a_number_hears_of_it(world: &World) {
    let town = Town::build(world).await;
    let before = town.resident(world, "before", 0, None).await;
    let after = town.resident(world, "after", 0, None).await;
    world.act(&before, "bindPhone", json!({ "code": "phone-13812345678.1" }), "").await;
    none(world, &before).await;
    world.act(&after, "bindPhone", json!({ "code": "phone-13812345678.2" }), "").await;
    assert_eq!(news(world, &before).await, ["PHONE_LOST"]);
    none(world, &after).await;
}

async fn what_did_not_happen_is_told_to_nobody(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    news(world, &author).await;
    let mut helpers = Vec::new();
    for n in 0..10 {
        helpers.push(town.volunteer(world, &format!("helper{n}"), 0).await);
    }
    let claim = |helper| world.act(helper, "claimWish", json!({ "wishId": wish }), "");
    all(helpers.iter().map(claim)).await;
    assert_eq!(news(world, &author).await, [format!("WISH_CLAIMED {wish}")], "of ten who tried");
    // A second decision, and one of somebody who may not.
    world.act(&town.staff[0], "approveWish", json!({ "wishId": wish }), "").await;
    world.try_act(&town.staff[1], "approveWish", json!({ "wishId": wish }), "").await;
    none(world, &author).await;
    let shift = shift_with(world, &town, 1, &[&helpers[0]]).await;
    call(world, &town.staff[0], &shift, &helpers[1], "IN").await;
    none(world, &helpers[1]).await;
}
