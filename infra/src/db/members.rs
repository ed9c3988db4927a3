//! Accounts: table `members`. Names, phone numbers, buildings and openids are sealed; digests find them again.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Reason;
use domain::access::{Scope, Viewer};
use domain::failure::{Failure, Outcome};
use domain::ids::{AreaId, BlockId, GrantId, Id, MemberId, UnitId};
use domain::members::member::{Block, HeldRole, PartyMembership, PartyState, Person, Profile};
use domain::members::open_id::OpenId;
use domain::members::repo::{MemberReader, MemberRepo};
use domain::page::{Page, PageRequest};
use domain::places::area::Area;
use domain::places::path::Path;
use domain::places::repo::PlaceReader;
use domain::standing::{Grant, Home, Node, Standing};
use domain::text::{Phone, RealName};
use sea_orm::Value;
use uuid::Uuid;

use super::paging::Paged;
use super::places::{beyond, id_from, limit, of_each, pages, read_area};
use super::sql::{Columns, all, corrupt, held, marks, of_rows, one, run};
use super::words::{PARTY_STATE, ROLE, meaning, word};
use super::{Db, DbTx, blocks, phones, roles};

const ADD: &str = "INSERT INTO members (id, openid_digest, openid_sealed, shown_name, created_at) \
    VALUES ($1, $2, $3, '', $4) ON CONFLICT (openid_digest) DO NOTHING";
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
const VOLUNTEER: &str = "UPDATE members SET volunteer_since = $2 WHERE id = $1 AND volunteer_since IS NULL";
const ASK_PARTY: &str = "UPDATE members SET party_state = 'pending', party_unit_id = $2, party_asked_at = $3, \
    party_decided_by = NULL, party_decided_at = NULL \
    WHERE id = $1 AND (party_state IS NULL OR party_state = 'declined')";
const DECIDE_PARTY: &str = "UPDATE members SET party_state = $2, party_decided_by = $3, party_decided_at = $4 \
    WHERE id = $1 AND party_state = 'pending' AND party_unit_id = $5";
const CONFIRM_PARTY: &str = "UPDATE members SET party_state = 'confirmed', party_decided_at = $3 \
    WHERE id = $1 AND party_state = 'pending' AND party_unit_id = $2";
const OPEN_ID: &str = "SELECT openid_sealed FROM members WHERE id = $1";
const PERSON: &str = "SELECT id, shown_name FROM members WHERE id = $1";

const OF_COMMUNITY: [&str; 2] = [
    "SELECT id, shown_name FROM members WHERE community_id = $1 AND id > $2 ORDER BY id LIMIT $3",
    "SELECT id, shown_name FROM members WHERE community_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
];
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

/// The member's home, whether he is blocked, and a row for each role that he holds.
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

#[async_trait]
impl MemberRepo for DbTx {
    async fn member_of(&mut self, open_id: &OpenId, id: MemberId, now: DateTime<Utc>) -> Outcome<MemberId> {
        let digest = self.seal.digest("openid", &open_id.0);
        let sealed = self.seal.seal("members.openid", &open_id.0)?;
        run(&self.tx, ADD, vec![id.uuid().into(), digest.clone().into(), sealed.into(), now.into()]).await?;
        let row = one(&self.tx, BY_OPENID, vec![digest.into()]).await?.ok_or_else(|| corrupt("account"))?;
        Ok(MemberId::from_uuid(Columns::of(&row).read()?))
    }

    async fn set_home(
        &mut self,
        member: MemberId,
        community: &Area,
        grid: Option<AreaId>,
        building: Option<AreaId>,
    ) -> Outcome<()> {
        let building = building.map(|id| self.seal.seal("members.building", &id.uuid().to_string())).transpose()?;
        let grid = Value::from(grid.map(|id| id.uuid()));
        let values = vec![member.uuid().into(), community.id.uuid().into(), grid, building.into()];
        must_have_consent(run(&self.tx, SET_HOME, values).await?)
    }

    async fn set_real_name(&mut self, member: MemberId, name: &RealName) -> Outcome<()> {
        let sealed = self.seal.seal("members.real_name", name.in_full())?;
        must_have_consent(
            run(&self.tx, SET_NAME, vec![member.uuid().into(), sealed.into(), name.masked().into()]).await?,
        )
    }

    async fn set_phone(&mut self, member: MemberId, phone: &Phone, now: DateTime<Utc>) -> Outcome<bool> {
        match phones::prove(&self.tx, &self.seal, member, phone.in_full(), now).await? {
            Some(rows) => must_have_consent(rows).map(|()| true),
            None => Ok(false),
        }
    }

