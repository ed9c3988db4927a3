//! Wishes and their claims: tables `wishes` and `claims`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{AreaId, ClaimId, ContactRevealId, MemberId, WishId};
use domain::moderation::text_state::TextState;
use domain::page::{self, Page, PageRequest};
use domain::text::{Line, Paragraphs, Phone, RealName};
use domain::wishes::contact::{Contact, ContactReveal};
use domain::wishes::repo::{EndedClaim, FeedKey, NewWish, WishFilter, WishReader, WishRepo};
use domain::wishes::stage::Stage;
use domain::wishes::timeline::History;
use domain::wishes::wish::{
    Claim, ClaimState, Confirmation, Fen, Fulfilment, NewClaim, Rating, Urgency, Wish, WishCategory, WishKind,
    WishState, WishText,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter, UpdateMany};
use uuid::Uuid;

use super::entities::{claim, contact_reveal, wish};
use super::paging::{FOREVER, Paged, id_from, latest_from, limit, of_each, page_of};
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, insert, one, run, update};
use super::words::{TEXT_CHECK, TEXT_STATE, Words, word};
use super::{Db, DbTx};

const KIND: Words<WishKind, 3> =
    [("goods", WishKind::Goods), ("service", WishKind::Service), ("company", WishKind::Company)];
const CATEGORY: Words<WishCategory, 6> = [
    ("elderly", WishCategory::Elderly),
    ("children", WishCategory::Children),
    ("disability", WishCategory::Disability),
    ("household", WishCategory::Household),
    ("health", WishCategory::Health),
    ("other", WishCategory::Other),
];
const URGENCY: Words<Urgency, 2> = [("normal", Urgency::Normal), ("urgent", Urgency::Urgent)];

/// The words in which they lie are those of the state of a wish.
pub(super) const STAGE: Words<Stage, 7> = [
    ("pending_review", Stage::PendingReview),
    ("open", Stage::Open),
    ("claimed", Stage::Claimed),
    ("fulfilled", Stage::Fulfilled),
    ("confirmed", Stage::Confirmed),
    ("rejected", Stage::Rejected),
    ("withdrawn", Stage::Withdrawn),
];

/// Open, or claimed until a time that has passed; and not hidden.
const CLAIM: &str = "UPDATE wishes SET state = 'claimed', claim_id = $2, claim_due_at = $3, \
    releases = releases + CASE WHEN state = 'claimed' THEN 1 ELSE 0 END \
    WHERE id = $1 AND (state = 'open' OR (state = 'claimed' AND claim_due_at <= $4)) \
    AND text_state IN ('shown', 'kept')";
const WITHDRAW: &str = "UPDATE wishes SET releases = releases + CASE WHEN state = 'claimed' THEN 1 ELSE 0 END, \
    state = 'withdrawn', withdrawn_at = $2, claim_id = NULL, claim_due_at = NULL \
    WHERE id = $1 AND (state IN ('pending_review', 'open') OR (state = 'claimed' AND claim_due_at <= $2))";
/// Only the wish's row decides: what no wish stands by any more has lapsed.
const LAPSE: &str = "UPDATE claims SET ended_at = due_at, outcome = 'lapsed' \
    WHERE ended_at IS NULL AND fulfilled_at IS NULL AND due_at <= $1 \
    AND NOT EXISTS (SELECT 1 FROM wishes w WHERE w.id = claims.wish_id AND w.claim_id = claims.id) \
    RETURNING wish_id, (SELECT w.author_id FROM wishes w WHERE w.id = wish_id), claimer_id";
const WISH_OF: &str = "SELECT wish_id FROM claims WHERE id = $1";
const CONTACT: &str = "SELECT real_name_sealed, phone_sealed FROM members WHERE id = $1";
static REVEALS: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "SELECT r.id, m.id, m.shown_name, w.title, r.revealed_at FROM contact_reveals r JOIN members m ON m.id = r.viewer_id \
         JOIN wishes w ON w.id = r.wish_id WHERE r.subject_id = $1 AND r.id {before} $2 ORDER BY r.id {desc} LIMIT $3",
    )
});
const CLAIM_COLUMNS: &str = "c.id, cm.id, cm.shown_name, c.unit_id, c.claimed_at, c.due_at, c.fulfilled_at, c.fulfilment, \
    c.confirmed_at, c.rating, c.ended_at, c.outcome, c.end_reason, c.text_state";
