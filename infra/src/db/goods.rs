//! What points are redeemed for: tables `goods` and `redemptions`.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{GoodsId, Id, MemberId, RedemptionId};
use domain::page::{Page, PageRequest};
use domain::points::goods::{Goods, Purse, Stock};
use domain::points::redemption::{PickUpCode, Redemption, RedemptionState};
use domain::points::repo::{GoodsReader, GoodsRepo, NewRedemption};
use domain::points::rule::Points;
use domain::text::{Line, Paragraphs};
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::members::read_person;
use super::places::{id_from, latest_from, limit, of_each, read_area};
use super::sql::{Columns, all, corrupt, of_rows, one, run};
use super::{Db, DbTx};

const ADD: &str = "INSERT INTO goods (id, community_id, name, body, price, limit_per_person, pick_up, offered, received, \
    on_shelf, on_hold, handed_out, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 0, 0, $10, $11)";
const RESTOCK: &str = "UPDATE goods SET received = received + $2, on_shelf = on_shelf + $2 WHERE id = $1";
const OFFER: &str = "UPDATE goods SET offered = $2 WHERE id = $1";
const HOLD: &str = "UPDATE goods SET on_shelf = on_shelf - $3, on_hold = on_hold + $3 \
    WHERE id = $1 AND on_shelf >= $3 AND offered AND price = $2";
const RELEASE: [&str; 2] = [
    "UPDATE goods SET on_hold = on_hold - 1, on_shelf = on_shelf + 1 WHERE id = $1",
    "UPDATE goods SET on_hold = on_hold - 1, handed_out = handed_out + 1 WHERE id = $1",
];
/// The members' accounts are held, so that the others of each cannot change meanwhile. Two of a hundred million codes can
/// meet.
const ADD_REDEMPTIONS: &str = "WITH v (id, community_id, goods_id, member_id, points, code, redeemed_at, most) \
    AS (VALUES ()) INSERT INTO redemptions (id, community_id, goods_id, member_id, points, code, redeemed_at, state) \
    SELECT v.id, v.community_id, v.goods_id, v.member_id, v.points, v.code, v.redeemed_at, 'held' FROM v \
    WHERE v.id IS NOT NULL AND (SELECT COUNT(*) FROM redemptions x WHERE x.goods_id = v.goods_id \
    AND x.member_id = v.member_id AND x.state <> 'cancelled') < v.most ON CONFLICT DO NOTHING";
const END: &str = "UPDATE redemptions SET state = $2, ended_at = $3, ended_by = $4, end_reason = $5 \
    WHERE id = $1 AND state = 'held'";

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared statement.
macro_rules! goods {
    ($rest:expr) => {
        concat!(
            "SELECT x.id, a.id, a.kind, a.name, a.path, x.name, x.body, x.price, x.limit_per_person, x.pick_up, x.offered, \
             x.received, x.on_shelf, x.on_hold, x.handed_out FROM goods x JOIN areas a ON a.id = x.community_id ",
            $rest
        )
    };
}
macro_rules! redemptions {
    ($rest:expr) => {
        concat!(
            "SELECT x.id, a.id, a.kind, a.name, a.path, m.id, m.shown_name, x.goods_id, g.name, g.pick_up, x.points, x.code, \
             x.redeemed_at, x.state, x.ended_at, e.id, e.shown_name, x.end_reason FROM redemptions x \
             JOIN areas a ON a.id = x.community_id JOIN members m ON m.id = x.member_id JOIN goods g ON g.id = x.goods_id \
             LEFT JOIN members e ON e.id = x.ended_by ",
            $rest
        )
    };
}
const BY_IDS: &str = goods!("WHERE x.id IN ()");
const OF_COMMUNITY: [&str; 2] = [
    goods!("WHERE x.community_id = $1 AND (x.offered OR $4) AND x.id > $2 ORDER BY x.id LIMIT $3"),
    goods!("WHERE x.community_id = $1 AND (x.offered OR $4) AND x.id < $2 ORDER BY x.id DESC LIMIT $3"),
];
/// What each of several has for some goods.
const PURSES: &str = "WITH v (id) AS (VALUES ()) SELECT v.id, COALESCE(c.balance, 0), \
    (SELECT COUNT(*) FROM redemptions x WHERE x.goods_id = g.id AND x.member_id = v.id AND x.state <> 'cancelled') \
    FROM v JOIN goods g ON g.id = $1 \
    LEFT JOIN accounts c ON c.community_id = g.community_id AND c.member_id = v.id WHERE v.id IS NOT NULL";
