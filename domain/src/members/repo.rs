//! What a store must guarantee of members.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::ids::{AreaId, BlockId, GrantId, MemberId, SecondFactorId, SessionId, ShiftId, SignUpId, TeamId, UnitId};
use crate::members::member::{Block, HeldRole, PartyState, Person, Profile, RoleHolder, RoleNode};
use crate::members::open_id::OpenId;
use crate::members::second_factor::SecondFactor;
use crate::members::totp::Secret;
use crate::page::{Page, PageRequest};
use crate::places::area::Area;
use crate::standing::Standing;
use crate::text::{Phone, RealName};
use crate::wishes::repo::EndedClaim;

/// Inside a transaction.
#[async_trait]
pub trait MemberRepo {
    /// The account of this WeChat user, made now under `id` if there is none. However many ask at once, there is one
    /// account.
    async fn member_of(&mut self, open_id: &OpenId, id: MemberId, now: DateTime<Utc>) -> Outcome<MemberId>;
    /// Sets the home: a community, and the grid and (encrypted) building within it. This and the next two are *refused*
    /// without the member's consent to the privacy text in force: the statement that writes decides.
    async fn set_home(
        &mut self,
        member: MemberId,
        community: &Area,
        grid: Option<AreaId>,
        building: Option<AreaId>,
    ) -> Outcome<()>;
    /// Sets the real name, encrypted, and the masked form that others see.
    async fn set_real_name(&mut self, member: MemberId, name: &RealName) -> Outcome<()>;
    /// Sets the phone number, encrypted, and takes it from anyone who proved it earlier; says whether. Not if somebody
    /// else proved it at the same moment: then this transaction is over, and the next one takes it from them. A unique
    /// index decides.
    async fn set_phone(
        &mut self,
        member: MemberId,
        phone: &Phone,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Vec<MemberId>>>;
    /// Holds the member's own row until the end of the transaction, and changes nothing: what must not be done twice at
    /// a time for the same member takes turns by it.
    async fn hold_member(&mut self, member: MemberId) -> Outcome<()>;
    /// The same for several members, in the order of their ids.
    async fn hold_members(&mut self, members: &[MemberId]) -> Outcome<()>;
    /// Makes the member a volunteer, unless they are one.
    async fn register_volunteer(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<()>;
    /// Writes down a pending party membership, unless one is pending or confirmed; says whether it was written.
    async fn ask_party(&mut self, member: MemberId, unit: UnitId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Decides a party membership that is pending with this unit, and says whose; `None` if none is pending.
    async fn decide_party(
        &mut self,
        member: MemberId,
        unit: UnitId,
        state: PartyState,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Person>>;
    /// Confirms a party membership that is pending with this unit, because the roster does; says whether it was
    /// pending.
    async fn confirm_party(&mut self, member: MemberId, unit: UnitId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Adds a role. *Refused* if it is held already.
    async fn add_role(&mut self, role: &HeldRole, by: MemberId) -> Outcome<()>;
    /// Ends a role; says whether it did: not if it was ended before, nor if the city has no other administrator. Of
    /// several who go at once the last stays.
    async fn end_role(&mut self, role: GrantId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Blocks a member if this is their home; says whether it is. *Refused* if they are blocked already.
    async fn add_block(
        &mut self,
        block: BlockId,
        member: MemberId,
        home: AreaId,
        reason: &str,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Lifts a block; says whether it still stood.
    async fn lift_block(&mut self, block: BlockId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
}

/// Outside one.
#[async_trait]
pub trait MemberReader: Send + Sync {
    /// What decides about a member's powers. `None` if there is no such account, or it was erased.
    async fn standing(&self, member: MemberId) -> Outcome<Option<Standing>>;
    /// What the viewer sees of themselves.
    async fn profile(&self, me: &Viewer) -> Outcome<Profile>;
    /// The viewer's openid at the platform. Opened for a call of the platform, and for nothing else.
    async fn open_id(&self, me: &Viewer) -> Outcome<OpenId>;
    /// The people of these ids whom the viewer may see (themselves, their neighbours, and those in their care), in no
    /// order.
    async fn people(&self, viewer: &Viewer, ids: &[MemberId]) -> Outcome<Vec<Person>>;
    /// The people who live in a community, oldest account first.
    async fn people_of(&self, scope: &Scope, page: &PageRequest<MemberId>) -> Outcome<Page<Person>>;
    /// The roles that a member holds, oldest first.
    async fn roles_of(&self, member: MemberId) -> Outcome<Vec<HeldRole>>;
    /// A role, held or ended. The asker must be entitled to decide about it: see [`crate::members::roles`].
    async fn held_role(&self, role: GrantId) -> Outcome<Option<HeldRole>>;
    /// The same page of the people of each of these units whose party membership waits for an answer, oldest account
    /// first; nothing of those that have none there. For those who answer for the units.
    async fn party_pending(
        &self,
        units: &[UnitId],
        page: &PageRequest<MemberId>,
    ) -> Outcome<Vec<(UnitId, Page<Person>)>>;
    /// Who holds a role on a node, or on whatever lies within it, the longest first. For those who administer it.
    async fn role_holders(
        &self,
        node: &RoleNode,
        within: bool,
        page: &PageRequest<GrantId>,
    ) -> Outcome<Page<RoleHolder>>;
    /// The block under which the member stands, if any.
    async fn block_of(&self, member: MemberId) -> Outcome<Option<BlockId>>;
    /// A block, also a lifted one. The asker must be entitled to decide about it: see [`crate::members::block`].
    async fn block(&self, block: BlockId) -> Outcome<Option<Block>>;
    /// The blocks that stand in a community, the latest first.
    async fn blocks_in(&self, scope: &Scope, page: &PageRequest<BlockId>) -> Outcome<Page<Block>>;
}

/// Inside a transaction in which somebody loses an entitlement: [`crate::members::loss`].
#[async_trait]
pub trait LossRepo {
    /// Holds the member's own row against everything that refers to it, too: what the member does on other connections
    /// is over by then, and what they begin there afterwards waits for the end of this transaction.
    async fn hold_from_all(&mut self, member: MemberId) -> Outcome<()>;
    /// Ends the member's roles; `false` if a city has no administrator without them. Of several who go at once the last
    /// stays.
    async fn end_roles(&mut self, member: MemberId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Holds the member's wishes that are not fulfilled, and those that they hold a claim of, in the order of their
    /// ids.
    async fn hold_wishes(&mut self, member: MemberId) -> Outcome<()>;
    /// Gives back the member's claims that are not fulfilled: their wishes are open again, and the release is counted.
    /// Says which of them counted until now.
    async fn end_claims(&mut self, member: MemberId, why: &str, now: DateTime<Utc>) -> Outcome<Vec<EndedClaim>>;
    /// The member's sign-ups for shifts that are not over and for whose audience they are not, perhaps only for those
    /// of a team; in the order of the shifts' ids.
    async fn lost_sign_ups(
        &mut self,
        member: MemberId,
        team: Option<TeamId>,
        now: DateTime<Utc>,
    ) -> Outcome<Vec<(ShiftId, SignUpId)>>;
    /// The teams that the member is in, in the order of their ids.
    async fn teams_joined(&mut self, member: MemberId) -> Outcome<Vec<TeamId>>;
    /// If a team's captain is not in it, or no helper of its community any more, makes somebody else in it the captain:
    /// of those who are, the one who has been in it longest. Nothing changes if nobody else is in it.
    /// Says who is captain by this.
    async fn hand_on_team(&mut self, team: TeamId) -> Outcome<Option<MemberId>>;
}

/// The second factor of administrators, inside a transaction.
#[async_trait]
pub trait SecondFactorRepo {
    /// Keeps a new secret, encrypted, in the place of one that was never confirmed; says whether. Failures and the lock
    /// stay. One conditional statement.
    async fn enrol_second_factor(
        &mut self,
        id: SecondFactorId,
        member: MemberId,
        secret: &Secret,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Lets the code of a step of time count for a login, and confirms the secret, if it still is that one, the step is
    /// later than all that counted, and nothing is locked; says whether. One conditional statement decides.
    async fn use_second_factor(
        &mut self,
        factor: SecondFactorId,
        step: i64,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Counts a wrong code, and locks until then at the `most`-th; `false` if it is locked already. One conditional
    /// statement.
    async fn fail_second_factor(
        &mut self,
        member: MemberId,
        most: i32,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Takes the second factor away, and with it all codes that logins gave; says whether there was one.
    async fn forget_second_factor(&mut self, member: MemberId) -> Outcome<bool>;
}

/// Outside one.
#[async_trait]
pub trait SecondFactorReader: Send + Sync {
    /// A member's second factor.
    async fn second_factor(&self, member: MemberId) -> Outcome<Option<SecondFactor>>;
    /// Whether this login of the member gave a code of their current second factor.
    async fn gave_second_factor(&self, member: MemberId, session: SessionId) -> Outcome<bool>;
    /// Forgets which logins gave a code before `then`.
    async fn forget_codes_given(&self, then: DateTime<Utc>) -> Outcome<u64>;
}
