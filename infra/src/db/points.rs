//! The ledger of points: tables `point_rules`, `accounts` and `entries`.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Reason;
use domain::access::{Scope, Viewer};
use domain::calendar::period::Period;
use domain::failure::Outcome;
use domain::ids::{AreaId, EntryId, HoursId, Id, MemberId, RedemptionId, RuleId, ShiftId, WishId};
use domain::members::member::Person;
use domain::moderation::text_state::REMOVED;
use domain::page::{Page, PageRequest};
use domain::points::entry::{Account, Entry, Movement, NewEntry, Source};
use domain::points::goods::{Quantity, Stock};
use domain::points::repo::{PointsReader, PointsRepo};
use domain::points::rule::{Behaviour, Points, Rule};
use domain::points::sheet::{BalanceSheet, Discrepancy, Wrong};
use domain::text::Line;
use sea_orm::Value;
use uuid::Uuid;

use super::paging::{Paged, latest_from, limit, moment_from, page_of};
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, held, of_rows, one, run, run_unique};
use super::{Db, DbTx};

const ADD_RULE: &str = "INSERT INTO point_rules (id, community_id, behaviour, deed, version, points, day_cap, month_cap, \
    valid_from, made_by, made_at) SELECT $1, $2, $3, $4, COALESCE(MAX(version), 0) + 1, $5, $6, $7, $8, $9, $10 \
    FROM point_rules WHERE community_id = $2 AND behaviour = $3 AND deed = $4";
const RULE_AT: &str = "SELECT id, behaviour, deed, version, points, day_cap, month_cap, valid_from FROM point_rules \
    WHERE community_id = $1 AND behaviour = $2 AND deed = $3 AND valid_from <= $4 ORDER BY version DESC LIMIT 1";
const RULE: &str = "SELECT id, behaviour, deed, version, points, day_cap, month_cap, valid_from FROM point_rules \
    WHERE id = $1";
/// What counts now, and what will.
const RULES: &str = "SELECT id, behaviour, deed, version, points, day_cap, month_cap, valid_from FROM point_rules r \
    WHERE community_id = $1 AND NOT EXISTS (SELECT 1 FROM point_rules n WHERE n.community_id = r.community_id \
    AND n.behaviour = r.behaviour AND n.deed = r.deed AND n.version > r.version AND n.valid_from <= $2) \
    ORDER BY behaviour DESC, deed, version";
/// What counted, and was followed by a version that counts.
static PAST_RULES: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "SELECT id, behaviour, deed, version, points, day_cap, month_cap, valid_from FROM point_rules r \
         WHERE community_id = $1 AND EXISTS (SELECT 1 FROM point_rules n WHERE n.community_id = r.community_id \
         AND n.behaviour = r.behaviour AND n.deed = r.deed AND n.version > r.version AND n.valid_from <= $2) \
         AND id {before} $3 ORDER BY id {desc} LIMIT $4",
    )
});
/// Writing what is there already holds the row, and says what it holds.
const HOLD_ACCOUNT: &str = "INSERT INTO accounts (community_id, member_id) \
    SELECT $1, id FROM members WHERE id = $2 AND erased_at IS NULL \
    ON CONFLICT (community_id, member_id) DO UPDATE SET balance = accounts.balance RETURNING balance, held";
const EARNED_SINCE: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN e.credit = 'member' THEN e.points ELSE -e.points END), 0) \
    AS bigint) FROM entries e JOIN point_rules r ON r.id = e.rule_id WHERE e.community_id = $1 AND e.member_id = $2 \
    AND e.booked_at >= $5 AND r.behaviour = $3 AND r.deed = $4";
const KEPT_OF_SHIFT: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN e.credit = 'member' THEN e.points ELSE -e.points END), 0) \
    AS bigint) FROM hours h JOIN entries e ON e.source_id = h.id WHERE h.member_id = $1 AND h.shift_id = $2";
const EARNED_BY: &str = "SELECT id, community_id, member_id, points, rule_id, confirmer_id, booked_at FROM entries \
    WHERE source_id = $1 AND debit = 'issued' AND credit = 'member'";
const MOVE: &str = "UPDATE accounts SET balance = balance + $3, held = held + $4, entries = entries + 1 \
    WHERE community_id = $1 AND member_id = $2 AND balance + $3 >= 0 AND held + $4 >= 0 RETURNING balance, entries";
