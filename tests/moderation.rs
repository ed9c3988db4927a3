//! What members write: checked before others see it, reported, decided about by staff.

use infra::wechat::Checks;
use serde_json::{Value, json};

use crate::harness::on_both_stores;
use crate::harness::town::{Town, wish_input};
use crate::harness::world::World;

on_both_stores!(a_wish_is_checked_before_staff_review_it, a_platform_that_hangs_stops_nobody);

/// The checks that staff see of the wishes in review, the oldest first.
async fn checks(world: &World, town: &Town) -> Vec<Value> {
    let queue = "query($c: ID) { wishReviewQueue(communityId: $c) { edges { node { textCheck } } } }";
    let seen =
        world.get(&town.staff[0], queue, json!({ "c": town.communities[0] })).await["wishReviewQueue"]["edges"].take();
    seen.as_array().expect("a list").iter().map(|edge| edge["node"]["textCheck"].clone()).collect()
}

async fn a_wish_is_checked_before_staff_review_it(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    for (title, text, field) in [("聚众赌博", "晚上来", "title"), ("打牌", "小小赌博一下", "text")] {
        let mut input = wish_input(title);
        input["text"] = json!(text);
        let refused = world.act(&author, "postWish", input, "").await;
        assert_eq!(json!([refused["code"], refused["field"]]), json!(["TEXT_RISKY", field]), "{refused}");
    }
    let mine = "{ viewer { wishes { edges { node { id textCheck } } } } }";
    assert_eq!(world.get(&author, mine, json!({})).await["viewer"]["wishes"]["edges"], json!([]), "nothing is stored");

    let fields = "... on Wish { state textCheck }";
    for title in ["修门铃", "这句待审"] {
        world.pass(chrono::Duration::milliseconds(1));
        let posted = world.act(&author, "postWish", wish_input(title), fields).await;
        assert_eq!(json!([posted["state"], posted["textCheck"]]), json!(["PENDING_REVIEW", null]), "not for authors");
    }
    for errcode in [61010, 45009] {
        world.stand_in.check_texts(Checks::Errcode(errcode));
        world.pass(chrono::Duration::milliseconds(1));
        let posted = world.act(&author, "postWish", wish_input("换灯泡"), fields).await;
        assert_eq!(posted["state"], "PENDING_REVIEW", "a dead platform stops nobody: {posted}");
    }
    assert_eq!(checks(world, &town).await, ["PASS", "REVIEW", "UNCHECKED", "UNCHECKED"]);

    world.stand_in.check_texts(Checks::ByWords);
    let before = world.stand_in.calls().text_check;
    let mut input = wish_input("现金");
    input["kind"] = json!("GOODS");
    world.try_act(&author, "postWish", input, "").await;
    assert_eq!(world.stand_in.calls().text_check, before, "what is refused anyway costs no call");
}

async fn a_platform_that_hangs_stops_nobody(world: &World) {
    let town = Town::build(world).await;
    let mut authors = Vec::new();
    for n in 0..12 {
        authors.push(town.resident(world, &format!("author{n}"), 0, None).await);
    }
    world.stand_in.check_texts(Checks::Hang);
    let began = std::time::Instant::now();
    // More at once than the store has connections: none of them is held while the platform is waited for.
    let posts = futures_util::future::join_all(
        authors.iter().map(|author| world.act(author, "postWish", wish_input("修门铃"), "... on Wish { state }")),
    );
    let others = async {
        let home = "{ viewer { shownName } wishes { edges { node { id } } } }";
        for author in &authors {
            world.get(author, home, json!({})).await;
        }
        began.elapsed()
    };
    let (posts, others) = tokio::join!(posts, others);
    assert!(others.as_secs() < 2, "others wait for the platform, too: {others:?}");
    assert!((2900..4500).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    assert!(posts.iter().all(|posted| posted["state"] == "PENDING_REVIEW"), "{posts:?}");
    assert_eq!(checks(world, &town).await, ["UNCHECKED"; 12]);
}
