//! Wishes and their claims: tables `wishes` and `claims`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{AreaId, ClaimId, ContactRevealId, MemberId, UnitId, WishId};
use domain::moderation::text_state::TextState;
use domain::page::{self, Page, PageRequest};
use domain::text::{Line, Paragraphs, Phone, RealName};
use domain::wishes::contact::{Contact, ContactReveal};
use domain::wishes::repo::{FeedKey, NewWish, WishFilter, WishReader, WishRepo};
use domain::wishes::timeline::History;
use domain::wishes::wish::{
    Claim, ClaimState, Confirmation, Fen, Fulfilment, NewClaim, Rating, Wish, WishState, WishText,
};
use sea_orm::{ActiveValue::Set, EntityTrait, Value};
use uuid::Uuid;

use super::entities::wish;
use super::members::read_person;
use super::paging::{FOREVER, Paged};
use super::places::{id_from, latest_from, limit, read_area};
use super::sql::{Columns, all, corrupt, failure, marks, one, run};
use super::words::{TEXT_CHECK, TEXT_STATE, URGENCY, WISH_CATEGORY, WISH_KIND, meaning, word};
use super::{Db, DbTx};

const APPROVE: &str = "UPDATE wishes SET state = 'open', opened_at = $2, reviewed_at = $2, reviewed_by = $3 \
    WHERE id = $1 AND state = 'pending_review'";
const REJECT: &str = "UPDATE wishes SET state = 'rejected', reject_reason = $4, reviewed_at = $2, reviewed_by = $3 \
    WHERE id = $1 AND state = 'pending_review'";
/// Open, or claimed until a time that has passed; and not hidden.
const CLAIM: &str = "UPDATE wishes SET state = 'claimed', claim_id = $2, claim_due_at = $3, \
    releases = releases + CASE WHEN state = 'claimed' THEN 1 ELSE 0 END \
    WHERE id = $1 AND (state = 'open' OR (state = 'claimed' AND claim_due_at <= $4)) \
    AND text_state IN ('shown', 'kept')";
const ADD_CLAIM: &str =
    "INSERT INTO claims (id, wish_id, claimer_id, unit_id, claimed_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)";
const LAPSE_ONE: &str = "UPDATE claims SET ended_at = due_at, outcome = 'lapsed' WHERE id = $1 AND ended_at IS NULL";
const OPEN_AGAIN: &str = "UPDATE wishes SET state = 'open', claim_id = NULL, claim_due_at = NULL, releases = releases + 1 \
    WHERE id = $1 AND state = 'claimed' AND claim_id = $2 AND claim_due_at > $3";
const GIVE_BACK: &str = "UPDATE claims SET ended_at = $2, outcome = 'given_back', end_reason = $3, text_state = $4 \
    WHERE id = $1 AND ended_at IS NULL";
const FULFILLED: &str = "UPDATE wishes SET state = 'fulfilled' \
    WHERE id = $1 AND state = 'claimed' AND claim_id = $2 AND claim_due_at > $3";
const FULFIL: &str =
    "UPDATE claims SET fulfilled_at = $2, fulfilment = $3, text_state = $4 WHERE id = $1 AND ended_at IS NULL";
const CONFIRMED: &str = "UPDATE wishes SET state = 'confirmed' WHERE id = $1 AND state = 'fulfilled' AND claim_id = $2";
const CONFIRM: &str = "UPDATE claims SET confirmed_at = $2, rating = $3 WHERE id = $1 AND confirmed_at IS NULL";
const WITHDRAW: &str = "UPDATE wishes SET releases = releases + CASE WHEN state = 'claimed' THEN 1 ELSE 0 END, \
    state = 'withdrawn', withdrawn_at = $2, claim_id = NULL, claim_due_at = NULL \
    WHERE id = $1 AND (state IN ('pending_review', 'open') OR (state = 'claimed' AND claim_due_at <= $2))";
