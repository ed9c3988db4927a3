//! Wishes and their claims: tables `wishes` and `claims`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{AreaId, ClaimId, MemberId, WishId};
use domain::page::{Page, PageRequest};
use domain::text::{Line, Paragraphs};
use domain::wishes::repo::{FeedKey, WishFilter, WishReader, WishRepo};
use domain::wishes::wish::{Claim, Fen, Wish, WishState, WishText};
use sea_orm::{ActiveValue::Set, EntityTrait, Value};
use uuid::Uuid;

use super::entities::wish;
use super::members::read_person;
use super::places::{id_from, limit, read_area};
use super::sql::{Columns, all, corrupt, failure, run};
use super::words::{URGENCY, WISH_CATEGORY, WISH_KIND, meaning, word};
use super::{Db, DbTx};

const APPROVE: &str = "UPDATE wishes SET state = 'open', opened_at = $2, reviewed_at = $2, reviewed_by = $3 \
    WHERE id = $1 AND state = 'pending_review'";
const REJECT: &str = "UPDATE wishes SET state = 'rejected', reject_reason = $4, reviewed_at = $2, reviewed_by = $3 \
    WHERE id = $1 AND state = 'pending_review'";
const CLAIM: &str = "UPDATE wishes SET state = 'claimed' WHERE id = $1 AND state = 'open'";
const ADD_CLAIM: &str = "INSERT INTO claims (id, wish_id, claimer_id, claimed_at, due_at) VALUES ($1, $2, $3, $4, $5)";

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared statement.
macro_rules! cards {
    ($found:expr, $order:expr) => {
        concat!(
            "SELECT w.id, w.kind, w.category, w.urgency, w.title, w.body, w.cost_limit_fen, w.needed_by, w.posted_at, \
             w.state, w.opened_at, w.reject_reason, co.id, co.kind, co.name, co.path, g.id, g.kind, g.name, g.path, \
             a.id, a.shown_name, c.id, c.claimed_at, c.due_at, cm.id, cm.shown_name FROM ",
            $found,
            " w JOIN areas co ON co.id = w.community_id LEFT JOIN areas g ON g.id = w.grid_id \
             JOIN members a ON a.id = w.author_id \
             LEFT JOIN claims c ON c.wish_id = w.id AND c.ended_at IS NULL LEFT JOIN members cm ON cm.id = c.claimer_id ",
            $order
        )
    };
}
macro_rules! feed {
    ($sign:literal, $order:literal) => {
        cards!(
            concat!(
                "(SELECT * FROM (SELECT *, CASE WHEN grid_id = $2 THEN 0 ELSE 1 END AS distance FROM wishes \
                 WHERE community_id = $1 AND state = 'open' AND ($3 = '' OR kind = $3) AND ($4 = '' OR category = $4) \
                 AND ($5 = '' OR urgency = $5) AND ($6 = $7 OR grid_id = $6)) o \
                 WHERE (distance, opened_at, id) ", $sign, " ($8, $9, $10) \
                 ORDER BY distance ", $order, ", opened_at ", $order, ", id ", $order, " LIMIT $11)"
            ),
            concat!("ORDER BY w.distance ", $order, ", w.opened_at ", $order, ", w.id ", $order)
        )
    };
}
macro_rules! list {
    ($place:literal, $sign:literal, $order:literal) => {
        cards!(
            concat!(
                "(SELECT * FROM wishes WHERE ",
                $place,
                " AND id ",
                $sign,
                " $2 ORDER BY id ",
                $order,
                " LIMIT $3)"
            ),
            concat!("ORDER BY w.id ", $order)
        )
    };
}

/// A page of open wishes. First find it in the index of what is open, then join what the cards show.
/// A filter that is not asked for is an empty word.
const FEED: [&str; 2] = [feed!(">", "ASC"), feed!("<", "DESC")];
const QUEUE: [&str; 2] = [
    list!("community_id = $1 AND state = 'pending_review'", ">", "ASC"),
    list!("community_id = $1 AND state = 'pending_review'", "<", "DESC"),
];
const ONE: &str = cards!("wishes", "WHERE w.id = $1");
/// The latest first: so a page *after* a wish holds older ones.
const MINE: [&str; 2] = [list!("author_id = $1", "<", "DESC"), list!("author_id = $1", ">", "ASC")];

