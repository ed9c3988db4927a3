//! Uploading a photo, fetching it, and what becomes of one that nothing shows.

use chrono::Duration;
use image::ImageFormat;
use serde_json::{Value, json};

use crate::harness::jobs::{do_jobs, do_timed_work};
use crate::harness::media::{fetch, form, picture, send, try_upload, upload};
use crate::harness::on_both_stores;
use crate::harness::sql::count;
use crate::harness::town::{Town, text};
use crate::harness::world::{World, request_id};
use futures_util::future::join_all as all;

on_both_stores!(
    a_photo_is_kept_in_two_sizes_and_fetched_by_its_address,
    the_same_upload_is_one_photo,
    an_unused_photo_is_seen_by_nobody_else_and_goes_after_a_day,
    an_edited_or_expired_address_gives_nothing,
    only_members_upload_and_not_without_end,
    files_of_an_upload_that_came_to_nothing_go,
    without_a_place_for_files_nothing_is_uploaded,
);

const PHOTO: &str = "query($id: ID!) { node(id: $id) { ... on Photo { id url thumbnailUrl width height state } } }";

/// The files that are kept.
fn files(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![world.files.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(&world.files).expect("below").to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

async fn a_photo_is_kept_in_two_sizes_and_fetched_by_its_address(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let (status, photo) = try_upload(world, Some(&me), &request_id(), &picture(2600, 1300, format)).await;
        assert_eq!(status, 200, "{format:?} {photo}");
        assert_eq!([&photo["width"], &photo["height"]], [2048, 1024], "{photo}");
        for (address, size) in [("url", (2048, 1024)), ("thumbnailUrl", (400, 200))] {
            let answer = fetch(world, &text(&photo[address])).await;
            assert_eq!(answer.status(), 200);
            let header = |name: &str| answer.headers()[name].to_str().expect("a text").to_owned();
            assert_eq!([header("content-type"), header("x-content-type-options")], ["image/jpeg", "nosniff"]);
            assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
            let kept = header("cache-control");
            let age = kept.strip_prefix("private, max-age=").and_then(|rest| rest.strip_suffix(", immutable"));
            let age: i64 = age.expect("an age").parse().expect("seconds");
            assert!((1..=3600).contains(&age), "{kept}");
            let shown = image::load_from_memory(&answer.bytes().await.expect("a file")).expect("a picture");
            assert_eq!((shown.width(), shown.height()), size);
        }
        let seen = world.get(&me, PHOTO, json!({ "id": photo["id"] })).await["node"].take();
        assert_eq!(
            [&seen["state"], &seen["url"], &seen["thumbnailUrl"]],
            [&json!("UNUSED"), &photo["url"], &photo["thumbnailUrl"]]
        );
    }
}

async fn the_same_upload_is_one_photo(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let (id, file) = (request_id(), picture(60, 40, ImageFormat::Jpeg));
    let answers = all((0..6).map(|_| try_upload(world, Some(&me), &id, &file))).await;
    let (_, first) = &answers[0];
    assert!(answers.iter().all(|answer| *answer == (200, first.clone())), "{answers:?}");
    assert_eq!(try_upload(world, Some(&me), &id, &file).await, (200, first.clone()));
    let (status, other) = try_upload(world, Some(&me), &id, &picture(60, 41, ImageFormat::Jpeg)).await;
    assert_eq!((status, &other["code"], &other["field"]), (409, &json!("REQUEST_ID_REUSED"), &json!("requestId")));
    assert_eq!(count(world, "SELECT COUNT(*) FROM photos").await, 1);
    assert_eq!(count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'uploadPhoto'").await, 1);
    world.pass(Duration::hours(2));
    assert!(do_jobs(&world.ports).await.is_empty());
    let kept = files(world);
    assert_eq!(kept.len(), 2, "what was written for the others is gone: {kept:?}");
}

async fn an_unused_photo_is_seen_by_nobody_else_and_goes_after_a_day(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let photo = upload(world, &me).await;
    for who in [&neighbour, &town.staff[0], &town.city_admin] {
        assert_eq!(world.get(who, PHOTO, json!({ "id": photo })).await["node"], Value::Null);
    }
    let address = text(&world.get(&me, PHOTO, json!({ "id": photo })).await["node"]["url"]);
    world.pass(Duration::hours(23));
    do_timed_work(&world.ports).await;
    assert!(do_jobs(&world.ports).await.is_empty());
    assert_eq!((count(world, "SELECT COUNT(*) FROM photos").await, files(world).len()), (1, 2));
    world.pass(Duration::hours(2));
    do_timed_work(&world.ports).await;
    assert_eq!(count(world, "SELECT COUNT(*) FROM photos").await, 0);
    assert!(do_jobs(&world.ports).await.is_empty());
    assert_eq!(files(world), [] as [String; 0]);
    assert_eq!(fetch(world, &address).await.status(), 403, "and the address has ended, too");
}

async fn an_edited_or_expired_address_gives_nothing(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let (_, photo) = try_upload(world, Some(&me), &request_id(), &picture(60, 40, ImageFormat::Jpeg)).await;
    let other = upload(world, &me).await;
    let address = text(&photo["url"]);
    let (path, query) = address.split_once('?').expect("a query");
    let (until, signature) = query.split_once('&').expect("two");
    let second: i64 = until.strip_prefix("until=").expect("a time").parse().expect("a number");
    let edited = [
        address.replace(&text(&photo["id"]), &other),
        address.replace("/full?", "/thumbnail?"),
        address.replace("/full?", "/check?"),
        address.replace("/full?", "/original?"),
        format!("{path}?until={}&{signature}", second + 1800),
        format!("{path}?{until}&signature=AAAA"),
        format!("{path}?{until}&signature="),
        format!("{path}?{until}"),
        path.to_owned(),
        format!("{path}?until=never&{signature}"),
        address.replace("photo_", "wish_"),
        format!("{}/media/..%2F..%2Ftown/full?{query}", world.url),
    ];
    for address in &edited {
        let answer = fetch(world, address).await;
        assert_eq!(answer.status(), 403, "{address}");
        let fault: Value = answer.json().await.expect("JSON");
        assert_eq!(fault["code"], "ADDRESS_NOT_GOOD", "{fault}");
    }
    for path in ["/media/", "/media/photos", "/media"] {
        let answer = fetch(world, &format!("{}{path}", world.url)).await;
        assert!([404, 405].contains(&answer.status().as_u16()), "no list of files: {path}");
    }
    assert_eq!(fetch(world, &address).await.status(), 200);
    world.pass(Duration::minutes(29));
    assert_eq!(fetch(world, &address).await.status(), 200);
    world.pass(Duration::minutes(31));
    assert_eq!(fetch(world, &address).await.status(), 403);
}

async fn only_members_upload_and_not_without_end(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let homeless = world.login("homeless").await;
    let file = picture(8, 8, ImageFormat::Png);
    let (status, fault) = try_upload(world, None, &request_id(), &file).await;
    assert_eq!((status, &fault["code"]), (401, &json!("UNAUTHENTICATED")));
    let (status, fault) = try_upload(world, Some(&homeless), &request_id(), &file).await;
    assert_eq!((status, &fault["code"]), (409, &json!("NO_HOME_COMMUNITY")));
    assert_eq!(try_upload(world, Some(&town.staff[0]), &request_id(), &file).await.0, 200, "staff, wherever they live");
    let answers = all((0..34).map(|_| async { try_upload(world, Some(&me), &request_id(), &file).await })).await;
    let (mut taken, mut refused, mut full) = (0, 0, 0);
    for (status, answer) in answers {
        match status {
            200 => taken += 1,
            503 => full += 1,
            _ => {
                assert_eq!(
                    (status, &answer["code"], &answer["field"]),
                    (409, &json!("TOO_MANY_UNUSED_PHOTOS"), &json!("file"))
                );
                refused += 1;
            }
        }
    }
    assert!(taken <= 30 && taken + refused + full == 34, "{taken} {refused} {full}");
    for _ in taken..30 {
        assert_eq!(try_upload(world, Some(&me), &request_id(), &file).await.0, 200);
    }
    let (status, answer) = try_upload(world, Some(&me), &request_id(), &file).await;
    assert_eq!((status, &answer["code"]), (409, &json!("TOO_MANY_UNUSED_PHOTOS")));
    assert_eq!(count(world, "SELECT COUNT(*) FROM photos").await, 31);
}

async fn files_of_an_upload_that_came_to_nothing_go(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    for _ in 0..30 {
        upload(world, &me).await;
    }
    let (status, _) = try_upload(world, Some(&me), &request_id(), &picture(8, 8, ImageFormat::Png)).await;
    assert_eq!((status, files(world).len()), (409, 62), "the files were there before the row");
    world.pass(Duration::minutes(59));
    assert!(do_jobs(&world.ports).await.is_empty());
    assert_eq!(files(world).len(), 62);
    world.pass(Duration::minutes(1));
    assert!(do_jobs(&world.ports).await.is_empty());
    assert_eq!(files(world).len(), 60);
}

async fn without_a_place_for_files_nothing_is_uploaded(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let without = world.without_files().await;
    let body = form(&[("requestId", &request_id())], "file", &picture(8, 8, ImageFormat::Png));
    let answer = send(&without, Some(&me), body).await;
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.json::<Value>().await.expect("JSON")["code"], "UPLOADS_OFF");
}
