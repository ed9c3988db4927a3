//! What waits for a second person, as a test makes and reads it through the API.

use chrono::Duration;
use serde_json::{Value, json};

use super::town::{Town, staff, text};
use super::world::{Person, World};

/// What is asked of a proposal.
pub(crate) const SHOWN: &str = "... on Proposal { id state reason expiresAt decisionReason resultId member { id } area { id } proposedBy { id } \
    decidedBy { id } what { __typename ... on ProposedRole { role } ... on ProposedVoiding { hoursId day minutes } \
    ... on ProposedEntering { hoursId minutes points } ... on ProposedAward { deed points } } }";

/// The deed.
pub(crate) const DEED: &str = "拾金不昧";

/// The whole answer to a decision.
pub(crate) async fn try_decide(world: &World, by: &Person, proposal: &str, carry_out: bool) -> Value {
    let input = json!({ "proposalId": proposal, "carryOut": carry_out, "reason": "已核实" });
    world.try_act(by, "decideProposal", input, SHOWN).await
}

/// A decision that is made or refused.
pub(crate) async fn decide(world: &World, by: &Person, proposal: &str, carry_out: bool) -> Value {
    let mut answer = try_decide(world, by, proposal, carry_out).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["decideProposal"].take()
}

/// The ids of what somebody sees waiting.
pub(crate) async fn waiting(world: &World, who: &Person) -> Vec<String> {
    let seen = world.get(who, "{ proposals { edges { node { id } } } }", json!({})).await;
    let edges = seen["proposals"]["edges"].as_array().expect("edges").clone();
    edges.iter().map(|edge| text(&edge["node"]["id"])).collect()
}

/// The proposal as somebody sees it.
pub(crate) async fn seen(world: &World, who: &Person, proposal: &str) -> Value {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ __typename {SHOWN} }} }}");
    world.get(who, &query, json!({ "id": proposal })).await["node"].take()
}

/// Sets what a deed or an hour is worth in the first community.
pub(crate) async fn rule(world: &World, town: &Town, deed: Option<&str>, points: i64, day_cap: Option<i64>) {
    let behaviour = if deed.is_some() { "DEED" } else { "HOUR" };
    let input = json!({ "communityId": town.communities[0], "behaviour": behaviour,
        "deed": deed, "points": points, "dayCap": day_cap });
    let made = world.act(&staff(world, town).await, "setPointRule", input, "... on PointRule { points }").await;
    assert_eq!(made["points"], json!(points), "{made}");
}

/// Awards a deed, or proposes to.
pub(crate) async fn award(world: &World, by: &Person, who: &Person) -> Value {
    // What happens at once has no order of its own.
    world.pass(Duration::milliseconds(1));
    let input = json!({ "memberId": who.id, "deed": DEED, "note": "捡到钱包交到社区" });
    world.act(by, "awardPoints", input, &format!("... on Award {{ entryId }} {SHOWN}")).await
}

/// The balance of somebody's account.
pub(crate) async fn balance(world: &World, who: &Person) -> Value {
    let query = "{ viewer { bankAccount { balance } } }";
    world.get(who, query, json!({})).await["viewer"]["bankAccount"]["balance"].take()
}
