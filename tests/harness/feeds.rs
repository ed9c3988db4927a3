//! Feeds, as a test gives them addresses and fetches them.

use serde_json::json;

use super::town::text;
use super::world::{Person, World};

/// Gives a feed of somebody a new address.
pub(crate) async fn renew(world: &World, who: &Person, kind: &str) -> String {
    let made = world.act(who, "renewFeedAddress", json!({ "kind": kind }), "... on Feed { kind url madeAt }").await;
    assert_eq!(made["kind"], kind, "{made}");
    text(&made["url"])
}

/// What lies at the address of a feed.
pub(crate) async fn read(world: &World, address: &str) -> String {
    let answer = world.http().get(address).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{address}");
    answer.text().await.expect("a text")
}

/// The status of an address.
pub(crate) async fn status(world: &World, address: &str) -> u16 {
    world.http().get(address).send().await.expect("an answer").status().as_u16()
}

/// The lines of a calendar, put together where they were folded.
pub(crate) fn unfolded(calendar: &str) -> Vec<String> {
    for line in calendar.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n') && !line.contains('\r'), "{line}");
    }
    calendar.replace("\r\n ", "").lines().map(str::to_owned).collect()
}
