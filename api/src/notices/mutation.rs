//! Publishing notices.

use async_graphql::{Context, ID, InputObject, Object, Result, Union};
use domain::ids::AreaId;
use domain::notices::publish::{self, NewNotice};
use domain::text::{Line, Paragraphs};

use super::types::{Audience, Notice, NoticeCategory};
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::failure::{Refusal, settle};
use crate::graphql::scalars::{DateTime, Uuid};

/// A notice to be published.
#[derive(InputObject)]
pub struct PublishNoticeInput {
    /// Made by the client before sending; the same id with the same input has one effect and one answer.
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
    /// Until when it hangs, in the future; for good, if not said.
    expires_at: Option<DateTime>,
}

/// The notice after the change, or why not.
#[derive(Union)]
pub enum NoticeResult {
    /// The notice after the change.
    Notice(Notice),
    /// Why not.
    Refusal(Refusal),
}

/// Mutations of notices.
#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Publishes a notice in an area that you administer. For community staff and above.
    async fn publish_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notice.")] input: PublishNoticeInput,
    ) -> Result<NoticeResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let new = NewNotice {
                area: AreaId::parse("areaId", &input.area_id)?,
                category: input.category.into(),
                title: Line::parse("title", &input.title)?,
                text: Paragraphs::parse("text", &input.text)?,
                audience: input.audience.iter().map(|audience| (*audience).into()).collect(),
                pinned: input.pinned,
                expires: input.expires_at.map(|end| end.0),
            };
            publish::publish(ports(ctx), by, new, &request).await.map(Notice)
        })
        .await
    }
}
