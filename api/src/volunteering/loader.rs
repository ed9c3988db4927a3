//! Shifts, who signed up for them, and who is in teams: one statement each for all that a request needs at once,
//! filtered by what the viewer may see.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::{ActivityId, MemberId, ShiftId, TeamId};
use domain::members::member::Person;
use domain::page::Page;
use domain::volunteering::shift::{Shift, SignUp};

use crate::graphql::batch::{Batch, PageOf, by_page};

/// The viewer's own sign-up for a shift.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MySignUpFor(pub ShiftId);

impl Loader<ShiftId> for Batch {
    type Value = Shift;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[ShiftId]) -> Result<HashMap<ShiftId, Shift>, Self::Error> {
        Ok(self.ports.store.shifts(self.viewer()?, ids).await?.into_iter().map(|shift| (shift.id, shift)).collect())
    }
}

impl Loader<ActivityId> for Batch {
    type Value = Vec<Shift>;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[ActivityId]) -> Result<HashMap<ActivityId, Vec<Shift>>, Self::Error> {
        let mut shifts: HashMap<_, Vec<_>> = HashMap::new();
        for shift in self.ports.store.shifts_of(self.viewer()?, ids).await? {
            shifts.entry(shift.activity.id).or_default().push(shift);
        }
        Ok(shifts)
    }
}

impl Loader<MySignUpFor> for Batch {
    type Value = SignUp;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[MySignUpFor]) -> Result<HashMap<MySignUpFor, SignUp>, Self::Error> {
        let ids: Vec<_> = wanted.iter().map(|mine| mine.0).collect();
        let mine = self.ports.store.sign_ups_for(self.viewer()?, &ids).await?;
        Ok(mine.into_iter().map(|sign_up| (MySignUpFor(sign_up.shift), sign_up)).collect())
    }
}

impl Loader<PageOf<ShiftId, i64>> for Batch {
    type Value = Page<SignUp>;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[PageOf<ShiftId, i64>]) -> Result<Rosters, Self::Error> {
        let mut found = HashMap::new();
        for (page, ids) in by_page(wanted) {
            let rosters = self.ports.store.rosters(self.viewer()?, &ids, &page).await?;
            found.extend(rosters.into_iter().map(|(of, roster)| (PageOf { of, page: page.clone() }, roster)));
        }
        Ok(found)
    }
}

type Rosters = HashMap<PageOf<ShiftId, i64>, Page<SignUp>>;

/// Only asked of teams that show their people to the viewer.
impl Loader<PageOf<TeamId, MemberId>> for Batch {
    type Value = Page<Person>;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[PageOf<TeamId, MemberId>]) -> Result<Teams, Self::Error> {
        let mut found = HashMap::new();
        for (page, ids) in by_page(wanted) {
            let people = self.ports.store.people_in_teams(self.viewer()?, &ids, &page).await?;
            found.extend(people.into_iter().map(|(of, people)| (PageOf { of, page: page.clone() }, people)));
        }
        Ok(found)
    }
}

type Teams = HashMap<PageOf<TeamId, MemberId>, Page<Person>>;