const WISH_COLUMNS: &str = "w.id, w.kind, w.category, w.urgency, w.title, w.body, w.cost_limit_fen, w.needed_by, \
    w.text_check, w.text_state, w.posted_at, w.state, w.opened_at, w.reject_reason, w.withdrawn_at, w.releases, \
    co.id, co.kind, co.name, co.path, g.id, g.kind, g.name, g.path, a.id, a.shown_name";
const WISH_JOINS: &str = "JOIN areas co ON co.id = w.community_id LEFT JOIN areas g ON g.id = w.grid_id \
    JOIN members a ON a.id = w.author_id";
const CLAIM_JOINS: &str = "LEFT JOIN claims c ON c.id = w.claim_id LEFT JOIN members cm ON cm.id = c.claimer_id";

/// A page of open wishes: those near, from $8 and $9 on; then the others, from $10 and $11 on, where a page is not full by
/// then. Each walks the index of what is open and stops. Ids first, texts last. A filter that is not asked for is an empty
/// word. What is open is not claimed.
static FEED: LazyLock<Paged> = LazyLock::new(|| {
    let walk = |place, from, part| {
        format!(
            "SELECT * FROM (SELECT {part} AS distance, id, opened_at FROM wishes WHERE community_id = $1 AND state = 'open' \
             AND text_state IN ('shown', 'kept') AND ($3 = '' OR kind = $3) AND ($4 = '' OR category = $4) \
             AND ($5 = '' OR urgency = $5) AND ($6 = $7 OR grid_id = $6) AND {place} AND (opened_at, id) {{after}} {from} \
             ORDER BY opened_at {{asc}}, id {{asc}} LIMIT {most}) o",
            most = page::MOST + 1
        )
    };
    Paged::of(&format!(
        "WITH near AS ({near} ORDER BY opened_at {{asc}}, id {{asc}} LIMIT $12), \
         far AS ({far} WHERE $13 OR (SELECT COUNT(*) FROM near) < $12 ORDER BY opened_at {{asc}}, id {{asc}} LIMIT $12) \
         SELECT {WISH_COLUMNS} FROM (SELECT * FROM (SELECT * FROM near UNION ALL SELECT * FROM far) b \
         ORDER BY distance {{asc}}, opened_at {{asc}}, id {{asc}} LIMIT $12) p \
         JOIN wishes w ON w.id = p.id {WISH_JOINS} ORDER BY p.distance {{asc}}, p.opened_at {{asc}}, p.id {{asc}}",
        near = walk("grid_id = $2", "($8, $9)", 0),
        far = walk("(grid_id IS NULL OR grid_id <> $2)", "($10, $11)", 1),
    ))
});
/// Wishes with the claims that stand; `{found}` is which are looked at.
static CARDS: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {WISH_COLUMNS}, {CLAIM_COLUMNS} FROM {{found}} w {WISH_JOINS} {CLAIM_JOINS}"));
static SOME: LazyLock<String> = LazyLock::new(|| CARDS.replace("{found}", "wishes") + " WHERE w.id IN ()");
static QUEUE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        &CARDS,
        "SELECT * FROM wishes WHERE community_id = $1 AND state = 'pending_review' AND id {after} $2 ORDER BY id {asc} \
         LIMIT $3",
        "w.id {asc}",
    )
});
static AT_STAGE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        &CARDS,
        "SELECT * FROM wishes WHERE community_id = $1 AND state = $2 AND id {after} $3 ORDER BY id {asc} LIMIT $4",
        "w.id {asc}",
    )
});
static LATEST_AT: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        &CARDS,
        "SELECT * FROM wishes WHERE community_id = $1 AND state = $2 AND id {before} $3 ORDER BY id {desc} LIMIT $4",
        "w.id {desc}",
    )
});
static MINE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        &CARDS,
        "SELECT * FROM wishes WHERE author_id = $1 AND id {before} $2 ORDER BY id {desc} LIMIT $3",
        "w.id {desc}",
    )
});
static MY_CLAIMS: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(&format!(
        "SELECT c.wish_id, {CLAIM_COLUMNS} FROM claims c JOIN members cm ON cm.id = c.claimer_id \
         WHERE c.claimer_id = $1 AND c.id {{before}} $2 ORDER BY c.id {{desc}} LIMIT $3"
    ))
});
/// A row for each claim, or one without a claim.
static HISTORIES: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT w.id, r.id, r.shown_name, w.reviewed_at, {CLAIM_COLUMNS} FROM wishes w \
         LEFT JOIN members r ON r.id = w.reviewed_by LEFT JOIN claims c ON c.wish_id = w.id \
         LEFT JOIN members cm ON cm.id = c.claimer_id WHERE w.id IN () ORDER BY w.id, c.id"
    )
});

