//! The notice board: tables `notices`, `notice_versions` and `notice_reads`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{MemberId, NoticeId};
use domain::notices::mark_read::UNREAD_COUNTED;
use domain::notices::notice::{Notice, NoticeCategory, NoticeText, NoticeVersion, Withdrawal};
use domain::notices::repo::{BoardKey, NewNotice, NoticeReader, NoticeRepo, VERSIONS_SHOWN};
use domain::page::{Page, PageRequest};
use domain::places::path::Path;
use domain::text::{Line, Paragraphs};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryResult, Value};
use uuid::Uuid;

use super::entities::notice;
use super::members::read_person;
use super::places::{limit, read_area};
use super::sql::{Columns, all, corrupt, failure, one, run};
use super::words::{NOTICE_CATEGORY, audience_bits, audience_of, meaning, word};
use super::{Db, DbTx};

const ADD_VERSION: &str = "INSERT INTO notice_versions \
    (notice_id, version, title, body, audience, author_id, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const EDIT: &str = "UPDATE notices SET category = $4, title = $5, body = $6, audience = $7, pinned = $8, \
    expires_at = $9, version = version + 1, edited_at = $3 \
    WHERE id = $1 AND version = $2 AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > $3)";
const WITHDRAW: &str = "UPDATE notices SET withdrawn_at = $2, withdrawn_by = $3, withdraw_reason = $4 \
    WHERE id = $1 AND withdrawn_at IS NULL";

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared statement.
macro_rules! cards {
    ($found:expr, $order:expr) => {
        concat!(
            "SELECT n.id, n.category, n.title, n.body, n.audience, n.pinned, n.expires_at, n.published_at, n.version, \
             n.edited_at, n.withdrawn_at, n.withdraw_reason, n.read_at, a.id, a.kind, a.name, a.path, m.id, \
             m.shown_name FROM ",
            $found,
            " n JOIN areas a ON a.id = n.area_id JOIN members m ON m.id = n.author_id ",
            $order
        )
    };
}
/// What hangs on a board: $1 to $4 are the areas, $5 the audiences, $6 is the time.
macro_rules! hanging {
    () => {
        "n.area_id IN ($1, $2, $3, $4) AND (n.audience & $5) <> 0 AND n.published_at <= $6 \
         AND (n.expires_at IS NULL OR n.expires_at > $6) \
         AND (n.withdrawn_at IS NULL OR n.withdrawn_at > n.published_at)"
    };
}
macro_rules! board {
    ($sign:literal, $order:literal) => {
        cards!(
            concat!(
                "(SELECT * FROM (SELECT n.*, r.read_at, CASE WHEN r.read_at IS NULL THEN 1 ELSE 0 END AS unread \
                 FROM notices n LEFT JOIN notice_reads r ON r.member_id = $7 AND r.notice_id = n.id WHERE ",
                hanging!(),
                " AND ($8 = '' OR n.category = $8)) o WHERE (unread, pinned, published_at, id) ",
                $sign,
                " ($9, $10, $11, $12) ORDER BY unread ",
                $order,
                ", pinned ",
                $order,
                ", published_at ",
                $order,
                ", id ",
                $order,
                " LIMIT $13)"
            ),
            concat!(
                "ORDER BY n.unread ",
                $order,
                ", n.pinned ",
                $order,
                ", n.published_at ",
                $order,
                ", n.id ",
                $order
            )
        )
    };
}

/// The board of a community: what hangs there and in the areas above, which are three at the most.
/// Unread first, then pinned, then the latest: so a page *after* a notice holds smaller keys.
const BOARD: [&str; 2] = [board!("<", "DESC"), board!(">", "ASC")];
const UNREAD: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT 1 FROM notices n WHERE ",
    hanging!(),
    " AND NOT EXISTS (SELECT 1 FROM notice_reads r WHERE r.member_id = $7 AND r.notice_id = n.id) LIMIT $8) u"
);
const SOME: &str = cards!(
    "(SELECT n.*, r.read_at FROM notices n LEFT JOIN notice_reads r ON r.member_id = $1 AND r.notice_id = n.id)",
    "WHERE n.id IN "
);
const VERSIONS: &str = "SELECT v.notice_id, v.version, v.title, v.body, v.audience, v.written_at, m.id, m.shown_name \
    FROM notice_versions v JOIN notices n ON n.id = v.notice_id JOIN members m ON m.id = v.author_id \
    WHERE v.version > n.version - $1 AND v.notice_id IN ";
const READERS: &str = "SELECT r.notice_id, a.path, r.readers \
    FROM (SELECT notice_id, COUNT(*) AS readers FROM notice_reads WHERE notice_id IN ";