const MOVE_BACK: &str = "UPDATE accounts SET balance = balance - $3, held = held - $4, entries = entries - 1 \
    WHERE community_id = $1 AND member_id = $2";
const BOOK: &str = "INSERT INTO entries (id, community_id, member_id, number, debit, credit, points, balance_after, source, \
    source_id, rule_id, confirmer_id, note, booked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
    ON CONFLICT (source_id, debit, credit) DO NOTHING";
/// As [`MOVE`], for several. The accounts are held in the order of the members first, so that nobody waits in a circle.
const MOVE_ALL: &str = "WITH v (who, change, change_held) AS (VALUES ()), locked AS (SELECT member_id AS who FROM accounts \
    WHERE community_id = $1 AND member_id IN (SELECT who FROM v) ORDER BY member_id{held}) \
    UPDATE accounts SET balance = balance + v.change, held = held + v.change_held, entries = entries + 1 \
    FROM locked JOIN v ON v.who = locked.who WHERE community_id = $1 AND member_id = locked.who \
    AND balance + v.change >= 0 AND held + v.change_held >= 0 RETURNING member_id, balance, entries";
const BOOK_ALL: &str = "WITH v (id, community_id, member_id, number, debit, credit, points, balance_after, source, \
    source_id, rule_id, confirmer_id, note, booked_at) AS (VALUES ()) INSERT INTO entries (id, community_id, member_id, \
    number, debit, credit, points, balance_after, source, source_id, rule_id, confirmer_id, note, booked_at) \
    SELECT * FROM v WHERE id IS NOT NULL ON CONFLICT (source_id, debit, credit) DO NOTHING";
const ACCOUNT: &str = "SELECT balance, held FROM accounts WHERE community_id = $1 AND member_id = $2";

/// `{found}` are the entries that are shown, `{whose}` more columns.
static ENTRIES: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT e.id, e.number, e.debit, e.credit, e.points, e.balance_after, e.source, e.source_id, \
         COALESCE(CASE WHEN w.text_state = 'removed' OR t.text_state = 'removed' THEN '{REMOVED}' END, \
         w.title, t.title, g.name, NULLIF(r.deed, ''), ''), h.minutes, d.quantity, \
         r.id, r.behaviour, r.deed, r.version, r.points, r.day_cap, r.month_cap, r.valid_from, \
         c.id, c.shown_name, e.note, e.booked_at{{whose}} FROM {{found}} e \
         JOIN members c ON c.id = e.confirmer_id LEFT JOIN point_rules r ON r.id = e.rule_id \
         LEFT JOIN wishes w ON e.source = 'wish' AND w.id = e.source_id \
         LEFT JOIN hours h ON e.source = 'hours' AND h.id = e.source_id LEFT JOIN shifts s ON s.id = h.shift_id \
         LEFT JOIN activities t ON t.id = s.activity_id \
         LEFT JOIN redemptions d ON e.source = 'redemption' AND d.id = e.source_id LEFT JOIN goods g ON g.id = d.goods_id"
    )
});
static OWN: LazyLock<String> = LazyLock::new(|| ENTRIES.replace("{whose}", ""));
static ENTRY: LazyLock<String> = LazyLock::new(|| OWN.replace("{found}", "entries") + " WHERE e.id = $1");
/// The latest first: so a page *after* an entry holds smaller numbers.
static PASSBOOK: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        &OWN,
        "SELECT * FROM entries WHERE community_id = $1 AND member_id = $2 AND number {before} $3 \
         ORDER BY number {desc} LIMIT $4",
        "e.number {desc}",
    )
});

/// Those of everybody, and whose they are.
static BOOKED: LazyLock<Paged> = LazyLock::new(|| {
    let cards = ENTRIES.replace("{whose}", ", m.id, m.shown_name") + " JOIN members m ON m.id = e.member_id";
    Paged::of_cards(
        &cards,
        "SELECT * FROM entries WHERE community_id = $1 AND booked_at >= $2 AND booked_at < $3 \
         AND (booked_at, id) {after} ($4, $5) ORDER BY booked_at {asc}, id {asc} LIMIT $6",
        "e.booked_at {asc}, e.id {asc}",
    )
});

