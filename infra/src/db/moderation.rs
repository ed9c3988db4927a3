//! What staff have to look at, and who reported it: tables `content_cases` and `content_reports`. Whether a text is shown
//! lies in the row of the text.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{CaseId, MemberId, ReportId};
use domain::moderation::case::{Case, Decided, Decision, NewCase, Report, Target, Words};
use domain::moderation::repo::{ModerationReader, ModerationRepo, NewReport};
use domain::page::{Page, PageRequest};
use domain::places::path::Path;
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::members::read_person;
use super::places::{id_from, limit, read_area};
use super::sql::{Columns, all, corrupt, marks, marks_from, one, run};
use super::words::{CONTENT_KIND, DECISION, REPORT_REASON, TEXT_CHECK, TEXT_STATE, meaning, word};
use super::{Db, DbTx};

const OPEN: &str = "INSERT INTO content_cases (id, community_id, kind, target_id, author_id, text_check, opened_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, target_id) WHERE decided_at IS NULL DO NOTHING";
const ADD_REPORT: &str = "INSERT INTO content_reports (id, case_id, reporter_id, reason, note, reported_at) \
    SELECT $1, id, $2, $3, $4, $5 FROM content_cases WHERE kind = $6 AND target_id = $7 AND decided_at IS NULL \
    ON CONFLICT (case_id, reporter_id) DO NOTHING";
const CLOSE: &str = "UPDATE content_cases SET decision = $2, decided_by = $3, decided_at = $4, reason = $5 \
    WHERE id = $1 AND decided_at IS NULL";

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared statement.
/// Changes the row in any case, so that reports and decisions take turns.
macro_rules! hide {
    ($table:literal, $place:literal) => {
        concat!(
            "UPDATE ",
            $table,
            " SET text_state = CASE WHEN text_state = 'shown' AND (SELECT COUNT(*) FROM content_reports r \
             JOIN content_cases c ON c.id = r.case_id WHERE r.reporter_id = $2 AND c.decided_at IS NULL) < $3 \
             THEN 'reported' ELSE text_state END \
             WHERE id = $1 AND text_state IN ('shown', 'kept', 'reported') AND ",
            $place
        )
    };
}
const HIDE_WISH: &str = hide!("wishes", "opened_at IS NOT NULL");
const HIDE_CLAIM: &str = hide!("claims", "(fulfilment IS NOT NULL OR end_reason IS NOT NULL)");
const HIDE_TEAM: &str = hide!("teams", "closed_at IS NULL");
const HIDE_ACTIVITY: &str = hide!("activities", "TRUE");
macro_rules! cases {
    ($found:expr, $order:expr) => {
        concat!(
            "SELECT c.id, co.id, co.kind, co.name, co.path, c.kind, c.target_id, \
             COALESCE(w.title, kw.title, t.name, v.title), COALESCE(w.body, k.fulfilment, k.end_reason, \
             CASE WHEN c.kind = 'call_off' THEN v.cancel_reason ELSE v.body END), \
             CASE WHEN c.kind = 'activity' THEN v.place END, a.id, a.shown_name, \
             COALESCE(w.text_state, k.text_state, t.text_state, \
             CASE WHEN c.kind = 'call_off' THEN v.cancel_text_state ELSE v.text_state END), c.text_check, c.opened_at, \
             (SELECT COUNT(*) FROM content_reports r WHERE r.case_id = c.id), c.decision, d.id, d.shown_name, c.decided_at, \
             c.reason FROM ",
            $found,
            " c JOIN areas co ON co.id = c.community_id JOIN members a ON a.id = c.author_id \
             LEFT JOIN members d ON d.id = c.decided_by LEFT JOIN wishes w ON c.kind = 'wish' AND w.id = c.target_id \
             LEFT JOIN claims k ON c.kind IN ('fulfilment', 'give_back') AND k.id = c.target_id \
             LEFT JOIN wishes kw ON kw.id = k.wish_id LEFT JOIN teams t ON c.kind = 'team' AND t.id = c.target_id \
             LEFT JOIN activities v ON c.kind IN ('activity', 'call_off') AND v.id = c.target_id ",
            $order
        )
    };
}
macro_rules! queue {
    ($sign:literal, $order:literal) => {
        cases!(
            concat!(
                "(SELECT * FROM content_cases WHERE community_id = $1 AND decided_at IS NULL AND id ",
                $sign,
                " $2 ORDER BY id ",
                $order,
                " LIMIT $3)"
            ),
            concat!("ORDER BY c.id ", $order)
        )
    };
}
const BY_IDS: &str = cases!("content_cases", "WHERE c.id IN ");
const QUEUE: [&str; 2] = [queue!(">", "ASC"), queue!("<", "DESC")];
const REPORTS: &str = "SELECT r.case_id, r.id, m.id, m.shown_name, r.reason, r.note, r.reported_at FROM \
    (SELECT *, ROW_NUMBER() OVER (PARTITION BY case_id ORDER BY id) AS place FROM content_reports WHERE case_id IN (";
