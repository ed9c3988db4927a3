//! Notices, as a test makes and reads them through the API.

use chrono::Duration;
use serde_json::{Value, json};

use super::town::text;
use super::world::{Person, World, request_id};

/// The board.
pub(crate) const BOARD: &str = "query($first: Int, $after: String, $category: NoticeCategory) { \
    noticeBoard(first: $first, after: $after, category: $category) { \
    edges { cursor node { id title pinned audience area { name } author { shownName } } } pageInfo { hasNextPage endCursor } } }";

/// The notice after the change.
pub(crate) const NOTICE: &str = "... on Notice { id title text version editedAt withdrawnAt withdrawReason audience pinned \
    category expiresAt readByMe readAt versions { version title text writtenAt author { id } } }";

/// What a notice for residents says, with these changes.
pub(crate) fn notice(place: &str, title: &str, change: Value) -> Value {
    let mut input = json!({
        "requestId": request_id(), "areaId": place, "category": "GENERAL", "title": title, "text": "正文",
        "audience": ["RESIDENTS"],
    });
    input.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
    input
}

/// Publishes a notice for residents, with these changes, and gives its id.
pub(crate) async fn publish(world: &World, by: &Person, place: &str, title: &str, change: Value) -> String {
    // What is published at once has no order of its own.
    world.pass(Duration::seconds(1));
    text(&world.act(by, "publishNotice", notice(place, title, change), "... on Notice { id }").await["id"])
}

/// The titles on the board as somebody sees it.
pub(crate) async fn titles(world: &World, who: &Person) -> Vec<String> {
    let board = world.get(who, BOARD, json!({})).await;
    board["noticeBoard"]["edges"].as_array().expect("a list").iter().map(|edge| text(&edge["node"]["title"])).collect()
}