    async fn hold_member(&mut self, member: MemberId) -> Outcome<()> {
        must_change(run(&self.tx, HOLD, vec![member.uuid().into()]).await?)
    }

    async fn hold_members(&mut self, members: &[MemberId]) -> Outcome<()> {
        let rows = members.iter().map(|member| [member.uuid().into()]).collect();
        let (sql, values) = of_rows(&format!("{HOLD_ALL}{}", held(&self.tx)), Vec::new(), rows);
        all(&self.tx, &sql, values).await.map(|_| ())
    }

    async fn register_volunteer(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        run(&self.tx, VOLUNTEER, vec![member.uuid().into(), now.into()]).await.map(|_| ())
    }

    async fn ask_party(&mut self, member: MemberId, unit: UnitId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, ASK_PARTY, vec![member.uuid().into(), unit.uuid().into(), now.into()]).await? == 1)
    }

    async fn decide_party(
        &mut self,
        member: MemberId,
        unit: UnitId,
        state: PartyState,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Person>> {
        let state = word(&PARTY_STATE, state).into();
        let values = vec![member.uuid().into(), state, by.uuid().into(), now.into(), unit.uuid().into()];
        if run(&self.tx, DECIDE_PARTY, values).await? == 0 {
            return Ok(None);
        }
        let row = one(&self.tx, PERSON, vec![member.uuid().into()]).await?.ok_or_else(|| corrupt("account"))?;
        read_person(&mut Columns::of(&row))
    }

    async fn confirm_party(&mut self, member: MemberId, unit: UnitId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, CONFIRM_PARTY, vec![member.uuid().into(), unit.uuid().into(), now.into()]).await? == 1)
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

impl Db {
    /// Whether the keys are those of this database: what it holds of the latest account opens, and is found by them.
    /// True where there is no account yet.
    pub async fn keys_fit(&self) -> Outcome<bool> {
        let Some(row) = one(&self.read, LATEST, vec![]).await? else { return Ok(true) };
        let mut columns = Columns::of(&row);
        let (sealed, digest): (Vec<u8>, Vec<u8>) = (columns.read()?, columns.read()?);
        let opened = self.seal.open("members.openid", &sealed);
        Ok(opened.is_ok_and(|openid| self.seal.digest("openid", openid) == digest))
    }
}

#[async_trait]
impl MemberReader for Db {
    async fn standing(&self, member: MemberId) -> Outcome<Option<Standing>> {
        let rows = all(&self.read, STANDING, vec![member.uuid().into()]).await?;
        let mut standing = None;
        for row in &rows {
            let mut columns = Columns::of(row);
            let (community, path): (Option<Uuid>, Option<String>) = (columns.read()?, columns.read()?);
            let (grid, volunteer) = (columns.read::<Option<Uuid>>()?, columns.read()?);
            let (blocked, unblocked, unit) = (columns.read()?, columns.read()?, columns.read::<Option<Uuid>>()?);
            let home = match (community, path) {
                (Some(community), Some(path)) => Some(Home {
                    community: AreaId::from_uuid(community),
                    path: read_path(&path)?,
                    grid: grid.map(AreaId::from_uuid),
                }),
                _ => None,
            };
            let standing = standing.get_or_insert_with(|| Standing {
                member,
                home,
                volunteer,
                party_unit: unit.map(UnitId::from_uuid),
                grants: Vec::new(),
                withheld: Vec::new(),
                blocked,
                unblocked,
            });
            standing.grants.extend(read_grant(&mut columns)?);
        }
        Ok(standing)
    }

    async fn profile(&self, me: &Viewer) -> Outcome<Profile> {
        let row = one(&self.read, PROFILE, vec![me.member().uuid().into()]).await?.ok_or(Failure::Unauthenticated)?;
        let mut columns = Columns::of(&row);
        let (name, phone): (Option<Vec<u8>>, Option<Vec<u8>>) = (columns.read()?, columns.read()?);
        let name = name.map(|sealed| self.seal.open("members.real_name", &sealed)).transpose()?;
        let phone = phone.map(|sealed| self.seal.open("members.phone", &sealed)).transpose()?;
        let (phone_lost, volunteer_since) = (columns.read()?, columns.read()?);
        let (state, unit): (Option<String>, Option<Uuid>) = (columns.read()?, columns.read()?);
        let party = match (state, unit, columns.read::<Option<DateTime<Utc>>>()?) {
            (Some(state), Some(unit), Some(asked)) => {
                Some(PartyMembership { state: meaning(&PARTY_STATE, &state)?, unit: UnitId::from_uuid(unit), asked })
            }
            _ => None,
        };
        let joined = columns.read()?;
        let (home, grid) = (read_area(&mut columns)?, read_area(&mut columns)?);
        let (plain, sealed): (Option<Uuid>, Option<Vec<u8>>) = (columns.read()?, columns.read()?);
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
        let row = one(&self.read, OPEN_ID, vec![me.member().uuid().into()]).await?.ok_or(Failure::Unauthenticated)?;
        self.seal.open("members.openid", &Columns::of(&row).read::<Vec<u8>>()?).map(OpenId)
    }

