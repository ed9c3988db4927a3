//! The address of a feed: unguessable, renewed, ended, and worth nothing for a member who is blocked or gone.

use serde_json::json;

use crate::harness::feeds::{read, renew, status};
use crate::harness::on_both_stores;
use crate::harness::sql::count;
use crate::harness::town::{Town, text};
use crate::harness::world::{Person, World, request_id};

on_both_stores!(
    an_address_is_good_until_it_is_renewed_or_ended,
    nobody_guesses_an_address,
    a_blocked_or_erased_member_has_no_feed,
    what_a_client_has_it_need_not_fetch_again,
);

const MINE: &str = "{ viewer { feeds { kind url } } }";

async fn an_address_is_good_until_it_is_renewed_or_ended(world: &World) {
    let town = Town::build(world).await;
    let me = town.volunteer(world, "helper", 0).await;
    assert_eq!(world.get(&me, MINE, json!({})).await["viewer"]["feeds"], json!([]));
    let first = renew(world, &me, "PLAN").await;
    let board = renew(world, &me, "NOTICES").await;
    assert!(first.starts_with(&format!("{}/feeds/feed_", world.url)) && first.ends_with(".ics"), "{first}");
    let mine = world.get(&me, MINE, json!({})).await["viewer"]["feeds"].take();
    assert_eq!(mine, json!([{ "kind": "PLAN", "url": first }, { "kind": "NOTICES", "url": board }]), "shown again");
    read(world, &first).await;

    let input = json!({ "requestId": request_id(), "kind": "PLAN" });
    let act = async || world.act(&me, "renewFeedAddress", input.clone(), "... on Feed { url }").await;
    let (second, again) = (act().await, act().await);
    assert_eq!(second, again, "one request, one address");
    let second = text(&second["url"]);
    assert_ne!(second, first);
    assert_eq!(
        (status(world, &first).await, status(world, &second).await, status(world, &board).await),
        (404, 200, 200)
    );

    let ended = world.act(&me, "endFeed", json!({ "kind": "PLAN" }), "... on Viewer { feeds { kind } }").await;
    assert_eq!(ended["feeds"], json!([{ "kind": "NOTICES" }]), "{ended}");
    assert_eq!((status(world, &second).await, status(world, &board).await), (404, 200));
    assert_eq!(world.act(&me, "endFeed", json!({ "kind": "PLAN" }), "").await["__typename"], "Viewer", "twice");
    assert_eq!(count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'renewFeedAddress'").await, 3);
}

async fn nobody_guesses_an_address(world: &World) {
    let town = Town::build(world).await;
    let me = town.volunteer(world, "helper", 0).await;
    let other = town.volunteer(world, "other", 0).await;
    let (mine, board, theirs) =
        (renew(world, &me, "PLAN").await, renew(world, &me, "NOTICES").await, renew(world, &other, "PLAN").await);
    let (id, name) = mine.rsplit_once('/').expect("an id");
    let (signature, _) = name.rsplit_once('.').expect("an ending");
    let (their_id, _) = theirs.rsplit_once('/').expect("an id");
    let (_, board_name) = board.rsplit_once('/').expect("an id");
    for wrong in [
        format!("{their_id}/{name}"),
        format!("{id}/{board_name}"),
        format!("{id}/{signature}.atom"),
        format!("{id}/{signature}"),
        format!("{id}/.ics"),
        format!("{id}/{}.ics", &signature[..42]),
        format!("{}/feeds/feed_00000000000000000000000001/{name}", world.url),
        format!("{}/feeds/nothing/{name}", world.url),
    ] {
        assert_eq!(status(world, &wrong).await, 404, "{wrong}");
    }
    // What lies in the database is no address.
    let kept = count(world, "SELECT COUNT(*) FROM feeds").await;
    assert_eq!(kept, 3);
}

async fn a_blocked_or_erased_member_has_no_feed(world: &World) {
    let town = Town::build(world).await;
    let me = town.volunteer(world, "helper", 0).await;
    let addresses = [renew(world, &me, "PLAN").await, renew(world, &me, "NOTICES").await];
    let staff: &Person = &town.staff[0];
    world.act(staff, "blockMember", json!({ "memberId": me.id, "reason": "冒用他人姓名" }), "").await;
    for address in &addresses {
        assert_eq!(status(world, address).await, 404, "blocked");
    }
    world.act(staff, "unblockMember", json!({ "memberId": me.id }), "").await;
    for address in &addresses {
        assert_eq!(status(world, address).await, 200);
    }
    let me = world.login("helper").await;
    assert_eq!(world.act(&me, "eraseAccount", json!({}), "").await["__typename"], "AccountErased");
    for address in &addresses {
        assert_eq!(status(world, address).await, 404, "erased");
    }
    assert_eq!(count(world, "SELECT COUNT(*) FROM feeds").await, 0);
}

async fn what_a_client_has_it_need_not_fetch_again(world: &World) {
    let town = Town::build(world).await;
    let me = town.volunteer(world, "helper", 0).await;
    let notice = json!({ "areaId": town.communities[0], "category": "GENERAL", "title": "停水", "text": "周六", "audience": ["RESIDENTS"] });
    for (kind, content_type) in
        [("PLAN", "text/calendar; charset=utf-8"), ("NOTICES", "application/atom+xml; charset=utf-8")]
    {
        let address = renew(world, &me, kind).await;
        let get =
            async |tag: &str| world.http().get(&address).header("if-none-match", tag).send().await.expect("an answer");
        let whole = get("\"another\"").await;
        let headers = whole.headers().clone();
        assert_eq!((whole.status().as_u16(), headers["content-type"].to_str().ok()), (200, Some(content_type)));
        assert_eq!(
            (&headers["cache-control"], &headers["referrer-policy"]),
            (&"private, max-age=900".parse().expect("a header"), &"no-referrer".parse().expect("a header"))
        );
        let tag = headers["etag"].to_str().expect("a text").to_owned();
        for given in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}")] {
            let nothing = get(&given).await;
            assert_eq!(nothing.status(), 304, "{given}");
            assert_eq!(nothing.headers()["etag"], tag.as_str());
            assert_eq!(nothing.text().await.expect("a text"), "");
        }
        if kind == "NOTICES" {
            world.act(&town.staff[0], "publishNotice", notice.clone(), "").await;
            assert_eq!(get(&tag).await.status(), 200, "it has changed");
        }
    }
}