const SHEET: &str = "SELECT \
    (SELECT CAST(COALESCE(SUM(CASE WHEN debit = 'issued' THEN points WHEN credit = 'issued' THEN -points ELSE 0 END), 0) \
     AS bigint) FROM entries WHERE community_id = $1), \
    (SELECT CAST(COALESCE(SUM(balance), 0) AS bigint) FROM accounts WHERE community_id = $1), \
    (SELECT CAST(COALESCE(SUM(held), 0) AS bigint) FROM accounts WHERE community_id = $1), \
    (SELECT CAST(COALESCE(SUM(points), 0) AS bigint) FROM entries WHERE community_id = $1 AND credit = 'redeemed'), \
    (SELECT CAST(COALESCE(SUM(points), 0) AS bigint) FROM entries WHERE community_id = $1 AND credit = 'expired'), \
    (SELECT CAST(COALESCE(SUM(received), 0) AS bigint) FROM goods WHERE community_id = $1), \
    (SELECT CAST(COALESCE(SUM(on_shelf), 0) AS bigint) FROM goods WHERE community_id = $1), \
    (SELECT CAST(COALESCE(SUM(on_hold), 0) AS bigint) FROM goods WHERE community_id = $1), \
    (SELECT CAST(COALESCE(SUM(handed_out), 0) AS bigint) FROM goods WHERE community_id = $1)";

/// Each of these lists what is not as it should be: community, member or goods, expected, found.
const DISCREPANCIES: [(Wrong, &str); 6] = [
    (
        Wrong::Balance,
        "SELECT a.community_id, a.member_id, CAST(COALESCE(s.sum, 0) AS bigint), a.balance FROM accounts a LEFT JOIN \
         (SELECT community_id, member_id, SUM(CASE WHEN credit = 'member' THEN points WHEN debit = 'member' THEN -points \
         ELSE 0 END) AS sum FROM entries GROUP BY community_id, member_id) s \
         ON s.community_id = a.community_id AND s.member_id = a.member_id WHERE a.balance <> COALESCE(s.sum, 0)",
    ),
    (
        Wrong::Hold,
        "SELECT a.community_id, a.member_id, CAST(COALESCE(s.sum, 0) AS bigint), a.held FROM accounts a LEFT JOIN \
         (SELECT community_id, member_id, SUM(CASE WHEN credit = 'held' THEN points WHEN debit = 'held' THEN -points \
         ELSE 0 END) AS sum FROM entries GROUP BY community_id, member_id) s \
         ON s.community_id = a.community_id AND s.member_id = a.member_id WHERE a.held <> COALESCE(s.sum, 0)",
    ),
    (
        Wrong::OpenRedemptions,
        "SELECT a.community_id, a.member_id, CAST(COALESCE(s.sum, 0) AS bigint), a.held FROM accounts a LEFT JOIN \
         (SELECT community_id, member_id, SUM(points) AS sum FROM redemptions WHERE state = 'held' \
         GROUP BY community_id, member_id) s ON s.community_id = a.community_id AND s.member_id = a.member_id \
         WHERE a.held <> COALESCE(s.sum, 0)",
    ),
    (
        Wrong::GoodsOnHold,
        "SELECT g.community_id, g.id, CAST(COALESCE(s.pieces, 0) AS bigint), g.on_hold FROM goods g LEFT JOIN (SELECT goods_id, \
         SUM(quantity) AS pieces FROM redemptions WHERE state = 'held' GROUP BY goods_id) s ON s.goods_id = g.id \
         WHERE g.on_hold <> COALESCE(s.pieces, 0)",
    ),
    (
        Wrong::GoodsHandedOut,
        "SELECT g.community_id, g.id, CAST(COALESCE(s.pieces, 0) AS bigint), g.handed_out FROM goods g LEFT JOIN (SELECT goods_id, \
         SUM(quantity) AS pieces FROM redemptions WHERE state = 'handed_out' GROUP BY goods_id) s ON s.goods_id = g.id \
         WHERE g.handed_out <> COALESCE(s.pieces, 0)",
    ),
    (
        Wrong::Passbook,
        "SELECT community_id, member_id, CAST(sum AS bigint), balance_after FROM (SELECT community_id, member_id, \
         balance_after, SUM(CASE WHEN credit = 'member' THEN points WHEN debit = 'member' THEN -points ELSE 0 END) \
         OVER (PARTITION BY community_id, member_id ORDER BY number) AS sum FROM entries) s WHERE sum <> balance_after",
    ),
];

