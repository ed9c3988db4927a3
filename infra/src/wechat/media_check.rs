//! Whether a picture may be seen: asked here, answered within 30 minutes by a push (`wxa_media_check`).

use domain::failure::Outcome;
use domain::members::open_id::OpenId;
use domain::moderation::verdict::Scene;
use serde::Deserialize;
use serde_json::json;

use super::WeChatClient;
use super::call::Call;
use super::name::Name;
use super::text_check::scene_number;

#[derive(Deserialize)]
struct Asked {
    trace_id: String,
}

impl WeChatClient {
    /// Asks about the picture at this address, which the platform must be able to fetch. Returns the id by which the
    /// push names it.
    pub async fn check_picture(&self, author: &OpenId, scene: Scene, url: &str) -> Outcome<String> {
        let body = json!({ "media_url": url, "media_type": 2, "version": 2, "scene": scene_number(scene),
            "openid": author.0 });
        let asked = self.ask::<Asked>(Call::Post { name: Name::MediaCheck, body: &body }).await;
        asked.map(|answer| answer.trace_id).map_err(|problem| problem.failure())
    }
}
