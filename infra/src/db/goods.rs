//! What points are redeemed for: tables `goods` and `redemptions`.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Scope, Viewer};
use domain::calendar::period::Period;
use domain::failure::Outcome;
use domain::ids::{GoodsId, MemberId, RedemptionId};
use domain::page::{Page, PageRequest};
use domain::points::goods::{Goods, Purse, Quantity, Stock};
use domain::points::redemption::{PickUpCode, Redemption, RedemptionState};
use domain::points::repo::{GoodsReader, GoodsRepo, NewRedemption};
use domain::points::rule::Points;
use domain::text::{Line, Paragraphs};
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::entities::{goods, redemption};
use super::paging::{Paged, id_from, latest_from, limit, moment_from, of_each, page_of};
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, insert, of_rows, one, run, update};
use super::{Db, DbTx};

const HOLD: &str = "UPDATE goods SET on_shelf = on_shelf - $3, on_hold = on_hold + $3 \
    WHERE id = $1 AND on_shelf >= $3 AND offered AND price = $2";
const RELEASE: [&str; 2] = [
    "UPDATE goods SET on_hold = on_hold - $2, on_shelf = on_shelf + $2 WHERE id = $1",
    "UPDATE goods SET on_hold = on_hold - $2, handed_out = handed_out + $2 WHERE id = $1",
];
/// The members' accounts are held, so that the others of each cannot change meanwhile. Two of a hundred million codes can
/// meet.
const ADD_REDEMPTIONS: &str = "WITH v (id, community_id, goods_id, member_id, quantity, points, code, redeemed_at, most) \
    AS (VALUES ()) INSERT INTO redemptions (id, community_id, goods_id, member_id, quantity, points, code, redeemed_at, state) \
    SELECT v.id, v.community_id, v.goods_id, v.member_id, v.quantity, v.points, v.code, v.redeemed_at, 'held' FROM v \
    WHERE v.id IS NOT NULL AND (SELECT COALESCE(SUM(x.quantity), 0) FROM redemptions x WHERE x.goods_id = v.goods_id \
    AND x.member_id = v.member_id AND x.state <> 'cancelled') + v.quantity <= v.most ON CONFLICT DO NOTHING";

const GOODS: &str = "SELECT x.id, a.id, a.kind, a.name, a.path, x.name, x.body, x.price, x.limit_per_person, x.pick_up, \
    x.offered, x.received, x.on_shelf, x.on_hold, x.handed_out FROM goods x JOIN areas a ON a.id = x.community_id";
static BY_IDS: LazyLock<String> = LazyLock::new(|| format!("{GOODS} WHERE x.id IN ()"));
static OF_COMMUNITY: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(&format!(
        "{GOODS} WHERE x.community_id = $1 AND (x.offered OR $4) AND x.id {{after}} $2 ORDER BY x.id {{asc}} LIMIT $3"
    ))
});
/// What each of several has for some goods.
const PURSES: &str = "WITH v (id) AS (VALUES ()) SELECT v.id, COALESCE(c.balance, 0), \
    (SELECT CAST(COALESCE(SUM(x.quantity), 0) AS bigint) FROM redemptions x WHERE x.goods_id = g.id \
    AND x.member_id = v.id AND x.state <> 'cancelled') \
    FROM v JOIN goods g ON g.id = $1 \
    LEFT JOIN accounts c ON c.community_id = g.community_id AND c.member_id = v.id WHERE v.id IS NOT NULL";

const REDEEMED: &str = "SELECT goods_id, CAST(SUM(quantity) AS bigint) FROM redemptions \
    WHERE member_id = $1 AND state <> 'cancelled' AND goods_id IN () GROUP BY goods_id";

const REDEMPTIONS: &str = "SELECT x.id, a.id, a.kind, a.name, a.path, m.id, m.shown_name, x.goods_id, g.name, g.pick_up, \
    x.quantity, x.points, x.code, x.redeemed_at, x.state, x.ended_at, e.id, e.shown_name, x.end_reason FROM redemptions x \
    JOIN areas a ON a.id = x.community_id JOIN members m ON m.id = x.member_id JOIN goods g ON g.id = x.goods_id \
    LEFT JOIN members e ON e.id = x.ended_by";
static REDEMPTION: LazyLock<String> = LazyLock::new(|| format!("{REDEMPTIONS} WHERE x.id = $1"));
static OF_EACH: LazyLock<String> = LazyLock::new(|| format!("{REDEMPTIONS} WHERE x.id IN (VALUES ())"));
static BY_CODE: LazyLock<String> =
    LazyLock::new(|| format!("{REDEMPTIONS} WHERE x.community_id = $1 AND x.code = $2 AND x.state = 'held'"));