#[async_trait]
impl WishRepo for DbTx {
    async fn add_wish(&mut self, new: &NewWish) -> Outcome<()> {
        let row = wish::ActiveModel {
            id: Set(new.id.uuid()),
            community_id: Set(new.community.uuid()),
            grid_id: Set(new.grid.map(|grid| grid.uuid())),
            author_id: Set(new.author.uuid()),
            kind: Set(word(&KIND, new.content.kind).into()),
            category: Set(word(&CATEGORY, new.content.category).into()),
            urgency: Set(word(&URGENCY, new.content.urgency).into()),
            title: Set(new.content.title.as_str().into()),
            body: Set(new.content.text.as_str().into()),
            cost_limit_fen: Set(new.content.cost_limit.map(|fen| fen.0)),
            needed_by: Set(new.content.needed_by),
            text_check: Set(word(&TEXT_CHECK, new.check).into()),
            posted_at: Set(new.posted),
            state: Set("pending_review".into()),
            releases: Set(0),
            ..Default::default()
        };
        insert(&self.tx, row).await
    }

    async fn approve_wish(&mut self, wish: WishId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        let open = wish::ActiveModel {
            state: Set("open".into()),
            opened_at: Set(Some(now)),
            reviewed_at: Set(Some(now)),
            reviewed_by: Set(Some(by.uuid())),
            ..Default::default()
        };
        Ok(update(&self.tx, wish::Entity::update_many().set(open).filter(pending(wish))).await? == 1)
    }

    async fn reject_wish(&mut self, wish: WishId, by: MemberId, reason: &str, now: DateTime<Utc>) -> Outcome<bool> {
        let rejected = wish::ActiveModel {
            state: Set("rejected".into()),
            reject_reason: Set(Some(reason.into())),
            reviewed_at: Set(Some(now)),
            reviewed_by: Set(Some(by.uuid())),
            ..Default::default()
        };
        Ok(update(&self.tx, wish::Entity::update_many().set(rejected).filter(pending(wish))).await? == 1)
    }

    async fn claim_wish(&mut self, wish: WishId, claim: &NewClaim, lapsed: Option<ClaimId>) -> Outcome<bool> {
        if run(&self.tx, CLAIM, values![wish, claim.id, claim.due, claim.at]).await? == 0 {
            return Ok(false);
        }
        if let Some(lapsed) = lapsed {
            self.lapse(lapsed).await?;
        }
        let row = claim::ActiveModel {
            id: Set(claim.id.uuid()),
            wish_id: Set(wish.uuid()),
            claimer_id: Set(claim.claimer.uuid()),
            unit_id: Set(claim.unit.map(|unit| unit.uuid())),
            claimed_at: Set(claim.at),
            due_at: Set(claim.due),
            ..Default::default()
        };
        insert(&self.tx, row).await.map(|()| true)
    }

