//! What staff do about what members write.

use serde_json::{Value, json};

use super::town::Town;
use super::world::{Person, World};

/// What waits for staff of the first community.
pub(crate) async fn queue(world: &World, town: &Town) -> Vec<Value> {
    let query = "query($c: ID) { moderationQueue(communityId: $c) { edges { node { id kind targetId title text place \
        textState textCheck reportCount author { id } reports { reason note reporter { id } } } } } }";
    let seen = world.get(&town.staff[0], query, json!({ "c": town.communities[0] })).await["moderationQueue"].take();
    seen["edges"].as_array().expect("a list").iter().map(|edge| edge["node"].clone()).collect()
}

/// Staff decide about a case.
pub(crate) async fn decide(world: &World, who: &Person, case: &Value, decision: &str) -> Value {
    let input = json!({ "caseId": case["id"], "decision": decision, "reason": "看过了" });
    let fields = "... on ContentCase { id textState decision reason decidedAt decidedBy { id } }";
    world.act(who, "decideReport", input, fields).await
}