#[async_trait]
impl WishRepo for DbTx {
    async fn add_wish(&mut self, new: &Wish) -> Outcome<()> {
        let row = wish::ActiveModel {
            id: Set(new.id.uuid()),
            community_id: Set(new.community.id.uuid()),
            grid_id: Set(new.grid.as_ref().map(|grid| grid.id.uuid())),
            author_id: Set(new.author.id.uuid()),
            kind: Set(word(&WISH_KIND, new.content.kind).into()),
            category: Set(word(&WISH_CATEGORY, new.content.category).into()),
            urgency: Set(word(&URGENCY, new.content.urgency).into()),
            title: Set(new.content.title.as_str().into()),
            body: Set(new.content.text.as_str().into()),
            cost_limit_fen: Set(new.content.cost_limit.map(|fen| fen.0)),
            needed_by: Set(new.content.needed_by),
            posted_at: Set(new.posted),
            state: Set("pending_review".into()),
            reviewed_by: Set(None),
            reviewed_at: Set(None),
            opened_at: Set(None),
            reject_reason: Set(None),
        };
        wish::Entity::insert(row).exec_without_returning(&self.tx).await.map(|_| ()).map_err(failure)
    }

    async fn approve_wish(&mut self, wish: WishId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, APPROVE, vec![wish.uuid().into(), now.into(), by.uuid().into()]).await? == 1)
    }

    async fn reject_wish(&mut self, wish: WishId, by: MemberId, reason: &str, now: DateTime<Utc>) -> Outcome<bool> {
        let values = vec![wish.uuid().into(), now.into(), by.uuid().into(), reason.into()];
        Ok(run(&self.tx, REJECT, values).await? == 1)
    }

    async fn claim_wish(&mut self, wish: WishId, claim: &Claim) -> Outcome<bool> {
        if run(&self.tx, CLAIM, vec![wish.uuid().into()]).await? == 0 {
            return Ok(false);
        }
        let claimer = claim.claimer.id.uuid().into();
        let values = vec![claim.id.uuid().into(), wish.uuid().into(), claimer, claim.at.into(), claim.due.into()];
        run(&self.tx, ADD_CLAIM, values).await.map(|_| true)
    }
}

#[async_trait]
impl WishReader for Db {
    async fn wishes(&self, viewer: &Viewer, ids: &[WishId]) -> Outcome<Vec<Wish>> {
        let mut seen = match ids {
            [] => Vec::new(),
            [id] => read_all(&all(&self.read, ONE, vec![id.uuid().into()]).await?)?,
            _ => {
                let marks: Vec<_> = (1..=ids.len()).map(|n| format!("${n}")).collect();
                let sql = ONE.replace("w.id = $1", &format!("w.id IN ({})", marks.join(", ")));
                read_all(&all(&self.read, &sql, ids.iter().map(|id| id.uuid().into()).collect()).await?)?
            }
        };
        seen.retain(|wish| wish.seen_by(viewer));
        Ok(seen)
    }

    async fn feed(
        &self,
        scope: &Scope,
        near: Option<AreaId>,
        filter: &WishFilter,
        page: &PageRequest<FeedKey>,
    ) -> Outcome<Page<(FeedKey, Wish)>> {
        let (distance, since, id) = match page.from {
            Some(key) => (key.distance, key.since, key.id.uuid()),
            None if page.backwards => (i32::MAX, DateTime::UNIX_EPOCH, Uuid::nil()),
            None => (-1, DateTime::UNIX_EPOCH, Uuid::nil()),
        };
        let values: Vec<Value> = vec![
            scope.community().uuid().into(),
            near.map_or(Uuid::nil(), |grid| grid.uuid()).into(),
            filter.kind.map_or("", |kind| word(&WISH_KIND, kind)).into(),
            filter.category.map_or("", |category| word(&WISH_CATEGORY, category)).into(),
            filter.urgency.map_or("", |urgency| word(&URGENCY, urgency)).into(),
            filter.grid.map_or(Uuid::nil(), |grid| grid.uuid()).into(),
            Uuid::nil().into(),
            distance.into(),
            since.into(),
            id.into(),
            limit(page).into(),
        ];
        let wishes = read_all(&all(&self.read, FEED[usize::from(page.backwards)], values).await?)?;
        let keyed = wishes.into_iter().map(|wish| {
            let WishState::Open { since } = wish.state else { return Err(corrupt("open wish")) };
            let own = near.is_some() && wish.grid.as_ref().map(|grid| grid.id) == near;
            Ok((FeedKey { distance: if own { 0 } else { 1 }, since, id: wish.id }, wish))
        });
        Ok(Page::of(keyed.collect::<Outcome<_>>()?, page))
    }

