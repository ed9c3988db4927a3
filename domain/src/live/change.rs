//! What is told between processes, and what must be guaranteed of it.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A kind of screen that is kept up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Screen {
    /// The notice board of an area: what hangs there, and in all communities within it.
    Board,
    /// The open wishes of a community.
    OpenWishes,
    /// The inbox of a member.
    Inbox,
    /// Whatever a screen of a hall shows: it has to look whether it still may.
    Right,
}

/// What an operation changes on screens, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// In the area of the deed; everywhere, if the deed has none.
    There(Screen),
    /// Perhaps in other places than the area of the deed: everywhere.
    Everywhere(Screen),
}

impl Shows {
    /// Which kind of screen.
    pub const fn screen(self) -> Screen {
        match self {
            Self::There(screen) | Self::Everywhere(screen) => screen,
        }
    }
}

/// That something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// On which kind of screen.
    pub screen: Screen,
    /// Of which area, of which member's inbox, or which screen's right; `None` for all.
    pub of: Option<Uuid>,
}

/// What a process hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// This changed.
    Changed(Vec<Change>),
    /// Something may have changed that was not told: everything has to be looked at again.
    Missed,
}

/// Tells all processes of a service what changed.
///
/// What is told can be lost, with the connection or with a process. Then the listeners are told that they
/// [missed](News::Missed) something, as soon as it is noticed; and no screen may rely on being told at all.
#[async_trait]
pub trait Live: Send + Sync {
    /// Tells of changes that are committed. Neither waits nor fails.
    fn publish(&self, changes: Vec<Change>);
    /// Hears from now on what any process tells, this one included.
    fn listen(&self) -> Box<dyn Listener>;
}

/// Hears what is told.
#[async_trait]
pub trait Listener: Send {
    /// Waits for news.
    async fn news(&mut self) -> News;
}