    async fn give_back_wish(
        &mut self,
        wish: WishId,
        claim: ClaimId,
        reason: &str,
        shown: TextState,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        if update(&self.tx, opened_again().filter(held(wish, claim, now))).await? == 0 {
            return Ok(false);
        }
        let given_back = claim::ActiveModel {
            ended_at: Set(Some(now)),
            outcome: Set(Some("given_back".into())),
            end_reason: Set(Some(reason.into())),
            text_state: Set(word(&TEXT_STATE, shown).into()),
            ..Default::default()
        };
        Ok(update(&self.tx, claim::Entity::update_many().set(given_back).filter(running(claim))).await? == 1)
    }

    async fn fulfil_wish(
        &mut self,
        wish: WishId,
        claim: ClaimId,
        text: &str,
        shown: TextState,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let fulfilled = wish::ActiveModel { state: Set("fulfilled".into()), ..Default::default() };
        let held = held(wish, claim, now);
        if update(&self.tx, wish::Entity::update_many().set(fulfilled).filter(held)).await? == 0 {
            return Ok(false);
        }
        let fulfilled = claim::ActiveModel {
            fulfilled_at: Set(Some(now)),
            fulfilment: Set(Some(text.into())),
            text_state: Set(word(&TEXT_STATE, shown).into()),
            ..Default::default()
        };
        Ok(update(&self.tx, claim::Entity::update_many().set(fulfilled).filter(running(claim))).await? == 1)
    }

    async fn confirm_wish(&mut self, wish: WishId, claim: ClaimId, praise: Confirmation) -> Outcome<bool> {
        let confirmed = wish::ActiveModel { state: Set("confirmed".into()), ..Default::default() };
        let fulfilled = (wish::COLUMN.id.eq(wish.uuid()))
            .and(wish::COLUMN.state.eq("fulfilled"))
            .and(wish::COLUMN.claim_id.eq(claim.uuid()));
        if update(&self.tx, wish::Entity::update_many().set(confirmed).filter(fulfilled)).await? == 0 {
            return Ok(false);
        }
        let praised = claim::ActiveModel {
            confirmed_at: Set(Some(praise.at)),
            rating: Set(Some(praise.rating.stars())),
            ..Default::default()
        };
        let without = claim::COLUMN.id.eq(claim.uuid()).and(claim::COLUMN.confirmed_at.is_null());
        Ok(update(&self.tx, claim::Entity::update_many().set(praised).filter(without)).await? == 1)
    }

    async fn withdraw_wish(&mut self, wish: WishId, lapsed: Option<ClaimId>, now: DateTime<Utc>) -> Outcome<bool> {
        if run(&self.tx, WITHDRAW, values![wish, now]).await? == 0 {
            return Ok(false);
        }
        if let Some(lapsed) = lapsed {
            self.lapse(lapsed).await?;
        }
        Ok(true)
    }

    async fn lapse_claims(&mut self, now: DateTime<Utc>) -> Outcome<Vec<EndedClaim>> {
        let due = wish::COLUMN.state.eq("claimed").and(wish::COLUMN.claim_due_at.lte(now));
        if update(&self.tx, opened_again().filter(due)).await? == 0 {
            return Ok(Vec::new());
        }
        read_all(&all(&self.tx, LAPSE, values![now]).await?, ended_claim)
    }

    async fn log_reveal(&mut self, id: ContactRevealId, wish: &Wish, to: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        let row = contact_reveal::ActiveModel {
            id: Set(id.uuid()),
            subject_id: Set(wish.author.id.uuid()),
            viewer_id: Set(to.uuid()),
            wish_id: Set(wish.id.uuid()),
            revealed_at: Set(now),
        };
        insert(&self.tx, row).await
    }
}

/// A claim that ended: wish, author and claimer.
pub(super) fn ended_claim(row: &mut Row) -> Outcome<EndedClaim> {
    Ok(EndedClaim { wish: row.id()?, author: row.id()?, claimer: row.id()? })
}