const REDEMPTION: &str = redemptions!("WHERE x.id = $1");
const OF_EACH: &str = redemptions!("WHERE x.id IN (VALUES ())");
const BY_CODE: &str = redemptions!("WHERE x.community_id = $1 AND x.code = $2 AND x.state = 'held'");
const WAITING: [&str; 2] = [
    redemptions!("WHERE x.community_id = $1 AND x.state = 'held' AND x.id > $2 ORDER BY x.id LIMIT $3"),
    redemptions!("WHERE x.community_id = $1 AND x.state = 'held' AND x.id < $2 ORDER BY x.id DESC LIMIT $3"),
];
/// The latest first.
const MINE: [&str; 2] = [
    redemptions!("WHERE x.member_id = $1 AND x.id < $2 ORDER BY x.id DESC LIMIT $3"),
    redemptions!("WHERE x.member_id = $1 AND x.id > $2 ORDER BY x.id LIMIT $3"),
];

#[async_trait]
impl GoodsRepo for DbTx {
    async fn add_goods(&mut self, goods: &Goods, by: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        let values = vec![
            goods.id.uuid().into(),
            goods.community.id.uuid().into(),
            goods.name.as_str().into(),
            goods.text.as_ref().map(|text| text.as_str()).into(),
            goods.price.0.into(),
            goods.limit.into(),
            goods.pick_up.as_str().into(),
            goods.offered.into(),
            goods.stock.received.into(),
            by.uuid().into(),
            now.into(),
        ];
        run(&self.tx, ADD, values).await.map(|_| ())
    }

    async fn restock_goods(&mut self, goods: GoodsId, pieces: i64) -> Outcome<()> {
        run(&self.tx, RESTOCK, vec![goods.uuid().into(), pieces.into()]).await.map(|_| ())
    }

    async fn offer_goods(&mut self, goods: GoodsId, offered: bool) -> Outcome<()> {
        run(&self.tx, OFFER, vec![goods.uuid().into(), offered.into()]).await.map(|_| ())
    }

    async fn hold_goods(&mut self, goods: GoodsId, price: Points, pieces: usize) -> Outcome<bool> {
        let values = vec![goods.uuid().into(), price.0.into(), (pieces as i64).into()];
        Ok(run(&self.tx, HOLD, values).await? == 1)
    }

    async fn release_goods(&mut self, goods: GoodsId, handed_out: bool) -> Outcome<()> {
        run(&self.tx, RELEASE[usize::from(handed_out)], vec![goods.uuid().into()]).await.map(|_| ())
    }

    async fn add_redemptions(&mut self, new: &[NewRedemption]) -> Outcome<bool> {
        let row = |new: &NewRedemption| -> [Value; 8] {
            [
                new.id.uuid().into(),
                new.entry.community.uuid().into(),
                new.goods.uuid().into(),
                new.entry.member.uuid().into(),
                new.entry.points.0.into(),
                new.code.0.as_str().into(),
                new.entry.at.into(),
                new.limit.map_or(i64::MAX, i64::from).into(),
            ]
        };
        let (sql, values) = of_rows(ADD_REDEMPTIONS, Vec::new(), new.iter().map(row).collect());
        Ok(run(&self.tx, &sql, values).await? == new.len() as u64)
    }

    async fn end_redemption(
        &mut self,
        redemption: RedemptionId,
        handed_out: bool,
        by: MemberId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let state = if handed_out { "handed_out" } else { "cancelled" };
        let values = vec![redemption.uuid().into(), state.into(), now.into(), by.uuid().into(), reason.into()];
        Ok(run(&self.tx, END, values).await? == 1)
    }
}

#[async_trait]
impl GoodsReader for Db {
    async fn goods(&self, viewer: &Viewer, ids: &[GoodsId]) -> Outcome<Vec<Goods>> {
        let rows = of_each(self, BY_IDS, Vec::new(), ids).await?;
        let mut seen = rows.iter().map(read_goods).collect::<Outcome<Vec<_>>>()?;
        seen.retain(|goods| viewer.sees(&goods.community.path));
        Ok(seen)
    }

    async fn goods_for(&self, viewers: &[&Viewer], id: GoodsId) -> Outcome<Vec<Option<(Goods, Purse)>>> {
        let members = viewers.iter().map(|viewer| [viewer.member().uuid().into()]).collect();
        let (sql, values) = of_rows(PURSES, vec![id.uuid().into()], members);
        let ids = [id];
        let goods = of_each(self, BY_IDS, Vec::new(), &ids);
        let (goods, purses) = tokio::try_join!(goods, all(&self.read, &sql, values))?;
        let Some(row) = goods.first() else { return Ok(vec![None; viewers.len()]) };
        let goods = read_goods(row)?;
        let mut found = HashMap::new();
        for row in &purses {
            let mut columns = Columns::of(row);
            let member: Uuid = columns.read()?;
            found.insert(member, Purse { balance: Points(columns.read()?), redeemed: columns.read()? });
        }
        let seen = viewers.iter().map(|viewer| {
            let purse = found.get(&viewer.member().uuid())?;
            viewer.sees(&goods.community.path).then(|| (goods.clone(), *purse))
        });
        Ok(seen.collect())
    }

