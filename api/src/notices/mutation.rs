//! Publishing, editing, withdrawing and reading notices.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::failure::Outcome;
use domain::ids::{AreaId, NoticeId};
use domain::notices::files::NoticeFiles;
use domain::notices::notice::NoticeText;
use domain::notices::publish::publish;
use domain::notices::{edit, mark_read, withdraw};
use domain::text::{Line, Paragraphs};

use super::notice::{Audience, Notice, NoticeCategory};
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::{DateTime, Uuid};
use crate::media::attachment::attachment_ids;
use crate::media::photo::photo_ids;
use crate::result;

/// A notice to be published.
#[derive(InputObject)]
pub struct PublishNoticeInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Where it hangs: a community, or an area above, and then in all communities within.
    area_id: ID,
    /// What it is about.
    category: NoticeCategory,
    /// The notice in one line: 1 to 60 characters.
    title: String,
    /// The notice in full: 1 to 5,000 characters, line breaks allowed. Plain text.
    text: String,
    /// Whom it addresses: at least one.
    audience: Vec<Audience>,
    /// Whether it stays on top of the board.
    #[graphql(default)]
    pinned: bool,
    /// From when it hangs, at most 366 days ahead; at once by default. Until then only staff who administer the area
    /// see it.
    publish_at: Option<DateTime>,
    /// Its photos, in their order: ids that `POST /media` gave you and that nothing shows yet, 9 at most; none by
    /// default.
    photo_ids: Option<Vec<ID>>,
    /// Its attachments, in their order: ids that `POST /media/attachments` gave you and that no notice has yet, 9 at most;
    /// none by default.
    attachment_ids: Option<Vec<ID>>,
    /// Until when it hangs: after its publication, at most ten years ahead; for good by default.
    expires_at: Option<DateTime>,
}

/// The whole of a notice as it is to be after an edit.
#[derive(InputObject)]
pub struct EditNoticeInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The notice.
    notice_id: ID,
    /// The `version` that you saw: refused with `NOTICE_CHANGED` if it is no longer the latest.
    version: i32,
    /// What it is about.
    category: NoticeCategory,
    /// The notice in one line: 1 to 60 characters.
    title: String,
    /// The notice in full: 1 to 5,000 characters, line breaks allowed. Plain text.
    text: String,
    /// Whom it addresses: at least one.
    audience: Vec<Audience>,
    /// Whether it stays on top of the board.
    pinned: bool,
    /// Its photos as they are to be, in their order, 9 at most: of those that it shows, and of yours that nothing shows
    /// yet. What is left out is deleted. As they are by default.
    photo_ids: Option<Vec<ID>>,
    /// Its attachments as they are to be, in the same way.
    attachment_ids: Option<Vec<ID>>,
    /// Until when it hangs: in the future and after its publication, at most ten years ahead; for good by default.
    expires_at: Option<DateTime>,
}

/// A notice to be withdrawn.
#[derive(InputObject)]
pub struct WithdrawNoticeInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The notice.
    notice_id: ID,
    /// What the readers are told: 1 to 200 characters.
    reason: String,
}

/// Notices that were read.
#[derive(InputObject)]
pub struct MarkNoticesReadInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The notices: 1 to 100.
    notice_ids: Vec<ID>,
}

result! {
    /// The notice after the change, or why not.
    NoticeResult(Notice)
}

/// Notices that are marked as read.
#[derive(SimpleObject)]
pub struct ReadNotices {
    /// Those of the notices that you see, in no particular order.
    notices: Vec<Notice>,
}

result! {
    /// The notices that are marked as read, or why not.
    ReadNoticesResult(ReadNotices)
}

/// Mutations of notices.
#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Publishes a notice in an area that you administer, now or at a time. For community staff and above.
    async fn publish_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notice.")] input: PublishNoticeInput,
    ) -> Result<NoticeResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let area = AreaId::parse("areaId", &input.area_id)?;
            let content = NoticeText {
                category: input.category.into(),
                title: Line::parse("title", &input.title)?,
                text: Paragraphs::parse("text", &input.text)?,
                audience: input.audience.iter().map(|audience| (*audience).into()).collect(),
                pinned: input.pinned,
                expires: input.expires_at.map(|end| end.0),
            };
            let start = input.publish_at.map(|start| start.0);
            let photos = input.photo_ids.as_deref().map(|ids| photo_ids(Some(ids))).transpose()?;
            let attachments = input.attachment_ids.as_deref().map(|ids| attachment_ids(Some(ids))).transpose()?;
            let files = NoticeFiles { photos: photos.as_deref(), attachments: attachments.as_deref() };
            publish(ports(ctx), by, area, start, content, files, &request).await.map(Notice)
        })
        .await
    }

    /// Gives a notice a new version; those before stay readable in `versions`. For staff who administer the area. If
    /// several people edit the same version, the first edit counts. A withdrawn or expired notice is not edited.
    async fn edit_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notice as it is to be.")] input: EditNoticeInput,
    ) -> Result<NoticeResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let notice = NoticeId::parse("noticeId", &input.notice_id)?;
            let content = NoticeText {
                category: input.category.into(),
                title: Line::parse("title", &input.title)?,
                text: Paragraphs::parse("text", &input.text)?,
                audience: input.audience.iter().map(|audience| (*audience).into()).collect(),
                pinned: input.pinned,
                expires: input.expires_at.map(|end| end.0),
            };
            let photos = input.photo_ids.as_deref().map(|ids| photo_ids(Some(ids))).transpose()?;
            let attachments = input.attachment_ids.as_deref().map(|ids| attachment_ids(Some(ids))).transpose()?;
            let files = NoticeFiles { photos: photos.as_deref(), attachments: attachments.as_deref() };
            edit::edit(ports(ctx), by, notice, input.version, content, files, &request).await.map(Notice)
        })
        .await
    }

    /// Takes a notice back, once: its title and the reason stay on the board where it hung, its text and those of its
    /// versions are for staff only from then on. If withdrawn before its publication, it never hangs. For staff who
    /// administer the area.
    async fn withdraw_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notice and the reason.")] input: WithdrawNoticeInput,
    ) -> Result<NoticeResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let notice = NoticeId::parse("noticeId", &input.notice_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            withdraw::withdraw(ports(ctx), by, notice, reason, &request).await.map(Notice)
        })
        .await
    }

    /// Marks notices as read by you, for good: the first time counts. Those that you do not see, or no longer see, are
    /// left out; `NOT_FOUND` if you see none of them. For all who see the notices.
    async fn mark_notices_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notices.")] input: MarkNoticesReadInput,
    ) -> Result<ReadNoticesResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let ids =
                input.notice_ids.iter().map(|id| NoticeId::parse("noticeIds", id)).collect::<Outcome<Vec<_>>>()?;
            let marked = mark_read::mark_read(ports(ctx), by, &ids, &request).await?;
            Ok(ReadNotices { notices: marked.into_iter().map(Notice).collect() })
        })
        .await
    }
}
