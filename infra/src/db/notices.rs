//! The notice board: tables `notices`, `notice_versions` and `notice_reads`.

use std::array;
use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{MemberId, NoticeId};
use domain::notices::mark_read::UNREAD_FIRST;
use domain::notices::notice::{Notice, NoticeCategory, NoticeText, NoticeVersion, Withdrawal};
use domain::notices::repo::{BoardKey, NewNotice, NoticeReader, NoticeRepo, VERSIONS_SHOWN};
use domain::page::{self, Page, PageRequest};
use domain::places::path::Path;
use domain::text::{Line, Paragraphs};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryResult, Value};
use uuid::Uuid;

use super::entities::notice;
use super::members::read_person;
use super::paging::Paged;
use super::places::{limit, read_area};
use super::sql::{Columns, all, corrupt, failure, one, run};
use super::words::{NOTICE_CATEGORY, audience_bits, audience_of, meaning, word};
use super::{Db, DbTx};

const ADD_VERSION: &str = "INSERT INTO notice_versions \
    (notice_id, version, title, body, audience, author_id, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const EDIT: &str = "UPDATE notices SET category = $4, title = $5, body = $6, audience = $7, pinned = $8, \
    expires_at = $9, version = version + 1, edited_at = $3 \
    WHERE id = $1 AND version = $2 AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > $3)";
/// Withdrawn before its publication, it never hangs.
const WITHDRAW: &str = "UPDATE notices SET withdrawn_at = $2, withdrawn_by = $3, withdraw_reason = $4, \
    past = past OR published_at >= $2 WHERE id = $1 AND withdrawn_at IS NULL";
const EXPIRED: &str = "UPDATE notices SET past = TRUE WHERE NOT past AND expires_at <= $1";

/// What a notice shows; `{read}` is when the reader marked it, `{found}` which notices `n` are looked at.
const CARDS: &str = "SELECT n.id, n.category, n.title, n.body, n.audience, n.pinned, n.expires_at, n.published_at, \
    n.version, n.edited_at, n.withdrawn_at, n.withdraw_reason, a.id, a.kind, a.name, a.path, m.id, m.shown_name, {read} \
    FROM {found} JOIN areas a ON a.id = n.area_id JOIN members m ON m.id = n.author_id";
/// Of each area what hangs there: $1 are the audiences, $2 is the time, and the areas come last. Each walks an index in
/// this order and stops: PostgreSQL merges them, row by row, until there are enough.
const HANGING: &str = "SELECT * FROM (SELECT id, pinned, published_at FROM notices WHERE area_id = {area} AND NOT past \
    AND published_at <= $2 AND (audience & $1) <> 0 AND (expires_at IS NULL OR expires_at > $2){which} \
    ORDER BY {order} LIMIT {most}) h{area}";
/// The latest notices of a board, and of those what the reader, $3, has not read. That looks at the marks between the first
/// and the last of these ids, and not at all that the reader ever read: ids follow time, so those are few.
const FRESH: &str = "WITH latest AS (SELECT id, pinned, published_at FROM ({hanging}) h \
    ORDER BY published_at DESC, id DESC LIMIT {window}), \
    fresh AS (SELECT id, pinned, published_at FROM latest l WHERE NOT EXISTS (SELECT 1 FROM notice_reads r \
    WHERE r.member_id = $3 AND r.notice_id = l.id \
    AND r.notice_id BETWEEN (SELECT id FROM latest ORDER BY id LIMIT 1) AND (SELECT id FROM latest ORDER BY id DESC LIMIT 1)))";
/// The board of a community: first what is fresh, from $4 to $6 on; then all the rest, from $7 to $9 on, where a page is
/// not full by then. Ids first, texts last.
const BOARD: &str = "{fresh}, \
    unread AS (SELECT 1 AS unread, id, pinned, published_at FROM fresh WHERE (pinned, published_at, id) {before} ($4, $5, $6) \
    ORDER BY pinned {desc}, published_at {desc}, id {desc} LIMIT $10), \
    rest AS (SELECT 0 AS unread, id, pinned, published_at FROM ({hanging}) h \
    WHERE ($11 OR (SELECT COUNT(*) FROM unread) < $10) \
    ORDER BY pinned {desc}, published_at {desc}, id {desc} LIMIT $10) \
    {cards} ORDER BY p.unread {desc}, p.pinned {desc}, p.published_at {desc}, p.id {desc}";
const ON_BOARD: &str = "(SELECT * FROM (SELECT * FROM unread UNION ALL SELECT * FROM rest) b \
    ORDER BY unread {desc}, pinned {desc}, published_at {desc}, id {desc} LIMIT $10) p JOIN notices n ON n.id = p.id";
const READ_BY: &str = "(SELECT r.read_at FROM notice_reads r WHERE r.member_id = {reader} AND r.notice_id = n.id)";

/// A city, a district, a street, a community: as many areas at most has a board.
const AREAS: usize = 4;
static BOARDS: LazyLock<[[Paged; 2]; AREAS]> =
    LazyLock::new(|| array::from_fn(|more| [board(more + 1, false), board(more + 1, true)]));
