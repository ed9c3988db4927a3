//! What members are told.

use serde_json::{Value, json};

use super::town::text;
use super::world::{Person, World};

/// What somebody was told since this was last asked: kind, what it is about, number; sorted, as what happens at once has
/// no order of its own. Marks it as read.
pub(crate) async fn news(world: &World, who: &Person) -> Vec<String> {
    let query = "{ viewer { inboxUnreadCount inbox(first: 100) { edges { node { kind aboutId number readAt } } } } }";
    let viewer = world.get(who, query, json!({})).await["viewer"].take();
    let entries = viewer["inbox"]["edges"].as_array().expect("a list").iter().map(|edge| &edge["node"]);
    let mut told: Vec<_> = entries.filter(|entry| entry["readAt"].is_null()).map(line).collect();
    assert_eq!(viewer["inboxUnreadCount"], json!(told.len()), "{viewer}");
    told.sort();
    let marked = world.act(who, "markInboxRead", json!({}), "... on ReadInbox { unreadCount }").await;
    assert_eq!(marked["unreadCount"], 0, "{marked}");
    told
}

/// Nothing was told to somebody since.
pub(crate) async fn none(world: &World, who: &Person) {
    assert_eq!(news(world, who).await, [] as [&str; 0]);
}

fn line(entry: &Value) -> String {
    let mut parts = vec![text(&entry["kind"])];
    parts.extend(entry["aboutId"].as_str().map(str::to_owned));
    parts.extend(entry["number"].as_i64().map(|number| number.to_string()));
    parts.join(" ")
}
