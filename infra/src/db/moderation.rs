//! What staff have to look at, and who reported it: tables `content_cases` and `content_reports`. Whether a text is shown
//! lies in the row of the text.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{CaseId, MemberId, ReportId};
use domain::moderation::case::{Case, ContentKind, Decided, Decision, NewCase, Report, ReportReason, Target, Words};
use domain::moderation::repo::{ModerationReader, ModerationRepo, NewReport};
use domain::page::{Page, PageRequest};
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::entities::content_case;
use super::paging::{Paged, id_from, limit, of_each, page_of};
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Text};
use super::section::Source;
use super::sql::{all, marks, one, run, update};
use super::words::{self, TEXT_CHECK, TEXT_STATE, word};
use super::{Db, DbTx};

const KIND: words::Words<ContentKind, 7> = [
    ("wish", ContentKind::Wish),
    ("fulfilment", ContentKind::Fulfilment),
    ("give_back", ContentKind::GiveBack),
    ("team", ContentKind::Team),
    ("activity", ContentKind::Activity),
    ("call_off", ContentKind::CallOff),
    ("photo", ContentKind::Photo),
];

const DECISION: words::Words<Decision, 2> = [("keep", Decision::Keep), ("remove", Decision::Remove)];

const REASON: words::Words<ReportReason, 6> = [
    ("false", ReportReason::False),
    ("insulting", ReportReason::Insulting),
    ("indecent", ReportReason::Indecent),
    ("advertising", ReportReason::Advertising),
    ("privacy", ReportReason::Privacy),
    ("other", ReportReason::Other),
];

const OPEN: &str = "INSERT INTO content_cases (id, community_id, kind, target_id, author_id, text_check, opened_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, target_id) WHERE decided_at IS NULL DO NOTHING";
const ADD_REPORT: &str = "INSERT INTO content_reports (id, case_id, reporter_id, reason, note, reported_at) \
    SELECT $1, id, $2, $3, $4, $5 FROM content_cases WHERE kind = $6 AND target_id = $7 AND decided_at IS NULL \
    ON CONFLICT (case_id, reporter_id) DO NOTHING";

/// Changes the row in any case, so that reports and decisions take turns.
pub(super) const REPORTS_OF_TEXTS_SECTION: Source = Source {
    name: "reportsOfTexts",
    sql: "SELECT c.kind, r.reason, r.note, r.reported_at, c.decision FROM content_reports r \
          JOIN content_cases c ON c.id = r.case_id WHERE r.reporter_id = $1 ORDER BY r.id",
    columns: &[("about", Text), ("reason", Text), ("note", Text), ("at", At), ("decision", Text)],
};

pub(super) const TEXTS_EXAMINED_SECTION: Source = Source {
    name: "textsExamined",
    sql: "SELECT kind, text_check, opened_at, decision, decided_at, reason FROM content_cases \
          WHERE author_id = $1 ORDER BY id",
    columns: &[("text", Text), ("check", Text), ("at", At), ("decision", Text), ("decidedAt", At), ("reason", Text)],
};

fn hide(table: &str, place: &str) -> String {
    format!(
        "UPDATE {table} SET text_state = CASE WHEN text_state = 'shown' AND (SELECT COUNT(*) FROM content_reports r \
         JOIN content_cases c ON c.id = r.case_id WHERE r.reporter_id = $2 AND c.decided_at IS NULL) < $3 \
         THEN 'reported' ELSE text_state END \
         WHERE id = $1 AND text_state IN ('shown', 'kept', 'reported') AND {place}"
    )
}
static HIDE_WISH: LazyLock<String> = LazyLock::new(|| hide("wishes", "opened_at IS NOT NULL"));
static HIDE_CLAIM: LazyLock<String> =
    LazyLock::new(|| hide("claims", "(fulfilment IS NOT NULL OR end_reason IS NOT NULL)"));
static HIDE_TEAM: LazyLock<String> = LazyLock::new(|| hide("teams", "closed_at IS NULL"));
static HIDE_ACTIVITY: LazyLock<String> = LazyLock::new(|| hide("activities", "TRUE"));

