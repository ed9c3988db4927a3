//! The rows of each kind of spreadsheet: what a page of the screen shows, page by page. No phone numbers, whose showings are
//! written down one by one, and no pick-up codes, which are the member's.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::attendance::hours::{Hours, How};
use crate::attendance::presence::Worth;
use crate::calendar::local;
use crate::failure::Outcome;
use crate::language::Lang;
use crate::members::member::Person;
use crate::page::{Page, PageRequest};
use crate::party::read::unit_record;
use crate::party::record::MemberRecord;
use crate::points::entry::{Entry, Movement, Source};
use crate::points::redemption::{Redemption, RedemptionState};
use crate::spreadsheets::fill::{Filling, PAGE};
use crate::spreadsheets::may::Subject;
use crate::spreadsheets::spreadsheet::Of;
use crate::spreadsheets::write::Cell;
use crate::volunteering::shift::{SignUp, SignUpState};
use crate::wishes::stage::Stage;
use crate::wishes::wish::{ClaimState, Urgency, Wish, WishCategory, WishKind, WishState};

/// Writes all rows, or as many as there is a point in.
pub(super) async fn fill(to: &mut Filling<'_>, by: &Viewer, of: &Of, subject: &Subject) -> Outcome<()> {
    let (ports, lang) = (to.ports, to.lang);
    let store = &ports.store;
    match (of, subject) {
        (Of::UnitRecord(unit, period), _) => {
            let mut page = first();
            loop {
                let found = unit_record(ports, by, *unit, *period, &page).await?;
                page.from = found.items.last().map(|record| record.person.id);
                if !add(to, found, of_record).await? {
                    return Ok(());
                }
            }
        }
        (Of::Hours(_, period), Subject::Community(_, scope)) => {
            let mut page = first();
            loop {
                let found = store.hours_in(scope, *period, &page).await?;
                page.from = found.items.last().map(|hours| (hours.day, hours.id));
                if !add(to, found, |hours| of_hours(hours, lang)).await? {
                    return Ok(());
                }
            }
        }
        (Of::Entries(_, period), Subject::Community(_, scope)) => {
            let mut page = first();
            loop {
                let found = store.entries_in(scope, *period, &page).await?;
                page.from = found.items.last().map(|(_, entry)| (entry.at, entry.id));
                if !add(to, found, |(person, entry)| of_entry(person, entry, lang)).await? {
                    return Ok(());
                }
            }
        }
        (Of::Roster(shift), _) => {
            let mut page = first();
            loop {
                let found = store.rosters(by, &[*shift], &page).await?.pop().map(|(_, found)| found);
                let Some(found) = found else { return Ok(()) };
                page.from = found.items.last().map(|sign_up| sign_up.place);
                if !add(to, found, |sign_up| of_sign_up(sign_up, lang)).await? {
                    return Ok(());
                }
            }
        }
        (Of::HandedOut(_, day), Subject::Community(_, scope)) => {
            let mut page = first();
            loop {
                let found = store.handed_out_on(scope, *day, &page).await?;
                page.from = found.items.last().and_then(|it| handed_out(it).map(|(at, _)| (at, it.id)));
                if !add(to, found, of_redemption).await? {
                    return Ok(());
                }
            }
        }
        (Of::Wishes(_, one), Subject::Community(_, scope)) => {
            let stages = Stage::ALL.into_iter().filter(|stage| one.is_none_or(|one| one == *stage));
            for stage in stages {
                let mut page = first();
                loop {
                    let mut found = store.wishes_at(scope, stage, &page, ports.now()).await?;
                    page.from = found.items.last().map(|wish| wish.id);
                    found.items.retain(|wish| one.is_none_or(|one| one == wish.stage()));
                    if !add(to, found, |wish| of_wish(wish, lang)).await? {
                        break;
                    }
                }
                if to.stopped.is_some() {
                    return Ok(());
                }
            }
            Ok(())
        }
        // What may be had is of the kind that was asked for.
        (
            Of::Hours(..) | Of::Entries(..) | Of::HandedOut(..) | Of::Wishes(..),
            Subject::Unit(_) | Subject::Shift(_),
        ) => Ok(()),
    }
}

