//! What clients see of themselves.

use super::party::PartyMembership;
use super::role::HeldRole;
use crate::attendance::mine::MyHours;
use crate::certificates::mine::MyCertificates;
use crate::feeds::mine::MyFeeds;
use crate::graphql::answer::answer;
use crate::graphql::context::ports;
use crate::graphql::scalars::DateTime;
use crate::inbox::mine::MyInbox;
use crate::messages::mine::MyMessages;
use crate::party::mine::MyParty;
use crate::places::area::Area;
use crate::points::mine::MyBank;
use crate::privacy::consent::Consent;
use crate::result;
use crate::spreadsheets::mine::MySpreadsheets;
use crate::volunteering::mine::MyVolunteering;
use crate::wishes::mine::MyWishes;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use domain::failure::Outcome;
use domain::members::second_factor::Proof;
use domain::members::{login, member, prove, read};
use domain::{Ports, access};

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

/// Where a login stands with the second factor. Until it has given a code, the roles of street and city administrator
/// do not count in it, and what they would allow fails with the error `SECOND_FACTOR_NEEDED`.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Proof")]
pub enum SecondFactorState {
    /// You hold no role that needs one.
    NotNeeded,
    /// You have none yet: `enrolSecondFactor`, then `giveSecondFactorCode`.
    NotEnrolled,
    /// Give a code of your app: `giveSecondFactorCode`.
    CodeNeeded,
    /// This login gave a code, which is good until it ends.
    Given,
}

/// Yourself. Nobody else sees this.
pub struct Viewer {
    /// What the member is and may do.
    pub viewer: access::Viewer,
    /// What the member said of themselves.
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
        answer(ctx, async { prove::proof(ports(ctx), &self.viewer).await.map(Into::into) }).await
    }

    /// Your name in full; null until you gave it.
    async fn real_name(&self) -> Option<&str> {
        self.profile.real_name.as_ref().map(|name| name.in_full())
    }

    /// Your name as others see it, such as 王**; empty until you gave one.
    async fn shown_name(&self) -> String {
        self.profile.real_name.as_ref().map(|name| name.masked()).unwrap_or_default()
    }

    /// Your mobile number in full, as WeChat confirmed it; null until then, and once another member proved it later
    /// (`phoneLostAt`).
    async fn phone(&self) -> Option<&str> {
        self.profile.phone.as_ref().map(|phone| phone.in_full())
    }

    /// When another member proved the number that was yours: ask for `bindPhone` again. Null if that did not happen, or
    /// you bound one since.
    async fn phone_lost_at(&self) -> Option<DateTime> {
        self.profile.phone_lost.map(DateTime)
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

    /// Your logins that have not ended, the latest used first.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        answer(ctx, async {
            let sessions = read::sessions(ports(ctx), &self.viewer).await?;
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

    /// When your account was made.
    async fn joined_at(&self) -> DateTime {
        DateTime(self.profile.joined)
    }

    #[graphql(flatten)]
    async fn wishes(&self) -> MyWishes<'_> {
        MyWishes(&self.viewer)
    }

    #[graphql(flatten)]
    async fn party(&self) -> MyParty<'_> {
        MyParty(&self.viewer)
    }

    #[graphql(flatten)]
    async fn points(&self) -> MyBank<'_> {
        MyBank(&self.viewer)
    }

    #[graphql(flatten)]
    async fn volunteering(&self) -> MyVolunteering<'_> {
        MyVolunteering(&self.viewer)
    }

    #[graphql(flatten)]
    async fn attendance(&self) -> MyHours<'_> {
        MyHours(&self.viewer)
    }

    #[graphql(flatten)]
    async fn certificates(&self) -> MyCertificates<'_> {
        MyCertificates(&self.viewer)
    }

    #[graphql(flatten)]
    async fn inbox(&self) -> MyInbox<'_> {
        MyInbox(&self.viewer)
    }

    #[graphql(flatten)]
    async fn feeds(&self) -> MyFeeds<'_> {
        MyFeeds(&self.viewer)
    }

    #[graphql(flatten)]
    async fn messages(&self) -> MyMessages<'_> {
        MyMessages(&self.viewer)
    }

    #[graphql(flatten)]
    async fn spreadsheets(&self) -> MySpreadsheets<'_> {
        MySpreadsheets(&self.viewer)
    }
}

result! {
    /// Yourself after the change, or why not.
    ViewerResult(Viewer)
}

/// What the viewer sees of themselves.
pub async fn myself(ports: &Ports, viewer: access::Viewer) -> Outcome<Viewer> {
    let profile = ports.store.profile(&viewer).await?;
    Ok(Viewer { viewer, profile })
}

/// The viewer as they are after a change.
pub(crate) async fn changed(ctx: &Context<'_>, by: &access::Viewer) -> Outcome<Viewer> {
    myself(ports(ctx), login::again(ports(ctx), by).await?).await
}
