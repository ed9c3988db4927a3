//! What people do with photos.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::PhotoId;
use domain::media::replace::replace;

use super::photo::Photo;
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::Uuid;
use crate::result;

/// A photo to be put in the place of another.
#[derive(InputObject)]
pub struct ReplacePhotoInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Your photo that others will not see: `FAILED` or `REMOVED`.
    photo_id: ID,
    /// The unused photo that you uploaded to stand there instead.
    new_photo_id: ID,
}

result! {
    /// The photo, or why not.
    PhotoResult(Photo)
}

/// Mutations of photos.
#[derive(Default)]
pub struct MediaMutation;

#[Object]
impl MediaMutation {
    /// Puts another photo in the place of yours that did not pass the content check, or that staff removed. The new one
    /// is checked as the first was; the old one is deleted. For the person who uploaded both.
    async fn replace_photo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The photos.")] input: ReplacePhotoInput,
    ) -> Result<PhotoResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let old = PhotoId::parse("photoId", &input.photo_id)?;
            let new = PhotoId::parse("newPhotoId", &input.new_photo_id)?;
            replace(ports(ctx), by, old, new, &request).await.map(Photo)
        })
        .await
    }
}