fn first<K>() -> PageRequest<K> {
    PageRequest { size: PAGE, from: None, backwards: false }
}

/// Writes a page; says whether there is a point in the next.
async fn add<T>(to: &mut Filling<'_>, page: Page<T>, cells: impl Fn(&T) -> Vec<Cell>) -> Outcome<bool> {
    let rows: Vec<_> = page.items.iter().map(cells).collect();
    Ok((rows.is_empty() || to.add(rows).await?) && page.has_next)
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn maybe(words: Option<&str>) -> Cell {
    words.map_or(Cell::Nothing, text)
}

fn name(person: &Person) -> Cell {
    text(person.shown_name.as_str())
}

/// What tells two people of the same shown name apart.
fn whose(person: &Person) -> Cell {
    text(person.id.to_string())
}

fn at(moment: DateTime<Utc>) -> Cell {
    Cell::At(local(moment))
}

fn number(number: impl Into<i64>) -> Cell {
    Cell::Number(number.into())
}

fn of_record(record: &MemberRecord) -> Vec<Cell> {
    let MemberRecord { person, report_ins, check_ins, minutes, wishes } = record;
    let mut cells = vec![name(person)];
    cells.extend([*report_ins, *check_ins, *minutes, *wishes].map(Cell::Number));
    cells.push(whose(person));
    cells
}

fn of_hours(hours: &Hours, lang: Lang) -> Vec<Cell> {
    let how = match hours.how {
        How::Code => lang.of("签到码", "code"),
        How::RollCall => lang.of("点名", "roll-call"),
        How::ReEntered => lang.of("更正", "entered again"),
    };
    let (state, reason) = match &hours.voided {
        Some(voided) => (lang.of("已作废", "void"), Some(voided.reason.as_str())),
        None => (lang.of("有效", "counts"), hours.reason.as_deref()),
    };
    vec![
        Cell::Day(hours.day),
        name(&hours.member),
        text(hours.title.as_str()),
        number(hours.planned),
        number(hours.minutes),
        text(how),
        name(&hours.confirmer),
        at(hours.granted),
        text(state),
        maybe(reason),
        whose(&hours.member),
    ]
}

fn of_entry(person: &Person, entry: &Entry, lang: Lang) -> Vec<Cell> {
    let movement = match entry.movement {
        Movement::Earned => lang.of("获得", "earned"),
        Movement::Reversed => lang.of("冲正", "reversed"),
        Movement::Held => lang.of("冻结", "held"),
        Movement::HandedOut => lang.of("核销", "handed out"),
        Movement::Returned => lang.of("退回", "returned"),
        Movement::Expired => lang.of("过期", "expired"),
    };
    let source = match entry.source {
        Source::Wish(_) => lang.of("微心愿", "wish"),
        Source::Hours(_) => lang.of("服务时长", "hours"),
        Source::Deed(_) => lang.of("善行", "deed"),
        Source::Redemption(_) => lang.of("兑换", "redemption"),
    };
    vec![
        at(entry.at),
        name(person),
        number(entry.number),
        text(movement),
        number(entry.points.0),
        number(entry.movement.change(entry.points)),
        number(entry.balance_after.0),
        text(source),
        text(entry.title.as_str()),
        entry.minutes.map_or(Cell::Nothing, Cell::Number),
        entry.quantity.map_or(Cell::Nothing, |quantity| number(quantity.pieces())),
        name(&entry.confirmer),
        maybe(entry.note.as_deref()),
        whose(person),
    ]
}

fn of_sign_up(sign_up: &SignUp, lang: Lang) -> Vec<Cell> {
    let (state, position) = match sign_up.state {
        SignUpState::Seated { .. } => (lang.of("已报名", "seated"), Cell::Nothing),
        SignUpState::Waiting { position } => (lang.of("候补", "waiting"), Cell::Number(position)),
        SignUpState::Withdrawn { .. } => (lang.of("已取消", "withdrawn"), Cell::Nothing),
        SignUpState::CalledOff { .. } => (lang.of("活动取消", "called off"), Cell::Nothing),
    };
    let presence = sign_up.presence.as_ref();
    let out = presence.and_then(|presence| presence.checked_out);
    let minutes = match presence.map(|presence| presence.worth()) {
        Some(Worth::Granted(minutes)) => number(minutes),
        Some(Worth::DayFull | Worth::TooShort) => number(0),
        Some(Worth::Open) | None => Cell::Nothing,
    };
    vec![
        number(sign_up.place),
        name(&sign_up.member),
        text(state),
        position,
        at(sign_up.at),
        presence.map_or(Cell::Nothing, |presence| at(presence.checked_in.at)),
        out.map_or(Cell::Nothing, |out| at(out.at)),
        minutes,
        whose(&sign_up.member),
    ]
}

fn handed_out(redemption: &Redemption) -> Option<(DateTime<Utc>, &Person)> {
    match &redemption.state {
        RedemptionState::HandedOut { at, by } => Some((*at, by)),
        RedemptionState::Held | RedemptionState::Cancelled { .. } => None,
    }
}

fn of_redemption(redemption: &Redemption) -> Vec<Cell> {
    let handed_out = handed_out(redemption);
    vec![
        handed_out.map_or(Cell::Nothing, |(moment, _)| at(moment)),
        name(&redemption.member),
        text(redemption.goods_name.as_str()),
        number(redemption.quantity.pieces()),
        number(redemption.points.0),
        at(redemption.at),
        handed_out.map_or(Cell::Nothing, |(_, by)| name(by)),
        whose(&redemption.member),
    ]
}

fn of_wish(wish: &Wish, lang: Lang) -> Vec<Cell> {
    let kind = match wish.content.kind {
        WishKind::Goods => lang.of("物品", "goods"),
        WishKind::Service => lang.of("服务", "service"),
        WishKind::Company => lang.of("陪伴", "company"),
    };
    let category = match wish.content.category {
        WishCategory::Elderly => lang.of("助老", "the elderly"),
        WishCategory::Children => lang.of("助学", "children"),
        WishCategory::Disability => lang.of("助残", "disability"),
        WishCategory::Household => lang.of("家政维修", "household"),
        WishCategory::Health => lang.of("医疗健康", "health"),
        WishCategory::Other => lang.of("其他", "other"),
    };
    let urgency = match wish.content.urgency {
        Urgency::Normal => lang.of("一般", "normal"),
        Urgency::Urgent => lang.of("紧急", "urgent"),
    };
    let claim = match &wish.state {
        WishState::Taken { claim, .. } => Some(claim),
        _ => None,
    };
    let (done, praise) = match claim.map(|claim| &claim.state) {
        Some(ClaimState::Fulfilled(done)) => (Some(done), None),
        Some(ClaimState::Confirmed(done, praise)) => (Some(done), Some(praise)),
        _ => (None, None),
    };
    let rejected = match &wish.state {
        WishState::Rejected { reason } => Some(reason.as_str()),
        _ => None,
    };
    vec![
        text(wish.stage().text(lang)),
        at(wish.posted),
        text(wish.content.title.as_str()),
        text(wish.content.text.as_str()),
        text(kind),
        text(category),
        text(urgency),
        wish.content.cost_limit.map_or(Cell::Nothing, Cell::Money),
        wish.content.needed_by.map_or(Cell::Nothing, Cell::Day),
        maybe(wish.grid.as_ref().map(|grid| grid.name.as_str())),
        name(&wish.author),
        claim.map_or(Cell::Nothing, |claim| name(&claim.claimer)),
        claim.map_or(Cell::Nothing, |claim| at(claim.at)),
        done.map_or(Cell::Nothing, |done| at(done.at)),
        praise.map_or(Cell::Nothing, |praise| at(praise.at)),
        praise.map_or(Cell::Nothing, |praise| number(praise.rating.stars())),
        number(wish.releases),
        maybe(rejected),
    ]
}