static WAITING: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(&format!(
        "{REDEMPTIONS} WHERE x.community_id = $1 AND x.state = 'held' AND x.id {{after}} $2 ORDER BY x.id {{asc}} LIMIT $3"
    ))
});
static HANDED_OUT: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(&format!(
        "{REDEMPTIONS} WHERE x.community_id = $1 AND x.state = 'handed_out' AND x.ended_at >= $2 AND x.ended_at < $3 \
         AND (x.ended_at, x.id) {{after}} ($4, $5) ORDER BY x.ended_at {{asc}}, x.id {{asc}} LIMIT $6"
    ))
});
/// The latest first.
static MINE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(&format!("{REDEMPTIONS} WHERE x.member_id = $1 AND x.id {{before}} $2 ORDER BY x.id {{desc}} LIMIT $3"))
});

#[async_trait]
impl GoodsRepo for DbTx {
    async fn add_goods(&mut self, goods: &Goods, by: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        let row = goods::ActiveModel {
            id: Set(goods.id.uuid()),
            community_id: Set(goods.community.id.uuid()),
            name: Set(goods.name.as_str().into()),
            body: Set(goods.text.as_ref().map(|text| text.as_str().into())),
            price: Set(goods.price.0),
            limit_per_person: Set(goods.limit),
            pick_up: Set(goods.pick_up.as_str().into()),
            offered: Set(goods.offered),
            received: Set(goods.stock.received),
            on_shelf: Set(goods.stock.on_shelf),
            on_hold: Set(goods.stock.on_hold),
            handed_out: Set(goods.stock.handed_out),
            made_by: Set(by.uuid()),
            made_at: Set(now),
        };
        insert(&self.tx, row).await
    }

    async fn restock_goods(&mut self, goods: GoodsId, pieces: i64) -> Outcome<()> {
        let restocked = goods::Entity::update_many()
            .col_expr(goods::Column::Received, goods::COLUMN.received.add(pieces))
            .col_expr(goods::Column::OnShelf, goods::COLUMN.on_shelf.add(pieces));
        update(&self.tx, restocked.filter(goods::COLUMN.id.eq(goods.uuid()))).await.map(|_| ())
    }

    async fn offer_goods(&mut self, goods: GoodsId, offered: bool) -> Outcome<()> {
        let changed = goods::ActiveModel { offered: Set(offered), ..Default::default() };
        let these = goods::COLUMN.id.eq(goods.uuid());
        update(&self.tx, goods::Entity::update_many().set(changed).filter(these)).await.map(|_| ())
    }

    async fn hold_goods(&mut self, goods: GoodsId, price: Points, pieces: i64) -> Outcome<bool> {
        Ok(run(&self.tx, HOLD, values![goods, price, pieces]).await? == 1)
    }

    async fn release_goods(&mut self, goods: GoodsId, quantity: Quantity, handed_out: bool) -> Outcome<()> {
        run(&self.tx, RELEASE[usize::from(handed_out)], values![goods, quantity.pieces()]).await.map(|_| ())
    }