/// From which account to which.
const MOVEMENTS: [(&str, &str, Movement); 6] = [
    ("issued", "member", Movement::Earned),
    ("member", "issued", Movement::Reversed),
    ("member", "held", Movement::Held),
    ("held", "redeemed", Movement::HandedOut),
    ("held", "member", Movement::Returned),
    ("member", "expired", Movement::Expired),
];

/// The words of a behaviour: what kind, and the name of a deed.
fn words(behaviour: &Behaviour) -> (&'static str, &str) {
    match behaviour {
        Behaviour::WishConfirmed => ("wish_confirmed", ""),
        Behaviour::Hour => ("hour", ""),
        Behaviour::Deed(name) => ("deed", name.as_str()),
    }
}

fn source(source: Source) -> (&'static str, Uuid) {
    match source {
        Source::Wish(id) => ("wish", id.uuid()),
        Source::Hours(id) => ("hours", id.uuid()),
        Source::Deed(id) => ("deed", id.uuid()),
        Source::Redemption(id) => ("redemption", id.uuid()),
    }
}

#[async_trait]
impl PointsRepo for DbTx {
    async fn add_rule(&mut self, community: AreaId, rule: &Rule, by: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        let (behaviour, deed) = words(&rule.behaviour);
        let [points, day, month] = [Some(rule.points), rule.day_cap, rule.month_cap].map(|cap| cap.map(|cap| cap.0));
        let values = values![rule.id, community, behaviour, deed, points, day, month, rule.valid_from, by, now];
        run_unique(&self.tx, ADD_RULE, values, || Reason::RuleChanged.into()).await.map(|_| ())
    }

    async fn rule_at(&mut self, community: AreaId, behaviour: &Behaviour, at: DateTime<Utc>) -> Outcome<Option<Rule>> {
        let (behaviour, deed) = words(behaviour);
        let row = one(&self.tx, RULE_AT, values![community, behaviour, deed, at]).await?;
        row.map(|row| read_rule(&mut Row::of(&row))?.ok_or_else(|| corrupt("rule"))).transpose()
    }

    async fn hold_account(&mut self, community: AreaId, member: MemberId) -> Outcome<Option<Account>> {
        let row = one(&self.tx, HOLD_ACCOUNT, values![community, member]).await?;
        row.map(|row| read_account(&mut Row::of(&row))).transpose()
    }

    async fn earned_since(
        &mut self,
        community: AreaId,
        member: MemberId,
        behaviour: &Behaviour,
        since: DateTime<Utc>,
    ) -> Outcome<Points> {
        let (behaviour, deed) = words(behaviour);
        let values = values![community, member, behaviour, deed, since];
        let row = one(&self.tx, EARNED_SINCE, values).await?.ok_or_else(|| corrupt("sum"))?;
        Ok(Points(Row::of(&row).read()?))
    }

    async fn kept_of_shift(&mut self, member: MemberId, shift: ShiftId) -> Outcome<Points> {
        let row = one(&self.tx, KEPT_OF_SHIFT, values![member, shift]).await?;
        Ok(Points(Row::of(&row.ok_or_else(|| corrupt("sum"))?).read()?))
    }

    async fn earned_by(&mut self, of: Source) -> Outcome<Option<NewEntry>> {
        let Some(row) = one(&self.tx, EARNED_BY, values![source(of).1]).await? else { return Ok(None) };
        let mut row = Row::of(&row);
        Ok(Some(NewEntry {
            id: row.id()?,
            community: row.id()?,
            member: row.id()?,
            movement: Movement::Earned,
            points: Points(row.read()?),
            source: of,
            rule: row.maybe_id()?,
            confirmer: row.id()?,
            note: None,
            at: row.read()?,
        }))
    }

