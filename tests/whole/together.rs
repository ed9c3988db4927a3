//! Many want the same thing at the same moment, and are decided together: batches as the service makes them in a rush,
//! here of a known make-up.

use domain::failure::{Failure, Outcome, Reason};
use domain::ids::{GoodsId, ShiftId, WishId};
use domain::points::goods::Quantity;
use domain::points::redeem::redeem;
use domain::points::redemption::Redemption;
use domain::request::Request;
use domain::together::Asking;
use domain::volunteering::shift::{SignUp, SignUpState};
use domain::volunteering::sign_up::sign_up;
use domain::wishes::claim::claim;
use domain::wishes::wish::{Wish, WishState};
use serde_json::json;

use crate::harness::on_both_stores;
use crate::harness::points::{award, books_are_right, rice, rule};
use crate::harness::rush::{asking, reused, told};
use crate::harness::sql::count;
use crate::harness::town::Town;
use crate::harness::volunteering::{helpers, must_be_exact, organise, roster, shift};
use crate::harness::world::World;

on_both_stores!(
    sign_ups_of_all_kinds_in_one_batch,
    claims_of_all_kinds_in_one_batch,
    redemptions_of_all_kinds_in_one_batch,
    the_last_pieces_go_to_the_first_who_can_pay,
    whoever_was_blocked_meanwhile_harms_nobody,
);

fn all_told<T>(answers: &[Outcome<T>]) -> Vec<String> {
    answers.iter().map(told).collect()
}

/// How many entries of the audit log tell of an act, and how many requests are remembered that made something.
async fn written(world: &World, act: &str, table: &str) -> (i64, i64) {
    let entries = count(world, &format!("SELECT COUNT(*) FROM audit_entries WHERE act = '{act}'")).await;
    let requests = format!("SELECT COUNT(*) FROM requests r JOIN {table} t ON t.id = r.made_id");
    (entries, count(world, &requests).await)
}

async fn sign_ups_of_all_kinds_in_one_batch(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 7).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let stranger = town.volunteer(world, "stranger", 1).await;
    let plans = vec![shift(world, 24, 2, 3), shift(world, 25, 2, 9)];
    let (_, shifts) = organise(world, &town.staff[0], &town, plans).await;
    let [here, overlapping] = [&shifts[0], &shifts[1]].map(|id| ShiftId::parse("id", id).expect("an id"));
    let ask = async |n: usize, request| asking(world, &people[n], request, ()).await;
    let before = sign_up(&world.ports, here, &[ask(0, 1).await]).await.remove(0).expect("a seat");
    for earlier in [ask(1, 2).await, ask(2, 3).await] {
        sign_up(&world.ports, overlapping, &[earlier]).await.remove(0).expect("a seat");
    }
    let batch = [
        asking(world, &resident, 10, ()).await,
        ask(0, 1).await,         // The same again: the same answer.
        ask(1, 11).await,        // Is at another shift then.
        reused(ask(2, 3).await), // An id that was used for something else.
        asking(world, &stranger, 12, ()).await,
        ask(3, 13).await,
        ask(4, 13).await, // The same id of another member is another id.
        reused(ask(0, 1).await),
        ask(5, 15).await,
        ask(6, 16).await,
    ];
    let answers = sign_up(&world.ports, here, &batch).await;
    let [ok, not_found] = ["ok", "shiftId: not found"].map(str::to_owned);
    let [helper, overlap, id] =
        [Reason::NotAHelper, Reason::ShiftsOverlap, Reason::RequestIdReused].map(|reason| format!("{reason:?}"));
    let expected = [&helper, &ok, &overlap, &id, &not_found, &ok, &ok, &id, &ok, &ok];
    assert_eq!(all_told(&answers).iter().collect::<Vec<_>>(), expected);
    let made: Vec<&SignUp> = answers.iter().flatten().collect();
    assert_eq!(made[0].id, before.id, "the answer of the first time");
    let places: Vec<_> = made.iter().map(|one| (one.place, one.state)).collect();
    let waits = |position| SignUpState::Waiting { position };
    let seat = SignUpState::Seated { moved_up: None };
    assert_eq!(places, [(1, seat), (2, seat), (3, seat), (4, waits(1)), (5, waits(2))]);
    must_be_exact(&roster(world, &town, &shifts[0]).await, 3, 2);
    assert_eq!(written(world, "signUp", "sign_ups").await, (7, 7));

    // All of it once more: the same answers, and nothing more is written. What is refused may be tried again.
    let again = sign_up(&world.ports, here, &batch).await;
    assert_eq!(all_told(&again), all_told(&answers));
    let ids = |answers: &[Outcome<SignUp>]| answers.iter().flatten().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(&again), ids(&answers));
    assert_eq!(written(world, "signUp", "sign_ups").await, (7, 7));
}

