//! What clients see of photos.

use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id, PhotoId};
use domain::media::address::Size;
use domain::media::{photo, read};
use domain::moderation::case::Target;
use domain::moderation::text_state;

use crate::graphql::answer::answer;
use crate::graphql::by_id::ById;
use crate::graphql::context::ports;
use crate::moderation::loader::removal_reason;

/// Where a photo stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum PhotoState {
    /// 未使用: uploaded, and shown by nothing. Only you see it, for a day.
    Unused,
    /// 检测中: WeChat's content check has not answered yet, which takes half an hour at most. Only you and staff see it.
    Checking,
    /// 显示: shown.
    Shown,
    /// 待核: hidden until staff look, because the content check did not let it pass or did not answer. Only you and
    /// staff see it.
    Held,
    /// 未通过: the content check says that it cannot be shown to others. Only you see it: put another in its place with
    /// `replacePhoto`.
    Failed,
    /// 已移除: hidden for good, by staff. Only you and staff see it: put another in its place with `replacePhoto`.
    Removed,
}

impl From<photo::PhotoState> for PhotoState {
    fn from(state: photo::PhotoState) -> Self {
        use photo::PhotoState as State;
        match state {
            State::Official | State::Shown | State::Kept => Self::Shown,
            State::Checking => Self::Checking,
            State::Held => Self::Held,
            State::Failed => Self::Failed,
            State::Removed => Self::Removed,
        }
    }
}

/// A photo. It is uploaded by `POST /media`, and shown by exactly one thing. Seen by those who see that thing, once it
/// has passed the content check; before, by the person who uploaded it and by staff who administer the community.
pub struct Photo(pub photo::Photo);

impl ById for Photo {
    type Kind = ids::PhotoKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::PhotoKind>) -> Outcome<Option<Self>> {
        Ok(read::find(ports, by, id).await?.map(Self))
    }
}

/// A photo. It is uploaded by `POST /media`, and shown by exactly one thing. Seen by those who see that thing, once it
/// has passed the content check; before, by the person who uploaded it and by staff who administer the community.
#[Object]
impl Photo {
    /// The id of this photo.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where to fetch it, as JPEG: its longest side has up to 2,048 pixels. The address needs no login, stays the same
    /// for half an hour, and is good for less than an hour.
    async fn url(&self, ctx: &Context<'_>) -> String {
        self.address(ctx, Size::Full)
    }

    /// Where to fetch a small one, as JPEG: its longest side has up to 400 pixels. As `url`.
    async fn thumbnail_url(&self, ctx: &Context<'_>) -> String {
        self.address(ctx, Size::Thumbnail)
    }

    /// How wide it is, in pixels.
    async fn width(&self) -> i32 {
        self.0.width
    }

    /// How high it is, in pixels.
    async fn height(&self) -> i32 {
        self.0.height
    }

    /// Where it stands. Others than you and staff see only what is `SHOWN`.
    async fn state(&self) -> PhotoState {
        self.0.used.as_ref().map_or(PhotoState::Unused, |used| used.state.into())
    }

    /// Why staff removed it; null if they did not, and for everybody but the person who uploaded it and staff who
    /// administer the community.
    async fn removal_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        answer(ctx, async {
            match self.0.used.as_ref().map(|used| used.state) {
                Some(photo::PhotoState::Removed) => {
                    removal_reason(ctx, text_state::TextState::Removed, Target::Photo(self.0.id)).await
                }
                _ => Ok(None),
            }
        })
        .await
    }
}

impl Photo {
    fn address(&self, ctx: &Context<'_>, size: Size) -> String {
        let ports = ports(ctx);
        ports.addresses.of(self.0.id, size, ports.now())
    }
}

/// The photos that an input names.
pub fn photo_ids(ids: Option<&[ID]>) -> Outcome<Vec<PhotoId>> {
    ids.unwrap_or_default().iter().map(|id| PhotoId::parse("photoIds", id)).collect()
}