    async fn book(&mut self, entry: &NewEntry) -> Outcome<bool> {
        let Some(row) = one(&self.tx, MOVE, moves(entry)).await? else { return Ok(false) };
        let mut row = Row::of(&row);
        let values = booked(entry, row.read()?, row.read()?)?;
        if run(&self.tx, BOOK, values).await? == 1 {
            return Ok(true);
        }
        run(&self.tx, MOVE_BACK, moves(entry)).await.map(|_| false)
    }

    async fn book_all(&mut self, entries: &[&NewEntry]) -> Outcome<bool> {
        let Some(first) = entries.first() else { return Ok(true) };
        let rows = entries.iter().map(|entry| moves(entry).split_off(1));
        let sql = MOVE_ALL.replace("{held}", held(&self.tx));
        let (sql, values) = of_rows(&sql, values![first.community], rows.collect());
        let mut moved = HashMap::new();
        for row in &all(&self.tx, &sql, values).await? {
            let mut row = Row::of(row);
            moved.insert(row.read::<Uuid>()?, (row.read()?, row.read()?));
        }
        let mut rows = Vec::new();
        for entry in entries {
            let Some((balance, number)) = moved.get(&entry.member.uuid()) else { return Ok(false) };
            rows.push(booked(entry, *balance, *number)?);
        }
        let (sql, values) = of_rows(BOOK_ALL, Vec::new(), rows);
        Ok(run(&self.tx, &sql, values).await? == entries.len() as u64)
    }
}

/// Whose account an entry moves, and by how much.
fn moves(entry: &NewEntry) -> Vec<Value> {
    let (change, held) = (entry.movement.change(entry.points), entry.movement.change_held(entry.points));
    values![entry.community, entry.member, change, held]
}

/// What is written of an entry, after the account was moved.
fn booked(entry: &NewEntry, balance: i64, number: i64) -> Outcome<Vec<Value>> {
    let (debit, credit, _) =
        MOVEMENTS.iter().find(|(.., movement)| *movement == entry.movement).ok_or_else(|| corrupt("movement"))?;
    let (kind, id) = source(entry.source);
    Ok(values![
        entry.id,
        entry.community,
        entry.member,
        number,
        *debit,
        *credit,
        entry.points,
        balance,
        kind,
        id,
        entry.rule,
        entry.confirmer,
        entry.note.as_deref(),
        entry.at,
    ])
}

#[async_trait]
impl PointsReader for Db {
    async fn rule(&self, rule: RuleId) -> Outcome<Option<Rule>> {
        let row = one(&self.read, RULE, values![rule]).await?;
        row.map_or(Ok(None), |row| read_rule(&mut Row::of(&row)))
    }

    async fn rules(&self, scope: &Scope, now: DateTime<Utc>) -> Outcome<Vec<Rule>> {
        let rows = all(&self.read, RULES, values![scope.community(), now]).await?;
        read_all(&rows, |row| read_rule(row)?.ok_or_else(|| corrupt("rule")))
    }

    async fn past_rules(&self, scope: &Scope, now: DateTime<Utc>, page: &PageRequest<RuleId>) -> Outcome<Page<Rule>> {
        let values = values![scope.community(), now, latest_from(page), limit(page)];
        page_of(self, &PAST_RULES, values, page, |row| read_rule(row)?.ok_or_else(|| corrupt("rule"))).await
    }

    async fn account(&self, me: &Viewer, community: AreaId) -> Outcome<Account> {
        let row = one(&self.read, ACCOUNT, values![community, me.member()]).await?;
        row.map_or(Ok(Account { balance: Points(0), held: Points(0) }), |row| read_account(&mut Row::of(&row)))
    }

    async fn entries(&self, me: &Viewer, community: AreaId, page: &PageRequest<i64>) -> Outcome<Page<Entry>> {
        let from = page.from.unwrap_or(if page.backwards { 0 } else { i64::MAX });
        let values = values![community, me.member(), from, limit(page)];
        page_of(self, &PASSBOOK, values, page, read_entry).await
    }

    async fn entries_in(
        &self,
        scope: &Scope,
        period: Period,
        page: &PageRequest<(DateTime<Utc>, EntryId)>,
    ) -> Outcome<Page<(Person, Entry)>> {
        let (at, id) = moment_from(page);
        let values = values![scope.community(), period.begins(), period.ends(), at, id, limit(page)];
        page_of(self, &BOOKED, values, page, |row| {
            let entry = read_entry(row)?;
            Ok((row.person()?, entry))
        })
        .await
    }

