//! Seats for a limited number: the waiting list, cancelling, and races.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::town::Town;
use crate::harness::volunteering::{cancel, helpers, must_be_exact, organise, roster, shift, sign_up};
use crate::harness::world::World;

on_both_stores!(
    two_hundred_for_twenty_seats,
    nobody_is_at_two_places_at_a_time,
    a_freed_seat_goes_to_the_next_in_line,
    cancelling_has_a_cut_off,
    whoever_moves_up_after_the_cut_off_may_leave,
    an_activity_is_called_off_while_people_sign_up,
);

async fn two_hundred_for_twenty_seats(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 200).await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 24, 2, 20)]).await;
    let shift = &shifts[0];
    let answers = all(people.iter().map(|who| sign_up(world, who, shift))).await;
    assert_eq!(answers.iter().filter(|answer| answer["state"] == "SEATED").count(), 20);
    assert_eq!(answers.iter().filter(|answer| answer["state"] == "WAITING").count(), 180);
    let before = roster(world, &town, shift).await;
    must_be_exact(&before, 20, 180);

    // Half of those with a seat and a third of those who wait cancel, while half of them sign up again and others try
    // twice.
    let leave: Vec<_> =
        answers.iter().zip(&people).enumerate().filter(|(n, _)| n % 3 == 0).map(|(_, pair)| pair).collect();
    let gone = all(leave.iter().map(|(mine, who)| cancel(world, who, mine))).await;
    assert!(gone.iter().all(|answer| answer["state"] == "WITHDRAWN" && answer["endedAt"].is_string()), "{gone:#?}");
    let after = roster(world, &town, shift).await;
    must_be_exact(&after, 20, 180 - leave.len());
    let stayed = |entry: &&Value| !leave.iter().any(|(_, who)| entry["member"]["id"] == json!(who.id));
    let order = |roster: &[Value]| -> Vec<Value> {
        roster.iter().filter(stayed).map(|entry| entry["member"]["id"].clone()).collect()
    };
    assert_eq!(order(&after), order(&before), "nobody overtook");

    let mixed = all(people.iter().zip(&answers).enumerate().map(|(n, (who, mine))| async move {
        match n % 3 {
            0 => sign_up(world, who, shift).await,
            1 => cancel(world, who, mine).await,
            _ => sign_up(world, who, shift).await,
        }
    }))
    .await;
    for (n, answer) in mixed.iter().enumerate() {
        match n % 3 {
            0 => assert!(answer["state"] == "SEATED" || answer["state"] == "WAITING", "{answer}"),
            1 => assert_eq!(answer["state"], "WITHDRAWN", "{answer}"),
            _ => assert_eq!(answer["code"], "ALREADY_SIGNED_UP", "{answer}"),
        }
    }
    let people_left = mixed.iter().filter(|answer| answer["state"] != "WITHDRAWN").count();
    must_be_exact(&roster(world, &town, shift).await, 20, people_left - 20);
}

async fn nobody_is_at_two_places_at_a_time(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 5).await;
    // Each overlaps all others; the last two only touch.
    let mut plans: Vec<_> = (0..8).map(|n| shift(world, 24 + n % 4, 8, 2)).collect();
    plans.extend([shift(world, 10, 2, 9), shift(world, 12, 2, 9)]);
    let (_, shifts) = organise(world, &town.staff[0], &town, plans).await;
    let (touching, overlapping) = shifts.split_at(2);
    let tries = people.iter().flat_map(|who| overlapping.iter().map(move |shift| sign_up(world, who, shift)));
    let answers = all(tries).await;
    for mine in answers.chunks(overlapping.len()) {
        assert_eq!(mine.iter().filter(|answer| answer["__typename"] == "SignUp").count(), 1, "{mine:#?}");
        assert_eq!(mine.iter().filter(|answer| answer["code"] == "SHIFTS_OVERLAP").count(), overlapping.len() - 1);
    }
    let mut there = 0;
    for shift in overlapping {
        there += roster(world, &town, shift).await.len();
    }
    assert_eq!(there, people.len(), "who was refused left nothing behind");
    for shift in touching {
        assert_eq!(
            sign_up(world, &people[0], shift).await["state"],
            "SEATED",
            "the end of one is the start of the other"
        );
    }
    let twice = all((0..6).map(|_| sign_up(world, &people[1], &touching[0]))).await;
    assert_eq!(twice.iter().filter(|answer| answer["state"] == "SEATED").count(), 1);
    assert_eq!(twice.iter().filter(|answer| answer["code"] == "ALREADY_SIGNED_UP").count(), 5, "{twice:#?}");
}

