//! What clients see of spreadsheets.

use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::{Failure, Outcome};
use domain::ids::{self, Id};
use domain::spreadsheets::may::shift_name;
use domain::spreadsheets::read::{address, find};
use domain::spreadsheets::spreadsheet::{self, Of, State, Why};

use crate::graphql::answer::{answer, lang};
use crate::graphql::batch::load;
use crate::graphql::by_id::ById;
use crate::graphql::context::{ports, viewer};
use crate::graphql::scalars::DateTime;
use crate::listed;

/// Of what a spreadsheet is.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum SpreadsheetKind {
    /// 单位党员活动记录: what a unit's party members did in a period.
    UnitRecord,
    /// 服务时长: hours granted in a community.
    Hours,
    /// 积分流水: entries of a community's moral bank.
    Entries,
    /// 班次名单: who signed up for a shift.
    Roster,
    /// 物品发放: goods handed out in a community on a day.
    HandedOut,
    /// 微心愿: wishes of a community.
    Wishes,
}

/// Where a spreadsheet stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum SpreadsheetState {
    /// 生成中: it is being made. Ask again, or wait for `SPREADSHEET_READY` in the inbox.
    Waiting,
    /// 已生成: fetch it at `url`.
    Made,
    /// 未生成: `failure` says why.
    Failed,
}

/// Why a spreadsheet was not made.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Why")]
pub enum SpreadsheetFailure {
    /// You may no longer see what it is of.
    NotAllowed,
    /// It would have more than 200,000 rows: ask for a shorter period.
    TooLong,
    /// Something went wrong on our side. The operator has been told; it may be made yet.
    Broken,
}

/// A spreadsheet (.xlsx) that you asked for. Nobody else sees it. It can be fetched for a day, and is then deleted.
pub struct Spreadsheet(pub spreadsheet::Spreadsheet);

listed!(Spreadsheet);

impl ById for Spreadsheet {
    type Kind = ids::SpreadsheetKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::SpreadsheetKind>) -> Outcome<Option<Self>> {
        match find(ports, by, "id", id).await {
            Err(Failure::NotFound(_)) => Ok(None),
            found => found.map(Self).map(Some),
        }
    }
}

/// A spreadsheet (.xlsx) that you asked for. Nobody else sees it. It can be fetched for a day, and is then deleted.
#[Object]
impl Spreadsheet {
    /// The id of this spreadsheet.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Of what it is.
    async fn kind(&self) -> SpreadsheetKind {
        match self.0.of {
            Of::UnitRecord(..) => SpreadsheetKind::UnitRecord,
            Of::Hours(..) => SpreadsheetKind::Hours,
            Of::Entries(..) => SpreadsheetKind::Entries,
            Of::Roster(_) => SpreadsheetKind::Roster,
            Of::HandedOut(..) => SpreadsheetKind::HandedOut,
            Of::Wishes(..) => SpreadsheetKind::Wishes,
        }
    }

    /// Of what, whose and of when, in the language of this request.
    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        answer(ctx, async {
            let name = match self.0.of {
                Of::UnitRecord(unit, _) => load(ctx, unit).await?.map(|unit| unit.name),
                Of::Roster(shift) => load(ctx, shift).await?.map(|shift| shift_name(&shift)),
                Of::Hours(area, _) | Of::Entries(area, _) | Of::HandedOut(area, _) | Of::Wishes(area, _) => {
                    load(ctx, area).await?.map(|area| area.name)
                }
            };
            Ok(self.0.of.title(&name.unwrap_or_default(), lang(ctx)))
        })
        .await
    }

    /// Where it stands.
    async fn state(&self) -> SpreadsheetState {
        match self.0.state {
            State::Waiting => SpreadsheetState::Waiting,
            State::Made { .. } => SpreadsheetState::Made,
            State::Failed(_) => SpreadsheetState::Failed,
        }
    }

    /// Why it was not made; null if it was, or may be yet.
    async fn failure(&self) -> Option<SpreadsheetFailure> {
        match self.0.state {
            State::Failed(why) => Some(why.into()),
            State::Waiting | State::Made { .. } => None,
        }
    }

    /// How many rows are written so far. They are counted anew if the process that made it was ended.
    async fn rows_done(&self) -> i64 {
        self.0.rows
    }

    /// When you asked for it.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked)
    }

    /// When it was made; null until then.
    async fn made_at(&self) -> Option<DateTime> {
        self.made().map(|(at, ..)| DateTime(at))
    }

    /// Until when it can be fetched: a day after it was made; null until then.
    async fn expires_at(&self) -> Option<DateTime> {
        self.made().map(|(_, until, _)| DateTime(until))
    }

    /// Its size, in bytes; null until it is made.
    async fn bytes(&self) -> Option<i64> {
        self.made().map(|(.., bytes)| bytes)
    }

    /// Where to fetch it, as a download; null until it is made. The address needs no login, stays the same for half an hour,
    /// and is good for less than an hour: ask again for another. Each download is written to the audit log, and works only as
    /// long as you may see what is in it. A login that has still to give a code of its second factor gets
    /// `SECOND_FACTOR_NEEDED`.
    async fn url(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        answer(ctx, async { address(ports(ctx), viewer(ctx)?, &self.0) }).await
    }
}

impl Spreadsheet {
    fn made(&self) -> Option<(chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>, i64)> {
        match self.0.state {
            State::Made { at, until, bytes } => Some((at, until, bytes)),
            State::Waiting | State::Failed(_) => None,
        }
    }
}
