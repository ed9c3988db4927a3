//! The columns of each kind of spreadsheet.

use crate::language::Lang;
use crate::spreadsheets::spreadsheet::Of;
use crate::spreadsheets::write::Column;

/// A head in Chinese and in English, and the width.
type Said = (&'static str, &'static str, u16);

/// Last, for whoever adds up: names are shown by their first letter only, and many share that.
const WHOSE: Said = ("成员编号", "Member", 46);

const UNIT_RECORD: &[Said] = &[
    ("姓名", "Name", 12),
    ("报到（次）", "Report-ins", 12),
    ("岗位签到（次）", "Duty check-ins", 14),
    ("服务时长（分钟）", "Minutes served", 16),
    ("已确认微心愿（个）", "Wishes confirmed", 18),
    WHOSE,
];
const HOURS: &[Said] = &[
    ("日期", "Day", 12),
    ("姓名", "Name", 12),
    ("活动", "Activity", 30),
    ("班次时长（分钟）", "Minutes of the shift", 16),
    ("服务时长（分钟）", "Minutes served", 16),
    ("记录方式", "Shown by", 12),
    ("确认人", "Confirmed by", 12),
    ("记录时间", "Granted at", 18),
    ("状态", "State", 10),
    ("原因", "Reason", 30),
    WHOSE,
];
const ENTRIES: &[Said] = &[
    ("时间", "Booked at", 18),
    ("姓名", "Name", 12),
    ("序号", "Number", 8),
    ("类型", "Movement", 12),
    ("积分", "Points", 10),
    ("可用变动", "Change", 10),
    ("可用余额", "Balance after", 12),
    ("来源", "Source", 12),
    ("事项", "About", 30),
    ("时长（分钟）", "Minutes", 12),
    ("数量", "Pieces", 8),
    ("经办人", "Confirmed by", 12),
    ("备注", "Note", 30),
    WHOSE,
];
const ROSTER: &[Said] = &[
    ("序号", "Number", 8),
    ("姓名", "Name", 12),
    ("状态", "State", 12),
    ("候补位次", "Place in line", 12),
    ("报名时间", "Signed up at", 18),
    ("签到时间", "Checked in at", 18),
    ("签退时间", "Checked out at", 18),
    ("服务时长（分钟）", "Minutes granted", 16),
    WHOSE,
];
const HANDED_OUT: &[Said] = &[
    ("发放时间", "Handed out at", 18),
    ("姓名", "Name", 12),
    ("物品", "Goods", 24),
    ("数量", "Pieces", 8),
    ("积分", "Points", 10),
    ("兑换时间", "Redeemed at", 18),
    ("经办人", "Handed out by", 12),
    WHOSE,
];
const WISHES: &[Said] = &[
    ("状态", "State", 10),
    ("发布时间", "Posted at", 18),
    ("标题", "Title", 24),
    ("内容", "Text", 40),
    ("类型", "Kind", 8),
    ("类别", "Category", 12),
    ("紧急程度", "Urgency", 10),
    ("金额上限（元）", "Cost limit (yuan)", 14),
    ("期望日期", "Needed by", 12),
    ("网格", "Grid", 14),
    ("发布人", "Author", 12),
    ("认领人", "Claimed by", 12),
    ("认领时间", "Claimed at", 18),
    ("完成时间", "Fulfilled at", 18),
    ("确认时间", "Confirmed at", 18),
    ("评分", "Rating", 8),
    ("退回次数", "Times released", 10),
    ("未通过原因", "Why rejected", 24),
];

/// The columns of a spreadsheet.
pub(super) fn columns(of: &Of, lang: Lang) -> Vec<Column> {
    let said = match of {
        Of::UnitRecord(..) => UNIT_RECORD,
        Of::Hours(..) => HOURS,
        Of::Entries(..) => ENTRIES,
        Of::Roster(_) => ROSTER,
        Of::HandedOut(..) => HANDED_OUT,
        Of::Wishes(..) => WISHES,
    };
    said.iter().map(|(zh, en, width)| Column { head: lang.of(*zh, *en).to_owned(), width: *width }).collect()
}
