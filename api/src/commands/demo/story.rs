//! How a town's history is told: through the same use cases that clients reach, at the times when it happened.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use domain::Ports;
use domain::access::Viewer;
use domain::audit::entry::Deed;
use domain::failure::{Failure, Outcome};
use domain::ids::{AreaId, MemberId, PhotoId, UnitId};
use domain::media::CHECK;
use domain::media::photo::PhotoState;
use domain::media::repo::CheckOf;
use domain::media::upload::upload;
use domain::members::LOGIN;
use domain::members::open_id::OpenId;
use domain::members::roles::{NodeId, grant_role};
use domain::members::{join, party, profile, volunteer};
use domain::places::area::{Area, AreaKind};
use domain::places::create::{NewArea, create_area};
use domain::ports::Clock;
use domain::privacy::give::give;
use domain::privacy::read::policy_in_force;
use domain::proposals::decide::decide;
use domain::proposals::proposal::Proposal;
use domain::request::Request;
use domain::screens::PAIR_SCREEN;
use domain::screens::key::ScreenKey;
use domain::screens::screen::{NewScreen, Wanted};
use domain::standing::Role;
use domain::text::{Line, Phone, RealName};
use domain::units::create::{NewUnit, create_unit};
use domain::units::roster::add_to_roster;
use domain::units::unit::Unit;

use super::drawing::{Thing, drawn};

struct StoryClock(Mutex<DateTime<Utc>>);

