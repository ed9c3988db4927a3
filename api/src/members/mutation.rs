//! What members say of themselves.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::{AreaId, MemberId, UnitId};
use domain::members::{join, party, profile, volunteer};
use domain::text::RealName;

use super::person::Person;
use super::viewer::{ViewerResult, changed};
use crate::graphql::answer::settle;
use crate::graphql::context::{ports, viewer};
use crate::result;

/// Where you live.
#[derive(InputObject)]
pub struct JoinCommunityInput {
    /// The community.
    community_id: ID,
    /// The grid within it. Not needed where the building is said.
    grid_id: Option<ID>,
    /// The building within the grid. Encrypted at rest.
    building_id: Option<ID>,
}

/// Your name.
#[derive(InputObject)]
pub struct SetRealNameInput {
    /// As on the identity card: 2 to 30 letters. Encrypted at rest; others see 王**.
    real_name: String,
}

/// Your phone number.
#[derive(InputObject)]
pub struct BindPhoneInput {
    /// The code that WeChat's phone button gave (not the login code). Good once, for five minutes.
    code: String,
}

/// Your unit.
#[derive(InputObject)]
pub struct AskPartyMembershipInput {
    /// The unit whose party member you are.
    unit_id: ID,
}

/// A decision about what a member said.
#[derive(InputObject)]
pub struct DecidePartyMembershipInput {
    /// The member, from `pendingPartyMembers` of the unit.
    member_id: ID,
    /// The unit that the member named.
    unit_id: ID,
    /// Whether that is true.
    confirm: bool,
}

result! {
    /// The person after the change, or why not.
    PersonResult(Person)
}

/// Mutations by which members say who they are.
#[derive(Default)]
pub struct MemberMutation;

#[Object]
impl MemberMutation {
    /// Says where you live, after `giveConsent`. Doing it again is moving house: what you wrote before stays with the
    /// old community, and you keep the claims and seats that you hold there. Places in line end, and the teams that you
    /// led are handed on.
    async fn join_community(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The community.")] input: JoinCommunityInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let community = AreaId::parse("communityId", &input.community_id)?;
            let grid = input.grid_id.as_ref().map(|id| AreaId::parse("gridId", id)).transpose()?;
            let building = input.building_id.as_ref().map(|id| AreaId::parse("buildingId", id)).transpose()?;
            join::join_community(ports(ctx), by, community, grid, building).await?;
            changed(ctx, by).await
        })
        .await
    }

    /// Says your real name, after `giveConsent`.
    async fn set_real_name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name.")] input: SetRealNameInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            profile::set_real_name(ports(ctx), by, &RealName::parse("realName", &input.real_name)?).await?;
            changed(ctx, by).await
        })
        .await
    }

    /// Takes your phone number from WeChat, after `giveConsent`: without it the code is not spent. A member who proved
    /// the same number earlier loses it.
    async fn bind_phone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: BindPhoneInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            profile::bind_phone(ports(ctx), by, &input.code).await?;
            changed(ctx, by).await
        })
        .await
    }

    /// Makes you a volunteer. Doing it again changes nothing. For members with a home community.
    async fn register_volunteer(&self, ctx: &Context<'_>) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            volunteer::register(ports(ctx), by).await?;
            changed(ctx, by).await
        })
        .await
    }

    /// Says that you are a party member in office at a unit. Confirmed at once if your real name and phone number stand
    /// on the unit's roster; otherwise its liaison or staff decide. For members with a home community and a real name,
    /// after `giveConsent`.
    async fn ask_party_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit.")] input: AskPartyMembershipInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            party::ask(ports(ctx), by, UnitId::parse("unitId", &input.unit_id)?).await?;
            changed(ctx, by).await
        })
        .await
    }

    /// Decides about a member who says that they are a party member of a unit. For its liaisons and the staff who
    /// administer it.
    async fn decide_party_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: DecidePartyMembershipInput,
    ) -> Result<PersonResult> {
        settle(ctx, async {
            let member = MemberId::parse("memberId", &input.member_id)?;
            let unit = UnitId::parse("unitId", &input.unit_id)?;
            party::decide(ports(ctx), viewer(ctx)?, member, unit, input.confirm).await.map(Person)
        })
        .await
    }
}
