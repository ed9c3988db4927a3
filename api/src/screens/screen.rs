//! What clients see of screens of halls.

use async_graphql::{Enum, ID, Object, SimpleObject};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::screens::{purpose, screen};

use crate::graphql::by_id::ById;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::person::Person;
use crate::places::area::Area;

/// What a screen of a hall is for. It can ask for what stands here, for `enterScreen`, and for nothing else: all else is
/// `FORBIDDEN`. It sees what a resident sees who is nothing else.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "purpose::ScreenPurpose")]
pub enum ScreenPurpose {
    /// 公示栏: `noticeBoard`, `boardChanged`, `moralBank`.
    Board,
    /// 待认领的微心愿: `wishes`, `openWishesChanged`.
    OpenWishes,
    /// 签到码: `checkInCodesOfToday`.
    CheckInCodes,
}

/// A screen of a hall (大厅屏): a browser that staff paired to a community and a purpose. It belongs to the community, and
/// not to the person who paired it. Seen by staff who administer the community, and by itself.
pub struct Screen(pub screen::Screen);

listed!(Screen);

impl ById for Screen {
    type Kind = ids::ScreenKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::ScreenKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.screens(by, &[id]).await?.pop().map(Self))
    }
}

/// A screen of a hall (大厅屏): a browser that staff paired to a community and a purpose. It belongs to the community, and
/// not to the person who paired it. Seen by staff who administer the community, and by itself.
#[Object]
impl Screen {
    /// The id of this screen.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The community that it belongs to.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// What it is for.
    async fn purpose(&self) -> ScreenPurpose {
        self.0.purpose.into()
    }

    /// What staff call it, such as 一楼大厅; up to 30 characters.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Who paired it.
    async fn paired_by(&self) -> Person {
        Person(self.0.paired_by.clone())
    }

    /// When it was paired.
    async fn paired_at(&self) -> DateTime {
        DateTime(self.0.paired)
    }

    /// When it last called `enterScreen`, which it does every quarter of an hour while it is on; null before the first
    /// time.
    async fn last_seen_at(&self) -> Option<DateTime> {
        self.0.last_seen.map(DateTime)
    }

    /// When staff ended it; null as long as they did not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended.as_ref().map(|(_, at)| DateTime(*at))
    }

    /// Who ended it; null as long as nobody did.
    async fn ended_by(&self) -> Option<Person> {
        self.0.ended.as_ref().map(|(by, _)| Person(by.clone()))
    }
}

/// What a page has to keep that is a screen of a hall from now on.
#[derive(SimpleObject)]
pub struct ScreenKey {
    /// For `enterScreen`, and for nobody else: to be kept in the browser. It is given once, and good until `endScreen`.
    pub key: String,
    /// The screen.
    pub screen: Screen,
}

/// A login of a screen of a hall.
#[derive(SimpleObject)]
pub struct ScreenLogin {
    /// Send it as `Authorization: Bearer …`. A signed JWT.
    pub access_token: String,
    /// When the access token ends: 15 minutes after it was made. Call `enterScreen` before that, which also keeps the
    /// login of sockets alive.
    pub access_token_expires_at: DateTime,
    /// The screen.
    pub screen: Screen,
}
