//! Who may do what. Every rule about powers and visibility stands here; use cases ask, adapters filter by the answer.
//!
//! Roles are held on a node and reach down its tree. A record of a community can be seen by the people of that
//! community and by staff of the nodes above it; for everybody else it does not exist.

use std::cmp::Reverse;

use uuid::Uuid;

use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{AreaId, MemberId, SessionId};
use crate::places::area::{Area, AreaKind};
use crate::places::path::Path;
use crate::screens::purpose::ScreenPurpose;
use crate::standing::{Audience, Grant, Home, Node, Role, Standing};
use crate::units::unit::Unit;

/// The person asking: a member, logged in on a device.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// What the member is and may do.
    pub standing: Standing,
    /// The login in use.
    pub session: SessionId,
    /// The HTTP request that they ask by, if there is one.
    pub asked_in: Option<Uuid>,
}

/// The right to read one community's records. Only [`Viewer::scope`] makes one.
#[derive(Debug, Clone)]
pub struct Scope {
    community: AreaId,
    path: Path,
    audiences: Vec<Audience>,
}

impl Scope {
    /// The community.
    pub fn community(&self) -> AreaId {
        self.community
    }

    /// The community's place in the tree.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the viewer is in this community.
    pub fn audiences(&self) -> &[Audience] {
        &self.audiences
    }
}

/// What the app can offer a person: the mini-program shows its buttons by this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ability {
    /// Post a wish.
    PostWishes,
    /// Claim wishes.
    ClaimWishes,
    /// Approve or reject wishes.
    ReviewWishes,
    /// Redeem points for goods.
    RedeemGoods,
    /// Set rules, award points, offer goods and stand at the counter.
    ManageBank,
    /// Publish notices.
    PublishNotices,
    /// Create areas and units below one's node.
    ManagePlaces,
    /// Grant and revoke roles.
    ManageRoles,
    /// Add people to a unit's roster and decide on party memberships.
    ManageRosters,
}

impl Grant {
    /// Whether it is at least `role` on this place or above it.
    fn reaches(&self, role: Role, path: &Path) -> bool {
        match &self.node {
            Node::Area(_, at) => self.role >= role && at.covers(path),
            Node::Unit(..) => false,
        }
    }

    /// How high it stands on this place, if it reaches it: of two roles of a kind, the one that is held further up.
    fn rank(&self, path: &Path) -> Option<(Role, Reverse<usize>)> {
        match &self.node {
            Node::Area(_, at) => at.covers(path).then_some((self.role, Reverse(at.steps().len()))),
            Node::Unit(..) => None,
        }
    }

    /// Whether it makes staff of the node, of one above it, or (a grid worker) of one within it.
    fn works_for(&self, path: &Path) -> bool {
        match &self.node {
            Node::Area(_, at) => at.covers(path) || (self.role == Role::GridWorker && path.covers(at)),
            Node::Unit(..) => false,
        }
    }
}

impl Standing {
    /// Whether they hold a role that administers this place, also before their login gave a code.
    pub(crate) fn may_administer(&self, path: &Path) -> bool {
        self.grants.iter().chain(&self.withheld).any(|grant| grant.reaches(Role::CommunityStaff, path))
    }

    /// The highest role that they hold on this place or above it.
    fn rank(&self, path: &Path) -> Option<(Role, Reverse<usize>)> {
        self.grants.iter().filter_map(|grant| grant.rank(path)).max()
    }
}

impl Viewer {
    /// Which member.
    pub fn member(&self) -> MemberId {
        self.standing.member
    }

    /// The same with all their roles, withheld ones too: for rules that bind the holder of a role, which must not be
    /// escaped by giving no code.
    pub fn with_all_roles(&self) -> Self {
        let mut whole = self.clone();
        whole.standing.grants.append(&mut whole.standing.withheld);
        whole
    }

    /// The home community, which many acts need.
    pub fn home(&self) -> Outcome<&Home> {
        self.standing.home.as_ref().ok_or_else(|| Reason::NoHomeCommunity.into())
    }

    /// The right to read the records of a community. *Not found* for those who may not.
    pub fn scope(&self, field: &'static str, community: &Area) -> Outcome<Scope> {
        if community.kind != AreaKind::Community {
            return Err(Failure::NotFound(field));
        }
        self.scope_of(community.id, &community.path, Failure::NotFound(field))
    }

    /// The right to read the records of the home community.
    pub fn home_scope(&self) -> Outcome<Scope> {
        let home = self.home()?;
        self.scope_of(home.community, &home.path, Failure::Forbidden)
    }

    fn scope_of(&self, community: AreaId, path: &Path, no: Failure) -> Outcome<Scope> {
        let lives = self.standing.home.as_ref().is_some_and(|home| home.community == community);
        let works = self.must(|grant| grant.works_for(path), no);
        let audiences = self.audiences(lives, works.is_ok());
        if !lives {
            works?;
        }
        Ok(Scope { community, path: path.clone(), audiences })
    }

