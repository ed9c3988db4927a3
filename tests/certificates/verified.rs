//! The public page that verifies a certificate.

use super::volunteer;
use crate::harness::certificates::{issue, page};
use crate::harness::on_both_stores;
use crate::harness::town::{Town, text};
use crate::harness::world::World;

on_both_stores!(anybody_verifies_a_number_and_learns_the_least);

async fn anybody_verifies_a_number_and_learns_the_least(world: &World) {
    let town = Town::build(world).await;
    let me = volunteer(world, &town, "helper", "王建国").await;
    let made = issue(world, &me).await;
    let (number, verify) = (text(&made["number"]), text(&made["verifyUrl"]));
    assert_eq!(verify, format!("{}/certificates/{number}", world.url));
    let (status, shown) = page(world, &verify, "zh-CN").await;
    assert_eq!(status, 200);
    for word in ["证明有效", "王**", "2 小时", &number] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    for more in ["王建国", "建国", &me.id, &text(&made["id"]), &text(&made["community"]["name"]), "<script"] {
        assert!(!shown.contains(more), "{more}: {shown}");
    }
    let (_, english) = page(world, &verify, "en").await;
    assert!(english.contains("This certificate is valid") && english.contains("2 h<"), "{english}");

    // As people type it; and through the form.
    let bare = number.replace('-', "").to_lowercase();
    for typed in [format!("/certificates/{bare}"), format!("/certificates?number=%20{}", number.replace('-', "+"))] {
        let (status, shown) = page(world, &format!("{}{typed}", world.url), "zh-CN").await;
        assert!(status == 200 && shown.contains("王**"), "{typed}: {shown}");
    }
    let (status, form) = page(world, &format!("{}/certificates", world.url), "zh-CN").await;
    assert!(status == 200 && form.contains("<form") && !form.contains("class=\"state"), "{form}");

    // One wrong letter is a typing fault, whichever it is; a number that nobody has is nobody's.
    for place in 0..16 {
        let letter = if &bare[place..=place] == "2" { "3" } else { "2" };
        let mut typo = bare.clone();
        typo.replace_range(place..=place, letter);
        let (status, shown) = page(world, &format!("{}/certificates/{typo}", world.url), "zh-CN").await;
        assert!(status == 400 && shown.contains("有一处输入错误") && !shown.contains("王"), "{typo}: {shown}");
    }
    let made_up = domain::certificates::number::CertificateNumber::new([9; 32]);
    let (status, shown) = page(world, &format!("{}/certificates/{made_up}", world.url), "zh-CN").await;
    assert!(status == 404 && shown.contains("没有找到"), "{shown}");
    for (typed, escaped) in [
        ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", "&lt;script&gt;"),
        ("%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "&quot;&gt;&lt;img"),
    ] {
        let (status, shown) = page(world, &format!("{}/certificates/{typed}", world.url), "zh-CN").await;
        assert!(status == 400 && shown.contains(escaped), "{shown}");
        assert!(!shown.contains("<script") && !shown.contains("<img"), "{shown}");
    }
}
