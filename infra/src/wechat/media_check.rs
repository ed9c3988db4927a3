//! Whether a picture may be seen: asked here, answered within 30 minutes by a push (`wxa_media_check`).

use domain::members::open_id::OpenId;
use domain::moderation::verdict::Scene;
use serde::Deserialize;
use serde_json::{Value, json};

use super::text_check::scene_number;

/// What the platform is told of a picture: where it can fetch it.
pub(super) fn body(author: &OpenId, scene: Scene, address: &str) -> Value {
    json!({ "media_url": address, "media_type": 2, "version": 2, "scene": scene_number(scene), "openid": author.0 })
}

/// The answer: the id by which the push names the picture.
#[derive(Deserialize)]
pub(super) struct Asked {
    pub(super) trace_id: String,
}