    /// One of their roles must allow it: `no` if none does, *a code is needed* if one would that is withheld.
    fn must(&self, allows: impl Fn(&Grant) -> bool, no: Failure) -> Outcome<()> {
        if self.standing.grants.iter().any(&allows) {
            return Ok(());
        }
        Err(if self.standing.withheld.iter().any(allows) { Failure::SecondFactorNeeded } else { no })
    }

    /// What the viewer is within an area: they live or work somewhere in it, or work for it from above.
    pub fn audiences_within(&self, area: &Path) -> Vec<Audience> {
        let lives = self.standing.home.as_ref().is_some_and(|home| area.covers(&home.path));
        let staff = self.standing.grants.iter().any(|grant| match &grant.node {
            Node::Area(_, at) => at.covers(area) || area.covers(at),
            Node::Unit(..) => false,
        });
        self.audiences(lives, staff)
    }

    fn audiences(&self, lives: bool, staff: bool) -> Vec<Audience> {
        if !lives && !staff {
            return Vec::new();
        }
        let party = self.standing.party_unit.is_some();
        [
            (Audience::Residents, true),
            (Audience::Volunteers, self.standing.volunteer || staff),
            (Audience::PartyMembers, party || staff),
            (Audience::Staff, staff),
        ]
        .into_iter()
        .filter_map(|(audience, belongs)| belongs.then_some(audience))
        .collect()
    }

    /// Whether the viewer sees the records of the community at `path`.
    pub fn sees(&self, path: &Path) -> bool {
        self.standing.home.as_ref().is_some_and(|home| home.path == *path) || self.works_for(path)
    }

    /// Whether the viewer is staff of the node, of one above it, or (a grid worker) of one within it.
    fn works_for(&self, path: &Path) -> bool {
        self.standing.grants.iter().any(|grant| grant.works_for(path))
    }

    /// Community staff and those above decide about wishes and notices, and create what is below their node.
    pub fn must_administer(&self, path: &Path) -> Outcome<()> {
        self.must(|grant| grant.reaches(Role::CommunityStaff, path), Failure::Forbidden)
    }

    /// Administrators of a city, and not only of a district of it, answer for what holds in the whole service.
    pub fn must_administer_city(&self) -> Outcome<()> {
        self.must(|grant| grant.role == Role::CityAdmin && grant.node.path().steps().len() == 1, Failure::Forbidden)
    }

    /// Whether the viewer administers this place.
    pub fn administers(&self, path: &Path) -> bool {
        self.must_administer(path).is_ok()
    }

    /// The check-in codes of all shifts of a community are shown by those who administer it, and by its screens that are
    /// for that.
    pub fn must_show_codes(&self, path: &Path) -> Outcome<()> {
        if self.standing.screen == Some(ScreenPurpose::CheckInCodes) && self.sees(path) {
            return Ok(());
        }
        self.must_administer(path)
    }

    /// There must be a place that the viewer administers.
    pub fn must_administer_anything(&self) -> Outcome<()> {
        self.must(|grant| grant.role >= Role::CommunityStaff, Failure::Forbidden)
    }

    /// There must be a unit that the viewer answers for, as its liaison or as staff.
    pub fn must_answer_for_anything(&self) -> Outcome<()> {
        self.must(|grant| grant.role == Role::Liaison || grant.role >= Role::CommunityStaff, Failure::Forbidden)
    }

    /// There must be an area that the viewer oversees.
    pub fn must_oversee_anything(&self) -> Outcome<()> {
        self.must(|grant| grant.role >= Role::StreetAdmin, Failure::Forbidden)
    }

    /// Street and city administrators read what was done in their areas.
    pub fn must_oversee(&self, path: &Path) -> Outcome<()> {
        self.must(|grant| grant.reaches(Role::StreetAdmin, path), Failure::Forbidden)
    }

    /// Staff of the area that a unit belongs to administer it; its liaisons answer for it.
    pub fn must_answer_for(&self, unit: &Unit) -> Outcome<()> {
        let answers = |grant: &Grant| match &grant.node {
            Node::Unit(_, at) => at.covers(&unit.path),
            Node::Area(..) => grant.reaches(Role::CommunityStaff, &unit.area_path),
        };
        self.must(answers, Failure::Forbidden)
    }

    /// Anyone who administers a place gives and takes the roles below their own there; a city administrator also their
    /// own.
    pub fn must_grant(&self, role: Role, at: &Path) -> Outcome<()> {
        let above = |grant: &Grant| {
            grant.reaches(Role::CommunityStaff, at) && (grant.role > role || grant.role == Role::CityAdmin)
        };
        self.must(above, Failure::Forbidden)
    }

    /// Anyone who administers a member's home community blocks them and lifts the block, unless the member holds a role
    /// as high as theirs, on any node: then it takes somebody above. Gives the home that decided.
    pub fn must_block<'m>(&self, field: &'static str, member: &'m Standing) -> Outcome<&'m Home> {
        // A member without a home is in nobody's care, and a stranger does not exist.
        let home = member.home.as_ref().ok_or(Failure::NotFound(field))?;
        if !self.sees(&home.path) {
            self.must(|grant| grant.works_for(&home.path), Failure::NotFound(field))?;
        }
        let above = |grant: &Grant| {
            grant.reaches(Role::CommunityStaff, &home.path) && member.grants.iter().all(|held| held.role < grant.role)
        };
        self.must(above, Failure::Forbidden).map(|()| home)
    }

