//! What goes with the text of a notice.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::{AreaId, AttachmentId, NoticeId, PhotoId};
use crate::media::attach::attach_instead;
use crate::media::attach_file::give_attachments;
use crate::media::attachment::must_be_few;
use crate::media::photo::{ShownBy, must_fit};
use crate::places::path::Path;
use crate::ports::Ports;
use crate::store::Tx;

/// The photos and attachments that a notice is to have; nothing leaves them as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoticeFiles<'f> {
    /// Its photos.
    pub photos: Option<&'f [PhotoId]>,
    /// Its attachments.
    pub attachments: Option<&'f [AttachmentId]>,
}

impl NoticeFiles<'_> {
    /// Whether a notice can have as many.
    pub(super) fn must_fit(&self, notice: NoticeId) -> Outcome<()> {
        must_fit(self.photos.unwrap_or_default(), ShownBy::Notice(notice))?;
        must_be_few(self.attachments.unwrap_or_default())
    }

    /// Gives them to a notice of this area.
    pub(super) async fn attach(
        &self,
        ports: &Ports,
        tx: &mut dyn Tx,
        by: &Viewer,
        notice: NoticeId,
        area: (AreaId, &Path),
    ) -> Outcome<()> {
        if let Some(photos) = self.photos {
            attach_instead(ports, tx, by, photos, ShownBy::Notice(notice), area).await?;
        }
        match self.attachments {
            Some(attachments) => give_attachments(ports, tx, by, attachments, notice).await,
            None => Ok(()),
        }
    }
}
