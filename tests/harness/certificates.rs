//! Certificates of hours, as a test has them issued, and reads them.

use api::http::certificates::print::CertificateFont;
use chrono::Duration;
use lopdf::Document;
use lopdf::content::Content;
use serde_json::{Value, json};

use super::world::{Person, World};

/// The font, where the script that runs the tests found it.
pub(crate) fn font() -> CertificateFont {
    std::env::var_os(FONT).map_or_else(CertificateFont::default, |path| CertificateFont(path.into()))
}

/// The setting that says where it is.
pub(crate) const FONT: &str = "LINLI_CERTIFICATE_FONT";

/// What is asked of a certificate.
pub(crate) const CERTIFICATE: &str = "... on Certificate { id number from to minutes shifts state url verifyUrl revokedAt \
    revokeReason revokedBy { id } member { id shownName } community { id name } }";

/// Today, where the communities are.
pub(crate) fn today(world: &World) -> String {
    (world.now() + Duration::hours(8)).date_naive().to_string()
}

/// All days until now.
pub(crate) fn until_now(world: &World) -> Value {
    json!({ "from": "2020-01-01", "to": today(world) })
}

/// Has all hours of somebody certified.
pub(crate) async fn issue(world: &World, who: &Person) -> Value {
    let made = world.act(who, "issueCertificate", until_now(world), CERTIFICATE).await;
    assert_eq!(made["state"], "VALID", "{made}");
    made
}

/// The public page at this address: its status, and its text.
pub(crate) async fn page(world: &World, address: &str, language: &str) -> (u16, String) {
    let asked = world.http().get(address).header("accept-language", language);
    let answer = asked.send().await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let policy = answer.headers()["content-security-policy"].to_str().expect("a text");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    (answer.status().as_u16(), answer.text().await.expect("a page"))
}

/// What stands on a paper.
pub(crate) fn words(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).expect("a PDF");
    assert_eq!(document.get_pages().len(), 1);
    document.extract_text(&[1]).expect("its text")
}

/// What a phone reads of the code on a paper: it is drawn as squares, in one path.
pub(crate) fn scanned(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).expect("a PDF");
    let page = *document.get_pages().get(&1).expect("a page");
    let content = Content::decode(&document.get_page_content(page)).expect("operations");
    let (mut squares, mut most) = (Vec::new(), Vec::new());
    for operation in &content.operations {
        let number = |place: usize| operation.operands[place].as_float().expect("a number");
        match &*operation.operator {
            "re" | "m" => squares.push((number(0), number(1))),
            "l" | "h" => {}
            _ => {
                let found = std::mem::take(&mut squares);
                most = if found.len() > most.len() { found } else { most };
            }
        }
    }
    let low = most.iter().fold((f32::MAX, f32::MAX), |low, at| (low.0.min(at.0), low.1.min(at.1)));
    // The corners are seven squares wide, and nothing is beside them.
    let beside = most.iter().map(|at| at.0 - low.0).filter(|right| *right > 0.01).fold(f32::MAX, f32::min);
    let dark: Vec<_> = most
        .iter()
        .map(|at| (((at.0 - low.0) / beside).round() as usize, ((at.1 - low.1) / beside).round() as usize))
        .collect();
    let size = dark.iter().map(|at| at.0).max().expect("squares") + 1;
    let at = |pixel: usize| (pixel / 4).checked_sub(4);
    let side = (size + 8) * 4;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        let is_dark = at(x).zip(at(y)).is_some_and(|place| dark.contains(&place));
        if is_dark { 0 } else { 255 }
    });
    image.detect_grids()[0].decode().expect("a code").1
}