#[async_trait]
impl NoticeRepo for DbTx {
    async fn add_notice(&mut self, new: &NewNotice) -> Outcome<()> {
        let row = notice::ActiveModel {
            id: Set(new.id.uuid()),
            area_id: Set(new.area.uuid()),
            category: Set(word(&NOTICE_CATEGORY, new.content.category).into()),
            title: Set(new.content.title.as_str().into()),
            body: Set(new.content.text.as_str().into()),
            audience: Set(audience_bits(&new.content.audience)),
            pinned: Set(new.content.pinned),
            author_id: Set(new.author.uuid()),
            published_at: Set(new.published),
            expires_at: Set(new.content.expires),
            version: Set(1),
            edited_at: Set(None),
            withdrawn_by: Set(None),
            withdrawn_at: Set(None),
            withdraw_reason: Set(None),
        };
        notice::Entity::insert(row).exec_without_returning(&self.tx).await.map_err(failure)?;
        add_version(self, new.id, 1, &new.content, new.author, new.written).await
    }

    async fn edit_notice(
        &mut self,
        notice: NoticeId,
        seen: i32,
        content: &NoticeText,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let values = vec![
            notice.uuid().into(),
            seen.into(),
            now.into(),
            word(&NOTICE_CATEGORY, content.category).into(),
            content.title.as_str().into(),
            content.text.as_str().into(),
            audience_bits(&content.audience).into(),
            content.pinned.into(),
            content.expires.into(),
        ];
        if run(&self.tx, EDIT, values).await? == 0 {
            return Ok(false);
        }
        add_version(self, notice, seen + 1, content, by, now).await.map(|()| true)
    }

    async fn withdraw_notice(
        &mut self,
        notice: NoticeId,
        by: MemberId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let values = vec![notice.uuid().into(), now.into(), by.uuid().into(), reason.into()];
        Ok(run(&self.tx, WITHDRAW, values).await? == 1)
    }

    async fn mark_read(&mut self, member: MemberId, notices: &[NoticeId], now: DateTime<Utc>) -> Outcome<()> {
        // In one order, so that two who mark the same wait for each other and not in a circle.
        let mut notices: Vec<_> = notices.iter().map(|id| id.uuid()).collect();
        notices.sort_unstable();
        let rows: Vec<_> = (3..notices.len() + 3).map(|n| format!("($1, ${n}, $2)")).collect();
        let rows = rows.join(", ");
        let sql =
            format!("INSERT INTO notice_reads (member_id, notice_id, read_at) VALUES {rows} ON CONFLICT DO NOTHING");
        let mut values: Vec<Value> = vec![member.uuid().into(), now.into()];
        values.extend(notices.into_iter().map(Value::from));
        run(&self.tx, &sql, values).await.map(|_| ())
    }
}

async fn add_version(
    tx: &DbTx,
    notice: NoticeId,
    version: i32,
    content: &NoticeText,
    by: MemberId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let values = vec![
        notice.uuid().into(),
        version.into(),
        content.title.as_str().into(),
        content.text.as_str().into(),
        audience_bits(&content.audience).into(),
        by.uuid().into(),
        now.into(),
    ];
    run(&tx.tx, ADD_VERSION, values).await.map(|_| ())
}

