//! What clients see of themselves.

use super::party::PartyMembership;
use super::role::HeldRole;
use super::second_factor::SecondFactorState;
use crate::attendance::hours::HoursAccount;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::ports;
use crate::graphql::cursor::List;
use crate::graphql::failure::answer;
use crate::graphql::scalars::DateTime;
use crate::party::duty::DutyCheckIn;
use crate::party::report_in::ReportIn;
use crate::places::area::Area;
use crate::points::bank::BankAccount;
use crate::privacy::consent::Consent;
use crate::volunteering::sign_up::SignUp;
use crate::volunteering::team::Team;
use crate::wishes::claim::{Claim, ClaimedWish};
use crate::wishes::contact::DataAccess;
use crate::wishes::wish::Wish;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use domain::access;
use domain::attendance::hours;
use domain::ids::{AreaId, ClaimId, DutyCheckInId, ReportInId, WishId};
use domain::members::{logout, member, second_factor};
use domain::wishes::{claim, contact};

/// What the app can offer a person; show buttons by this list. Whether an act is allowed depends on its object, too.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "access::Ability")]
pub enum Ability {
    /// Post a wish.
    PostWishes,
    /// Claim wishes.
    ClaimWishes,
    /// Approve or reject wishes, and decide about texts that are held or were reported.
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

/// Where a member lives.
#[derive(SimpleObject)]
pub struct Home {
    /// The community.
    community: Area,
    /// The grid within it, if the member said so.
    grid: Option<Area>,
    /// The building within that, if the member said so.
    building: Option<Area>,
}

/// A login on one device.
#[derive(SimpleObject)]
pub struct Session {
    /// The id of this login.
    id: ID,
    /// What the device called itself at login.
    device: String,
    /// When it began.
    began_at: DateTime,
    /// When it was last refreshed: at most 15 minutes before its last use.
    refreshed_at: DateTime,
    /// When it ends if it is not used: 7 days after the last refresh, for staff 30 minutes after the last use; 30 days
    /// after it began at the latest.
    ends_at: DateTime,
    /// Whether it is the one that asks.
    current: bool,
}

/// Yourself. Nobody else sees this.
pub struct Viewer {
    /// What the member is and may do.
    pub viewer: access::Viewer,
    /// What the member said of himself.
    pub profile: member::Profile,
}

/// Yourself. Nobody else sees this.
#[Object]
impl Viewer {
    /// Your id.
    async fn id(&self) -> ID {
        self.profile.id.to_string().into()
    }

    /// Whether your roles of street or city administrator wait for a code from this login.
    async fn second_factor(&self, ctx: &Context<'_>) -> Result<SecondFactorState> {
        answer(ctx, async { second_factor::proof(ports(ctx), &self.viewer).await.map(Into::into) }).await
    }

    /// Your name in full; null until you gave it.
    async fn real_name(&self) -> Option<&str> {
        self.profile.real_name.as_ref().map(|name| name.in_full())
    }

    /// Your name as others see it, such as 王**; empty until you gave one.
    async fn shown_name(&self) -> String {
        self.profile.real_name.as_ref().map(|name| name.masked()).unwrap_or_default()
    }

    /// Your mobile number in full, as WeChat confirmed it; null until then.
    async fn phone(&self) -> Option<&str> {
        self.profile.phone.as_ref().map(|phone| phone.in_full())
    }

    /// Your consent to the privacy text; null if you gave none, or withdrew it.
    async fn consent(&self, ctx: &Context<'_>) -> Result<Option<Consent>> {
        answer(ctx, async { Ok(ports(ctx).store.consent(&self.viewer).await?.map(Consent)) }).await
    }

    /// Where you live; null until you joined a community.
    async fn home(&self) -> Option<Home> {
        let community = Area(self.profile.home.clone()?);
        let [grid, building] = [&self.profile.grid, &self.profile.building].map(|area| area.clone().map(Area));
        Some(Home { community, grid, building })
    }

    /// Since when you are a volunteer; null if you are not.
    async fn volunteer_since(&self) -> Option<DateTime> {
        self.profile.volunteer_since.map(DateTime)
    }

    /// Whether you are a party member in office; null if you never said so.
    async fn party_membership(&self) -> Option<PartyMembership> {
        self.profile.party.clone().map(PartyMembership)
    }

    /// The roles that you hold, oldest first.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<HeldRole>> {
        answer(ctx, async {
            let roles = ports(ctx).store.roles_of(self.viewer.member()).await?;
            Ok(roles.into_iter().map(HeldRole::from).collect())
        })
        .await
    }

    /// What the app can offer you.
    async fn abilities(&self) -> Vec<Ability> {
        self.viewer.abilities().into_iter().map(Ability::from).collect()
    }