    async fn entry(&self, entry: EntryId) -> Outcome<Option<Entry>> {
        let row = one(&self.read, &ENTRY, values![entry]).await?;
        row.map(|row| read_entry(&mut Row::of(&row))).transpose()
    }

    async fn balance_sheet(&self, scope: &Scope) -> Outcome<BalanceSheet> {
        let row = one(&self.read, SHEET, values![scope.community()]).await?;
        let row = row.ok_or_else(|| corrupt("sheet"))?;
        let mut row = Row::of(&row);
        Ok(BalanceSheet {
            issued: Points(row.read()?),
            with_members: Points(row.read()?),
            on_hold: Points(row.read()?),
            redeemed: Points(row.read()?),
            expired: Points(row.read()?),
            goods: Stock {
                received: row.read()?,
                on_shelf: row.read()?,
                on_hold: row.read()?,
                handed_out: row.read()?,
            },
        })
    }

    async fn discrepancies(&self) -> Outcome<Vec<Discrepancy>> {
        let mut found = Vec::new();
        for (what, sql) in DISCREPANCIES {
            for row in &all(&self.read, sql, Vec::new()).await? {
                let mut row = Row::of(row);
                found.push(Discrepancy {
                    what,
                    community: row.read()?,
                    at: row.read()?,
                    expected: row.read()?,
                    found: row.read()?,
                });
            }
        }
        Ok(found)
    }
}

fn read_account(row: &mut Row<'_>) -> Outcome<Account> {
    Ok(Account { balance: Points(row.read()?), held: Points(row.read()?) })
}

/// A rule of the eight columns that come next, if there is one.
fn read_rule(row: &mut Row<'_>) -> Outcome<Option<Rule>> {
    let (id, behaviour): (Option<Uuid>, Option<String>) = (row.read()?, row.read()?);
    let (deed, version): (Option<String>, Option<i32>) = (row.read()?, row.read()?);
    let points: Option<i64> = row.read()?;
    let (day, month): (Option<i64>, Option<i64>) = (row.read()?, row.read()?);
    let valid_from: Option<DateTime<Utc>> = row.read()?;
    let (Some(id), Some(behaviour), Some(version), Some(points), Some(valid_from)) =
        (id, behaviour, version, points, valid_from)
    else {
        return Ok(None);
    };
    let behaviour = match behaviour.as_str() {
        "wish_confirmed" => Behaviour::WishConfirmed,
        "hour" => Behaviour::Hour,
        "deed" => Behaviour::Deed(Line::stored(deed.unwrap_or_default())),
        _ => return Err(corrupt("behaviour")),
    };
    let [day_cap, month_cap] = [day, month].map(|cap| cap.map(Points));
    Ok(Some(Rule { id: Id::from_uuid(id), behaviour, version, points: Points(points), day_cap, month_cap, valid_from }))
}

fn read_entry(row: &mut Row<'_>) -> Outcome<Entry> {
    let (id, number) = (row.id()?, row.read()?);
    let (debit, credit): (String, String) = (row.read()?, row.read()?);
    let movement = MOVEMENTS.iter().find(|(from, to, _)| (*from, *to) == (&debit, &credit));
    let (points, balance_after) = (Points(row.read()?), Points(row.read()?));
    let (kind, of): (String, Uuid) = (row.read()?, row.read()?);
    let source = match kind.as_str() {
        "wish" => Source::Wish(WishId::from_uuid(of)),
        "hours" => Source::Hours(HoursId::from_uuid(of)),
        "deed" => Source::Deed(EntryId::from_uuid(of)),
        "redemption" => Source::Redemption(RedemptionId::from_uuid(of)),
        _ => return Err(corrupt("source")),
    };
    Ok(Entry {
        id,
        number,
        movement: movement.map(|(.., movement)| *movement).ok_or_else(|| corrupt("movement"))?,
        points,
        balance_after,
        source,
        title: row.read()?,
        minutes: row.read::<Option<i32>>()?.map(i64::from),
        quantity: row.read::<Option<i32>>()?.map(Quantity),
        rule: read_rule(row)?,
        confirmer: row.person()?,
        note: row.read()?,
        at: row.read()?,
    })
}