static UNREAD: LazyLock<[String; AREAS]> =
    LazyLock::new(|| array::from_fn(|more| format!("{} SELECT COUNT(*) FROM fresh", fresh(more + 1, 4, ""))));
static SOME: LazyLock<String> = LazyLock::new(|| {
    CARDS.replace("{read}", &READ_BY.replace("{reader}", "$1")).replace("{found}", "notices n") + " WHERE n.id IN "
});

/// The statement for a board of so many areas; of one category, $12, or of all.
fn board(areas: usize, of_category: bool) -> Paged {
    let (category, first) = if of_category { (" AND category = $12", 13) } else { ("", 12) };
    let which = format!(
        "{category} AND (pinned, published_at, id) {{before}} ($7, $8, $9) AND id NOT IN (SELECT id FROM fresh)"
    );
    let order = "pinned {desc}, published_at {desc}, id {desc}";
    let read = format!("CASE WHEN p.unread = 0 THEN {} END, p.unread", READ_BY.replace("{reader}", "$3"));
    let cards = CARDS.replace("{read}", &read).replace("{found}", ON_BOARD);
    Paged::of(
        &BOARD
            .replace("{fresh}", &fresh(areas, first, category))
            .replace("{hanging}", &hanging(areas, first, &which, order, page::MOST + 1))
            .replace("{cards}", &cards),
    )
}

fn fresh(areas: usize, first: usize, which: &str) -> String {
    let hanging = hanging(areas, first, which, "published_at DESC, id DESC", UNREAD_FIRST);
    FRESH.replace("{hanging}", &hanging).replace("{window}", &UNREAD_FIRST.to_string())
}

/// What hangs in each of so many areas, whose placeholders begin with `$first`; of each area at most so much.
fn hanging(areas: usize, first: usize, which: &str, order: &str, most: i64) -> String {
    let most = most.to_string();
    let text = HANGING.replace("{which}", which).replace("{order}", order).replace("{most}", &most);
    let each =
        (first..first + areas).map(|n| text.replace("h{area}", &format!("h{n}")).replace("{area}", &format!("${n}")));
    each.collect::<Vec<_>>().join(" UNION ALL ")
}

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
        let sql = format!("{}{}", *SOME, marks(2, ids));
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
    ) -> Outcome<Page<(BoardKey, Notice)>> {
        let (latest, oldest) = ((true, now, Uuid::max()), (false, DateTime::UNIX_EPOCH, Uuid::nil()));
        let (begin, end) = if page.backwards { (oldest, latest) } else { (latest, oldest) };
        let place = |key: BoardKey| (key.pinned, key.published, key.id.uuid());
        // The unread are one part, the rest the other: of the part in which the key is not, all or nothing is to come.
        let (unread, rest) = match page.from {
            None => (begin, begin),
            Some(key) if key.unread => (place(key), if page.backwards { end } else { begin }),
            Some(key) => (if page.backwards { begin } else { end }, place(key)),
        };
        let mut values = vec![audience_bits(scope.audiences()).into(), now.into(), reader.uuid().into()];
        for (pinned, published, id) in [unread, rest] {
            values.extend([pinned.into(), published.into(), id.into()]);
        }
        values.extend([limit(page).into(), page.backwards.into()]);
        values.extend(category.map(|category| Value::from(word(&NOTICE_CATEGORY, category))));
        let sql = &BOARDS[areas(scope, &mut values)?][usize::from(category.is_some())];
        let rows = all(&self.read, sql.for_page(page), values).await?;
        let notices = rows.iter().map(|row| {
            let mut columns = Columns::of(row);
            let notice = read(&mut columns)?;
            let unread = columns.read::<i32>()? == 1;
            let (pinned, published) = (notice.content.pinned, notice.published);
            Ok((BoardKey { unread, pinned, published, id: notice.id }, notice))
        });
        Ok(Page::of(notices.collect::<Outcome<_>>()?, page))
    }

    async fn unread_notices(&self, scope: &Scope, reader: MemberId, now: DateTime<Utc>) -> Outcome<i64> {
        let mut values = vec![audience_bits(scope.audiences()).into(), now.into(), reader.uuid().into()];
        let sql = &UNREAD[areas(scope, &mut values)?];
        let row = one(&self.read, sql, values).await?.ok_or_else(|| corrupt("count"))?;
        Columns::of(&row).read()
    }

    async fn put_past_notices_away(&self, now: DateTime<Utc>) -> Outcome<u64> {
        run(&self.write, EXPIRED, vec![now.into()]).await
    }
}

/// Adds the areas of a board to the values, and gives the place of its statement.
fn areas(scope: &Scope, values: &mut Vec<Value>) -> Outcome<usize> {
    let steps = scope.path().steps();
    values.extend(steps.iter().rev().map(|step| Value::from(*step)));
    steps.len().checked_sub(1).filter(|place| *place < AREAS).ok_or_else(|| corrupt("path of a community"))
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
        area: read_area(columns)?.ok_or_else(|| corrupt("area"))?,
        author: read_person(columns)?.ok_or_else(|| corrupt("author"))?,
        read: columns.read()?,
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