async fn claims_of_all_kinds_in_one_batch(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 6).await;
    let author = town.volunteer(world, "author", 0).await;
    let stranger = town.volunteer(world, "stranger", 1).await;
    let [other, wish] =
        [town.open_wish(world, &author, "换灯泡").await, town.open_wish(world, &author, "修门铃").await];
    let [other, id] = [&other, &wish].map(|id| WishId::parse("id", id).expect("an id"));
    let ask = async |n: usize, request| asking(world, &people[n], request, false).await;
    claim(&world.ports, other, &[ask(0, 1).await]).await.remove(0).expect("a claim");
    let batch = [
        asking(world, &author, 10, false).await,
        asking(world, &stranger, 11, false).await,
        Asking { wants: true, ..ask(5, 12).await }, // For the unit of somebody who has none.
        reused(ask(0, 1).await),                    // Would have won.
        ask(1, 13).await,
        ask(2, 14).await,
        ask(3, 15).await,
    ];
    let answers = claim(&world.ports, id, &batch).await;
    let refusals = [Reason::OwnWish, Reason::NotAPartyMember, Reason::RequestIdReused, Reason::WishAlreadyClaimed];
    let [own, party, reuse, late] = refusals.map(|reason| format!("{reason:?}"));
    let [ok, not_found] = ["ok", "wishId: not found"].map(str::to_owned);
    assert_eq!(all_told(&answers).iter().collect::<Vec<_>>(), [&own, &not_found, &party, &reuse, &ok, &late, &late]);
    assert_eq!(claimer(&answers[4]), people[1].id, "the first who may");
    assert_eq!(written(world, "claimWish", "wishes").await.0, 2);
    // Sent again, the winner has the same answer, and nobody else has another effect.
    let again = claim(&world.ports, id, &batch).await;
    assert_eq!(claimer(&again[4]), people[1].id);
    assert_eq!(all_told(&again[3..]), all_told(&answers[3..]));
    assert_eq!(written(world, "claimWish", "wishes").await.0, 2);

    // Given back, it is there for the next one at once; the first one's old request is answered, and claims nothing.
    let input = json!({ "wishId": wish, "reason": "没空" });
    world.act(&people[1], "giveBackWish", input, "").await;
    let batch = [ask(1, 13).await, ask(2, 14).await, ask(3, 16).await];
    let answers = claim(&world.ports, id, &batch).await;
    assert_eq!(all_told(&answers).iter().collect::<Vec<_>>(), [&ok, &ok, &late]);
    assert_eq!(claimer(&answers[1]), people[2].id);
    assert_eq!(written(world, "claimWish", "wishes").await.0, 3);
}

fn claimer(answer: &Outcome<Wish>) -> String {
    match answer.as_ref().map(|wish| &wish.state) {
        Ok(WishState::Taken { claim, .. }) => claim.claimer.id.to_string(),
        _ => panic!("{answer:?}"),
    }
}

