//! What a store must guarantee of photos and attachments.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::failure::Outcome;
use crate::ids::{AreaId, AttachmentId, MemberId, NoticeId, PhotoId};
use crate::media::attachment::{Attachment, NewAttachment};
use crate::media::photo::{Photo, PhotoState, ShownBy};
use crate::members::open_id::OpenId;

/// A photo that is to be kept. Nothing shows it yet.
#[derive(Debug)]
pub struct NewPhoto {
    /// Its id.
    pub id: PhotoId,
    /// The uploader.
    pub uploader: MemberId,
    /// In pixels, upright.
    pub width: i32,
    /// In pixels, upright.
    pub height: i32,
    /// The size of the larger of its files.
    pub bytes: i64,
    /// When.
    pub uploaded: DateTime<Utc>,
}

/// That something is to show photos.
#[derive(Debug, Clone, Copy)]
pub struct NewUse {
    /// What.
    pub by: ShownBy,
    /// The area that it belongs to.
    pub area: AreaId,
    /// Where they stand then.
    pub state: PhotoState,
    /// When.
    pub at: DateTime<Utc>,
}

/// A photo whose check has come to its end.
#[derive(Debug, Clone, Copy)]
pub struct Checked {
    /// Which.
    pub photo: PhotoId,
    /// The uploader.
    pub uploader: MemberId,
    /// The area of what shows it.
    pub area: AreaId,
}

/// Which photos a check is about.
#[derive(Debug, Clone, Copy)]
pub enum CheckOf<'t> {
    /// That of this id.
    Photo(PhotoId),
    /// That which the platform knows by this id.
    Trace(&'t str),
}

/// Inside a transaction. What decides is one conditional statement each.
#[async_trait]
pub trait MediaRepo {
    /// Adds a photo, as long as the uploader has fewer than `most` unused ones; says whether. The member must be held
    /// ([`crate::members::repo::MemberRepo::hold_member`]).
    async fn add_photo(&mut self, new: &NewPhoto, most: i64) -> Outcome<bool>;
    /// Lets something show these photos, in this order: unused ones of this uploader, and those that it shows already.
    /// Says whether all of them could be: if not, the transaction is to be dropped.
    async fn show_photos(&mut self, uploader: MemberId, photos: &[PhotoId], new: &NewUse) -> Outcome<bool>;
    /// Deletes what something shows beside these photos.
    async fn drop_other_photos(&mut self, by: ShownBy, photos: &[PhotoId]) -> Outcome<Vec<PhotoId>>;
    /// Deletes a photo of this uploader that something shows and that others will never see, and says where it was.
    async fn take_photo_out(&mut self, uploader: MemberId, photo: PhotoId) -> Outcome<Option<(ShownBy, AreaId, i32)>>;
    /// Lets something show an unused photo of this uploader at this place; says whether.
    async fn show_photo_at(&mut self, uploader: MemberId, photo: PhotoId, place: i32, new: &NewUse) -> Outcome<bool>;
    /// Keeps the id by which the platform knows the check of a photo, if it is being checked.
    async fn trace_photo(&mut self, photo: PhotoId, trace: &str) -> Outcome<()>;
    /// Ends the check of a photo, if it is being checked.
    async fn end_photo_check(&mut self, of: CheckOf<'_>, state: PhotoState) -> Outcome<Option<Checked>>;
    /// Deletes photos that were uploaded before this moment and that nothing shows, a number of them at most.
    async fn drop_unused_photos(&mut self, then: DateTime<Utc>, most: i64) -> Outcome<Vec<PhotoId>>;
    /// Deletes the photos that go with an account: those that nothing shows, and those of the member's own words.
    async fn drop_photos_of(&mut self, member: MemberId) -> Outcome<Vec<PhotoId>>;
}

/// Outside one.
#[async_trait]
pub trait MediaReader: Send + Sync {
    /// The photos of these ids, in no order. Whether the viewer sees them is for [`crate::media::read`] to say.
    async fn photos(&self, ids: &[PhotoId]) -> Outcome<Vec<Photo>>;
    /// All photos of these things, in their order. For those who see the things, and then as [`Photo::seen_by`] says.
    async fn photos_shown_by(&self, things: &[ShownBy]) -> Outcome<Vec<Photo>>;
    /// The uploader's openid at the platform and what shows the photo, if it is being checked. Opened to ask the platform
    /// about it.
    async fn photo_to_check(&self, photo: PhotoId) -> Outcome<Option<(OpenId, ShownBy)>>;
    /// Photos that are being checked and of whose check the platform has told: by the ids that it knows the checks by.
    async fn photo_checks_told(&self, most: i64) -> Outcome<Vec<String>>;
    /// Photos that something has shown since before this moment, and that are still being checked.
    async fn photo_checks_late(&self, then: DateTime<Utc>, most: i64) -> Outcome<Vec<PhotoId>>;
}

/// Attachments, inside a transaction. What decides is one conditional statement each.
#[async_trait]
pub trait AttachmentRepo {
    /// Adds an attachment, as long as the uploader has fewer than `most` that no notice has; says whether. The member must
    /// be held ([`crate::members::repo::MemberRepo::hold_member`]).
    async fn add_attachment(&mut self, new: &NewAttachment, most: i64) -> Outcome<bool>;
    /// Gives a notice these attachments, in this order: unused ones of this uploader, and those that it has already. Says
    /// whether all of them could be: if not, the transaction is to be dropped.
    async fn give_attachments(&mut self, uploader: MemberId, some: &[AttachmentId], to: NoticeId) -> Outcome<bool>;
    /// Deletes what a notice has beside these attachments.
    async fn drop_other_attachments(&mut self, of: NoticeId, but: &[AttachmentId]) -> Outcome<Vec<AttachmentId>>;
    /// Deletes attachments that were uploaded before this moment and that no notice has, a number of them at most.
    async fn drop_unused_attachments(&mut self, then: DateTime<Utc>, most: i64) -> Outcome<Vec<AttachmentId>>;
    /// Deletes the attachments that go with an account: those that no notice has.
    async fn drop_attachments_of(&mut self, member: MemberId) -> Outcome<Vec<AttachmentId>>;
}

/// Attachments, outside one.
#[async_trait]
pub trait AttachmentReader: Send + Sync {
    /// The attachments of these ids, in no order. Whether the viewer sees them is for [`crate::media::attach_file`] to
    /// say.
    async fn attachments(&self, ids: &[AttachmentId]) -> Outcome<Vec<Attachment>>;
    /// The attachments of these notices, in their order. For those who read their texts.
    async fn attachments_of(&self, notices: &[NoticeId]) -> Outcome<Vec<Attachment>>;
}