async fn a_freed_seat_goes_to_the_next_in_line(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 4).await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 24, 2, 1)]).await;
    let mut mine = Vec::new();
    for who in &people {
        mine.push(sign_up(world, who, &shifts[0]).await);
    }
    let states = async || -> Vec<Value> {
        let query =
            "query($past: Boolean!) { viewer { signUps(includePast: $past) { edges { node { state position } } } } }";
        let mut states = Vec::new();
        for who in &people {
            let mut seen = world.get(who, query, json!({ "past": true })).await;
            let last = seen["viewer"]["signUps"]["edges"].as_array_mut().and_then(Vec::pop).expect("a sign-up");
            states.push(json!([last["node"]["state"], last["node"]["position"]]));
        }
        states
    };
    let wait = |n: u64| json!(["WAITING", n]);
    assert_eq!(states().await, [json!(["SEATED", null]), wait(1), wait(2), wait(3)]);
    cancel(world, &people[1], &mine[1]).await;
    assert_eq!(states().await, [json!(["SEATED", null]), json!(["WITHDRAWN", null]), wait(1), wait(2)]);
    cancel(world, &people[0], &mine[0]).await;
    assert_eq!(states().await[2..], [json!(["SEATED", null]), wait(1)]);
    let refused = cancel(world, &people[0], &mine[0]).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["SIGN_UP_ENDED", "signUpId"]));
    let again = sign_up(world, &people[0], &shifts[0]).await;
    assert_eq!(json!([again["state"], again["position"]]), json!(["WAITING", 2]), "at the end of the line");
    cancel(world, &people[2], &mine[2]).await;
    cancel(world, &people[3], &mine[3]).await;
    cancel(world, &people[0], &again).await;
    must_be_exact(&roster(world, &town, &shifts[0]).await, 0, 0);
    // Ten cancel the same sign-up at once: it ends once, and one seat is free, not ten.
    let (a, b) = (sign_up(world, &people[0], &shifts[0]).await, sign_up(world, &people[1], &shifts[0]).await);
    let ended = all((0..10).map(|_| cancel(world, &people[0], &a))).await;
    assert_eq!(ended.iter().filter(|answer| answer["state"] == "WITHDRAWN").count(), 1);
    assert_eq!(ended.iter().filter(|answer| answer["code"] == "SIGN_UP_ENDED").count(), 9, "{ended:#?}");
    assert_eq!(b["state"], "WAITING");
    must_be_exact(&roster(world, &town, &shifts[0]).await, 1, 0);
}

async fn cancelling_has_a_cut_off(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 3).await;
    let mut plan = shift(world, 0, 2, 1);
    let now = world.ports.now();
    plan["startsAt"] = json!(now + Duration::minutes(9));
    plan["cancelUntil"] = json!(now + Duration::minutes(6));
    plan["signUpUntil"] = json!(now + Duration::minutes(60));
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![plan]).await;
    let mut mine = Vec::new();
    for who in &people {
        mine.push(sign_up(world, who, &shifts[0]).await);
    }
    world.pass(Duration::minutes(5));
    assert_eq!(cancel(world, &people[0], &mine[0]).await["state"], "WITHDRAWN", "before the cut-off");
    world.pass(Duration::minutes(1));
    let refused = cancel(world, &people[1], &mine[1]).await;
    assert_eq!(refused["code"], "CANCEL_TOO_LATE", "a seat after the cut-off: {refused}");
    assert_eq!(cancel(world, &people[2], &mine[2]).await["state"], "WITHDRAWN", "a place in the list until the start");
    let again = sign_up(world, &people[2], &shifts[0]).await;
    assert_eq!(again["state"], "WAITING");
    world.pass(Duration::minutes(3));
    let refused = cancel(world, &people[2], &again).await;
    assert_eq!(refused["code"], "CANCEL_TOO_LATE", "{refused}");
    must_be_exact(&roster(world, &town, &shifts[0]).await, 1, 1);
}