async fn redemptions_of_all_kinds_in_one_batch(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 20).await;
    let goods = rice(world, &town, 10, 6, Some(1)).await;
    let id = GoodsId::parse("id", &goods).expect("an id");
    let mut people = Vec::new();
    for n in 0..6 {
        let who = town.resident(world, &format!("rich{n}"), 0, None).await;
        award(world, &town, &who).await;
        people.push(who);
    }
    let poor = town.resident(world, "poor", 0, None).await;
    let stranger = town.resident(world, "stranger", 1, None).await;
    let ask = async |n: usize, request| asking(world, &people[n], request, Quantity::ONE).await;
    for n in 0..2 {
        redeem(&world.ports, id, &[ask(n, 1).await]).await.remove(0).expect("a piece");
    }
    let batch = [
        asking(world, &poor, 10, Quantity::ONE).await,
        ask(0, 1).await,  // The same again.
        ask(1, 11).await, // Has had one.
        asking(world, &stranger, 12, Quantity::ONE).await,
        ask(2, 13).await,
        reused(ask(0, 1).await), // An id that was used for something else.
        ask(3, 14).await,
        ask(4, 15).await,
    ];
    let answers = redeem(&world.ports, id, &batch).await;
    let [low, limit, reuse] =
        [Reason::BalanceTooLow, Reason::LimitReached, Reason::RequestIdReused].map(|reason| format!("{reason:?}"));
    let [ok, not_found] = ["ok", "goodsId: not found"].map(str::to_owned);
    let expected = [&low, &ok, &limit, &not_found, &ok, &reuse, &ok, &ok];
    assert_eq!(all_told(&answers).iter().collect::<Vec<_>>(), expected);
    let whose: Vec<_> = answers.iter().flatten().map(|held| held.member.id.to_string()).collect();
    assert_eq!(whose, [0, 2, 3, 4].map(|n: usize| people[n].id.clone()));
    assert_eq!(written(world, "redeemGoods", "redemptions").await, (5, 5));
    let again = redeem(&world.ports, id, &batch).await;
    assert_eq!(all_told(&again), all_told(&answers), "the same answers");
    let codes = |answers: &[Outcome<Redemption>]| -> Vec<_> {
        answers.iter().flatten().map(|held| (held.id, held.code.clone())).collect()
    };
    assert_eq!(codes(&again), codes(&answers));
    assert_eq!(written(world, "redeemGoods", "redemptions").await, (5, 5));
    books_are_right(world).await;
}

async fn the_last_pieces_go_to_the_first_who_can_pay(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 20).await;
    let goods = rice(world, &town, 10, 2, None).await;
    let id = GoodsId::parse("id", &goods).expect("an id");
    let mut batch = Vec::new();
    for n in 0..6 {
        let who = town.resident(world, &format!("person{n}"), 0, None).await;
        // The first and the third have nothing.
        if n != 0 && n != 2 {
            award(world, &town, &who).await;
        }
        batch.push(asking(world, &who, 1, Quantity::ONE).await);
    }
    let [low, gone] = [Reason::BalanceTooLow, Reason::GoodsOutOfStock].map(|reason| format!("{reason:?}"));
    let ok = "ok".to_owned();
    let answers = redeem(&world.ports, id, &batch).await;
    assert_eq!(all_told(&answers).iter().collect::<Vec<_>>(), [&low, &ok, &low, &ok, &gone, &gone]);
    let back = answers[1].as_ref().expect("a piece");
    let who = &batch[1].by;
    // What comes back is there for those who come then, also for one who was refused.
    let reason = domain::text::Line::parse("reason", "来不了").expect("a reason");
    let request = Request { id: uuid::Uuid::from_u128(2), ..batch[1].request.clone() };
    domain::points::counter::cancel(&world.ports, who, back.id, &reason, &request).await.expect("cancelled");
    let again = redeem(&world.ports, id, &batch[4..]).await;
    assert_eq!(all_told(&again).iter().collect::<Vec<_>>(), [&ok, &gone]);
    books_are_right(world).await;
}

async fn whoever_was_blocked_meanwhile_harms_nobody(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 3).await;
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 24, 2, 2)]).await;
    let shift = ShiftId::parse("id", &shifts[0]).expect("an id");
    let wish = WishId::parse("id", &wish).expect("an id");
    let (mut signing, mut claiming) = (Vec::new(), Vec::new());
    for who in &people {
        signing.push(asking(world, who, 1, ()).await);
        claiming.push(asking(world, who, 2, false).await);
    }
    let input = json!({ "memberId": people[0].id, "reason": "冒用他人姓名" });
    world.act(&town.staff[0], "blockMember", input, "").await;
    let nobody = Failure::Unauthenticated.to_string();
    let late = format!("{:?}", Reason::WishAlreadyClaimed);
    let answers = sign_up(&world.ports, shift, &signing).await;
    assert_eq!(all_told(&answers), [nobody.as_str(), "ok", "ok"]);
    assert_eq!(answers.iter().flatten().map(|one| one.place).collect::<Vec<_>>(), [1, 2], "no gap");
    let answers = claim(&world.ports, wish, &claiming).await;
    assert_eq!(all_told(&answers), [nobody.as_str(), "ok", late.as_str()]);
    must_be_exact(&roster(world, &town, &shifts[0]).await, 2, 0);
}
