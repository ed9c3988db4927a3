//! Accounts: table `members`. Names, phone numbers, buildings and openids are sealed; digests find them again.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Reason;
use domain::access::{Scope, Viewer};
use domain::failure::{Failure, Outcome};
use domain::ids::{self, AreaId, BlockId, GrantId, Id, MemberId, UnitId};
use domain::members::member::{Block, HeldRole, PartyMembership, PartyState, Person, Profile, RoleHolder, RoleNode};
use domain::members::open_id::OpenId;
use domain::members::repo::{MemberReader, MemberRepo};
use domain::page::{Page, PageRequest};
use domain::places::area::Area;
use domain::places::path::Path;
use domain::places::repo::PlaceReader;
use domain::standing::{Grant, Home, Node, Standing};
use domain::text::{Phone, RealName};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::entities::member::{ActiveModel, COLUMN, Column, Entity};
use super::paging::{Paged, beyond, id_from, limit, of_each, page_of, pages};
use super::roles::{self, ROLE};
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Sealed, Text};
use super::section::{Source, id};
use super::sql::{all, corrupt, failure, held, of_rows, one, run, update};
use super::words::{Words, word};
use super::{Db, DbTx, blocks, phones};

const PARTY_STATE: Words<PartyState, 3> =
    [("pending", PartyState::Pending), ("confirmed", PartyState::Confirmed), ("declined", PartyState::Declined)];

const LATEST: &str = "SELECT openid_sealed, openid_digest FROM members \
    WHERE erased_at IS NULL ORDER BY id DESC LIMIT 1";
const BY_OPENID: &str = "SELECT id FROM members WHERE openid_digest = $1";
const SET_HOME: &str = "UPDATE members SET community_id = $2, grid_id = $3, building_id = NULL, building_sealed = $4 \
    WHERE id = $1 AND consent_version = (SELECT MAX(version) FROM privacy_policies)";
const SET_NAME: &str = "UPDATE members SET real_name_sealed = $2, shown_name = $3 \
    WHERE id = $1 AND consent_version = (SELECT MAX(version) FROM privacy_policies)";
const HOLD: &str = "UPDATE members SET created_at = created_at WHERE id = $1";
const HOLD_ALL: &str = "WITH v (id) AS (VALUES ()) SELECT id FROM members \
    WHERE id IN (SELECT id FROM v) ORDER BY id";
const OPEN_ID: &str = "SELECT openid_sealed FROM members WHERE id = $1";
const PERSON: &str = "SELECT id, shown_name FROM members WHERE id = $1";

static OF_COMMUNITY: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of("SELECT id, shown_name FROM members WHERE community_id = $1 AND id {after} $2 ORDER BY id {asc} LIMIT $3")
});
/// What goes into the brackets comes when it is asked. Of each unit, the member with whom the page ends is looked up first,
/// so that those who come after are not read; $3 is beyond all.
static PENDING: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "WITH ends AS MATERIALIZED (SELECT id, (SELECT y.id FROM members y WHERE y.party_unit_id = u.id \
         AND y.party_state = 'pending' AND y.id {after} $1 ORDER BY y.id {asc} LIMIT 1 OFFSET $2 - 1) AS at \
         FROM units u WHERE id IN ()) \
         SELECT x.party_unit_id, x.id, x.shown_name FROM ends JOIN members x ON x.party_unit_id = ends.id \
         AND x.party_state = 'pending' AND x.id {after} $1 AND x.id {until} COALESCE(ends.at, $3) \
         ORDER BY x.party_unit_id, x.id {asc}",
    )
});
const SOME: &str = "SELECT h.path, m.id, m.shown_name FROM members m LEFT JOIN areas h ON h.id = m.community_id \
    WHERE m.id IN ()";

/// The member's home, whether they are blocked, and a row for each role that they hold.
const STANDING: &str = "SELECT m.community_id, h.path, m.grid_id, m.volunteer_since IS NOT NULL, \
    EXISTS (SELECT 1 FROM blocks b WHERE b.member_id = m.id AND b.lifted_at IS NULL), \
    (SELECT MAX(b.lifted_at) FROM blocks b WHERE b.member_id = m.id), \
    CASE WHEN m.party_state = 'confirmed' THEN m.party_unit_id END, \
    g.role, a.id, a.path, u.id, u.path \
    FROM members m LEFT JOIN areas h ON h.id = m.community_id \
    LEFT JOIN grants g ON g.member_id = m.id AND g.ended_at IS NULL \
    LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN units u ON u.id = g.unit_id \
    WHERE m.id = $1 AND m.erased_at IS NULL ORDER BY g.id";