impl DbTx {
    /// Ends a claim at its deadline.
    async fn lapse(&self, claim: ClaimId) -> Outcome<()> {
        let lapsed = claim::ActiveModel { outcome: Set(Some("lapsed".into())), ..Default::default() };
        let lapsed = claim::Entity::update_many().set(lapsed);
        let lapsed = lapsed.col_expr(claim::Column::EndedAt, Expr::col(claim::Column::DueAt));
        update(&self.tx, lapsed.filter(running(claim))).await.map(|_| ())
    }
}

/// The wish, while it waits for review.
fn pending(wish: WishId) -> Expr {
    wish::COLUMN.id.eq(wish.uuid()).and(wish::COLUMN.state.eq("pending_review"))
}

/// The wish, while this claim on it stands and is not due.
fn held(wish: WishId, claim: ClaimId, now: DateTime<Utc>) -> Expr {
    (wish::COLUMN.id.eq(wish.uuid()))
        .and(wish::COLUMN.state.eq("claimed"))
        .and(wish::COLUMN.claim_id.eq(claim.uuid()))
        .and(wish::COLUMN.claim_due_at.gt(now))
}

/// The claim, while nothing has ended it.
fn running(claim: ClaimId) -> Expr {
    claim::COLUMN.id.eq(claim.uuid()).and(claim::COLUMN.ended_at.is_null())
}

/// Wishes whose claims stand no more.
fn opened_again() -> UpdateMany<wish::Entity> {
    let open = wish::ActiveModel {
        state: Set("open".into()),
        claim_id: Set(None),
        claim_due_at: Set(None),
        ..Default::default()
    };
    wish::Entity::update_many().set(open).col_expr(wish::Column::Releases, wish::COLUMN.releases.add(1))
}

#[async_trait]
impl WishReader for Db {
    async fn wishes(&self, viewer: &Viewer, ids: &[WishId], now: DateTime<Utc>) -> Outcome<Vec<Wish>> {
        let found = read_all(&of_each(self, &SOME, Vec::new(), ids).await?, read)?;
        Ok(found.into_iter().filter_map(|wish| wish.as_of(now).shown_to(viewer)).collect())
    }

    async fn wish_for(&self, viewers: &[&Viewer], wish: WishId, now: DateTime<Utc>) -> Outcome<Vec<Option<Wish>>> {
        let found = read_all(&of_each(self, &SOME, Vec::new(), &[wish]).await?, read)?.pop();
        let found = found.map(|wish| wish.as_of(now));
        Ok(viewers.iter().map(|viewer| found.clone()?.shown_to(viewer)).collect())
    }

    async fn feed(
        &self,
        scope: &Scope,
        near: Option<AreaId>,
        filter: &WishFilter,
        page: &PageRequest<FeedKey>,
    ) -> Outcome<Page<(FeedKey, Wish)>> {
        let (first, last) = ((DateTime::UNIX_EPOCH, Uuid::nil()), (FOREVER, Uuid::max()));
        let (begin, end) = if page.backwards { (last, first) } else { (first, last) };
        // What is near is one part, the others the other: of the part in which the key is not, all or nothing is to come.
        let (near_from, far_from) = match page.from.map(|key| (key.distance, (key.since, key.id.uuid()))) {
            None => (begin, begin),
            Some((0, place)) => (place, if page.backwards { end } else { begin }),
            Some((_, place)) => (if page.backwards { begin } else { end }, place),
        };
        let values = values![
            scope.community(),
            near.map_or(Uuid::nil(), |grid| grid.uuid()),
            filter.kind.map_or("", |kind| word(&KIND, kind)),
            filter.category.map_or("", |category| word(&CATEGORY, category)),
            filter.urgency.map_or("", |urgency| word(&URGENCY, urgency)),
            filter.grid.map_or(Uuid::nil(), |grid| grid.uuid()),
            Uuid::nil(),
            near_from.0,
            near_from.1,
            far_from.0,
            far_from.1,
            limit(page),
            page.backwards,
        ];
        page_of(self, &FEED, values, page, |row| {
            let wish = read_with(row, |_| Ok(None))?;
            let WishState::Open { since, .. } = wish.state else { return Err(corrupt("open wish")) };
            let own = near.is_some() && wish.grid.as_ref().map(|grid| grid.id) == near;
            Ok((FeedKey { distance: if own { 0 } else { 1 }, since, id: wish.id }, wish))
        })
        .await
    }