/// What a case shows; `{found}` is which are looked at.
const CASE: &str = "SELECT c.id, co.id, co.kind, co.name, co.path, c.kind, c.target_id, \
    COALESCE(w.title, kw.title, t.name, v.title, pw.title, pkw.title, pv.title, ''), COALESCE(w.body, k.fulfilment, k.end_reason, \
    CASE WHEN c.kind = 'call_off' THEN v.cancel_reason ELSE v.body END), \
    CASE WHEN c.kind = 'activity' THEN v.place END, a.id, a.shown_name, \
    COALESCE(w.text_state, k.text_state, t.text_state, \
    CASE WHEN c.kind = 'call_off' THEN v.cancel_text_state ELSE v.text_state END, p.state, 'removed'), c.text_check, c.opened_at, \
    (SELECT COUNT(*) FROM content_reports r WHERE r.case_id = c.id), c.decision, d.id, d.shown_name, c.decided_at, \
    c.reason FROM {found} c JOIN areas co ON co.id = c.community_id JOIN members a ON a.id = c.author_id \
    LEFT JOIN members d ON d.id = c.decided_by LEFT JOIN wishes w ON c.kind = 'wish' AND w.id = c.target_id \
    LEFT JOIN claims k ON c.kind IN ('fulfilment', 'give_back') AND k.id = c.target_id \
    LEFT JOIN wishes kw ON kw.id = k.wish_id LEFT JOIN teams t ON c.kind = 'team' AND t.id = c.target_id \
    LEFT JOIN activities v ON c.kind IN ('activity', 'call_off') AND v.id = c.target_id \
    LEFT JOIN photos p ON c.kind = 'photo' AND p.id = c.target_id \
    LEFT JOIN wishes pw ON p.shown_kind = 'wish' AND pw.id = p.shown_id \
    LEFT JOIN claims pk ON p.shown_kind = 'fulfilment' AND pk.id = p.shown_id LEFT JOIN wishes pkw ON pkw.id = pk.wish_id \
    LEFT JOIN activities pv ON p.shown_kind = 'activity' AND pv.id = p.shown_id";
static SOME: LazyLock<String> = LazyLock::new(|| CASE.replace("{found}", "content_cases") + " WHERE c.id IN ()");
static QUEUE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        CASE,
        "SELECT * FROM content_cases WHERE community_id = $1 AND decided_at IS NULL AND id {after} $2 \
         ORDER BY id {asc} LIMIT $3",
        "c.id {asc}",
    )
});
const REPORTS: &str = "SELECT r.case_id, r.id, m.id, m.shown_name, r.reason, r.note, r.reported_at FROM \
    (SELECT *, ROW_NUMBER() OVER (PARTITION BY case_id ORDER BY id) AS place FROM content_reports WHERE case_id IN ()) r \
    JOIN members m ON m.id = r.reporter_id WHERE r.place <= $1 ORDER BY r.id";
const REPORT: &str = "SELECT r.id, m.id, m.shown_name, r.reason, r.note, r.reported_at FROM content_reports r \
    JOIN members m ON m.id = r.reporter_id WHERE r.id = $1 AND r.reporter_id = $2";
const REMOVALS: &str = "SELECT c.kind, c.target_id, c.author_id, co.path, c.reason FROM content_cases c \
    JOIN areas co ON co.id = c.community_id WHERE c.decision = 'remove' AND c.target_id IN ";

#[async_trait]
impl ModerationRepo for DbTx {
    async fn open_case(&mut self, case: &NewCase) -> Outcome<()> {
        let values = values![
            case.id,
            case.community,
            word(&KIND, case.target.kind()),
            case.target.uuid(),
            case.author,
            case.check.map(|check| word(&TEXT_CHECK, check)),
            case.at,
        ];
        run(&self.tx, OPEN, values).await.map(|_| ())
    }

    async fn hide_reported(&mut self, target: Target, reporter: MemberId, most: i64) -> Outcome<bool> {
        let sql = match target {
            Target::Wish(_) => &HIDE_WISH,
            Target::Fulfilment(_) | Target::GiveBack(_) => &HIDE_CLAIM,
            Target::Team(_) => &HIDE_TEAM,
            Target::Activity(_) => &HIDE_ACTIVITY,
            // They are reported as part of what they belong to.
            Target::CallOff(_) | Target::Photo(_) => return Ok(false),
        };
        Ok(run(&self.tx, sql, values![target.uuid(), reporter, most]).await? == 1)
    }

    async fn add_report(&mut self, report: &NewReport<'_>) -> Outcome<bool> {
        let values = values![
            report.id,
            report.reporter,
            word(&REASON, report.reason),
            report.note,
            report.at,
            word(&KIND, report.target.kind()),
            report.target.uuid(),
        ];
        Ok(run(&self.tx, ADD_REPORT, values).await? == 1)
    }