const REPORT: &str = "SELECT r.id, m.id, m.shown_name, r.reason, r.note, r.reported_at FROM content_reports r \
    JOIN members m ON m.id = r.reporter_id WHERE r.id = $1 AND r.reporter_id = $2";
const REMOVALS: &str = "SELECT c.kind, c.target_id, c.author_id, co.path, c.reason FROM content_cases c \
    JOIN areas co ON co.id = c.community_id WHERE c.decision = 'remove' AND c.target_id IN ";

#[async_trait]
impl ModerationRepo for DbTx {
    async fn open_case(&mut self, case: &NewCase) -> Outcome<()> {
        let values = vec![
            case.id.uuid().into(),
            case.community.uuid().into(),
            word(&CONTENT_KIND, case.target.kind()).into(),
            case.target.uuid().into(),
            case.author.uuid().into(),
            case.check.map(|check| word(&TEXT_CHECK, check)).into(),
            case.at.into(),
        ];
        run(&self.tx, OPEN, values).await.map(|_| ())
    }

    async fn hide_reported(&mut self, target: Target, reporter: MemberId, most: i64) -> Outcome<bool> {
        let sql = match target {
            Target::Wish(_) => HIDE_WISH,
            Target::Fulfilment(_) | Target::GiveBack(_) => HIDE_CLAIM,
            Target::Team(_) => HIDE_TEAM,
            Target::Activity(_) => HIDE_ACTIVITY,
            // It is reported as part of its activity.
            Target::CallOff(_) => return Ok(false),
        };
        Ok(run(&self.tx, sql, vec![target.uuid().into(), reporter.uuid().into(), most.into()]).await? == 1)
    }

    async fn add_report(&mut self, report: &NewReport<'_>) -> Outcome<bool> {
        let values = vec![
            report.id.uuid().into(),
            report.reporter.uuid().into(),
            word(&REPORT_REASON, report.reason).into(),
            report.note.into(),
            report.at.into(),
            word(&CONTENT_KIND, report.target.kind()).into(),
            report.target.uuid().into(),
        ];
        Ok(run(&self.tx, ADD_REPORT, values).await? == 1)
    }

    async fn decide_text(&mut self, target: Target, decision: Decision) -> Outcome<()> {
        let sql = match target {
            Target::Wish(_) => "UPDATE wishes SET text_state = $2 WHERE id = $1",
            Target::Fulfilment(_) | Target::GiveBack(_) => "UPDATE claims SET text_state = $2 WHERE id = $1",
            Target::Team(_) => "UPDATE teams SET text_state = $2 WHERE id = $1",
            Target::Activity(_) => "UPDATE activities SET text_state = $2 WHERE id = $1",
            Target::CallOff(_) => "UPDATE activities SET cancel_text_state = $2 WHERE id = $1",
        };
        run(&self.tx, sql, vec![target.uuid().into(), word(&TEXT_STATE, decision.state()).into()]).await.map(|_| ())
    }

    async fn close_case(
        &mut self,
        case: CaseId,
        by: MemberId,
        decision: Decision,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let decision = word(&DECISION, decision).into();
        let values = vec![case.uuid().into(), decision, by.uuid().into(), now.into(), reason.into()];
        Ok(run(&self.tx, CLOSE, values).await? == 1)
    }
}

