//! The notice board: tables `notices`, `notice_versions` and `notice_reads`.

use std::array;
use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{AreaId, MemberId, NoticeId};
use domain::notices::mark_read::UNREAD_FIRST;
use domain::notices::notice::{Notice, NoticeCategory, NoticeState, NoticeText, NoticeVersion, Withdrawal};
use domain::notices::repo::{BoardKey, NewNotice, NoticeReader, NoticeRepo, PUBLIC_SHOWN, VERSIONS_SHOWN};
use domain::page::{self, Page, PageRequest};
use domain::standing::Audience;
use domain::text::{Line, Paragraphs};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter, Value};
use uuid::Uuid;

use super::entities::{notice, notice_read, notice_version};
use super::loss::free;
use super::paging::{Paged, latest_moment_from, limit, of_each, page_of};
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, failure, insert, one, run, update};
use super::words::{Words, word};
use super::{Db, DbTx};

pub(super) const NOTICE_CATEGORY: Words<NoticeCategory, 4> = [
    ("party_affairs", NoticeCategory::PartyAffairs),
    ("resident_affairs", NoticeCategory::ResidentAffairs),
    ("finance_affairs", NoticeCategory::FinanceAffairs),
    ("general", NoticeCategory::General),
];

/// The bits of `notices.audience`.
const AUDIENCE: [(i32, Audience); 4] =
    [(1, Audience::Residents), (2, Audience::Volunteers), (4, Audience::PartyMembers), (8, Audience::Staff)];

const EDIT: &str = "UPDATE notices SET category = $4, title = $5, body = $6, audience = $7, pinned = $8, \
    expires_at = $9, version = version + 1, edited_at = $3 \
    WHERE id = $1 AND version = $2 AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > $3)";
/// Withdrawn before its publication, it never hangs.
const WITHDRAW: &str = "UPDATE notices SET withdrawn_at = $2, withdrawn_by = $3, withdraw_reason = $4, \
    past = past OR published_at >= $2 WHERE id = $1 AND withdrawn_at IS NULL";

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

const REACHED: &str = "SELECT c.id FROM notices n JOIN areas a ON a.id = n.area_id \
    JOIN areas c ON c.kind = 'community' AND c.path LIKE a.path || '%' WHERE n.id = $1 ORDER BY c.id";
/// What a notice `n` addresses a member `m` as, who lives within its area and holds no role there.
const AS_NEIGHBOUR: &str = "((n.audience & 1) <> 0 OR ((n.audience & 2) <> 0 AND m.volunteer_since IS NOT NULL) \
    OR ((n.audience & 4) <> 0 AND COALESCE(m.party_state, '') = 'confirmed'))";
static ADDRESSED: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT m.id FROM notices n JOIN members m ON m.community_id = $2 AND m.id > $3 AND m.id <> n.author_id \
         WHERE n.id = $1 AND n.withdrawn_at IS NULL AND {AS_NEIGHBOUR} AND {} ORDER BY m.id LIMIT $4",
        free("m")
    )
});
static STAFF_ADDRESSED: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT DISTINCT m.id FROM notices n JOIN areas a ON a.id = n.area_id \
         JOIN areas p ON p.path LIKE a.path || '%' JOIN grants g ON g.area_id = p.id AND g.ended_at IS NULL \
         JOIN members m ON m.id = g.member_id AND m.id <> n.author_id LEFT JOIN areas h ON h.id = m.community_id \
         WHERE n.id = $1 AND n.withdrawn_at IS NULL AND (n.audience & 8) <> 0 AND {} \
         AND NOT (COALESCE(h.path LIKE a.path || '%', FALSE) AND {AS_NEIGHBOUR}) ORDER BY m.id",
        free("m")
    )
});

/// A city, a district, a street, a community: as many areas at most has a board.
const AREAS: usize = 4;
static BOARDS: LazyLock<[[Paged; 2]; AREAS]> =
    LazyLock::new(|| array::from_fn(|more| [board(more + 1, false), board(more + 1, true)]));
