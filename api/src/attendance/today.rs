//! The check-in codes of a day, for a hall.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::attendance::code::next_code;
use domain::attendance::today::codes;
use domain::failure::Outcome;
use domain::places::area;

use super::code::CheckInCode;
use crate::graphql::answer::answer;
use crate::graphql::context::{community_of, ports, viewer};
use crate::live::watch::{Watched, watch};
use crate::places::area::Area;
use crate::volunteering::shift::Shift;

/// A shift of today, with its code.
#[derive(SimpleObject)]
pub struct ShiftCode {
    /// The shift.
    shift: Shift,
    /// The code that counts now, for check-in and check-out; null until an hour before the shift starts.
    code: Option<CheckInCode>,
}

/// The shifts of a community today, with their check-in codes. Seen by staff who administer the community, and by its
/// screens that are for `CHECK_IN_CODES`.
pub struct CheckInCodes {
    community: area::Area,
    shifts: Vec<ShiftCode>,
}

/// The shifts of a community today, with their check-in codes. Seen by staff who administer the community, and by its
/// screens that are for `CHECK_IN_CODES`.
#[Object]
impl CheckInCodes {
    /// The community.
    async fn community(&self) -> Area {
        Area(self.community.clone())
    }

    /// The shifts that take place today (UTC+8) and were not called off, by their start, 50 at most.
    #[graphql(complexity = "50 * child_complexity + 1")]
    async fn shifts(&self) -> &[ShiftCode] {
        &self.shifts
    }
}

async fn of_today(ctx: &Context<'_>, community: Option<&ID>) -> Outcome<CheckInCodes> {
    let (community, scope) = community_of(ctx, community.map(|id| id.as_str())).await?;
    let ports = ports(ctx);
    let codes = codes(ports, viewer(ctx)?, &scope).await?;
    watch(ctx, Watched { until: Some(next_code(ports.now())), ..Watched::default() });
    let coded = codes.into_iter().map(|it| {
        let code = it.code.map(|code| CheckInCode::of(it.shift.id, code));
        ShiftCode { shift: Shift(it.shift), code }
    });
    Ok(CheckInCodes { community, shifts: coded.collect() })
}

/// The codes of today.
#[derive(Default)]
pub struct TodayQuery;

#[Object]
impl TodayQuery {
    /// The shifts of a community today, each with the check-in code that counts now. For staff who administer the community,
    /// and its screens that are for that.
    async fn check_in_codes_of_today(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
    ) -> Result<CheckInCodes> {
        answer(ctx, of_today(ctx, community_id.as_ref())).await
    }
}

/// The codes of today, live.
#[derive(Default)]
pub struct TodaySubscription;

#[Object]
impl TodaySubscription {
    /// The shifts of a community today, each with the check-in code that counts now: now, and each time that others replace
    /// them. The query of the same name asks for it. For staff who administer the community, and its screens that are for
    /// that.
    async fn check_in_codes_of_today(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
    ) -> Result<CheckInCodes> {
        answer(ctx, of_today(ctx, community_id.as_ref())).await
    }
}