const OPEN_LAPSED: &str = "UPDATE wishes SET state = 'open', claim_id = NULL, claim_due_at = NULL, releases = releases + 1 \
    WHERE state = 'claimed' AND claim_due_at <= $1";
/// Only the wish's row decides: what no wish stands by any more has lapsed.
const LAPSE: &str = "UPDATE claims SET ended_at = due_at, outcome = 'lapsed' \
    WHERE ended_at IS NULL AND fulfilled_at IS NULL AND due_at <= $1 \
    AND NOT EXISTS (SELECT 1 FROM wishes w WHERE w.id = claims.wish_id AND w.claim_id = claims.id)";
const LOG_REVEAL: &str = "INSERT INTO contact_reveals (id, subject_id, viewer_id, wish_id, revealed_at) \
    VALUES ($1, $2, $3, $4, $5)";
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
static QUEUE: LazyLock<Paged> =
    LazyLock::new(|| list("community_id = $1 AND state = 'pending_review'", "{after}", "{asc}"));
/// The latest first: so a page *after* a wish holds older ones.
static MINE: LazyLock<Paged> = LazyLock::new(|| list("author_id = $1", "{before}", "{desc}"));
static ONE: LazyLock<String> = LazyLock::new(|| cards("wishes") + " WHERE w.id = $1");
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
         LEFT JOIN members cm ON cm.id = c.claimer_id WHERE w.id IN ("
    )
});

fn cards(found: &str) -> String {
    format!("SELECT {WISH_COLUMNS}, {CLAIM_COLUMNS} FROM {found} w {WISH_JOINS} {CLAIM_JOINS}")
}

fn list(which: &str, after: &str, order: &str) -> Paged {
    let found = format!("(SELECT * FROM wishes WHERE {which} AND id {after} $2 ORDER BY id {order} LIMIT $3)");
    Paged::of(&format!("{} ORDER BY w.id {order}", cards(&found)))
}