#[async_trait]
impl ModerationReader for Db {
    async fn cases(&self, viewer: &Viewer, ids: &[CaseId]) -> Outcome<Vec<Case>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{BY_IDS}({})", marks(ids));
        let mut seen = read_all(&all(&self.read, &sql, ids.iter().map(|id| id.uuid().into()).collect()).await?)?;
        seen.retain(|case| case.seen_by(viewer));
        Ok(seen)
    }

    async fn moderation_queue(&self, scope: &Scope, page: &PageRequest<CaseId>) -> Outcome<Page<Case>> {
        let values = vec![scope.community().uuid().into(), id_from(page).into(), limit(page).into()];
        Ok(Page::of(read_all(&all(&self.read, QUEUE[usize::from(page.backwards)], values).await?)?, page))
    }

    async fn reports_of(&self, cases: &[CaseId], most: i64) -> Outcome<Vec<(CaseId, Report)>> {
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "{REPORTS}{})) r JOIN members m ON m.id = r.reporter_id WHERE r.place <= $1 ORDER BY r.id",
            marks_from(2, cases)
        );
        let mut values: Vec<Value> = vec![most.into()];
        values.extend(cases.iter().map(|id| Value::from(id.uuid())));
        let rows = all(&self.read, &sql, values).await?;
        let reports = rows.iter().map(|row| {
            let mut columns = Columns::of(row);
            Ok((CaseId::from_uuid(columns.read()?), read_report(&mut columns)?))
        });
        reports.collect()
    }

    async fn report(&self, me: &Viewer, id: ReportId) -> Outcome<Option<Report>> {
        let row = one(&self.read, REPORT, vec![id.uuid().into(), me.member().uuid().into()]).await?;
        row.map(|row| read_report(&mut Columns::of(&row))).transpose()
    }

    async fn removals(&self, viewer: &Viewer, targets: &[Target]) -> Outcome<Vec<(Target, String)>> {
        if targets.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{REMOVALS}({})", marks(targets));
        let rows = all(&self.read, &sql, targets.iter().map(|target| target.uuid().into()).collect()).await?;
        let mut seen = Vec::new();
        for row in &rows {
            let mut columns = Columns::of(row);
            let target = read_target(&mut columns)?;
            let author = MemberId::from_uuid(columns.read()?);
            let path = Path::from_text(&columns.read::<String>()?).ok_or_else(|| corrupt("path"))?;
            if author == viewer.member() || viewer.administers(&path) {
                seen.push((target, columns.read()?));
            }
        }
        Ok(seen)
    }
}

fn read_all(rows: &[QueryResult]) -> Outcome<Vec<Case>> {
    rows.iter().map(|row| read(&mut Columns::of(row))).collect()
}

fn read(columns: &mut Columns<'_>) -> Outcome<Case> {
    let id = CaseId::from_uuid(columns.read()?);
    let community = read_area(columns)?.ok_or_else(|| corrupt("community"))?;
    let target = read_target(columns)?;
    let words = Words { title: columns.read()?, text: columns.read()?, place: columns.read()? };
    let author = read_person(columns)?.ok_or_else(|| corrupt("author"))?;
    let text_state = meaning(&TEXT_STATE, &columns.read::<String>()?)?;
    let check = columns.read::<Option<String>>()?.map(|check| meaning(&TEXT_CHECK, &check)).transpose()?;
    let (opened, reports) = (columns.read()?, columns.read()?);
    let decision = columns.read::<Option<String>>()?.map(|decision| meaning(&DECISION, &decision)).transpose()?;
    let by = read_person(columns)?;
    let (at, reason): (Option<DateTime<Utc>>, Option<String>) = (columns.read()?, columns.read()?);
    let decided = match (decision, by, at, reason) {
        (Some(decision), Some(by), Some(at), Some(reason)) => Some(Decided { decision, by, at, reason }),
        _ => None,
    };
    Ok(Case { id, community, target, words, author, text_state, check, opened, reports, decided })
}

fn read_target(columns: &mut Columns<'_>) -> Outcome<Target> {
    let kind = meaning(&CONTENT_KIND, &columns.read::<String>()?)?;
    Ok(Target::of(kind, columns.read::<Uuid>()?))
}

fn read_report(columns: &mut Columns<'_>) -> Outcome<Report> {
    Ok(Report {
        id: ReportId::from_uuid(columns.read()?),
        reporter: read_person(columns)?.ok_or_else(|| corrupt("account"))?,
        reason: meaning(&REPORT_REASON, &columns.read::<String>()?)?,
        note: columns.read()?,
        at: columns.read()?,
    })
}
