//! What happened in a community week by week.

use chrono::{Datelike, Duration};
use serde_json::{Value, json};

use crate::harness::attendance::served;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, post, staff};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(wishes_and_hours_are_counted_by_their_weeks);

const WISHES: &str = "query($c: ID, $weeks: Int) { wishesByWeek(communityId: $c, weeks: $weeks) { from posted pendingReview open claimed \
    fulfilled confirmed rejected withdrawn } }";
const HOURS: &str =
    "query($c: ID, $weeks: Int) { hoursByWeek(communityId: $c, weeks: $weeks) { from minutes people } }";

async fn weeks(world: &World, who: &Person, query: &str, community: &str, weeks: Option<i64>) -> Vec<Value> {
    let mut seen = world.get(who, query, json!({ "c": community, "weeks": weeks })).await;
    let list = seen.as_object_mut().expect("an object").values_mut().next().expect("a list").take();
    list.as_array().expect("a list").clone()
}

/// The Monday of this week, and of those before it, where the communities are.
fn monday(world: &World, back: i64) -> String {
    let today = (world.now() + Duration::hours(8)).date_naive();
    (today - Duration::days(i64::from(today.weekday().num_days_from_monday())) - Duration::weeks(back)).to_string()
}

async fn wishes_and_hours_are_counted_by_their_weeks(world: &World) {
    let town = Town::build(world).await;
    let [here, there] = &town.communities;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    for title in ["一", "二"] {
        town.open_wish(world, &author, title).await;
    }
    let claimed = town.open_wish(world, &author, "三").await;
    world.act(&helper, "claimWish", json!({ "wishId": claimed }), "").await;
    served(world, &town, "helper", 2).await;
    // Enough to be in the next week, and not in the one after it.
    world.pass(Duration::days(7) - Duration::hours(3));
    let author = world.login("author").await;
    post(world, &author, "四").await;
    let by = staff(world, &town).await;

    let wishes = weeks(world, &by, WISHES, here, None).await;
    assert_eq!(wishes.len(), 12);
    assert_eq!(wishes[11]["from"], json!(monday(world, 0)));
    assert_eq!(wishes[0]["from"], json!(monday(world, 11)));
    let of =
        |n: usize| ["posted", "pendingReview", "open", "claimed", "confirmed"].map(|name| wishes[n][name].as_i64());
    assert_eq!(of(11), [1, 1, 0, 0, 0].map(Some));
    assert_eq!(of(10), [3, 0, 2, 1, 0].map(Some));
    assert_eq!(of(9), [0; 5].map(Some), "nothing is told, too");
    let hours = weeks(world, &by, HOURS, here, Some(2)).await;
    assert_eq!(
        hours,
        [
            json!({ "from": monday(world, 1), "minutes": 120, "people": 1 }),
            json!({ "from": monday(world, 0), "minutes": 0, "people": 0 })
        ]
    );

    let other = world.login(&format!("staff-{there}")).await;
    let elsewhere = weeks(world, &other, WISHES, there, Some(3)).await;
    assert!(elsewhere.len() == 3 && elsewhere.iter().all(|week| week["posted"] == 0), "{elsewhere:?}");
    for query in [WISHES, HOURS] {
        for (who, no) in [(&author, "FORBIDDEN"), (&other, "NOT_FOUND")] {
            let answer = world.ask(Some(who), query, json!({ "c": here })).await;
            assert_eq!(error_of(&answer).0, no, "{answer}");
        }
        for wrong in [0, -1, 54] {
            let answer = world.ask(Some(&by), query, json!({ "c": here, "weeks": wrong })).await;
            assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "weeks"), "{answer}");
        }
    }
}