    async fn add_redemptions(&mut self, new: &[NewRedemption]) -> Outcome<bool> {
        let row = |new: &NewRedemption| {
            values![
                new.id,
                new.entry.community,
                new.goods,
                new.entry.member,
                new.quantity.0,
                new.entry.points,
                new.code.0.as_str(),
                new.entry.at,
                new.limit.map_or(i64::MAX, i64::from),
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
        let ended = redemption::ActiveModel {
            state: Set(state.into()),
            ended_at: Set(Some(now)),
            ended_by: Set(Some(by.uuid())),
            end_reason: Set(Some(reason.into())),
            ..Default::default()
        };
        let held = redemption::COLUMN.id.eq(redemption.uuid()).and(redemption::COLUMN.state.eq("held"));
        Ok(update(&self.tx, redemption::Entity::update_many().set(ended).filter(held)).await? == 1)
    }
}

#[async_trait]
impl GoodsReader for Db {
    async fn goods(&self, viewer: &Viewer, ids: &[GoodsId]) -> Outcome<Vec<Goods>> {
        let rows = of_each(self, &BY_IDS, Vec::new(), ids).await?;
        let mut seen = read_all(&rows, read_goods)?;
        seen.retain(|goods| viewer.sees(&goods.community.path));
        Ok(seen)
    }

    async fn goods_for(&self, viewers: &[&Viewer], id: GoodsId) -> Outcome<Vec<Option<(Goods, Purse)>>> {
        let members = viewers.iter().map(|viewer| values![viewer.member()]).collect();
        let (sql, values) = of_rows(PURSES, values![id], members);
        let ids = [id];
        let goods = of_each(self, &BY_IDS, Vec::new(), &ids);
        let (goods, purses) = tokio::try_join!(goods, all(&self.read, &sql, values))?;
        let Some(row) = goods.first() else { return Ok(vec![None; viewers.len()]) };
        let goods = read_goods(&mut Row::of(row))?;
        let mut found = HashMap::new();
        for row in &purses {
            let mut row = Row::of(row);
            let member: Uuid = row.read()?;
            found.insert(member, Purse { balance: Points(row.read()?), redeemed: row.read()? });
        }
        let seen = viewers.iter().map(|viewer| {
            let purse = found.get(&viewer.member().uuid())?;
            viewer.sees(&goods.community.path).then(|| (goods.clone(), *purse))
        });
        Ok(seen.collect())
    }

    async fn redeemed_by(&self, me: &Viewer, goods: &[GoodsId]) -> Outcome<Vec<(GoodsId, i64)>> {
        let rows = of_each(self, REDEEMED, values![me.member()], goods).await?;
        read_all(&rows, |row| Ok((row.id()?, row.read()?)))
    }

    async fn goods_of(&self, scope: &Scope, every: bool, page: &PageRequest<GoodsId>) -> Outcome<Page<Goods>> {
        let values = values![scope.community(), id_from(page), limit(page), every];
        page_of(self, &OF_COMMUNITY, values, page, read_goods).await
    }

    async fn redemption(&self, viewer: &Viewer, redemption: RedemptionId) -> Outcome<Option<Redemption>> {
        let row = one(&self.read, &REDEMPTION, values![redemption]).await?;
        let found = row.map(|row| read_redemption(&mut Row::of(&row))).transpose()?;
        Ok(found.filter(|found| may_see(viewer, found)))
    }

    async fn redemptions_of(&self, each: &[(&Viewer, RedemptionId)]) -> Outcome<Vec<Option<Redemption>>> {
        let ids = each.iter().map(|(_, id)| values![*id]).collect();
        let (sql, values) = of_rows(&OF_EACH, Vec::new(), ids);
        let mut found = HashMap::new();
        for row in &all(&self.read, &sql, values).await? {
            let redemption = read_redemption(&mut Row::of(row))?;
            found.insert(redemption.id, redemption);
        }
        Ok(each.iter().map(|(viewer, id)| found.remove(id).filter(|found| may_see(viewer, found))).collect())
    }

    async fn redemption_by_code(&self, scope: &Scope, code: &PickUpCode) -> Outcome<Option<Redemption>> {
        let row = one(&self.read, &BY_CODE, values![scope.community(), code.0.as_str()]).await?;
        row.map(|row| read_redemption(&mut Row::of(&row))).transpose()
    }

    async fn redemptions_waiting(&self, scope: &Scope, page: &PageRequest<RedemptionId>) -> Outcome<Page<Redemption>> {
        let values = values![scope.community(), id_from(page), limit(page)];
        page_of(self, &WAITING, values, page, read_redemption).await
    }

    async fn handed_out_on(
        &self,
        scope: &Scope,
        day: NaiveDate,
        page: &PageRequest<(DateTime<Utc>, RedemptionId)>,
    ) -> Outcome<Page<Redemption>> {
        let ((at, id), day) = (moment_from(page), Period { from: day, to: day });
        let values = values![scope.community(), day.begins(), day.ends(), at, id, limit(page)];
        page_of(self, &HANDED_OUT, values, page, read_redemption).await
    }

    async fn redemptions_by(&self, me: &Viewer, page: &PageRequest<RedemptionId>) -> Outcome<Page<Redemption>> {
        let values = values![me.member(), latest_from(page), limit(page)];
        page_of(self, &MINE, values, page, read_redemption).await
    }
}

/// The member, and staff who administer the community.
fn may_see(viewer: &Viewer, redemption: &Redemption) -> bool {
    redemption.member.id == viewer.member() || viewer.administers(&redemption.community.path)
}

fn read_goods(row: &mut Row<'_>) -> Outcome<Goods> {
    Ok(Goods {
        id: row.id()?,
        community: row.area()?,
        name: Line::stored(row.read()?),
        text: row.read::<Option<String>>()?.map(Paragraphs::stored),
        price: Points(row.read()?),
        limit: row.read()?,
        pick_up: Line::stored(row.read()?),
        offered: row.read()?,
        stock: Stock { received: row.read()?, on_shelf: row.read()?, on_hold: row.read()?, handed_out: row.read()? },
    })
}

fn read_redemption(row: &mut Row<'_>) -> Outcome<Redemption> {
    let id = row.id()?;
    let community = row.area()?;
    let member = row.person()?;
    let (goods, goods_name, pick_up) = (row.id()?, row.read()?, row.read()?);
    let (quantity, points) = (Quantity(row.read()?), Points(row.read()?));
    let (code, at) = (PickUpCode(row.read()?), row.read()?);
    let (state, ended): (String, Option<DateTime<Utc>>) = (row.read()?, row.read()?);
    let (by, reason) = (row.maybe_person()?, row.read::<Option<String>>()?);
    let state = match (state.as_str(), ended, by) {
        ("held", ..) => RedemptionState::Held,
        ("handed_out", Some(at), Some(by)) => RedemptionState::HandedOut { at, by },
        ("cancelled", Some(at), Some(by)) => RedemptionState::Cancelled { at, by, reason: reason.unwrap_or_default() },
        _ => return Err(corrupt("state of a redemption")),
    };
    Ok(Redemption { id, community, member, goods, goods_name, pick_up, quantity, points, code, at, state })
}