    async fn review_queue(&self, scope: &Scope, page: &PageRequest<WishId>) -> Outcome<Page<Wish>> {
        list(self, QUEUE, scope.community().uuid(), id_from(page), page).await
    }

    async fn wishes_by(&self, me: &Viewer, page: &PageRequest<WishId>) -> Outcome<Page<Wish>> {
        // The list runs against the order of ids, so it also begins at their other end.
        let from = page.from.map_or(if page.backwards { Uuid::nil() } else { Uuid::max() }, |id| id.uuid());
        list(self, MINE, me.member().uuid(), from, page).await
    }
}

async fn list(db: &Db, sql: [&str; 2], of: Uuid, from: Uuid, page: &PageRequest<WishId>) -> Outcome<Page<Wish>> {
    let values = vec![of.into(), from.into(), limit(page).into()];
    Ok(Page::of(read_all(&all(&db.read, sql[usize::from(page.backwards)], values).await?)?, page))
}

fn read_all(rows: &[sea_orm::QueryResult]) -> Outcome<Vec<Wish>> {
    rows.iter().map(|row| read(&mut Columns::of(row))).collect()
}

fn read(columns: &mut Columns<'_>) -> Outcome<Wish> {
    let id = WishId::from_uuid(columns.read()?);
    let content = WishText {
        kind: meaning(&WISH_KIND, &columns.read::<String>()?)?,
        category: meaning(&WISH_CATEGORY, &columns.read::<String>()?)?,
        urgency: meaning(&URGENCY, &columns.read::<String>()?)?,
        title: Line::stored(columns.read()?),
        text: Paragraphs::stored(columns.read()?),
        cost_limit: columns.read::<Option<i64>>()?.map(Fen),
        needed_by: columns.read()?,
    };
    let posted = columns.read()?;
    let (state, since, reason): (String, Option<DateTime<Utc>>, Option<String>) =
        (columns.read()?, columns.read()?, columns.read()?);
    let community = read_area(columns)?.ok_or_else(|| corrupt("community"))?;
    let grid = read_area(columns)?;
    let author = read_person(columns)?.ok_or_else(|| corrupt("author"))?;
    let claim = read_claim(columns)?;
    let state = match (state.as_str(), since, reason, claim) {
        ("pending_review", ..) => WishState::PendingReview,
        ("open", Some(since), ..) => WishState::Open { since },
        ("claimed", Some(since), _, Some(claim)) => WishState::Claimed { since, claim },
        ("rejected", _, Some(reason), _) => WishState::Rejected { reason },
        _ => return Err(corrupt("state of a wish")),
    };
    Ok(Wish { id, community, grid, author, content, posted, state })
}

fn read_claim(columns: &mut Columns<'_>) -> Outcome<Option<Claim>> {
    let id: Option<Uuid> = columns.read()?;
    let (at, due): (Option<DateTime<Utc>>, Option<DateTime<Utc>>) = (columns.read()?, columns.read()?);
    let claimer = read_person(columns)?;
    match (id, at, due, claimer) {
        (Some(id), Some(at), Some(due), Some(claimer)) => {
            Ok(Some(Claim { id: ClaimId::from_uuid(id), claimer, at, due }))
        }
        _ => Ok(None),
    }
}