const PROFILE: &str = "SELECT m.real_name_sealed, m.phone_sealed, m.phone_lost_at, m.volunteer_since, \
    m.party_state, m.party_unit_id, m.party_asked_at, m.created_at, \
    h.id, h.kind, h.name, h.path, g.id, g.kind, g.name, g.path, m.building_id, m.building_sealed \
    FROM members m LEFT JOIN areas h ON h.id = m.community_id LEFT JOIN areas g ON g.id = m.grid_id WHERE m.id = $1";

pub(super) const ACCOUNT_SECTION: Source = Source {
    name: "account",
    sql: "SELECT m.id, m.created_at, m.openid_sealed, m.real_name_sealed, m.shown_name, m.phone_sealed, \
          m.phone_lost_at, m.volunteer_since, m.party_state, u.name, m.party_asked_at, m.party_decided_at \
          FROM members m LEFT JOIN units u ON u.id = m.party_unit_id WHERE m.id = $1",
    columns: &[
        ("id", id::<ids::MemberKind>()),
        ("createdAt", At),
        ("wechatOpenId", Sealed("members.openid")),
        ("realName", Sealed("members.real_name")),
        ("shownName", Text),
        ("phone", Sealed("members.phone")),
        ("phoneLostAt", At),
        ("volunteerSince", At),
        ("partyMembership", Text),
        ("partyUnit", Text),
        ("partyMembershipAskedAt", At),
        ("partyMembershipDecidedAt", At),
    ],
};

#[async_trait]
impl MemberRepo for DbTx {
    async fn member_of(&mut self, open_id: &OpenId, id: MemberId, now: DateTime<Utc>) -> Outcome<MemberId> {
        let digest = self.seal.digest("openid", &open_id.0);
        let sealed = self.seal.seal("members.openid", &open_id.0)?;
        let new = ActiveModel {
            id: Set(id.uuid()),
            openid_digest: Set(digest.clone()),
            openid_sealed: Set(sealed),
            shown_name: Set(String::new()),
            created_at: Set(now),
            ..Default::default()
        };
        let unless_known = OnConflict::column(Column::OpenidDigest).do_nothing().to_owned();
        Entity::insert(new).on_conflict(unless_known).exec_without_returning(&self.tx).await.map_err(failure)?;
        let row = one(&self.tx, BY_OPENID, values![digest]).await?.ok_or_else(|| corrupt("account"))?;
        Row::of(&row).id()
    }

    async fn set_home(
        &mut self,
        member: MemberId,
        community: &Area,
        grid: Option<AreaId>,
        building: Option<AreaId>,
    ) -> Outcome<()> {
        let building = building.map(|id| self.seal.seal("members.building", &id.uuid().to_string())).transpose()?;
        must_have_consent(run(&self.tx, SET_HOME, values![member, community.id, grid, building]).await?)
    }

    async fn set_real_name(&mut self, member: MemberId, name: &RealName) -> Outcome<()> {
        let sealed = self.seal.seal("members.real_name", name.in_full())?;
        must_have_consent(run(&self.tx, SET_NAME, values![member, sealed, name.masked()]).await?)
    }

