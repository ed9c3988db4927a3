//! What clients see of shifts.

use super::activity::Activity;
use super::loader::MySignUpFor;
use super::sign_up::SignUp;
use crate::attendance::code::CheckInCode;
use crate::graphql::answer::answer;
use crate::graphql::batch::{load, load_page};
use crate::graphql::by_id::ById;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, viewer};
use crate::graphql::cursor::List;
use crate::graphql::scalars::DateTime;
use async_graphql::{Context, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Failure;
use domain::failure::Outcome;
use domain::ids::ShiftId;
use domain::ids::{self, Id};
use domain::volunteering::shift;

/// A shift (班次) of an activity. Seen by those who see the activity, and by anyone who ever signed up for it.
pub struct Shift(pub shift::Shift);

impl ById for Shift {
    type Kind = ids::ShiftKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::ShiftKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.shifts(by, &[id]).await?.pop().map(Self))
    }
}

/// The shift of this id, loaded together with others of the same request.
pub async fn load_shift(ctx: &Context<'_>, id: ShiftId) -> Result<Option<Shift>, Failure> {
    Ok(load(ctx, id).await?.map(Shift))
}

/// A shift (班次) of an activity. Seen by those who see the activity, and by anyone who ever signed up for it.
#[Object]
impl Shift {
    /// The id of this shift.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The activity that it belongs to.
    async fn activity(&self) -> Activity {
        Activity(self.0.activity.clone())
    }

    /// When it starts.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.plan.starts)
    }

    /// When it ends.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.plan.ends)
    }

    /// How many seats it has, 1 to 1,000.
    async fn capacity(&self) -> i32 {
        self.0.plan.capacity
    }

    /// How many seats are taken.
    async fn taken(&self) -> i32 {
        self.0.taken
    }

    /// How many wait for a seat. Nobody waits while one is free.
    async fn waiting(&self) -> i32 {
        self.0.waiting
    }

    /// From when one can sign up.
    async fn sign_up_from(&self) -> DateTime {
        DateTime(self.0.plan.opens)
    }

    /// Until when one can sign up.
    async fn sign_up_until(&self) -> DateTime {
        DateTime(self.0.plan.closes)
    }

    /// Until when a seat can be given back. A place in the waiting list can be given back until the start, and so can a
    /// seat that came from the waiting list after this.
    async fn cancel_until(&self) -> DateTime {
        DateTime(self.0.plan.cancel_until)
    }

    /// Whether it was called off with its activity, before it was over.
    async fn cancelled(&self) -> bool {
        self.0.called_off
    }

    /// Your own sign-up that holds now: with a seat, or in the waiting list. Null if you have none.
    async fn my_sign_up(&self, ctx: &Context<'_>) -> Result<Option<SignUp>> {
        answer(ctx, async { Ok(load(ctx, MySignUpFor(self.0.id)).await?.map(SignUp)) }).await
    }

    /// Who signed up: the seats in the order of joining, then the waiting list. For the captain of the
    /// team that it is for, and staff who administer the community; null and `FORBIDDEN` for others.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn roster(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<SignUp>>> {
        answer(ctx, async {
            let list = List::new("shift.roster", self.0.id);
            self.0.activity.must_lead(viewer(ctx)?)?;
            let page = list.page::<i64>(first, after, last, before)?;
            let page = load_page(ctx, self.0.id, &page).await?;
            Ok(Some(Connection::of(page, &list, |sign_up| sign_up.place, SignUp)))
        })
        .await
    }

    /// The code that is shown now, for check-in and check-out. For the captain of the team that it is
    /// for, and staff who administer the community; null and `FORBIDDEN` for others.
    async fn check_in_code(&self, ctx: &Context<'_>) -> Result<Option<CheckInCode>> {
        answer(ctx, async {
            let shown = self.0.code(viewer(ctx)?, ports(ctx).now())?;
            Ok(Some(CheckInCode::of(self.0.id, shown)))
        })
        .await
    }
}
