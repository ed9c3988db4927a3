//! Attendance and granted time, as a test makes them through the API.

use chrono::Duration;
use serde_json::{Value, json};

use super::town::{Town, staff};
use super::volunteering::{organise, sign_up};
use super::world::{Person, World};

/// What is asked of a sign-up and its attendance.
pub(crate) const THERE: &str = "... on SignUp { id state member { id } attendance { checkedInAt checkedInBy checkedOutAt \
    checkedOutBy worth grantedMinutes } }";

/// What is asked of the account of one's time.
pub(crate) const MINE: &str = "{ viewer { hours { totalMinutes starMinutes star starRule { hours window areaId } \
    entries { edges { node { id minutes day activityTitle how confirmer { id } voidedAt replacesId \
    shift { id } community { id } } } } } } }";

/// Calls the roll: this member is there, or has gone.
pub(crate) async fn call(world: &World, by: &Person, shift: &str, who: &Person, present: &str) -> Value {
    let input = json!({ "shiftId": shift, "memberId": who.id, "present": present });
    world.act(by, "rollCall", input, THERE).await
}

/// The account of somebody's time.
pub(crate) async fn hours(world: &World, who: &Person) -> Value {
    world.get(who, MINE, json!({})).await["viewer"]["hours"].take()
}

/// Makes a shift that starts in half an hour, and signs these people up for it.
pub(crate) async fn shift_with(world: &World, town: &Town, hours: i64, people: &[&Person]) -> String {
    let starts = world.ports.now() + Duration::minutes(30);
    let plan = json!({ "startsAt": starts, "endsAt": starts + Duration::hours(hours), "capacity": 9 });
    let (_, shifts) = organise(world, &staff(world, town).await, town, vec![plan]).await;
    for who in people {
        assert_eq!(sign_up(world, who, &shifts[0]).await["state"], "SEATED");
    }
    shifts[0].clone()
}

/// Grants somebody whole hours of one shift, by roll-call, and gives the entry.
pub(crate) async fn served(world: &World, town: &Town, name: &str, hours: i64) -> Value {
    let who = world.login(name).await;
    let shift = shift_with(world, town, hours, &[&who]).await;
    call(world, &staff(world, town).await, &shift, &who, "IN").await;
    world.pass(Duration::hours(hours) + Duration::minutes(30));
    let out = call(world, &staff(world, town).await, &shift, &who, "OUT").await;
    assert_eq!(out["attendance"]["grantedMinutes"], json!(hours * 60), "{out}");
    self::hours(world, &world.login(name).await).await["entries"]["edges"][0]["node"].take()
}
