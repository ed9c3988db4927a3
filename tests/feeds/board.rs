//! The notices of a board as a feed.

use atom_syndication::Feed;
use chrono::Duration;
use serde_json::json;

use crate::harness::feeds::{read, renew};
use crate::harness::notices::publish;
use crate::harness::on_both_stores;
use crate::harness::town::Town;
use crate::harness::world::World;

on_both_stores!(a_feed_has_the_public_notices_that_hang);

async fn a_feed_has_the_public_notices_that_hang(world: &World) {
    let town = Town::build(world).await;
    let me = town.volunteer(world, "helper", 0).await;
    let (staff, here) = (&town.staff[0], &town.communities[0]);
    let title = "停水 <b>&\"]]> </title>";
    let first = publish(world, staff, here, title, json!({ "text": "周六\n停水<script>", "pinned": true })).await;
    world.pass(Duration::seconds(1));
    publish(world, &town.city_admin, &town.city, "全市通知", json!({})).await;
    publish(world, staff, here, "只给志愿者", json!({ "audience": ["VOLUNTEERS"] })).await;
    publish(world, &town.staff[1], &town.communities[1], "别的社区", json!({})).await;
    let later = world.now() + Duration::days(1);
    publish(world, staff, here, "明天", json!({ "publishAt": later })).await;
    let withdrawn = publish(world, staff, here, "撤回", json!({})).await;
    world.act(staff, "withdrawNotice", json!({ "noticeId": withdrawn, "reason": "有误" }), "").await;

    let address = renew(world, &me, "NOTICES").await;
    let text = read(world, &address).await;
    let feed: Feed = text.parse().expect("a feed");
    let titles: Vec<_> = feed.entries.iter().map(|entry| entry.title.value.as_str()).collect();
    assert_eq!(titles, ["全市通知", title], "the latest first, whatever is pinned: {text}");
    assert_eq!(
        feed.entries[1].content.as_ref().and_then(|content| content.value.as_deref()),
        Some("周六\n停水<script>")
    );
    assert!(!text.contains("<script>") && !text.contains("<b>"), "{text}");
    let own: Vec<_> = feed.links.iter().map(|link| (link.rel.as_str(), link.href.as_str())).collect();
    assert_eq!(own, [("self", address.as_str())]);
    assert_eq!(feed.updated, feed.entries[0].updated);
    assert!(feed.entries.iter().all(|entry| entry.id.starts_with("urn:uuid:")), "{text}");

    // An edit keeps the id, and is an update.
    world.pass(Duration::minutes(1));
    let edit = json!({ "noticeId": first, "version": 1, "category": "GENERAL", "title": "恢复供水", "text": "已恢复",
        "audience": ["RESIDENTS"], "pinned": false });
    world.act(staff, "editNotice", edit, "").await;
    let edited: Feed = read(world, &address).await.parse().expect("a feed");
    assert_eq!((&edited.entries[1].id, &*edited.entries[1].title.value), (&feed.entries[1].id, "恢复供水"));
    assert!(edited.updated > feed.updated && edited.entries[1].published == feed.entries[1].published);
    for n in 0..51 {
        publish(world, staff, here, &format!("第{n}条"), json!({})).await;
    }
    let full: Feed = read(world, &address).await.parse().expect("a feed");
    assert_eq!(full.entries.len(), 50);
    // Whoever is of no community reads nothing.
    let stranger = world.login("stranger").await;
    let nothing: Feed = read(world, &renew(world, &stranger, "NOTICES").await).await.parse().expect("a feed");
    assert_eq!(nothing.entries.len(), 0);
}
