//! The moral bank, as a test uses it through the API.

use domain::points::verify::verify;
use serde_json::{Value, json};

use super::town::{Town, second_it, text};
use super::world::{Person, World, error_of, request_id};

/// What is asked of one's account at the bank.
pub(crate) const ACCOUNT: &str = "{ viewer { bankAccount { balance onHold entries { edges { node { number movement points balanceChange \
    balanceAfter bookedAt why { source sourceId title minutes quantity note confirmer { id } rule { version points behaviour deed } } } } } } } }";
/// What is asked of the balance sheet.
pub(crate) const SHEET: &str = "query($c: ID) { moralBank(communityId: $c) { balanceSheet { issued withMembers onHold redeemed expired \
    addsUp goods { received onShelf onHold handedOut } } } }";

/// Sets what a behaviour is worth in the first community.
pub(crate) async fn rule(world: &World, town: &Town, behaviour: &str, deed: Option<&str>, points: i64) -> Value {
    let input = json!({ "communityId": town.communities[0], "behaviour": behaviour, "deed": deed, "points": points });
    let fields = "... on PointRule { version points validFrom behaviour deed }";
    world.act(&town.staff[0], "setPointRule", input, fields).await
}

/// Offers rice in the first community, and gives its id.
pub(crate) async fn rice(world: &World, town: &Town, price: i64, pieces: i64, limit: Option<i32>) -> String {
    let input = json!({
        "communityId": town.communities[0], "name": "大米5公斤", "pricePoints": price,
        "pieces": pieces, "limitPerPerson": limit, "pickUp": "社区服务大厅，工作日",
    });
    text(&world.act(&town.staff[0], "offerGoods", input, "... on Goods { id }").await["id"])
}

/// Awards a deed, with the second person's yes where one is needed.
pub(crate) async fn award(world: &World, town: &Town, who: &Person) -> Value {
    let input = json!({ "memberId": who.id, "deed": "拾金不昧", "note": "捡到钱包交到社区" });
    let made = "... on Award { points entryId } ... on Proposal { id }";
    let awarded = world.act(&town.staff[0], "awardPoints", input, made).await;
    if awarded["__typename"] == "Proposal" {
        assert_eq!(second_it(world, &town.second_admin, &text(&awarded["id"])).await["state"], "CARRIED_OUT");
    }
    awarded
}

/// Redeems a piece of goods, as a client does that knows no quantity.
pub(crate) async fn redeem(world: &World, who: &Person, goods: &str) -> Value {
    redeemed(world, who, json!({ "requestId": request_id(), "goodsId": goods })).await
}

/// Redeems several pieces of goods at once.
pub(crate) async fn redeem_several(world: &World, who: &Person, goods: &str, quantity: i32) -> Value {
    redeemed(world, who, json!({ "requestId": request_id(), "goodsId": goods, "quantity": quantity })).await
}

async fn redeemed(world: &World, who: &Person, input: Value) -> Value {
    let made = "... on Redemption { id state code quantity points goodsName pickUp }";
    loop {
        // A thousand at once can be too many for a slow machine: then a client sends the same again.
        let mut answer = world.try_act(who, "redeemGoods", input.clone(), made).await;
        if error_of(&answer).0 != "UNAVAILABLE" {
            assert!(answer.get("errors").is_none(), "{answer}");
            return answer["data"]["redeemGoods"].take();
        }
    }
}

/// The balance sheet of the first community as its staff see it.
pub(crate) async fn sheet(world: &World, town: &Town) -> Value {
    let variables = json!({ "c": town.communities[0] });
    world.get(&town.staff[0], SHEET, variables).await["moralBank"]["balanceSheet"].take()
}

/// Balance and points on hold.
pub(crate) async fn balance(world: &World, who: &Person) -> (i64, i64) {
    let account = world.get(who, ACCOUNT, json!({})).await["viewer"]["bankAccount"].take();
    (account["balance"].as_i64().expect("a number"), account["onHold"].as_i64().expect("a number"))
}

/// Holds the books to their own sums.
pub(crate) async fn books_are_right(world: &World) {
    assert_eq!(verify(&*world.ports.store).await.expect("an answer"), [], "the books");
}
