//! Mini-program codes: pictures that open a page when they are scanned.

use domain::failure::{Invalid, Outcome};
use serde_json::json;

use super::WeChatClient;
use super::call::{self, Call};
use super::link::Version;
use super::name::Name;

/// What the page is told, at most so many characters.
const SCENE: usize = 32;
/// The platform's limits, in dots.
const WIDTH: std::ops::RangeInclusive<u32> = 280..=1280;

impl WeChatClient {
    /// A picture (PNG or JPEG) that opens this page and hands it `scene`. Keep the picture: 5,000 a minute are made.
    pub async fn code_image(&self, page: &str, scene: &str, version: Version, width: u32) -> Outcome<Vec<u8>> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$&'()*+,/:;=?@-._~".contains(c);
        if !(1..=SCENE).contains(&scene.len()) || !scene.chars().all(fits) {
            let fault = ("须为1至32个字母、数字或符号", "must be 1 to 32 letters, digits or signs");
            return Err(Invalid::new("scene", fault).into());
        }
        if page.is_empty() || page.starts_with('/') || page.contains('?') {
            let fault = ("不能以斜杠开头或带参数", "must not begin with a slash nor have a query");
            return Err(Invalid::new("page", fault).into());
        }
        if !WIDTH.contains(&width) {
            return Err(Invalid::new("width", ("须在280到1280之间", "must be between 280 and 1280")).into());
        }
        let body = json!({ "scene": scene, "page": page, "width": width, "env_version": version.word(),
            "check_path": version == Version::Release });
        let drawn = self.ask_for(Call::Post { name: Name::CodeImage, body: &body }, call::picture).await;
        drawn.map_err(|problem| problem.failure())
    }
}