    async fn goods_of(&self, scope: &Scope, every: bool, page: &PageRequest<GoodsId>) -> Outcome<Page<Goods>> {
        let values: Vec<Value> =
            vec![scope.community().uuid().into(), id_from(page).into(), limit(page).into(), every.into()];
        let rows = all(&self.read, OF_COMMUNITY[usize::from(page.backwards)], values).await?;
        Ok(Page::of(rows.iter().map(read_goods).collect::<Outcome<_>>()?, page))
    }

    async fn redemption(&self, viewer: &Viewer, redemption: RedemptionId) -> Outcome<Option<Redemption>> {
        let row = one(&self.read, REDEMPTION, vec![redemption.uuid().into()]).await?;
        let found = row.as_ref().map(read_redemption).transpose()?;
        Ok(found.filter(|found| may_see(viewer, found)))
    }

    async fn redemptions_of(&self, each: &[(&Viewer, RedemptionId)]) -> Outcome<Vec<Option<Redemption>>> {
        let ids = each.iter().map(|(_, id)| [id.uuid().into()]).collect();
        let (sql, values) = of_rows(OF_EACH, Vec::new(), ids);
        let mut found = HashMap::new();
        for row in &all(&self.read, &sql, values).await? {
            let redemption = read_redemption(row)?;
            found.insert(redemption.id, redemption);
        }
        Ok(each.iter().map(|(viewer, id)| found.remove(id).filter(|found| may_see(viewer, found))).collect())
    }

    async fn redemption_by_code(&self, scope: &Scope, code: &PickUpCode) -> Outcome<Option<Redemption>> {
        let row = one(&self.read, BY_CODE, vec![scope.community().uuid().into(), code.0.as_str().into()]).await?;
        row.as_ref().map(read_redemption).transpose()
    }

    async fn redemptions_waiting(&self, scope: &Scope, page: &PageRequest<RedemptionId>) -> Outcome<Page<Redemption>> {
        redemptions(self, WAITING, scope.community().uuid(), id_from(page), page).await
    }

    async fn redemptions_by(&self, me: &Viewer, page: &PageRequest<RedemptionId>) -> Outcome<Page<Redemption>> {
        redemptions(self, MINE, me.member().uuid(), latest_from(page), page).await
    }
}

/// The member, and staff who administer the community.
fn may_see(viewer: &Viewer, redemption: &Redemption) -> bool {
    redemption.member.id == viewer.member() || viewer.administers(&redemption.community.path)
}

async fn redemptions(
    db: &Db,
    sql: [&str; 2],
    of: Uuid,
    from: Uuid,
    page: &PageRequest<RedemptionId>,
) -> Outcome<Page<Redemption>> {
    let rows =
        all(&db.read, sql[usize::from(page.backwards)], vec![of.into(), from.into(), limit(page).into()]).await?;
    Ok(Page::of(rows.iter().map(read_redemption).collect::<Outcome<_>>()?, page))
}

fn read_goods(row: &QueryResult) -> Outcome<Goods> {
    let mut columns = Columns::of(row);
    Ok(Goods {
        id: Id::from_uuid(columns.read()?),
        community: read_area(&mut columns)?.ok_or_else(|| corrupt("community"))?,
        name: Line::stored(columns.read()?),
        text: columns.read::<Option<String>>()?.map(Paragraphs::stored),
        price: Points(columns.read()?),
        limit: columns.read()?,
        pick_up: Line::stored(columns.read()?),
        offered: columns.read()?,
        stock: Stock {
            received: columns.read()?,
            on_shelf: columns.read()?,
            on_hold: columns.read()?,
            handed_out: columns.read()?,
        },
    })
}

fn read_redemption(row: &QueryResult) -> Outcome<Redemption> {
    let mut columns = Columns::of(row);
    let id = Id::from_uuid(columns.read()?);
    let community = read_area(&mut columns)?.ok_or_else(|| corrupt("community"))?;
    let member = read_person(&mut columns)?.ok_or_else(|| corrupt("member"))?;
    let (goods, goods_name, pick_up) = (Id::from_uuid(columns.read()?), columns.read()?, columns.read()?);
    let (points, code, at) = (Points(columns.read()?), PickUpCode(columns.read()?), columns.read()?);
    let (state, ended): (String, Option<DateTime<Utc>>) = (columns.read()?, columns.read()?);
    let (by, reason) = (read_person(&mut columns)?, columns.read::<Option<String>>()?);
    let state = match (state.as_str(), ended, by) {
        ("held", ..) => RedemptionState::Held,
        ("handed_out", Some(at), Some(by)) => RedemptionState::HandedOut { at, by },
        ("cancelled", Some(at), Some(by)) => RedemptionState::Cancelled { at, by, reason: reason.unwrap_or_default() },
        _ => return Err(corrupt("state of a redemption")),
    };
    Ok(Redemption { id, community, member, goods, goods_name, pick_up, points, code, at, state })
}
