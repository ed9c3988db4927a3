//! A spreadsheet: of what it is, and where it stands.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::calendar::period::Period;
use crate::ids::{AreaId, JobId, MemberId, ShiftId, SpreadsheetId, UnitId};
use crate::language::Lang;
use crate::operation::Operation;
use crate::spreadsheets::{MAKE_ENTRIES, MAKE_HANDED_OUT, MAKE_HOURS, MAKE_ROSTER, MAKE_UNIT_RECORD, MAKE_WISHES};
use crate::wishes::stage::Stage;

/// For how long it can be fetched.
pub const KEPT: Duration = Duration::days(1);
/// What is not made by then is forgotten: a job gives up after some hours.
pub const MADE_WITHIN: Duration = Duration::days(2);
/// So many of them can wait for one member.
pub const WAITING_AT_MOST: i64 = 8;
/// The most rows that one has: a file of some 10 MiB. Excel takes 1,048,576, but no part of ours holds as much at once.
pub const ROWS_AT_MOST: i64 = 200_000;

/// Of what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// 单位台账: what a unit's party members did in a period.
    UnitRecord(UnitId, Period),
    /// 服务时长: what was granted in a community for shifts of a period.
    Hours(AreaId, Period),
    /// 积分流水: what was booked in a community's bank in a period.
    Entries(AreaId, Period),
    /// 班次名单: who signed up for a shift.
    Roster(ShiftId),
    /// 物品发放: what was handed out in a community on a day.
    HandedOut(AreaId, NaiveDate),
    /// 微心愿: those of a community, perhaps only those that stand so.
    Wishes(AreaId, Option<Stage>),
}

impl Of {
    /// The act by which somebody asks for it.
    pub fn act(&self) -> Operation {
        match self {
            Self::UnitRecord(..) => MAKE_UNIT_RECORD,
            Self::Hours(..) => MAKE_HOURS,
            Self::Entries(..) => MAKE_ENTRIES,
            Self::Roster(_) => MAKE_ROSTER,
            Self::HandedOut(..) => MAKE_HANDED_OUT,
            Self::Wishes(..) => MAKE_WISHES,
        }
    }

    /// What kind of thing it tells of.
    pub fn kind(&self, lang: Lang) -> &'static str {
        match self {
            Self::UnitRecord(..) => lang.of("单位党员活动记录", "Record of a unit"),
            Self::Hours(..) => lang.of("服务时长", "Hours served"),
            Self::Entries(..) => lang.of("积分流水", "Entries of the moral bank"),
            Self::Roster(_) => lang.of("班次名单", "Roster of a shift"),
            Self::HandedOut(..) => lang.of("物品发放", "Goods handed out"),
            Self::Wishes(..) => lang.of("微心愿", "Micro-wishes"),
        }
    }

    /// Which part of it: the days, or where wishes stand. Nothing of a shift, which is one.
    pub fn part(&self, lang: Lang) -> Option<String> {
        match self {
            Self::UnitRecord(_, Period { from, to })
            | Self::Hours(_, Period { from, to })
            | Self::Entries(_, Period { from, to }) => {
                Some(lang.of(format!("{from}至{to}"), format!("{from} to {to}")))
            }
            Self::Roster(_) => None,
            Self::HandedOut(_, day) => Some(day.to_string()),
            Self::Wishes(_, stage) => {
                Some(stage.map_or(lang.of("全部状态", "all states"), |stage| stage.text(lang)).to_owned())
            }
        }
    }

    /// Its title, of the name of the unit, community or shift.
    pub fn title(&self, name: &str, lang: Lang) -> String {
        let between = lang.of(" ", ", ");
        let parts = [Some(self.kind(lang).to_owned()), Some(name.to_owned()), self.part(lang)];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
    }
}

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Whoever asked may no longer see what it is of.
    NotAllowed,
    /// It would have more than [`ROWS_AT_MOST`] rows.
    TooLong,
    /// The job failed too often, and waits for somebody to look at it.
    Broken,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 生成中: a job waits, or writes it.
    Waiting,
    /// 已生成: it can be fetched.
    Made {
        /// Since when.
        at: DateTime<Utc>,
        /// Until when.
        until: DateTime<Utc>,
        /// The size of the file.
        bytes: i64,
    },
    /// 未生成
    Failed(Why),
}

/// A spreadsheet that is to be made.
#[derive(Debug)]
pub struct NewSpreadsheet {
    /// Its id.
    pub id: SpreadsheetId,
    /// Who asks for it.
    pub owner: MemberId,
    /// Of what.
    pub of: Of,
    /// The language of its words.
    pub lang: Lang,
    /// When it was asked for.
    pub asked: DateTime<Utc>,
    /// The job that makes it.
    pub job: JobId,
}

/// A spreadsheet. Nobody sees it but the member who asked for it.
#[derive(Debug, Clone)]
pub struct Spreadsheet {
    /// Its id.
    pub id: SpreadsheetId,
    /// Who asked for it.
    pub owner: MemberId,
    /// Of what.
    pub of: Of,
    /// The language of its words.
    pub lang: Lang,
    /// When it was asked for.
    pub asked: DateTime<Utc>,
    /// How many rows are written.
    pub rows: i64,
    /// Where it stands.
    pub state: State,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_title_says_of_what_of_whom_and_of_when() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let (area, period) = (AreaId::from_uuid(Uuid::nil()), Period { from: day(1), to: day(30) });
        let hours = Of::Hours(area, period);
        assert_eq!(hours.title("桂花社区", Lang::Zh), "服务时长 桂花社区 2026-11-01至2026-11-30");
        assert_eq!(hours.title("桂花社区", Lang::En), "Hours served, 桂花社区, 2026-11-01 to 2026-11-30");
        assert_eq!(Of::Roster(ShiftId::from_uuid(Uuid::nil())).title("", Lang::Zh), "班次名单");
        assert_eq!(Of::Wishes(area, Some(Stage::Open)).title("桂花社区", Lang::Zh), "微心愿 桂花社区 待认领");
    }
}
