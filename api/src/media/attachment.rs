//! What clients see of attachments.

use async_graphql::{Context, Enum, ID, Object};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, AttachmentId, Id};
use domain::media::address::Size;
use domain::media::attach_file::find_attachment;
use domain::media::attachment;

use crate::graphql::by_id::ById;
use crate::graphql::context::ports;

/// What an attachment is.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "attachment::AttachmentKind")]
pub enum AttachmentKind {
    /// PDF, in which nothing acts by itself.
    Pdf,
    /// A workbook (.xlsx) without macros.
    Xlsx,
}

/// An attachment of a notice: a document that is saved, not shown. It is uploaded by `POST /media/attachments`. Seen by
/// those who read the text of the notice; before it has one, by the person who uploaded it.
pub struct Attachment(pub attachment::Attachment);

impl ById for Attachment {
    type Kind = ids::AttachmentKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::AttachmentKind>) -> Outcome<Option<Self>> {
        Ok(find_attachment(ports, by, id).await?.map(Self))
    }
}

/// An attachment of a notice: a document that is saved, not shown. It is uploaded by `POST /media/attachments`. Seen by
/// those who read the text of the notice; before it has one, by the person who uploaded it.
#[Object]
impl Attachment {
    /// The id of this attachment.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is.
    async fn kind(&self) -> AttachmentKind {
        self.0.kind.into()
    }

    /// The name under which it is saved, with its ending: up to 100 characters.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Its size, in bytes.
    async fn bytes(&self) -> i64 {
        self.0.bytes
    }

    /// Where to fetch it, as a download. The address needs no login, stays the same for half an hour, and is good for
    /// less than an hour.
    async fn url(&self, ctx: &Context<'_>) -> String {
        let ports = ports(ctx);
        ports.addresses.of(self.0.id, Size::Document, ports.now())
    }
}

/// The attachments that an input names.
pub fn attachment_ids(ids: Option<&[ID]>) -> Outcome<Vec<AttachmentId>> {
    ids.unwrap_or_default().iter().map(|id| AttachmentId::parse("attachmentIds", id)).collect()
}