#[async_trait]
impl NoticeReader for Db {
    async fn notices(&self, viewer: &Viewer, ids: &[NoticeId], now: DateTime<Utc>) -> Outcome<Vec<Notice>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{SOME}{}", marks(2, ids));
        let mut seen = read_all(&all(&self.read, &sql, values(viewer.member().uuid(), ids)).await?)?;
        seen.retain(|notice| notice.seen_by(viewer, now));
        Ok(seen)
    }

    async fn notice_versions(
        &self,
        viewer: &Viewer,
        ids: &[NoticeId],
        now: DateTime<Utc>,
    ) -> Outcome<Vec<(NoticeId, Vec<NoticeVersion>)>> {
        let seen = self.notices(viewer, ids, now).await?;
        if seen.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = seen.iter().map(|notice| notice.id).collect();
        let sql = format!("{VERSIONS}{} ORDER BY v.notice_id, v.version DESC", marks(2, &ids));
        let mut found: Vec<(NoticeId, Vec<NoticeVersion>)> = Vec::new();
        for row in &all(&self.read, &sql, values(VERSIONS_SHOWN, &ids)).await? {
            let (notice, version) = read_version(&mut Columns::of(row))?;
            match found.last_mut() {
                Some((last, versions)) if *last == notice => versions.push(version),
                _ => found.push((notice, vec![version])),
            }
        }
        for (id, versions) in &mut found {
            let notice = seen.iter().find(|notice| notice.id == *id).ok_or_else(|| corrupt("version"))?;
            *versions = notice.versions_for(viewer, std::mem::take(versions));
        }
        Ok(found)
    }

    async fn notice_readers(&self, viewer: &Viewer, ids: &[NoticeId]) -> Outcome<Vec<(NoticeId, i64)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "{READERS}{} GROUP BY notice_id) r JOIN notices n ON n.id = r.notice_id JOIN areas a ON a.id = n.area_id",
            marks(1, ids)
        );
        let mut counts = Vec::new();
        for row in &all(&self.read, &sql, ids.iter().map(|id| id.uuid().into()).collect()).await? {
            let mut columns = Columns::of(row);
            let (id, path): (Uuid, String) = (columns.read()?, columns.read()?);
            if viewer.administers(&Path::from_text(&path).ok_or_else(|| corrupt("path"))?) {
                counts.push((NoticeId::from_uuid(id), columns.read()?));
            }
        }
        Ok(counts)
    }

    async fn board(
        &self,
        scope: &Scope,
        reader: MemberId,
        category: Option<NoticeCategory>,
        now: DateTime<Utc>,
        page: &PageRequest<BoardKey>,
    ) -> Outcome<Page<Notice>> {
        let (unread, pinned, published, id) = match page.from {
            Some(key) => (key.unread, key.pinned, key.published, key.id.uuid()),
            None if page.backwards => (0, false, DateTime::UNIX_EPOCH, Uuid::nil()),
            None => (1, true, now, Uuid::max()),
        };
        let mut values = hanging(scope, reader, now);
        values.extend([
            category.map_or("", |category| word(&NOTICE_CATEGORY, category)).into(),
            unread.into(),
            pinned.into(),
            published.into(),
            id.into(),
            limit(page).into(),
        ]);
        let rows = all(&self.read, BOARD[usize::from(page.backwards)], values).await?;
        Ok(Page::of(read_all(&rows)?, page))
    }

    async fn unread_notices(&self, scope: &Scope, reader: MemberId, now: DateTime<Utc>) -> Outcome<i64> {
        let mut values = hanging(scope, reader, now);
        values.push(UNREAD_COUNTED.into());
        let row = one(&self.read, UNREAD, values).await?.ok_or_else(|| corrupt("count"))?;
        Columns::of(&row).read()
    }
}

/// The values of `hanging!`, and the reader.
fn hanging(scope: &Scope, reader: MemberId, now: DateTime<Utc>) -> Vec<Value> {
    let mut values: Vec<Value> = scope.path().steps().iter().rev().map(|step| (*step).into()).collect();
    values.resize(4, Uuid::nil().into());
    values.extend([audience_bits(scope.audiences()).into(), now.into(), reader.uuid().into()]);
    values
}

/// `($first, …)`: a placeholder for each id.
fn marks(first: usize, ids: &[NoticeId]) -> String {
    let marks: Vec<_> = (first..first + ids.len()).map(|n| format!("${n}")).collect();
    format!("({})", marks.join(", "))
}

/// One value, and the ids.
fn values(first: impl Into<Value>, ids: &[NoticeId]) -> Vec<Value> {
    [first.into()].into_iter().chain(ids.iter().map(|id| id.uuid().into())).collect()
}

fn read_all(rows: &[QueryResult]) -> Outcome<Vec<Notice>> {
    rows.iter().map(|row| read(&mut Columns::of(row))).collect()
}

fn read(columns: &mut Columns<'_>) -> Outcome<Notice> {
    let id = NoticeId::from_uuid(columns.read()?);
    let content = NoticeText {
        category: meaning(&NOTICE_CATEGORY, &columns.read::<String>()?)?,
        title: Line::stored(columns.read()?),
        text: Paragraphs::stored(columns.read()?),
        audience: audience_of(columns.read()?),
        pinned: columns.read()?,
        expires: columns.read()?,
    };
    let (published, version, edited) = (columns.read()?, columns.read()?, columns.read()?);
    let (at, reason): (Option<DateTime<Utc>>, Option<String>) = (columns.read()?, columns.read()?);
    Ok(Notice {
        id,
        content,
        published,
        version,
        edited,
        withdrawn: at.zip(reason).map(|(at, reason)| Withdrawal { at, reason }),
        read: columns.read()?,
        area: read_area(columns)?.ok_or_else(|| corrupt("area"))?,
        author: read_person(columns)?.ok_or_else(|| corrupt("author"))?,
    })
}

fn read_version(columns: &mut Columns<'_>) -> Outcome<(NoticeId, NoticeVersion)> {
    let notice = NoticeId::from_uuid(columns.read()?);
    let version = NoticeVersion {
        version: columns.read()?,
        title: Line::stored(columns.read()?),
        text: Some(Paragraphs::stored(columns.read()?)),
        audience: audience_of(columns.read()?),
        written: columns.read()?,
        author: read_person(columns)?.ok_or_else(|| corrupt("author"))?,
    };
    Ok((notice, version))
}