    /// What was decided about a place is not undone by somebody who stands below the person who decided it there.
    pub fn must_overrule(&self, other: &Standing, path: &Path) -> Outcome<()> {
        self.must(|grant| grant.rank(path) >= other.rank(path), Failure::Forbidden)
    }

    /// Registered volunteers and confirmed party members help: only they claim wishes.
    pub fn must_be_helper(&self) -> Outcome<()> {
        if self.standing.volunteer || self.standing.party_unit.is_some() {
            Ok(())
        } else {
            Err(Reason::NotAHelper.into())
        }
    }

    /// What the app can offer this person.
    pub fn abilities(&self) -> Vec<Ability> {
        let administers = self.must_administer_anything().is_ok();
        [
            (Ability::PostWishes, self.home().is_ok()),
            (Ability::ClaimWishes, self.home().is_ok() && self.must_be_helper().is_ok()),
            (Ability::ReviewWishes, administers),
            (Ability::RedeemGoods, self.home().is_ok()),
            (Ability::ManageBank, administers),
            (Ability::PublishNotices, administers),
            (Ability::ManagePlaces, administers),
            (Ability::ManageRoles, administers),
            (Ability::ManageRosters, self.must_answer_for_anything().is_ok()),
        ]
        .into_iter()
        .filter_map(|(ability, may)| may.then_some(ability))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(steps: &[u8]) -> Path {
        let below = |at: Option<Path>, step: &u8| Some(Path::below(at.as_ref(), Uuid::from_u128((*step).into())));
        steps.iter().fold(None, below).expect("a step")
    }

    fn staff(role: Role, at: &Path) -> Viewer {
        let node = AreaId::from_uuid(*at.steps().last().expect("a step"));
        let standing = Standing {
            member: MemberId::from_uuid(Uuid::nil()),
            home: None,
            volunteer: false,
            party_unit: None,
            grants: vec![Grant { role, node: Node::Area(node, at.clone()) }],
            withheld: Vec::new(),
            blocked: false,
            unblocked: None,
            screen: None,
        };
        Viewer { standing, session: SessionId::from_uuid(Uuid::nil()), asked_in: None }
    }

    proptest! {
        #[test]
        fn a_role_reaches_down_and_nowhere_else(node in prop::collection::vec(0u8..3, 1..4), other in prop::collection::vec(0u8..3, 1..5)) {
            let (node, other) = (path(&node), path(&other));
            let viewer = staff(Role::CommunityStaff, &node);
            prop_assert_eq!(viewer.administers(&other), other.to_text().starts_with(&node.to_text()));
            prop_assert_eq!(Path::from_text(&other.to_text()), Some(other));
        }

        #[test]
        fn nobody_gives_a_power_above_their_own(own in 0usize..5, given in 0usize..5) {
            let at = path(&[1]);
            if staff(Role::ALL[own], &at).must_grant(Role::ALL[given], &at).is_ok() {
                prop_assert!(Role::ALL[own] >= Role::ALL[given] && Role::ALL[own] >= Role::CommunityStaff);
            }
        }
    }

    #[test]
    fn nobody_blocks_an_equal_or_a_stranger() {
        let home = path(&[1, 2]);
        let resident = |community: &Path, role: Option<Role>| {
            let grants = role.map(|role| staff(role, &path(&[9])).standing.grants).unwrap_or_default();
            let node = AreaId::from_uuid(*community.steps().last().expect("a step"));
            let home = Some(Home { community: node, path: community.clone(), grid: None });
            Standing { home, grants, ..staff(Role::Liaison, community).standing }
        };
        for own in Role::ALL {
            let blocker = staff(own, &path(&[1]));
            let may = |of: &Standing| blocker.must_block("memberId", of).is_ok();
            assert_eq!(may(&resident(&home, None)), own >= Role::CommunityStaff, "{own:?}");
            for theirs in Role::ALL {
                let may_block = own >= Role::CommunityStaff && own > theirs;
                assert_eq!(may(&resident(&home, Some(theirs))), may_block, "{own:?} {theirs:?}");
            }
            assert!(!may(&resident(&path(&[3, 4]), None)), "another community");
            assert!(!may(&Standing { home: None, ..resident(&home, None) }), "no home");
        }
        let neighbour = Viewer { standing: resident(&home, None), ..staff(Role::Liaison, &home) };
        let themselves = neighbour.must_block("memberId", &neighbour.standing);
        assert!(matches!(themselves, Err(Failure::Forbidden)));
    }

    #[test]
    fn a_grid_worker_sees_the_community_and_administers_nothing() {
        let worker = staff(Role::GridWorker, &path(&[1, 2, 3]));
        assert!(worker.sees(&path(&[1, 2])));
        assert!(!worker.sees(&path(&[1, 4])));
        assert!(!worker.administers(&path(&[1, 2, 3])));
    }
}