async fn whoever_moves_up_after_the_cut_off_may_leave(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 5).await;
    let mut plan = shift(world, 0, 2, 2);
    let now = world.ports.now();
    plan["startsAt"] = json!(now + Duration::minutes(9));
    plan["cancelUntil"] = json!(now + Duration::minutes(3));
    plan["signUpUntil"] = json!(now + Duration::minutes(60));
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![plan]).await;
    let mut mine = Vec::new();
    for who in &people[..4] {
        mine.push(sign_up(world, who, &shifts[0]).await);
    }
    world.pass(Duration::minutes(3) - Duration::microseconds(1));
    cancel(world, &people[0], &mine[0]).await;
    world.pass(Duration::microseconds(1));
    let refused = cancel(world, &people[2], &mine[2]).await;
    assert_eq!(refused["code"], "CANCEL_TOO_LATE", "moved up when there still was time to say no: {refused}");
    // An erased account frees a seat at any time.
    let gone = world.act(&people[1], "eraseAccount", json!({}), "").await;
    assert_eq!(gone["__typename"], "AccountErased", "{gone}");
    assert_eq!(cancel(world, &people[3], &mine[3]).await["state"], "WITHDRAWN", "nobody asked them");
    // A member who signs up after the cut-off knows what they do, unless they have to wait.
    let seat = sign_up(world, &people[4], &shifts[0]).await;
    assert_eq!(seat["state"], "SEATED", "{seat}");
    assert_eq!(cancel(world, &people[4], &seat).await["code"], "CANCEL_TOO_LATE");
    let waits = sign_up(world, &people[3], &shifts[0]).await;
    assert_eq!(waits["state"], "WAITING", "{waits}");
    world.pass(Duration::minutes(1));
    world.act(&people[2], "eraseAccount", json!({}), "").await;
    must_be_exact(&roster(world, &town, &shifts[0]).await, 2, 0);
    world.pass(Duration::minutes(5));
    let refused = cancel(world, &people[3], &waits).await;
    assert_eq!(refused["code"], "CANCEL_TOO_LATE", "it has begun: {refused}");
    world.pass(Duration::microseconds(-1));
    assert_eq!(cancel(world, &people[3], &waits).await["state"], "WITHDRAWN", "until the start");
    must_be_exact(&roster(world, &town, &shifts[0]).await, 1, 0);
}

async fn an_activity_is_called_off_while_people_sign_up(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 20).await;
    let (id, shifts) =
        organise(world, &town.staff[0], &town, vec![shift(world, 24, 2, 5), shift(world, 30, 2, 5)]).await;
    let off = json!({ "activityId": id, "reason": "台风" });
    let early = sign_up(world, &people[0], &shifts[1]).await;
    let answers = all(people.iter().enumerate().map(|(n, who)| {
        let off = off.clone();
        let (town, shifts) = (&town, &shifts);
        async move {
            match n {
                10 => world.act(&town.staff[0], "cancelActivity", off, "... on Activity { cancelledAt }").await,
                _ => sign_up(world, who, &shifts[0]).await,
            }
        }
    }))
    .await;
    assert!(answers[10]["cancelledAt"].is_string(), "{answers:#?}");
    assert!(
        answers.iter().all(|answer| answer["__typename"] != "Refusal"
            || answer["code"] == "ACTIVITY_CANCELLED"
            || answer["code"] == "SIGN_UP_CLOSED"),
        "{answers:#?}"
    );
    for shift in &shifts {
        must_be_exact(&roster(world, &town, shift).await, 0, 0);
    }
    let refused = sign_up(world, &people[1], &shifts[1]).await;
    assert_eq!(refused["code"], "ACTIVITY_CANCELLED", "{refused}");
    assert_eq!(cancel(world, &people[0], &early).await["code"], "SIGN_UP_ENDED");
    let mine = "{ viewer { signUps { edges { node { id state shift { cancelled activity { cancelReason } } } } } } }";
    let seen = world.get(&people[0], mine, json!({})).await;
    let told = seen["viewer"]["signUps"]["edges"].as_array().and_then(|edges| edges.last()).expect("a sign-up")["node"]
        .clone();
    let shift = json!({ "cancelled": true, "activity": { "cancelReason": "台风" } });
    assert_eq!(told, json!({ "id": early["id"], "state": "CALLED_OFF", "shift": shift }), "and is told why");
}
