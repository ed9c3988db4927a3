//! A certificate as its owner fetches it.

use api::http::certificates::print::CertificateFont;
use api::http::gate::Gate;
use chrono::Duration;
use serde_json::json;

use super::volunteer;
use crate::harness::certificates::{issue, scanned, words};
use crate::harness::media::fetch;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, text};
use crate::harness::world::World;

on_both_stores!(
    the_paper_says_what_was_certified_and_its_code_leads_to_the_page,
    a_paper_is_for_who_has_its_address_for_as_long_as_that_is_good,
    a_long_name_and_one_with_rare_letters_stand_on_the_paper,
);

async fn the_paper_says_what_was_certified_and_its_code_leads_to_the_page(world: &World) {
    let town = Town::build(world).await;
    let me = volunteer(world, &town, "helper", "王建国").await;
    let made = issue(world, &me).await;
    let answer = fetch(world, &text(&made["url"])).await;
    let headers = answer.headers().clone();
    assert_eq!(
        (answer.status().as_u16(), &headers["content-type"]),
        (200, &"application/pdf".parse().expect("a type"))
    );
    assert!(headers["cache-control"].to_str().expect("a text").starts_with("private, max-age="));
    let pdf = answer.bytes().await.expect("a file");
    assert!(pdf.len() < 100_000, "{} bytes: of the font only what is needed", pdf.len());
    let words = words(&pdf);
    let (number, community) = (text(&made["number"]), text(&made["community"]["name"]));
    for word in ["志愿服务证明", "王建国", "2 小时", "1 个班次", &number, &community] {
        assert!(words.contains(word), "{word}: {words}");
    }
    assert_eq!(scanned(&pdf), text(&made["verifyUrl"]));
    let again = fetch(world, &text(&made["url"])).await.bytes().await.expect("a file");
    assert_eq!(again, pdf, "the same certificate is the same file");
}

async fn a_paper_is_for_who_has_its_address_for_as_long_as_that_is_good(world: &World) {
    let town = Town::build(world).await;
    let me = volunteer(world, &town, "helper", "王建国").await;
    let (one, other) = (issue(world, &me).await, issue(world, &me).await);
    let address = text(&one["url"]);
    let foreign = address.replace(&text(&one["id"]), &text(&other["id"]));
    let (unsigned, _) = address.split_once('?').expect("a query");
    for wrong in [foreign, unsigned.to_owned(), address.replace("until=", "until=1"), format!("{address}x")] {
        let answer = fetch(world, &wrong).await;
        assert_eq!(answer.status(), 403, "{wrong}");
    }
    let revoke = json!({ "certificateId": other["id"] });
    assert_eq!(world.act(&me, "revokeCertificate", revoke, "").await["__typename"], "Certificate");
    let answer = fetch(world, &text(&other["url"])).await;
    let (status, fault) = (answer.status().as_u16(), answer.json::<serde_json::Value>().await.expect("JSON"));
    assert_eq!((status, &fault["code"]), (403, &json!("CERTIFICATE_REVOKED")), "{fault}");
    assert_eq!(fetch(world, &address).await.status(), 200);
    world.pass(Duration::hours(1));
    assert_eq!(fetch(world, &address).await.status(), 403, "an hour later");
}

async fn a_long_name_and_one_with_rare_letters_stand_on_the_paper(world: &World) {
    let town = Town::build(world).await;
    let long = "阿卜杜热合曼·麦麦提图尔荪·阿依古丽买买提江吐尔逊";
    // The last has no letter in the font: a box stands for it, and its number beside.
    for (name, real_name, word) in [("long", long, long), ("rare", "王\u{2a6a5}", "U+2A6A5")] {
        let who = volunteer(world, &town, name, real_name).await;
        let pdf = fetch(world, &text(&issue(world, &who).await["url"])).await.bytes().await.expect("a file");
        let words = words(&pdf);
        assert!(words.contains(word), "{words}");
        assert_eq!(words.contains("字体缺字"), name == "rare", "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_font_all_but_the_paper_works() {
    let certificate_font = CertificateFont("/nowhere/font.ttc".into());
    let gate = Gate { explore: true, rate_factor: 1_000, certificate_font, ..Gate::default() };
    let world = World::on_sqlite(gate).await;
    let town = Town::build(&world).await;
    let me = volunteer(&world, &town, "helper", "王建国").await;
    let answer = fetch(&world, &text(&issue(&world, &me).await["url"])).await;
    let (status, fault) = (answer.status().as_u16(), answer.json::<serde_json::Value>().await.expect("JSON"));
    assert_eq!((status, &fault["code"]), (503, &json!("UNAVAILABLE")), "{fault}");
    assert!(!fault.to_string().contains("nowhere"), "{fault}");
}