impl Clock for StoryClock {
    fn now(&self) -> DateTime<Utc> {
        // A poisoned clock still shows its time.
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// A town while it is being told.
pub struct Story {
    /// The ports, with the clock of the story.
    pub ports: Ports,
    clock: Arc<StoryClock>,
    end: DateTime<Utc>,
}

impl Story {
    /// Begins a story that ends now.
    pub fn new(ports: &Ports) -> Self {
        let end = ports.now();
        let clock = Arc::new(StoryClock(Mutex::new(end)));
        Self { ports: Ports { clock: clock.clone(), ..ports.clone() }, clock, end }
    }

    /// What follows happened this long before the end.
    pub fn ago(&self, days: i64, hours: i64) {
        let mut now = self.clock.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *now = self.end - Duration::days(days) - Duration::hours(hours);
    }

    /// A request of its own.
    pub fn request(&self, by: &Viewer) -> Request {
        let id: domain::ids::WishId = self.ports.id(self.ports.now());
        Request { member: by.member(), id: id.uuid(), input: self.ports.chance.bytes() }
    }

    /// The person who logs in with this code; the account is made if need be.
    pub async fn account(&self, code: &str) -> Outcome<Viewer> {
        let now = self.ports.now();
        let mut tx = self.ports.store.begin().await?;
        let member = tx.member_of(&OpenId(format!("openid-{code}")), self.ports.id(now), now).await?;
        self.ports.commit(tx, Deed::of_a_stranger(LOGIN, member, None)).await?;
        self.again(member).await
    }

    /// The person as they stand now.
    pub async fn again(&self, member: MemberId) -> Outcome<Viewer> {
        let standing = self.ports.store.standing(member).await?.ok_or(Failure::Unauthenticated)?;
        Ok(Viewer { standing, session: self.ports.id(self.ports.now()), asked_in: None })
    }

    /// A resident who agreed to the privacy text, with a name, in a community and a building or grid of it.
    pub async fn resident(&self, code: &str, name: &str, community: &Area, at: Option<&Area>) -> Outcome<Viewer> {
        let by = self.account(code).await?;
        let policy = policy_in_force(&self.ports).await?;
        give(&self.ports, &by, policy.version, &self.request(&by)).await?;
        profile::set_real_name(&self.ports, &by, &RealName::parse("name", name)?).await?;
        let id = |kind| at.filter(|area| area.kind == kind).map(|area| area.id);
        join::join_community(&self.ports, &by, community.id, id(AreaKind::Grid), id(AreaKind::Building)).await?;
        self.again(by.member()).await
    }

    /// Makes a resident a volunteer.
    pub async fn volunteer(&self, by: &Viewer) -> Outcome<Viewer> {
        volunteer::register(&self.ports, by).await?;
        self.again(by.member()).await
    }

    /// A resident says that they are a party member of a unit, with this phone number.
    pub async fn party_member(&self, by: &Viewer, unit: &Unit, phone: &str) -> Outcome<Viewer> {
        profile::bind_phone(&self.ports, by, &format!("phone-{phone}.{}", by.member())).await?;
        party::ask(&self.ports, by, unit.id).await?;
        self.again(by.member()).await
    }

    /// Proposes a role on a place; it waits for a second person.
    pub async fn propose(&self, by: &Viewer, who: &Viewer, role: Role, area: AreaId) -> Outcome<Proposal> {
        grant_role(&self.ports, by, who.member(), role, NodeId::Area(area), &self.request(by)).await
    }

    /// Gives a role on a place: the first proposes, the second carries it out.
    pub async fn appoint(&self, by: [&Viewer; 2], who: &Viewer, role: Role, area: AreaId) -> Outcome<Viewer> {
        let proposal = self.propose(by[0], who, role, area).await?;
        self.second(by[1], &proposal).await?;
        self.again(who.member()).await
    }

    /// Makes somebody a unit's liaison, in the same way.
    pub async fn liaison(&self, by: [&Viewer; 2], who: &Viewer, unit: UnitId) -> Outcome<Viewer> {
        let node = NodeId::Unit(unit);
        let proposal = grant_role(&self.ports, by[0], who.member(), Role::Liaison, node, &self.request(by[0])).await?;
        self.second(by[1], &proposal).await?;
        self.again(who.member()).await
    }

    async fn second(&self, by: &Viewer, proposal: &Proposal) -> Outcome<()> {
        let reason = Line::parse("reason", "情况属实")?;
        decide(&self.ports, by, proposal.id, true, &reason, &self.request(by)).await.map(|_| ())
    }

    /// Somebody uploads a photo of a thing.
    pub async fn photo(&self, by: &Viewer, thing: Thing) -> Outcome<PhotoId> {
        Ok(upload(&self.ports, by, drawn(thing)?, &self.request(by)).await?.id)
    }

    /// The platform had nothing against a photo.
    pub async fn passed(&self, photo: PhotoId) -> Outcome<()> {
        let mut tx = self.ports.store.begin().await?;
        tx.end_photo_check(CheckOf::Photo(photo), PhotoState::Shown).await?;
        self.ports.commit(tx, Deed::of_the_program(CHECK).on(photo)).await
    }

    /// Adds a place.
    pub async fn area(&self, by: &Viewer, parent: &Area, kind: AreaKind, name: &str) -> Outcome<Area> {
        let new = NewArea { parent: parent.id, kind, name: Line::parse("name", name)? };
        create_area(&self.ports, by, new, &self.request(by)).await
    }

    /// Adds an employer with its roster: names and phone numbers.
    pub async fn unit(&self, by: &Viewer, area: &Area, name: &str, roster: &[(&str, &str)]) -> Outcome<Unit> {
        let new = NewUnit { parent: None, area: area.id, name: Line::parse("name", name)? };
        let unit = create_unit(&self.ports, by, new, &self.request(by)).await?;
        for (name, phone) in roster {
            let (name, phone) = (RealName::parse("name", name)?, Phone::parse("phone", phone)?);
            add_to_roster(&self.ports, by, unit.id, name, phone, &self.request(by)).await?;
        }
        Ok(unit)
    }

    /// A screen of the hall that is on since then. Nobody has its key: one that you see is paired anew.
    pub async fn screen(&self, staff: &Viewer, wanted: &Wanted) -> Outcome<()> {
        let (at, by, key) = (self.ports.now(), staff.member(), ScreenKey(self.ports.chance.bytes()));
        let new = NewScreen { id: self.ports.id(at), key: key.clone(), wanted, by, at };
        let mut tx = self.ports.store.begin().await?;
        tx.add_screen(&new).await?;
        self.ports.commit(tx, Deed::of_a_stranger(PAIR_SCREEN, by, None).on(new.id).at(wanted.community)).await?;
        self.ports.store.enter_screen(&key, self.end - Duration::minutes(4)).await.map(|_| ())
    }
}
