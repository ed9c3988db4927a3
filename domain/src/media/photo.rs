//! A photo: what it is, where it stands, and who sees it.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::access::Viewer;
use crate::failure::{Invalid, Outcome};
use crate::ids::{ActivityId, ClaimId, GoodsId, MemberId, NoticeId, PhotoId, WishId};
use crate::moderation::verdict::Scene;
use crate::places::path::Path;

/// The largest file that can be uploaded, in bytes: what the platform's check takes, too.
pub const FILE_AT_MOST: usize = 10 * 1024 * 1024;
/// The most pixels that a picture may have.
pub const PIXELS_AT_MOST: u64 = 40_000_000;
/// The longest side that it may have, in pixels: a row must fit into memory, too.
pub const SIDE_AT_MOST: u32 = 20_000;
/// The longest side of what is kept, in pixels.
pub const LONGEST_SIDE: u32 = 2048;
/// The longest side of its thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u32 = 400;
/// For how long a photo is kept that nothing shows.
pub const UNUSED_LIVES: Duration = Duration::days(1);
/// So many of them a member may have at a time: enough for three things with all the photos that they can show.
pub const UNUSED_AT_MOST: i64 = 30;
/// For how long others wait for the platform's word before staff look instead.
pub const CHECKED_WITHIN: Duration = Duration::minutes(30);

/// What shows a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShownBy {
    /// A wish: the thing that it is about.
    Wish(WishId),
    /// What a claimer says of their work.
    Fulfilment(ClaimId),
    /// Goods of a moral bank.
    Goods(GoodsId),
    /// An activity.
    Activity(ActivityId),
    /// A notice.
    Notice(NoticeId),
}

impl ShownBy {
    /// How many photos it shows at most: as many as WeChat's picker gives; fewer for goods, which are a card in a list.
    pub fn most(self) -> usize {
        match self {
            Self::Goods(_) => 3,
            _ => 9,
        }
    }

    /// The id of the wish, claim, goods, activity or notice.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Wish(id) => id.uuid(),
            Self::Fulfilment(id) => id.uuid(),
            Self::Goods(id) => id.uuid(),
            Self::Activity(id) => id.uuid(),
            Self::Notice(id) => id.uuid(),
        }
    }

    /// Where the platform is told that it is to be seen.
    pub fn scene(self) -> Scene {
        match self {
            Self::Fulfilment(_) => Scene::Comment,
            _ => Scene::Forum,
        }
    }
}

/// Where a photo stands that something shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoState {
    /// 官方: staff put it there, who answer for it.
    Official,
    /// 检测中: the platform has not said anything yet.
    Checking,
    /// 显示: the platform has nothing against it.
    Shown,
    /// 待核: the platform asks people to look, or did not say, and staff have not looked yet.
    Held,
    /// 已核: staff looked at it and kept it.
    Kept,
    /// 未通过: the platform says that it must not be seen.
    Failed,
    /// 已移除: staff looked at it and removed it.
    Removed,
}

impl PhotoState {
    /// Whether it is hidden from those who only look.
    pub fn hidden(self) -> bool {
        !matches!(self, Self::Official | Self::Shown | Self::Kept)
    }
}

/// That something shows a photo.
#[derive(Debug, Clone)]
pub struct Use {
    /// What.
    pub by: ShownBy,
    /// The area that it belongs to.
    pub area: Path,
    /// Whether others see it.
    pub state: PhotoState,
}

/// A photo.
#[derive(Debug, Clone)]
pub struct Photo {
    /// Its id.
    pub id: PhotoId,
    /// The uploader.
    pub uploader: MemberId,
    /// In pixels, upright.
    pub width: i32,
    /// In pixels, upright.
    pub height: i32,
    /// When it was uploaded.
    pub uploaded: DateTime<Utc>,
    /// What shows it; nothing before it is used.
    pub used: Option<Use>,
}

impl Photo {
    /// Who sees it, among those who see what shows it: the uploader always, and staff who administer the area unless
    /// the platform says that nobody should; all others while it is not hidden. An unused one is the uploader's.
    pub fn seen_by(&self, viewer: &Viewer) -> bool {
        if self.uploader == viewer.member() {
            return true;
        }
        self.used.as_ref().is_some_and(|used| match used.state {
            PhotoState::Failed => false,
            state => !state.hidden() || viewer.administers(&used.area),
        })
    }
}

/// The photos that a thing is to show, in their order: each once, and not more than it can.
pub fn must_fit(photos: &[PhotoId], by: ShownBy) -> Outcome<()> {
    let most = by.most();
    if photos.len() > most {
        return Err(
            Invalid::new("photoIds", (format!("不能超过{most}张"), format!("is more than {most} photos"))).into()
        );
    }
    if photos.iter().enumerate().any(|(place, photo)| photos[..place].contains(photo)) {
        return Err(Invalid::new("photoIds", ("不能重复", "names a photo twice")).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_shows_each_photo_once_and_not_too_many() {
        let photos: Vec<_> = (1..=10).map(|n| PhotoId::from_uuid(Uuid::from_u128(n))).collect();
        let (wish, goods) =
            (ShownBy::Wish(WishId::from_uuid(Uuid::nil())), ShownBy::Goods(GoodsId::from_uuid(Uuid::nil())));
        for (by, count, fits) in
            [(wish, 0, true), (wish, 9, true), (wish, 10, false), (goods, 3, true), (goods, 4, false)]
        {
            assert_eq!(must_fit(&photos[..count], by).is_ok(), fits, "{by:?} {count}");
        }
        assert!(must_fit(&[photos[0], photos[1], photos[0]], wish).is_err());
    }

    #[test]
    fn nothing_is_shown_that_was_not_let_through() {
        use PhotoState::{Checking, Failed, Held, Kept, Official, Removed, Shown};
        let shown: Vec<_> = [Official, Checking, Shown, Held, Kept, Failed, Removed]
            .into_iter()
            .filter(|state| !state.hidden())
            .collect();
        assert_eq!(shown, [Official, Shown, Kept]);
    }
}
