//! The notice board: table `notices`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::NoticeId;
use domain::notices::notice::{Notice, NoticeCategory};
use domain::notices::repo::{BoardKey, NoticeReader, NoticeRepo};
use domain::page::{Page, PageRequest};
use domain::text::{Line, Paragraphs};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryResult, Value};
use uuid::Uuid;

use super::entities::notice;
use super::members::read_person;
use super::places::{limit, read_area};
use super::sql::{Columns, all, corrupt, failure};
use super::words::{NOTICE_CATEGORY, audience_bits, audience_of, meaning, word};
use super::{Db, DbTx};

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared statement.
macro_rules! cards {
    ($found:expr, $order:expr) => {
        concat!(
            "SELECT n.id, n.category, n.title, n.body, n.audience, n.pinned, n.published_at, n.expires_at, \
             a.id, a.kind, a.name, a.path, m.id, m.shown_name FROM ",
            $found,
            " n JOIN areas a ON a.id = n.area_id JOIN members m ON m.id = n.author_id ",
            $order
        )
    };
}
macro_rules! board {
    ($sign:literal, $order:literal) => {
        cards!(
            concat!(
                "(SELECT * FROM notices WHERE area_id IN ($1, $2, $3, $4) AND (audience & $5) <> 0 AND published_at <= $6 \
                 AND (expires_at IS NULL OR expires_at > $6) AND ($7 = '' OR category = $7) \
                 AND (pinned, published_at, id) ",
                $sign,
                " ($8, $9, $10) ORDER BY pinned ",
                $order,
                ", published_at ",
                $order,
                ", id ",
                $order,
                " LIMIT $11)"
            ),
            concat!("ORDER BY n.pinned ", $order, ", n.published_at ", $order, ", n.id ", $order)
        )
    };
}

/// The board of a community: what hangs there and in the areas above, which are three at the most.
/// Pinned first, then the latest: so a page *after* a notice holds smaller keys.
const BOARD: [&str; 2] = [board!("<", "DESC"), board!(">", "ASC")];

#[async_trait]
impl NoticeRepo for DbTx {
    async fn add_notice(&mut self, new: &Notice) -> Outcome<()> {
        let row = notice::ActiveModel {
            id: Set(new.id.uuid()),
            area_id: Set(new.area.id.uuid()),
            category: Set(word(&NOTICE_CATEGORY, new.category).into()),
            title: Set(new.title.as_str().into()),
            body: Set(new.text.as_str().into()),
            audience: Set(audience_bits(&new.audience)),
            pinned: Set(new.pinned),
            author_id: Set(new.author.id.uuid()),
            published_at: Set(new.published),
            expires_at: Set(new.expires),
        };
        notice::Entity::insert(row).exec_without_returning(&self.tx).await.map(|_| ()).map_err(failure)
    }
}

#[async_trait]
impl NoticeReader for Db {
    async fn notices(&self, viewer: &Viewer, ids: &[NoticeId], now: DateTime<Utc>) -> Outcome<Vec<Notice>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let marks: Vec<_> = (1..=ids.len()).map(|n| format!("${n}")).collect();
        let sql = format!("{} WHERE n.id IN ({})", cards!("notices", ""), marks.join(", "));
        let mut seen = read_all(&all(&self.read, &sql, ids.iter().map(|id| id.uuid().into()).collect()).await?)?;
        seen.retain(|notice| notice.seen_by(viewer, now));
        Ok(seen)
    }

    async fn board(
        &self,
        scope: &Scope,
        category: Option<NoticeCategory>,
        now: DateTime<Utc>,
        page: &PageRequest<BoardKey>,
    ) -> Outcome<Page<Notice>> {
        let mut values: Vec<Value> = scope.path().steps().iter().rev().map(|step| (*step).into()).collect();
        values.resize(4, Uuid::nil().into());
        let (pinned, published, id) = match page.from {
            Some(key) => (key.pinned, key.published, key.id.uuid()),
            None if page.backwards => (false, DateTime::UNIX_EPOCH, Uuid::nil()),
            None => (true, now, Uuid::max()),
        };
        values.extend([
            audience_bits(scope.audiences()).into(),
            now.into(),
            category.map_or("", |category| word(&NOTICE_CATEGORY, category)).into(),
            pinned.into(),
            published.into(),
            id.into(),
            limit(page).into(),
        ]);
        let rows = all(&self.read, BOARD[usize::from(page.backwards)], values).await?;
        Ok(Page::of(read_all(&rows)?, page))
    }
}

fn read_all(rows: &[QueryResult]) -> Outcome<Vec<Notice>> {
    rows.iter().map(|row| read(&mut Columns::of(row))).collect()
}

fn read(columns: &mut Columns<'_>) -> Outcome<Notice> {
    Ok(Notice {
        id: NoticeId::from_uuid(columns.read()?),
        category: meaning(&NOTICE_CATEGORY, &columns.read::<String>()?)?,
        title: Line::stored(columns.read()?),
        text: Paragraphs::stored(columns.read()?),
        audience: audience_of(columns.read()?),
        pinned: columns.read()?,
        published: columns.read()?,
        expires: columns.read()?,
        area: read_area(columns)?.ok_or_else(|| corrupt("area"))?,
        author: read_person(columns)?.ok_or_else(|| corrupt("author"))?,
    })
}