#[async_trait]
impl WishRepo for DbTx {
    async fn add_wish(&mut self, new: &NewWish) -> Outcome<()> {
        let row = wish::ActiveModel {
            id: Set(new.id.uuid()),
            community_id: Set(new.community.uuid()),
            grid_id: Set(new.grid.map(|grid| grid.uuid())),
            author_id: Set(new.author.uuid()),
            kind: Set(word(&WISH_KIND, new.content.kind).into()),
            category: Set(word(&WISH_CATEGORY, new.content.category).into()),
            urgency: Set(word(&URGENCY, new.content.urgency).into()),
            title: Set(new.content.title.as_str().into()),
            body: Set(new.content.text.as_str().into()),
            cost_limit_fen: Set(new.content.cost_limit.map(|fen| fen.0)),
            needed_by: Set(new.content.needed_by),
            text_check: Set(word(&TEXT_CHECK, new.check).into()),
            posted_at: Set(new.posted),
            state: Set("pending_review".into()),
            reviewed_by: Set(None),
            reviewed_at: Set(None),
            opened_at: Set(None),
            reject_reason: Set(None),
            withdrawn_at: Set(None),
            claim_id: Set(None),
            claim_due_at: Set(None),
            releases: Set(0),
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

    async fn claim_wish(&mut self, wish: WishId, claim: &NewClaim, lapsed: Option<ClaimId>) -> Outcome<bool> {
        let (id, at, due) = (claim.id.uuid(), claim.at, claim.due);
        if run(&self.tx, CLAIM, vec![wish.uuid().into(), id.into(), due.into(), at.into()]).await? == 0 {
            return Ok(false);
        }
        if let Some(lapsed) = lapsed {
            run(&self.tx, LAPSE_ONE, vec![lapsed.uuid().into()]).await?;
        }
        let (claimer, unit) = (claim.claimer.uuid(), claim.unit.map(|unit| unit.uuid()));
        let values = vec![id.into(), wish.uuid().into(), claimer.into(), unit.into(), at.into(), due.into()];
        run(&self.tx, ADD_CLAIM, values).await.map(|_| true)
    }

    async fn give_back_wish(
        &mut self,
        wish: WishId,
        claim: ClaimId,
        reason: &str,
        shown: TextState,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        if run(&self.tx, OPEN_AGAIN, vec![wish.uuid().into(), claim.uuid().into(), now.into()]).await? == 0 {
            return Ok(false);
        }
        let values = vec![claim.uuid().into(), now.into(), reason.into(), word(&TEXT_STATE, shown).into()];
        run(&self.tx, GIVE_BACK, values).await.map(|ended| ended == 1)
    }

    async fn fulfil_wish(
        &mut self,
        wish: WishId,
        claim: ClaimId,
        text: &str,
        shown: TextState,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        if run(&self.tx, FULFILLED, vec![wish.uuid().into(), claim.uuid().into(), now.into()]).await? == 0 {
            return Ok(false);
        }
        let values = vec![claim.uuid().into(), now.into(), text.into(), word(&TEXT_STATE, shown).into()];
        run(&self.tx, FULFIL, values).await.map(|written| written == 1)
    }

    async fn confirm_wish(&mut self, wish: WishId, claim: ClaimId, praise: Confirmation) -> Outcome<bool> {
        if run(&self.tx, CONFIRMED, vec![wish.uuid().into(), claim.uuid().into()]).await? == 0 {
            return Ok(false);
        }
        let values = vec![claim.uuid().into(), praise.at.into(), praise.rating.stars().into()];
        run(&self.tx, CONFIRM, values).await.map(|written| written == 1)
    }

    async fn withdraw_wish(&mut self, wish: WishId, lapsed: Option<ClaimId>, now: DateTime<Utc>) -> Outcome<bool> {
        if run(&self.tx, WITHDRAW, vec![wish.uuid().into(), now.into()]).await? == 0 {
            return Ok(false);
        }
        if let Some(lapsed) = lapsed {
            run(&self.tx, LAPSE_ONE, vec![lapsed.uuid().into()]).await?;
        }
        Ok(true)
    }

    async fn lapse_claims(&mut self, now: DateTime<Utc>) -> Outcome<u64> {
        let opened = run(&self.tx, OPEN_LAPSED, vec![now.into()]).await?;
        if opened > 0 {
            run(&self.tx, LAPSE, vec![now.into()]).await?;
        }
        Ok(opened)
    }

    async fn log_reveal(&mut self, id: ContactRevealId, wish: &Wish, to: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        let subject = wish.author.id.uuid().into();
        let values = vec![id.uuid().into(), subject, to.uuid().into(), wish.id.uuid().into(), now.into()];
        run(&self.tx, LOG_REVEAL, values).await.map(|_| ())
    }
}

#[async_trait]
impl WishReader for Db {
    async fn wishes(&self, viewer: &Viewer, ids: &[WishId], now: DateTime<Utc>) -> Outcome<Vec<Wish>> {
        let found = match ids {
            [] => Vec::new(),
            [id] => read_all(&all(&self.read, &ONE, vec![id.uuid().into()]).await?)?,
            _ => {
                let sql = ONE.replace("w.id = $1", &format!("w.id IN ({})", marks(ids)));
                read_all(&all(&self.read, &sql, ids.iter().map(|id| id.uuid().into()).collect()).await?)?
            }
        };
        Ok(found.into_iter().filter_map(|wish| wish.as_of(now).shown_to(viewer)).collect())
    }

    async fn wish_for(&self, viewers: &[&Viewer], wish: WishId, now: DateTime<Utc>) -> Outcome<Vec<Option<Wish>>> {
        let found = read_all(&all(&self.read, &ONE, vec![wish.uuid().into()]).await?)?.pop();
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
        let values: Vec<Value> = vec![
            scope.community().uuid().into(),
            near.map_or(Uuid::nil(), |grid| grid.uuid()).into(),
            filter.kind.map_or("", |kind| word(&WISH_KIND, kind)).into(),
            filter.category.map_or("", |category| word(&WISH_CATEGORY, category)).into(),
            filter.urgency.map_or("", |urgency| word(&URGENCY, urgency)).into(),
            filter.grid.map_or(Uuid::nil(), |grid| grid.uuid()).into(),
            Uuid::nil().into(),
            near_from.0.into(),
            near_from.1.into(),
            far_from.0.into(),
            far_from.1.into(),
            limit(page).into(),
            page.backwards.into(),
        ];
        let rows = all(&self.read, FEED.for_page(page), values).await?;
        let keyed = rows.iter().map(|row| {
            let wish = read(&mut Columns::of(row), |_| Ok(None))?;
            let WishState::Open { since, .. } = wish.state else { return Err(corrupt("open wish")) };
            let own = near.is_some() && wish.grid.as_ref().map(|grid| grid.id) == near;
            Ok((FeedKey { distance: if own { 0 } else { 1 }, since, id: wish.id }, wish))
        });
        Ok(Page::of(keyed.collect::<Outcome<_>>()?, page))
    }

    async fn review_queue(&self, scope: &Scope, page: &PageRequest<WishId>) -> Outcome<Page<Wish>> {
        page_of(self, &QUEUE, scope.community().uuid(), id_from(page), page).await
    }

    async fn wishes_by(&self, me: &Viewer, page: &PageRequest<WishId>, now: DateTime<Utc>) -> Outcome<Page<Wish>> {
        let mut page = page_of(self, &MINE, me.member().uuid(), latest_from(page), page).await?;
        page.items = page.items.into_iter().filter_map(|wish| wish.as_of(now).shown_to(me)).collect();
        Ok(page)
    }

    async fn claims_by(
        &self,
        me: &Viewer,
        page: &PageRequest<ClaimId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<(Claim, WishId)>> {
        let values = vec![me.member().uuid().into(), latest_from(page).into(), limit(page).into()];
        let rows = all(&self.read, MY_CLAIMS.for_page(page), values).await?;
        let claims = rows.iter().map(|row| {
            let mut columns = Columns::of(row);
            let wish = WishId::from_uuid(columns.read()?);
            Ok((read_claim(&mut columns)?.ok_or_else(|| corrupt("claim"))?.as_of(now), wish))
        });
        Ok(Page::of(claims.collect::<Outcome<_>>()?, page))
    }

    async fn wish_of(&self, claim: ClaimId) -> Outcome<Option<WishId>> {
        let row = one(&self.read, WISH_OF, vec![claim.uuid().into()]).await?;
        row.map(|row| Columns::of(&row).read().map(WishId::from_uuid)).transpose()
    }

    async fn histories(&self, wishes: &[WishId], now: DateTime<Utc>) -> Outcome<Vec<History>> {
        let sql = format!("{}{}) ORDER BY w.id, c.id", *HISTORIES, marks(wishes));
        let rows = all(&self.read, &sql, wishes.iter().map(|id| id.uuid().into()).collect()).await?;
        let mut histories: Vec<History> = Vec::new();
        for row in &rows {
            let mut columns = Columns::of(row);
            let wish = WishId::from_uuid(columns.read()?);
            let review = read_person(&mut columns)?.zip(columns.read()?);
            let claim = read_claim(&mut columns)?.map(|claim| claim.as_of(now));
            match histories.last_mut() {
                Some(history) if history.wish == wish => history.claims.extend(claim),
                _ => histories.push(History { wish, review, claims: claim.into_iter().collect() }),
            }
        }
        Ok(histories)
    }

    async fn contact(&self, wish: &Wish) -> Outcome<Contact> {
        let row = one(&self.read, CONTACT, vec![wish.author.id.uuid().into()]).await?;
        let row = row.ok_or_else(|| corrupt("author"))?;
        let mut columns = Columns::of(&row);
        let mut open = |column| {
            let sealed: Option<Vec<u8>> = columns.read()?;
            sealed.map(|sealed| self.seal.open(column, &sealed)).transpose()
        };
        let (name, phone) = (open("members.real_name")?, open("members.phone")?);
        Ok(Contact {
            real_name: name.map(|name| RealName::parse("realName", &name)).transpose()?,
            phone: phone.map(|phone| Phone::parse("phone", &phone)).transpose()?,
        })
    }

    async fn reveals_of(&self, me: &Viewer, page: &PageRequest<ContactRevealId>) -> Outcome<Page<ContactReveal>> {
        let values = vec![me.member().uuid().into(), latest_from(page).into(), limit(page).into()];
        let rows = all(&self.read, REVEALS.for_page(page), values).await?;
        let reveals = rows.iter().map(|row| {
            let mut columns = Columns::of(row);
            Ok(ContactReveal {
                id: ContactRevealId::from_uuid(columns.read()?),
                to: read_person(&mut columns)?.ok_or_else(|| corrupt("viewer"))?,
                wish_title: columns.read()?,
                at: columns.read()?,
            })
        });
        Ok(Page::of(reveals.collect::<Outcome<_>>()?, page))
    }
}

async fn page_of(db: &Db, sql: &Paged, of: Uuid, from: Uuid, page: &PageRequest<WishId>) -> Outcome<Page<Wish>> {
    let values = vec![of.into(), from.into(), limit(page).into()];
    Ok(Page::of(read_all(&all(&db.read, sql.for_page(page), values).await?)?, page))
}

fn read_all(rows: &[sea_orm::QueryResult]) -> Outcome<Vec<Wish>> {
    rows.iter().map(|row| read(&mut Columns::of(row), read_claim)).collect()
}

/// A wish of `WISH_COLUMNS`, with what `claim` reads of those that follow.
fn read(columns: &mut Columns<'_>, claim: impl FnOnce(&mut Columns<'_>) -> Outcome<Option<Claim>>) -> Outcome<Wish> {
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
    let check = meaning(&TEXT_CHECK, &columns.read::<String>()?)?;
    let text_state = meaning(&TEXT_STATE, &columns.read::<String>()?)?;
    let posted = columns.read()?;
    let (state, since, reason): (String, Option<DateTime<Utc>>, Option<String>) =
        (columns.read()?, columns.read()?, columns.read()?);
    let (withdrawn, releases) = (columns.read()?, columns.read()?);
    let community = read_area(columns)?.ok_or_else(|| corrupt("community"))?;
    let grid = read_area(columns)?;
    let author = read_person(columns)?.ok_or_else(|| corrupt("author"))?;
    let claim = claim(columns)?;
    let state = match (state.as_str(), since, reason, claim, withdrawn) {
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
fn read_claim(columns: &mut Columns<'_>) -> Outcome<Option<Claim>> {
    let id: Option<Uuid> = columns.read()?;
    let claimer = read_person(columns)?;
    let unit: Option<Uuid> = columns.read()?;
    let (at, due): (Option<DateTime<Utc>>, Option<DateTime<Utc>>) = (columns.read()?, columns.read()?);
    let (done, text): (Option<DateTime<Utc>>, Option<String>) = (columns.read()?, columns.read()?);
    let (praised, stars): (Option<DateTime<Utc>>, Option<i32>) = (columns.read()?, columns.read()?);
    let (ended, outcome): (Option<DateTime<Utc>>, Option<String>) = (columns.read()?, columns.read()?);
    let (reason, text_state): (Option<String>, Option<String>) = (columns.read()?, columns.read()?);
    let (Some(id), Some(claimer), Some(at), Some(due), Some(text_state)) = (id, claimer, at, due, text_state) else {
        return Ok(None);
    };
    let text_state = meaning(&TEXT_STATE, &text_state)?;
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
    let unit = unit.map(UnitId::from_uuid);
    Ok(Some(Claim { id: ClaimId::from_uuid(id), claimer, unit, at, due, state, text_state }))
}
