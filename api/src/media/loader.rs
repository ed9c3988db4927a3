//! Photos, one statement for all that a request needs at once. Only asked of things that the viewer sees, and of cases.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::Loader;
use domain::failure::{Failure, Outcome};
use domain::ids::{NoticeId, PhotoId};
use domain::media::attachment;
use domain::media::photo::{self, ShownBy};

use super::photo::Photo;
use crate::graphql::batch::{Batch, load};

impl Loader<ShownBy> for Batch {
    type Value = Vec<photo::Photo>;
    type Error = Arc<Failure>;

    async fn load(&self, things: &[ShownBy]) -> Result<HashMap<ShownBy, Self::Value>, Self::Error> {
        let viewer = self.viewer()?;
        let mut photos: HashMap<_, Vec<_>> = HashMap::new();
        for photo in self.ports.store.photos_shown_by(things).await? {
            if let Some(used) = photo.used.as_ref().filter(|_| photo.seen_by(viewer)) {
                photos.entry(used.by).or_default().push(photo);
            }
        }
        Ok(photos)
    }
}

impl Loader<PhotoId> for Batch {
    type Value = photo::Photo;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[PhotoId]) -> Result<HashMap<PhotoId, Self::Value>, Self::Error> {
        let (viewer, photos) = (self.viewer()?, self.ports.store.photos(ids).await?);
        Ok(photos.into_iter().filter(|photo| photo.seen_by(viewer)).map(|photo| (photo.id, photo)).collect())
    }
}

/// The attachments of a notice.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttachmentsOf(pub NoticeId);

impl Loader<AttachmentsOf> for Batch {
    type Value = Vec<attachment::Attachment>;
    type Error = Arc<Failure>;

    async fn load(&self, notices: &[AttachmentsOf]) -> Result<HashMap<AttachmentsOf, Self::Value>, Self::Error> {
        let notices: Vec<_> = notices.iter().map(|of| of.0).collect();
        let mut all: HashMap<_, Vec<_>> = HashMap::new();
        for attachment in self.ports.store.attachments_of(&notices).await? {
            if let Some(notice) = attachment.notice {
                all.entry(AttachmentsOf(notice)).or_default().push(attachment);
            }
        }
        Ok(all)
    }
}

/// The photos of a thing that shows them to the viewer.
pub async fn photos_of(ctx: &Context<'_>, thing: ShownBy, shows: bool) -> Outcome<Vec<Photo>> {
    if !shows {
        return Ok(Vec::new());
    }
    Ok(load(ctx, thing).await?.unwrap_or_default().into_iter().map(Photo).collect())
}