    async fn people(&self, viewer: &Viewer, ids: &[MemberId]) -> Outcome<Vec<Person>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT h.path, m.id, m.shown_name FROM members m LEFT JOIN areas h ON h.id = m.community_id WHERE m.id IN ({})",
            marks(ids)
        );
        let rows = all(&self.read, &sql, ids.iter().map(|id| id.uuid().into()).collect()).await?;
        let mut people = Vec::new();
        for row in &rows {
            let mut columns = Columns::of(row);
            let home = columns.read::<Option<String>>()?.map(|path| read_path(&path)).transpose()?;
            let person = read_person(&mut columns)?;
            people.extend(person.filter(|p| p.id == viewer.member() || home.is_some_and(|home| viewer.sees(&home))));
        }
        Ok(people)
    }

    async fn people_of(&self, scope: &Scope, page: &PageRequest<MemberId>) -> Outcome<Page<Person>> {
        let values = vec![scope.community().uuid().into(), id_from(page).into(), limit(page).into()];
        let rows = all(&self.read, OF_COMMUNITY[usize::from(page.backwards)], values).await?;
        let people: Outcome<Vec<_>> =
            rows.iter().map(|row| read_person(&mut Columns::of(row))?.ok_or_else(|| corrupt("account"))).collect();
        Ok(Page::of(people?, page))
    }

    async fn roles_of(&self, member: MemberId) -> Outcome<Vec<HeldRole>> {
        roles::of_member(&self.read, member).await
    }

    async fn held_role(&self, role: GrantId) -> Outcome<Option<HeldRole>> {
        roles::by_id(&self.read, role).await
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
        blocks::in_community(&self.read, scope.community(), page).await
    }
}

/// The same page of the people of each of these.
pub(super) async fn people_of_each<K>(
    db: &Db,
    sql: &Paged,
    of: &[Id<K>],
    page: &PageRequest<MemberId>,
) -> Outcome<Vec<(Id<K>, Page<Person>)>> {
    let values = vec![id_from(page).into(), limit(page).into(), beyond(page).into()];
    let rows = of_each(db, sql.for_page(page), values, of).await?;
    let people = rows.iter().map(|row| {
        let mut columns = Columns::of(row);
        let of = Id::from_uuid(columns.read()?);
        Ok((of, read_person(&mut columns)?.ok_or_else(|| corrupt("account"))?))
    });
    Ok(pages(people.collect::<Outcome<_>>()?, page))
}

/// What others see of a member, of the two columns that come next, if there is one.
pub(super) fn read_person(columns: &mut Columns<'_>) -> Outcome<Option<Person>> {
    let (id, name): (Option<Uuid>, Option<String>) = (columns.read()?, columns.read()?);
    Ok(id.zip(name).map(|(id, shown_name)| Person { id: MemberId::from_uuid(id), shown_name }))
}

fn read_grant(columns: &mut Columns<'_>) -> Outcome<Option<Grant>> {
    let role: Option<String> = columns.read()?;
    let (area, area_path): (Option<Uuid>, Option<String>) = (columns.read()?, columns.read()?);
    let (unit, unit_path): (Option<Uuid>, Option<String>) = (columns.read()?, columns.read()?);
    let node = match (area.zip(area_path), unit.zip(unit_path)) {
        (Some((id, path)), _) => Node::Area(AreaId::from_uuid(id), read_path(&path)?),
        (_, Some((id, path))) => Node::Unit(UnitId::from_uuid(id), read_path(&path)?),
        _ => return Ok(None),
    };
    role.map(|role| Ok(Grant { role: meaning(&ROLE, &role)?, node })).transpose()
}

fn read_path(text: &str) -> Outcome<Path> {
    Path::from_text(text).ok_or_else(|| corrupt("path"))
}

fn must_have_consent(rows: u64) -> Outcome<()> {
    if rows == 1 { Ok(()) } else { Err(Reason::ConsentMissing.into()) }
}

fn must_change(rows: u64) -> Outcome<()> {
    if rows == 1 { Ok(()) } else { Err(Failure::Unauthenticated) }
}
