//! The check-in code of a shift, live.

use async_graphql::{Context, ID, Object, Result};
use domain::ids::ShiftId;
use domain::volunteering::read;

use super::code::CheckInCode;
use crate::graphql::answer::answer;
use crate::graphql::context::{ports, viewer};
use crate::live::watch::{Watched, watch};

/// The check-in code of a shift, live.
#[derive(Default)]
pub struct AttendanceSubscription;

#[Object]
impl AttendanceSubscription {
    /// The code of a shift, for check-in and check-out: now, and each time that another one replaces it.
    /// `Shift.checkInCode` asks for it. For the captain of the team that the shift is for, and staff who administer the
    /// community.
    async fn check_in_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which shift.")] shift_id: ID,
    ) -> Result<CheckInCode> {
        answer(ctx, async {
            let (ports, by) = (ports(ctx), viewer(ctx)?);
            let shift = read::find_shift(ports, by, "shiftId", ShiftId::parse("shiftId", &shift_id)?).await?;
            let shown = shift.code(by, ports.now())?;
            watch(ctx, Watched { until: Some(shown.until), ..Watched::default() });
            Ok(CheckInCode::of(shift.id, shown))
        })
        .await
    }
}
