//! Asking for spreadsheets.

use async_graphql::{Context, ID, InputObject, InputType, Object, Result};
use domain::access::Viewer;
use domain::calendar::period::Period;
use domain::failure::Outcome;
use domain::ids::{AreaId, ShiftId, UnitId};
use domain::request::Request;
use domain::spreadsheets::ask::ask;
use domain::spreadsheets::spreadsheet::Of;

use super::spreadsheet::Spreadsheet;
use crate::graphql::answer::{lang, settle};
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::{Date, Uuid};
use crate::result;
use crate::wishes::wish::WishState;

/// A spreadsheet of what a unit's party members did in a period.
#[derive(InputObject)]
pub struct MakeUnitRecordSpreadsheetInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Of which unit.
    unit_id: ID,
    /// The first day (UTC+8).
    from: Date,
    /// The last day (UTC+8): at most 366 days make a period.
    to: Date,
}

/// A spreadsheet of the hours of a community.
#[derive(InputObject)]
pub struct MakeHoursSpreadsheetInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Of which community.
    community_id: ID,
    /// The first day (UTC+8).
    from: Date,
    /// The last day (UTC+8): at most 366 days make a period.
    to: Date,
}

/// A spreadsheet of the entries of a moral bank.
#[derive(InputObject)]
pub struct MakeEntriesSpreadsheetInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Of which community.
    community_id: ID,
    /// The first day (UTC+8).
    from: Date,
    /// The last day (UTC+8): at most 366 days make a period.
    to: Date,
}

/// A spreadsheet of the roster of a shift.
#[derive(InputObject)]
pub struct MakeRosterSpreadsheetInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Of which shift.
    shift_id: ID,
}

/// A spreadsheet of the goods that were handed out on a day.
#[derive(InputObject)]
pub struct MakeHandedOutSpreadsheetInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// In which community.
    community_id: ID,
    /// On which day (UTC+8).
    day: Date,
}

/// A spreadsheet of the wishes of a community.
#[derive(InputObject)]
pub struct MakeWishesSpreadsheetInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Of which community.
    community_id: ID,
    /// Only those that stand so; all of them by default.
    state: Option<WishState>,
}

result! {
    /// The spreadsheet, which is being made, or why not.
    SpreadsheetResult(Spreadsheet)
}

/// Mutations of spreadsheets.
#[derive(Default)]
pub struct SpreadsheetMutation;

#[Object]
impl SpreadsheetMutation {
    /// Has a spreadsheet made of what the confirmed party members of a unit did in a period: a row for each, as in `unitRecord`.
    /// For the unit's liaisons and the staff who administer it.
    async fn make_unit_record_spreadsheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of what.")] input: MakeUnitRecordSpreadsheetInput,
    ) -> Result<SpreadsheetResult> {
        settle(ctx, async {
            let (by, request) = asked(ctx, input.request_id, &input)?;
            let of = Of::UnitRecord(UnitId::parse("unitId", &input.unit_id)?, Period::parse(input.from.0, input.to.0)?);
            ask(ports(ctx), by, of, lang(ctx), &request).await.map(Spreadsheet)
        })
        .await
    }

    /// Has a spreadsheet made of the hours that were granted in a community for shifts of a period, voided ones too. For staff who
    /// administer it.
    async fn make_hours_spreadsheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of what.")] input: MakeHoursSpreadsheetInput,
    ) -> Result<SpreadsheetResult> {
        settle(ctx, async {
            let (by, request) = asked(ctx, input.request_id, &input)?;
            let of =
                Of::Hours(AreaId::parse("communityId", &input.community_id)?, Period::parse(input.from.0, input.to.0)?);
            ask(ports(ctx), by, of, lang(ctx), &request).await.map(Spreadsheet)
        })
        .await
    }

    /// Has a spreadsheet made of the entries that were booked in a community's moral bank in a period. For staff who administer
    /// it.
    async fn make_entries_spreadsheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of what.")] input: MakeEntriesSpreadsheetInput,
    ) -> Result<SpreadsheetResult> {
        settle(ctx, async {
            let (by, request) = asked(ctx, input.request_id, &input)?;
            let of = Of::Entries(
                AreaId::parse("communityId", &input.community_id)?,
                Period::parse(input.from.0, input.to.0)?,
            );
            ask(ports(ctx), by, of, lang(ctx), &request).await.map(Spreadsheet)
        })
        .await
    }

    /// Has a spreadsheet made of the roster of a shift. For the captain of the team that it is for, and staff who administer the
    /// community.
    async fn make_roster_spreadsheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of what.")] input: MakeRosterSpreadsheetInput,
    ) -> Result<SpreadsheetResult> {
        settle(ctx, async {
            let (by, request) = asked(ctx, input.request_id, &input)?;
            let of = Of::Roster(ShiftId::parse("shiftId", &input.shift_id)?);
            ask(ports(ctx), by, of, lang(ctx), &request).await.map(Spreadsheet)
        })
        .await
    }

    /// Has a spreadsheet made of the goods that were handed out in a community on a day. For staff who administer it.
    async fn make_handed_out_spreadsheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of what.")] input: MakeHandedOutSpreadsheetInput,
    ) -> Result<SpreadsheetResult> {
        settle(ctx, async {
            let (by, request) = asked(ctx, input.request_id, &input)?;
            let of = Of::HandedOut(AreaId::parse("communityId", &input.community_id)?, input.day.0);
            ask(ports(ctx), by, of, lang(ctx), &request).await.map(Spreadsheet)
        })
        .await
    }

    /// Has a spreadsheet made of the wishes of a community, by where they stand. For staff who administer it.
    async fn make_wishes_spreadsheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of what.")] input: MakeWishesSpreadsheetInput,
    ) -> Result<SpreadsheetResult> {
        settle(ctx, async {
            let (by, request) = asked(ctx, input.request_id, &input)?;
            let of = Of::Wishes(AreaId::parse("communityId", &input.community_id)?, input.state.map(Into::into));
            ask(ports(ctx), by, of, lang(ctx), &request).await.map(Spreadsheet)
        })
        .await
    }
}

/// Who asks, and by which request.
fn asked<'c>(ctx: &Context<'c>, id: Uuid, input: &impl InputType) -> Outcome<(&'c Viewer, Request)> {
    let by = viewer(ctx)?;
    Ok((by, once(ctx, by, id, input)?))
}