static UNREAD: LazyLock<[String; AREAS]> =
    LazyLock::new(|| array::from_fn(|more| format!("{} SELECT COUNT(*) FROM fresh", fresh(more + 1, 4, ""))));
static PUBLIC: LazyLock<[String; AREAS]> = LazyLock::new(|| array::from_fn(|more| public(more + 1)));
static NEXT: LazyLock<[String; AREAS]> = LazyLock::new(|| array::from_fn(|more| next(more + 1)));
static SOME: LazyLock<String> = LazyLock::new(|| {
    CARDS.replace("{read}", &READ_BY.replace("{reader}", "$1")).replace("{found}", "notices n") + " WHERE n.id IN ()"
});

/// What was written for an area itself: of all states, or of one; $6 is the time. Each walks an index of its own.
static OF_AREA: LazyLock<[(Option<NoticeState>, Paged); 5]> = LazyLock::new(|| {
    use NoticeState::{Ended, Hanging, Upcoming, Withdrawn};
    [None, Some(Upcoming), Some(Hanging), Some(Ended), Some(Withdrawn)].map(|state| {
        let which = match state {
            None => "TRUE",
            Some(Upcoming) => {
                "NOT past AND withdrawn_at IS NULL AND published_at > $6 AND (expires_at IS NULL OR expires_at > $6)"
            }
            Some(Hanging) => {
                "NOT past AND withdrawn_at IS NULL AND published_at <= $6 AND (expires_at IS NULL OR expires_at > $6)"
            }
            Some(Ended) => "withdrawn_at IS NULL AND expires_at <= $6",
            Some(Withdrawn) => "withdrawn_at IS NOT NULL",
        };
        let found = format!(
            "(SELECT id FROM notices WHERE area_id = $1 AND {which} AND (published_at, id) {{before}} ($3, $4) \
             ORDER BY published_at {{desc}}, id {{desc}} LIMIT $5) p JOIN notices n ON n.id = p.id"
        );
        let cards = CARDS.replace("{read}", &READ_BY.replace("{reader}", "$2")).replace("{found}", &found);
        (state, Paged::of(&format!("{cards} ORDER BY n.published_at {{desc}}, n.id {{desc}}")))
    })
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

/// The latest of so many areas that are not withdrawn, which nobody reads in particular.
fn public(areas: usize) -> String {
    let order = "published_at DESC, id DESC";
    let hanging = hanging(areas, 3, " AND withdrawn_at IS NULL", order, PUBLIC_SHOWN);
    let found =
        format!("(SELECT id FROM ({hanging}) h ORDER BY {order} LIMIT {PUBLIC_SHOWN}) p JOIN notices n ON n.id = p.id");
    let cards = CARDS.replace("{read}", "CAST(NULL AS timestamptz)").replace("{found}", &found);
    format!("{cards} ORDER BY n.published_at DESC, n.id DESC")
}

/// When the next notice hangs in one of so many areas: of each the first after $1, by an index.
fn next(areas: usize) -> String {
    let each = (2..2 + areas).map(|n| {
        format!(
            "SELECT * FROM (SELECT published_at FROM notices WHERE area_id = ${n} AND NOT past AND published_at > $1 \
            ORDER BY published_at LIMIT 1) h{n}"
        )
    });
    let each = each.collect::<Vec<_>>().join(" UNION ALL ");
    format!("SELECT published_at FROM ({each}) h ORDER BY published_at LIMIT 1")
}

const VERSIONS: &str = "SELECT v.notice_id, v.version, v.title, v.body, v.audience, v.written_at, m.id, m.shown_name \
    FROM notice_versions v JOIN notices n ON n.id = v.notice_id JOIN members m ON m.id = v.author_id \
    WHERE v.version > n.version - $1 AND v.notice_id IN () ORDER BY v.notice_id, v.version DESC";
const READERS: &str = "SELECT r.notice_id, a.path, r.readers \
    FROM (SELECT notice_id, COUNT(*) AS readers FROM notice_reads WHERE notice_id IN () GROUP BY notice_id) r \
    JOIN notices n ON n.id = r.notice_id JOIN areas a ON a.id = n.area_id";

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
            past: Set(false),
        };
        insert(&self.tx, row).await?;
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
        let values = values![
            notice,
            seen,
            now,
            word(&NOTICE_CATEGORY, content.category),
            content.title.as_str(),
            content.text.as_str(),
            audience_bits(&content.audience),
            content.pinned,
            content.expires,
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
        let values = values![notice, now, by, reason];
        Ok(run(&self.tx, WITHDRAW, values).await? == 1)
    }

    async fn mark_read(&mut self, member: MemberId, notices: &[NoticeId], now: DateTime<Utc>) -> Outcome<()> {
        // In one order, so that two who mark the same wait for each other and not in a circle.
        let mut notices: Vec<_> = notices.iter().map(|id| id.uuid()).collect();
        notices.sort_unstable();
        let rows = notices.into_iter().map(|notice| notice_read::ActiveModel {
            member_id: Set(member.uuid()),
            notice_id: Set(notice),
            read_at: Set(now),
        });
        let marked = notice_read::Entity::insert_many(rows).on_conflict(OnConflict::new().do_nothing().to_owned());
        marked.exec_without_returning(&self.tx).await.map(|_| ()).map_err(failure)
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
    let row = notice_version::ActiveModel {
        notice_id: Set(notice.uuid()),
        version: Set(version),
        title: Set(content.title.as_str().into()),
        body: Set(content.text.as_str().into()),
        audience: Set(audience_bits(&content.audience)),
        author_id: Set(by.uuid()),
        written_at: Set(now),
    };
    insert(&tx.tx, row).await
}

#[async_trait]
impl NoticeReader for Db {
    async fn notices(&self, viewer: &Viewer, ids: &[NoticeId], now: DateTime<Utc>) -> Outcome<Vec<Notice>> {
        let mut seen = read_all(&of_each(self, &SOME, values![viewer.member()], ids).await?, read)?;
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
        let ids: Vec<_> = seen.iter().map(|notice| notice.id).collect();
        let mut found: Vec<(NoticeId, Vec<NoticeVersion>)> = Vec::new();
        for row in &of_each(self, VERSIONS, values![VERSIONS_SHOWN], &ids).await? {
            let (notice, version) = read_version(&mut Row::of(row))?;
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
        let rows = of_each(self, READERS, Vec::new(), ids).await?;
        let counts = read_all(&rows, |row| Ok((row.id()?, row.path()?, row.read()?)))?;
        let of_theirs = counts.into_iter().filter(|(_, path, _)| viewer.administers(path));
        Ok(of_theirs.map(|(notice, _, readers)| (notice, readers)).collect())
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
        let mut values = values![audience_bits(scope.audiences()), now, reader];
        for (pinned, published, id) in [unread, rest] {
            values.extend(values![pinned, published, id]);
        }
        values.extend(values![limit(page), page.backwards]);
        values.extend(category.map(|category| Value::from(word(&NOTICE_CATEGORY, category))));
        let sql = &BOARDS[areas(scope, &mut values)?][usize::from(category.is_some())];
        page_of(self, sql, values, page, |row| {
            let (notice, unread) = (read(row)?, row.read::<i32>()? == 1);
            let (pinned, published) = (notice.content.pinned, notice.published);
            Ok((BoardKey { unread, pinned, published, id: notice.id }, notice))
        })
        .await
    }

    async fn notices_of(
        &self,
        area: AreaId,
        reader: MemberId,
        state: Option<NoticeState>,
        now: DateTime<Utc>,
        page: &PageRequest<(DateTime<Utc>, NoticeId)>,
    ) -> Outcome<Page<Notice>> {
        let (published, id) = latest_moment_from(page);
        let mut values = values![area, reader, published, id, limit(page)];
        let (_, sql) = OF_AREA.iter().find(|(of, _)| *of == state).ok_or_else(|| corrupt("state of a notice"))?;
        if sql.for_page(page).contains("$6") {
            values.extend(values![now]);
        }
        page_of(self, sql, values, page, read).await
    }

    async fn public_notices(&self, scope: &Scope, now: DateTime<Utc>) -> Outcome<Vec<Notice>> {
        let mut values = values![audience_bits(&[Audience::Residents]), now];
        let sql = &PUBLIC[areas(scope, &mut values)?];
        read_all(&all(&self.read, sql, values).await?, read)
    }

    async fn next_notice(&self, scope: &Scope, now: DateTime<Utc>) -> Outcome<Option<DateTime<Utc>>> {
        let mut values = values![now];
        let sql = &NEXT[areas(scope, &mut values)?];
        one(&self.read, sql, values).await?.map(|row| Row::of(&row).read()).transpose()
    }

    async fn unread_notices(&self, scope: &Scope, reader: MemberId, now: DateTime<Utc>) -> Outcome<i64> {
        let mut values = values![audience_bits(scope.audiences()), now, reader];
        let sql = &UNREAD[areas(scope, &mut values)?];
        let row = one(&self.read, sql, values).await?.ok_or_else(|| corrupt("count"))?;
        Row::of(&row).read()
    }

    async fn communities_reached(&self, notice: NoticeId) -> Outcome<Vec<AreaId>> {
        read_all(&all(&self.read, REACHED, values![notice]).await?, |row| row.id())
    }

    async fn readers_addressed(
        &self,
        notice: NoticeId,
        community: AreaId,
        after: Option<MemberId>,
        most: usize,
    ) -> Outcome<Vec<MemberId>> {
        let after = after.map_or(Uuid::nil(), |member| member.uuid());
        read_all(&all(&self.read, &ADDRESSED, values![notice, community, after, most as i64]).await?, |row| row.id())
    }

    async fn staff_addressed(&self, notice: NoticeId) -> Outcome<Vec<MemberId>> {
        read_all(&all(&self.read, &STAFF_ADDRESSED, values![notice]).await?, |row| row.id())
    }

    async fn put_past_notices_away(&self, now: DateTime<Utc>) -> Outcome<u64> {
        let put_away = notice::ActiveModel { past: Set(true), ..Default::default() };
        let over = notice::COLUMN.past.eq(false).and(notice::COLUMN.expires_at.lte(now));
        update(&self.write, notice::Entity::update_many().set(put_away).filter(over)).await
    }
}

/// Adds the areas of a board to the values, and gives the place of its statement.
fn areas(scope: &Scope, values: &mut Vec<Value>) -> Outcome<usize> {
    let steps = scope.path().steps();
    values.extend(steps.iter().rev().map(|step| Value::from(*step)));
    steps.len().checked_sub(1).filter(|place| *place < AREAS).ok_or_else(|| corrupt("path of a community"))
}

fn audience_bits(audience: &[Audience]) -> i32 {
    AUDIENCE.iter().filter(|(_, known)| audience.contains(known)).map(|(bit, _)| bit).sum()
}

fn audience_of(bits: i32) -> Vec<Audience> {
    AUDIENCE.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, known)| *known).collect()
}

fn read(row: &mut Row<'_>) -> Outcome<Notice> {
    let id = row.id()?;
    let content = NoticeText {
        category: row.word(&NOTICE_CATEGORY)?,
        title: Line::stored(row.read()?),
        text: Paragraphs::stored(row.read()?),
        audience: audience_of(row.read()?),
        pinned: row.read()?,
        expires: row.read()?,
    };
    let (published, version, edited) = (row.read()?, row.read()?, row.read()?);
    let (at, reason): (Option<DateTime<Utc>>, Option<String>) = (row.read()?, row.read()?);
    Ok(Notice {
        id,
        content,
        published,
        version,
        edited,
        withdrawn: at.zip(reason).map(|(at, reason)| Withdrawal { at, reason }),
        area: row.area()?,
        author: row.person()?,
        read: row.read()?,
    })
}

fn read_version(row: &mut Row<'_>) -> Outcome<(NoticeId, NoticeVersion)> {
    let notice = row.id()?;
    let version = NoticeVersion {
        version: row.read()?,
        title: Line::stored(row.read()?),
        text: Some(Paragraphs::stored(row.read()?)),
        audience: audience_of(row.read()?),
        written: row.read()?,
        author: row.person()?,
    };
    Ok((notice, version))
}