    async fn set_phone(
        &mut self,
        member: MemberId,
        phone: &Phone,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Vec<MemberId>>> {
        match phones::prove(&self.tx, &self.seal, member, phone.in_full(), now).await? {
            Some((rows, lost)) => must_have_consent(rows).map(|()| Some(lost)),
            None => Ok(None),
        }
    }

    async fn hold_member(&mut self, member: MemberId) -> Outcome<()> {
        must_change(run(&self.tx, HOLD, values![member]).await?)
    }

    async fn hold_members(&mut self, members: &[MemberId]) -> Outcome<()> {
        let rows = members.iter().map(|member| values![*member]).collect();
        let (sql, values) = of_rows(&format!("{HOLD_ALL}{}", held(&self.tx)), Vec::new(), rows);
        all(&self.tx, &sql, values).await.map(|_| ())
    }

    async fn register_volunteer(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        let volunteer = ActiveModel { volunteer_since: Set(Some(now)), ..Default::default() };
        let is_none = COLUMN.id.eq(member.uuid()).and(COLUMN.volunteer_since.is_null());
        update(&self.tx, Entity::update_many().set(volunteer).filter(is_none)).await.map(|_| ())
    }

    async fn ask_party(&mut self, member: MemberId, unit: UnitId, now: DateTime<Utc>) -> Outcome<bool> {
        let pending = ActiveModel {
            party_state: Set(Some(word(&PARTY_STATE, PartyState::Pending).into())),
            party_unit_id: Set(Some(unit.uuid())),
            party_asked_at: Set(Some(now)),
            party_decided_by: Set(None),
            party_decided_at: Set(None),
            ..Default::default()
        };
        let may_ask = COLUMN.party_state.is_null().or(COLUMN.party_state.eq(word(&PARTY_STATE, PartyState::Declined)));
        let may_ask = COLUMN.id.eq(member.uuid()).and(may_ask);
        Ok(update(&self.tx, Entity::update_many().set(pending).filter(may_ask)).await? == 1)
    }

    async fn decide_party(
        &mut self,
        member: MemberId,
        unit: UnitId,
        state: PartyState,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Person>> {
        let decided = ActiveModel {
            party_state: Set(Some(word(&PARTY_STATE, state).into())),
            party_decided_by: Set(Some(by.uuid())),
            party_decided_at: Set(Some(now)),
            ..Default::default()
        };
        if !self.settle_party(member, unit, decided).await? {
            return Ok(None);
        }
        let row = one(&self.tx, PERSON, values![member]).await?.ok_or_else(|| corrupt("account"))?;
        Row::of(&row).maybe_person()
    }

    async fn confirm_party(&mut self, member: MemberId, unit: UnitId, now: DateTime<Utc>) -> Outcome<bool> {
        let confirmed = ActiveModel {
            party_state: Set(Some(word(&PARTY_STATE, PartyState::Confirmed).into())),
            party_decided_at: Set(Some(now)),
            ..Default::default()
        };
        self.settle_party(member, unit, confirmed).await
    }

    async fn add_role(&mut self, role: &HeldRole, by: MemberId) -> Outcome<()> {
        roles::add(&self.tx, role, by).await
    }

    async fn end_role(&mut self, role: GrantId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        roles::end(&self.tx, role, by, now).await
    }

    async fn add_block(
        &mut self,
        block: BlockId,
        member: MemberId,
        home: AreaId,
        reason: &str,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        blocks::add(&self.tx, block, member, home, reason, by, now).await
    }

    async fn lift_block(&mut self, block: BlockId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        blocks::lift(&self.tx, block, by, now).await
    }
}

impl DbTx {
    /// Changes what a member asked of this unit, if that is pending.
    async fn settle_party(&self, member: MemberId, unit: UnitId, settled: ActiveModel) -> Outcome<bool> {
        let pending = (COLUMN.id.eq(member.uuid()))
            .and(COLUMN.party_state.eq(word(&PARTY_STATE, PartyState::Pending)))
            .and(COLUMN.party_unit_id.eq(unit.uuid()));
        Ok(update(&self.tx, Entity::update_many().set(settled).filter(pending)).await? == 1)
    }
}

impl Db {
    /// Whether the keys are those of this database: what it holds of the latest account opens, and is found by them.
    /// True where there is no account yet.
    pub async fn keys_fit(&self) -> Outcome<bool> {
        let Some(row) = one(&self.read, LATEST, Vec::new()).await? else { return Ok(true) };
        let mut row = Row::of(&row);
        let (sealed, digest): (Vec<u8>, Vec<u8>) = (row.read()?, row.read()?);
        let opened = self.seal.open("members.openid", &sealed);
        Ok(opened.is_ok_and(|openid| self.seal.digest("openid", openid) == digest))
    }
}

#[async_trait]
impl MemberReader for Db {
    async fn standing(&self, member: MemberId) -> Outcome<Option<Standing>> {
        let rows = all(&self.read, STANDING, values![member]).await?;
        let mut standing = None;
        for row in &rows {
            let mut row = Row::of(row);
            let (community, path, grid) = (row.maybe_id()?, row.maybe_path()?, row.maybe_id()?);
            let home = community.zip(path).map(|(community, path)| Home { community, path, grid });
            let (volunteer, blocked, unblocked) = (row.read()?, row.read()?, row.read()?);
            let party_unit = row.maybe_id()?;
            let standing = standing.get_or_insert_with(|| Standing {
                member,
                home,
                volunteer,
                party_unit,
                grants: Vec::new(),
                withheld: Vec::new(),
                blocked,
                unblocked,
                screen: None,
            });
            standing.grants.extend(read_grant(&mut row)?);
        }
        Ok(standing)
    }

    async fn profile(&self, me: &Viewer) -> Outcome<Profile> {
        let row = one(&self.read, PROFILE, values![me.member()]).await?.ok_or(Failure::Unauthenticated)?;
        let mut row = Row::of(&row);
        let (name, phone): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.read()?, row.read()?);
        let name = name.map(|sealed| self.seal.open("members.real_name", &sealed)).transpose()?;
        let phone = phone.map(|sealed| self.seal.open("members.phone", &sealed)).transpose()?;
        let (phone_lost, volunteer_since) = (row.read()?, row.read()?);
        let party = match (row.maybe_word(&PARTY_STATE)?, row.maybe_id()?, row.read()?) {
            (Some(state), Some(unit), Some(asked)) => Some(PartyMembership { state, unit, asked }),
            _ => None,
        };
        let (joined, home, grid) = (row.read()?, row.maybe_area()?, row.maybe_area()?);
        let (plain, sealed): (Option<Uuid>, Option<Vec<u8>>) = (row.read()?, row.read()?);
        let building = match sealed {
            Some(sealed) => {
                let id = self.seal.open("members.building", &sealed)?;
                Some(id.parse().map_err(|_| corrupt("building"))?)
            }
            None => plain,
        };
        // A sealed place cannot be joined.
        let building = match building.map(AreaId::from_uuid) {
            Some(id) => self.areas(&[id]).await?.pop(),
            None => None,
        };
        Ok(Profile {
            id: me.member(),
            real_name: name.map(|name| RealName::parse("realName", &name)).transpose()?,
            phone: phone.map(|phone| Phone::parse("phone", &phone)).transpose()?,
            phone_lost,
            volunteer_since,
            party,
            joined,
            home,
            grid,
            building,
        })
    }

    async fn open_id(&self, me: &Viewer) -> Outcome<OpenId> {
        let row = one(&self.read, OPEN_ID, values![me.member()]).await?.ok_or(Failure::Unauthenticated)?;
        self.seal.open("members.openid", &Row::of(&row).read::<Vec<u8>>()?).map(OpenId)
    }

    async fn people(&self, viewer: &Viewer, ids: &[MemberId]) -> Outcome<Vec<Person>> {
        let rows = of_each(self, SOME, Vec::new(), ids).await?;
        let people = read_all(&rows, |row| Ok((row.maybe_path()?, row.person()?)))?;
        let seen = |(home, person): (Option<Path>, Person)| {
            (person.id == viewer.member() || home.is_some_and(|home| viewer.sees(&home))).then_some(person)
        };
        Ok(people.into_iter().filter_map(seen).collect())
    }

    async fn people_of(&self, scope: &Scope, page: &PageRequest<MemberId>) -> Outcome<Page<Person>> {
        let values = values![scope.community(), id_from(page), limit(page)];
        page_of(self, &OF_COMMUNITY, values, page, |row| row.person()).await
    }

    async fn roles_of(&self, member: MemberId) -> Outcome<Vec<HeldRole>> {
        roles::of_member(&self.read, member).await
    }

    async fn held_role(&self, role: GrantId) -> Outcome<Option<HeldRole>> {
        roles::by_id(&self.read, role).await
    }

    async fn role_holders(
        &self,
        node: &RoleNode,
        within: bool,
        page: &PageRequest<GrantId>,
    ) -> Outcome<Page<RoleHolder>> {
        roles::at_node(self, node, within, page).await
    }

    async fn party_pending(
        &self,
        units: &[UnitId],
        page: &PageRequest<MemberId>,
    ) -> Outcome<Vec<(UnitId, Page<Person>)>> {
        people_of_each(self, &PENDING, units, page).await
    }

    async fn block_of(&self, member: MemberId) -> Outcome<Option<BlockId>> {
        blocks::of_member(&self.read, member).await
    }

    async fn block(&self, block: BlockId) -> Outcome<Option<Block>> {
        blocks::by_id(&self.read, block).await
    }

    async fn blocks_in(&self, scope: &Scope, page: &PageRequest<BlockId>) -> Outcome<Page<Block>> {
        blocks::in_community(self, scope.community(), page).await
    }
}

/// The same page of the people of each of these.
pub(super) async fn people_of_each<K>(
    db: &Db,
    sql: &Paged,
    of: &[Id<K>],
    page: &PageRequest<MemberId>,
) -> Outcome<Vec<(Id<K>, Page<Person>)>> {
    let rows = of_each(db, sql.for_page(page), values![id_from(page), limit(page), beyond(page)], of).await?;
    Ok(pages(read_all(&rows, |row| Ok((row.id()?, row.person()?)))?, page))
}

fn read_grant(row: &mut Row<'_>) -> Outcome<Option<Grant>> {
    let role = row.maybe_word(&ROLE)?;
    let (area, unit) = ((row.maybe_id()?, row.maybe_path()?), (row.maybe_id()?, row.maybe_path()?));
    let node = match (area, unit) {
        ((Some(id), Some(path)), _) => Node::Area(id, path),
        (_, (Some(id), Some(path))) => Node::Unit(id, path),
        _ => return Ok(None),
    };
    Ok(role.map(|role| Grant { role, node }))
}

fn must_have_consent(rows: u64) -> Outcome<()> {
    if rows == 1 { Ok(()) } else { Err(Reason::ConsentMissing.into()) }
}

fn must_change(rows: u64) -> Outcome<()> {
    if rows == 1 { Ok(()) } else { Err(Failure::Unauthenticated) }
}