    /// Your logins that still live, the latest used first.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        answer(ctx, async {
            let sessions = logout::sessions(ports(ctx), &self.viewer).await?;
            Ok(sessions
                .into_iter()
                .map(|(id, session)| Session {
                    id: id.to_string().into(),
                    began_at: DateTime(session.began),
                    refreshed_at: DateTime(session.refreshed),
                    ends_at: DateTime(session.ends(&self.viewer.standing)),
                    current: id == self.viewer.session,
                    device: session.device,
                })
                .collect())
        })
        .await
    }

    /// The wishes that you posted, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn wishes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not said.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Wish>> {
        answer(ctx, async {
            let list = List::new("viewer.wishes", self.viewer.member());
            let page = list.page::<WishId>(first, after, last, before)?;
            let page = ports(ctx).store.wishes_by(&self.viewer, &page, ports(ctx).now()).await?;
            Ok(Connection::of(page, &list, |wish| wish.id, Wish))
        })
        .await
    }

    /// What you claimed, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn claims(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not said.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ClaimedWish>> {
        answer(ctx, async {
            let list = List::new("viewer.claims", self.viewer.member());
            let page = list.page::<ClaimId>(first, after, last, before)?;
            let page = claim::mine(ports(ctx), &self.viewer, &page).await?;
            let show = |(claim, wish): (_, Option<_>)| ClaimedWish { claim: Claim(claim), wish: wish.map(Wish) };
            Ok(Connection::of(page, &list, |(claim, _)| claim.id, show))
        })
        .await
    }

    /// To whom your name and mobile number were shown, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn data_access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not said.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<DataAccess>> {
        answer(ctx, async {
            let list = List::new("viewer.dataAccessLog", self.viewer.member());
            let page = list.page(first, after, last, before)?;
            let page = contact::shown_to(ports(ctx), &self.viewer, &page).await?;
            Ok(Connection::of(page, &list, |reveal| reveal.id, DataAccess::from))
        })
        .await
    }

    /// Your report-ins to communities, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn report_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not said.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ReportIn>> {
        answer(ctx, async {
            let list = List::new("viewer.reportIns", self.viewer.member());
            let page = list.page::<ReportInId>(first, after, last, before)?;
            let page = ports(ctx).store.report_ins_by(&self.viewer, &page).await?;
            Ok(Connection::of(page, &list, |report_in| report_in.id, ReportIn))
        })
        .await
    }

    /// Your check-ins at duty points, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn duty_check_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not said.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<DutyCheckIn>> {
        answer(ctx, async {
            let list = List::new("viewer.dutyCheckIns", self.viewer.member());
            let page = list.page::<DutyCheckInId>(first, after, last, before)?;
            let page = ports(ctx).store.duty_check_ins_by(&self.viewer, &page).await?;
            Ok(Connection::of(page, &list, |check_in| check_in.id, DutyCheckIn))
        })
        .await
    }

    /// What you have in a community's moral bank; nothing at first. In your home community's, if not said. Null while you
    /// have no home and name no community.
    async fn bank_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which community's bank; your home's, if not said.")] community_id: Option<ID>,
    ) -> Result<Option<BankAccount>> {
        answer(ctx, async {
            let community = match community_id {
                Some(id) => Some(AreaId::parse("communityId", &id)?),
                None => self.viewer.standing.home.as_ref().map(|home| home.community),
            };
            let Some(community) = community else { return Ok(None) };
            let account = ports(ctx).store.account(&self.viewer, community).await?;
            Ok(Some(BankAccount { viewer: self.viewer.clone(), community, account }))
        })
        .await
    }

    /// The teams that you are in, the oldest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not said.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Team>> {
        answer(ctx, async {
            let list = List::new("viewer.teams", self.viewer.member());
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.teams_with(&self.viewer, &page).await?;
            Ok(Connection::of(page, &list, |team| team.id, Team))
        })
        .await
    }

    /// Your sign-ups by the start of the shift: those that hold and those whose activity was called off, for shifts
    /// that are not over.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[allow(clippy::too_many_arguments)] // The four of a Relay connection, and one.
    async fn sign_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Also those for shifts that are over, and those that you gave back.", default)]
        include_past: bool,
        #[graphql(desc = "How many, 1 to 100; 20 if not said.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<SignUp>> {
        answer(ctx, async {
            let list = List::new("viewer.signUps", (self.viewer.member(), include_past));
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.sign_ups_by(&self.viewer, include_past, ports(ctx).now(), &page).await?;
            Ok(Connection::of(page, &list, |sign_up| sign_up.start_key(), SignUp))
        })
        .await
    }

    /// The time that you were granted, and your star.
    async fn hours(&self, ctx: &Context<'_>) -> Result<HoursAccount> {
        answer(ctx, async { hours::mine(ports(ctx), &self.viewer).await.map(HoursAccount) }).await
    }

    /// When your account was made.
    async fn joined_at(&self) -> DateTime {
        DateTime(self.profile.joined)
    }
}