    async fn review_queue(&self, scope: &Scope, page: &PageRequest<WishId>) -> Outcome<Page<Wish>> {
        page_of(self, &QUEUE, values![scope.community(), id_from(page), limit(page)], page, read).await
    }

    async fn wishes_at(
        &self,
        scope: &Scope,
        stage: Stage,
        page: &PageRequest<WishId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<Wish>> {
        let values = values![scope.community(), word(&STAGE, stage), id_from(page), limit(page)];
        page_of(self, &AT_STAGE, values, page, |row| Ok(read(row)?.as_of(now))).await
    }

    async fn latest_wishes_at(
        &self,
        scope: &Scope,
        stage: Stage,
        page: &PageRequest<WishId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<Wish>> {
        let values = values![scope.community(), word(&STAGE, stage), latest_from(page), limit(page)];
        page_of(self, &LATEST_AT, values, page, |row| Ok(read(row)?.as_of(now))).await
    }

    async fn wishes_by(&self, me: &Viewer, page: &PageRequest<WishId>, now: DateTime<Utc>) -> Outcome<Page<Wish>> {
        let values = values![me.member(), latest_from(page), limit(page)];
        let mut page = page_of(self, &MINE, values, page, read).await?;
        page.items = page.items.into_iter().filter_map(|wish| wish.as_of(now).shown_to(me)).collect();
        Ok(page)
    }

    async fn claims_by(
        &self,
        me: &Viewer,
        page: &PageRequest<ClaimId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<(Claim, WishId)>> {
        let values = values![me.member(), latest_from(page), limit(page)];
        page_of(self, &MY_CLAIMS, values, page, |row| {
            let wish = row.id()?;
            Ok((read_claim(row)?.ok_or_else(|| corrupt("claim"))?.as_of(now), wish))
        })
        .await
    }

    async fn wish_of(&self, claim: ClaimId) -> Outcome<Option<WishId>> {
        let row = one(&self.read, WISH_OF, values![claim]).await?;
        row.map(|row| Row::of(&row).id()).transpose()
    }

    async fn histories(&self, wishes: &[WishId], now: DateTime<Utc>) -> Outcome<Vec<History>> {
        let mut histories: Vec<History> = Vec::new();
        for row in &of_each(self, &HISTORIES, Vec::new(), wishes).await? {
            let mut row = Row::of(row);
            let (wish, review) = (row.id()?, row.maybe_person()?.zip(row.read()?));
            let claim = read_claim(&mut row)?.map(|claim| claim.as_of(now));
            match histories.last_mut() {
                Some(history) if history.wish == wish => history.claims.extend(claim),
                _ => histories.push(History { wish, review, claims: claim.into_iter().collect() }),
            }
        }
        Ok(histories)
    }

    async fn contact(&self, wish: &Wish) -> Outcome<Contact> {
        let row = one(&self.read, CONTACT, values![wish.author.id]).await?;
        let row = row.ok_or_else(|| corrupt("author"))?;
        let mut row = Row::of(&row);
        let mut open = |column| {
            let sealed: Option<Vec<u8>> = row.read()?;
            sealed.map(|sealed| self.seal.open(column, &sealed)).transpose()
        };
        let (name, phone) = (open("members.real_name")?, open("members.phone")?);
        Ok(Contact {
            real_name: name.map(|name| RealName::parse("realName", &name)).transpose()?,
            phone: phone.map(|phone| Phone::parse("phone", &phone)).transpose()?,
        })
    }

    async fn reveals_of(&self, me: &Viewer, page: &PageRequest<ContactRevealId>) -> Outcome<Page<ContactReveal>> {
        let values = values![me.member(), latest_from(page), limit(page)];
        page_of(self, &REVEALS, values, page, |row| {
            Ok(ContactReveal { id: row.id()?, to: row.person()?, wish_title: row.read()?, at: row.read()? })
        })
        .await
    }
}

/// A wish of `WISH_COLUMNS` with the claim of `CLAIM_COLUMNS`.
fn read(row: &mut Row<'_>) -> Outcome<Wish> {
    read_with(row, read_claim)
}

/// A wish of `WISH_COLUMNS`, with what `claim` reads of those that follow.
fn read_with(row: &mut Row<'_>, claim: impl FnOnce(&mut Row<'_>) -> Outcome<Option<Claim>>) -> Outcome<Wish> {
    let id = row.id()?;
    let content = WishText {
        kind: row.word(&KIND)?,
        category: row.word(&CATEGORY)?,
        urgency: row.word(&URGENCY)?,
        title: Line::stored(row.read()?),
        text: Paragraphs::stored(row.read()?),
        cost_limit: row.read::<Option<i64>>()?.map(Fen),
        needed_by: row.read()?,
    };
    let (check, text_state, posted) = (row.word(&TEXT_CHECK)?, row.word(&TEXT_STATE)?, row.read()?);
    let (state, since, reason): (String, Option<DateTime<Utc>>, Option<String>) =
        (row.read()?, row.read()?, row.read()?);
    let (withdrawn, releases) = (row.read()?, row.read()?);
    let (community, grid, author) = (row.area()?, row.maybe_area()?, row.person()?);
    let state = match (state.as_str(), since, reason, claim(row)?, withdrawn) {
        ("pending_review", ..) => WishState::PendingReview,
        ("open", Some(since), ..) => WishState::Open { since, lapsed: None },
        ("claimed" | "fulfilled" | "confirmed", Some(since), _, Some(claim), _) => WishState::Taken { since, claim },
        ("rejected", _, Some(reason), ..) => WishState::Rejected { reason },
        ("withdrawn", opened, .., Some(at)) => WishState::Withdrawn { at, opened },
        _ => return Err(corrupt("state of a wish")),
    };
    Ok(Wish { id, community, grid, author, content, check, text_state, posted, state, releases })
}

/// A claim of `CLAIM_COLUMNS`, if there is one.
fn read_claim(row: &mut Row<'_>) -> Outcome<Option<Claim>> {
    let (id, claimer, unit, at, due) =
        (row.maybe_id()?, row.maybe_person()?, row.maybe_id()?, row.read()?, row.read()?);
    let (done, text): (Option<DateTime<Utc>>, Option<String>) = (row.read()?, row.read()?);
    let (praised, stars): (Option<DateTime<Utc>>, Option<i32>) = (row.read()?, row.read()?);
    let (ended, outcome): (Option<DateTime<Utc>>, Option<String>) = (row.read()?, row.read()?);
    let (reason, text_state) = (row.read()?, row.maybe_word(&TEXT_STATE)?);
    let (Some(id), Some(claimer), Some(at), Some(due), Some(text_state)) = (id, claimer, at, due, text_state) else {
        return Ok(None);
    };
    let done = done.map(|at| Fulfilment { at, text });
    let state = match (outcome.as_deref(), ended, done, praised, stars) {
        (Some("given_back"), Some(at), ..) => ClaimState::GivenBack { at, reason },
        (Some(_), ..) => ClaimState::Lapsed,
        (None, _, None, ..) => ClaimState::Held,
        (None, _, Some(done), Some(at), Some(stars)) => {
            ClaimState::Confirmed(done, Confirmation { at, rating: Rating::parse("rating", stars)? })
        }
        (None, _, Some(done), ..) => ClaimState::Fulfilled(done),
    };
    Ok(Some(Claim { id, claimer, unit, at, due, state, text_state }))
}