    async fn decide_text(&mut self, target: Target, decision: Decision) -> Outcome<()> {
        let sql = match target {
            Target::Wish(_) => "UPDATE wishes SET text_state = $2 WHERE id = $1",
            Target::Fulfilment(_) | Target::GiveBack(_) => "UPDATE claims SET text_state = $2 WHERE id = $1",
            Target::Team(_) => "UPDATE teams SET text_state = $2 WHERE id = $1",
            Target::Activity(_) => "UPDATE activities SET text_state = $2 WHERE id = $1",
            Target::Photo(_) => "UPDATE photos SET state = $2 WHERE id = $1",
            Target::CallOff(_) => "UPDATE activities SET cancel_text_state = $2 WHERE id = $1",
        };
        run(&self.tx, sql, values![target.uuid(), word(&TEXT_STATE, decision.state())]).await.map(|_| ())
    }

    async fn close_case(
        &mut self,
        case: CaseId,
        by: MemberId,
        decision: Decision,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let closed = content_case::ActiveModel {
            decision: Set(Some(word(&DECISION, decision).into())),
            decided_by: Set(Some(by.uuid())),
            decided_at: Set(Some(now)),
            reason: Set(Some(reason.into())),
            ..Default::default()
        };
        let open = content_case::COLUMN.id.eq(case.uuid()).and(content_case::COLUMN.decided_at.is_null());
        Ok(update(&self.tx, content_case::Entity::update_many().set(closed).filter(open)).await? == 1)
    }
}

#[async_trait]
impl ModerationReader for Db {
    async fn cases(&self, viewer: &Viewer, ids: &[CaseId]) -> Outcome<Vec<Case>> {
        let mut seen = read_all(&of_each(self, &SOME, Vec::new(), ids).await?, read)?;
        seen.retain(|case| case.seen_by(viewer));
        Ok(seen)
    }

    async fn moderation_queue(&self, scope: &Scope, page: &PageRequest<CaseId>) -> Outcome<Page<Case>> {
        page_of(self, &QUEUE, values![scope.community(), id_from(page), limit(page)], page, read).await
    }

    async fn reports_of(&self, cases: &[CaseId], most: i64) -> Outcome<Vec<(CaseId, Report)>> {
        let rows = of_each(self, REPORTS, values![most], cases).await?;
        read_all(&rows, |row| Ok((row.id()?, read_report(row)?)))
    }

    async fn report(&self, me: &Viewer, id: ReportId) -> Outcome<Option<Report>> {
        let row = one(&self.read, REPORT, values![id, me.member()]).await?;
        row.map(|row| read_report(&mut Row::of(&row))).transpose()
    }

    async fn removals(&self, viewer: &Viewer, targets: &[Target]) -> Outcome<Vec<(Target, String)>> {
        if targets.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{REMOVALS}({})", marks(targets));
        let rows = all(&self.read, &sql, targets.iter().map(|target| target.uuid().into()).collect()).await?;
        let mut seen = Vec::new();
        for row in &rows {
            let mut row = Row::of(row);
            let (target, author, path) = (read_target(&mut row)?, row.id()?, row.path()?);
            if viewer.member() == author || viewer.administers(&path) {
                seen.push((target, row.read()?));
            }
        }
        Ok(seen)
    }
}

fn read(row: &mut Row<'_>) -> Outcome<Case> {
    let (id, community, target) = (row.id()?, row.area()?, read_target(row)?);
    let words = Words { title: row.read()?, text: row.read()?, place: row.read()? };
    let (author, text_state, check) = (row.person()?, row.word(&TEXT_STATE)?, row.maybe_word(&TEXT_CHECK)?);
    let (opened, reports) = (row.read()?, row.read()?);
    let decided = match (row.maybe_word(&DECISION)?, row.maybe_person()?, row.read()?, row.read()?) {
        (Some(decision), Some(by), Some(at), Some(reason)) => Some(Decided { decision, by, at, reason }),
        _ => None,
    };
    Ok(Case { id, community, target, words, author, text_state, check, opened, reports, decided })
}

fn read_target(row: &mut Row<'_>) -> Outcome<Target> {
    let kind = row.word(&KIND)?;
    Ok(Target::of(kind, row.read::<Uuid>()?))
}

fn read_report(row: &mut Row<'_>) -> Outcome<Report> {
    Ok(Report {
        id: row.id()?,
        reporter: row.person()?,
        reason: row.word(&REASON)?,
        note: row.read()?,
        at: row.read()?,
    })
}
