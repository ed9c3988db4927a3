//! Shifts, who signed up for them, and who is in teams: one statement each for all that a request needs at once, filtered by
//! what the viewer may see.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::access::Viewer;
use domain::failure::Failure;
use domain::ids::{ActivityId, MemberId, ShiftId, TeamId};
use domain::members::member::Person;
use domain::page::Page;
use domain::store::Store;
use domain::volunteering::repo::RosterKey;
use domain::volunteering::shift::{Shift, SignUp};

use crate::graphql::pages::{PageOf, by_page};

/// Loads shifts by their own id, or by that of their activity; and pages of their rosters.
pub struct ShiftLoader {
    /// Where from.
    pub store: Arc<dyn Store>,
    /// For whom.
    pub viewer: Viewer,
}

/// Loads the viewer's own sign-ups by the id of the shift.
pub struct MySignUpLoader {
    /// Where from.
    pub store: Arc<dyn Store>,
    /// Whose.
    pub viewer: Viewer,
}

impl Loader<ShiftId> for ShiftLoader {
    type Value = Shift;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[ShiftId]) -> Result<HashMap<ShiftId, Shift>, Self::Error> {
        Ok(self.store.shifts(&self.viewer, ids).await?.into_iter().map(|shift| (shift.id, shift)).collect())
    }
}

impl Loader<ActivityId> for ShiftLoader {
    type Value = Vec<Shift>;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[ActivityId]) -> Result<HashMap<ActivityId, Vec<Shift>>, Self::Error> {
        let mut shifts: HashMap<_, Vec<_>> = HashMap::new();
        for shift in self.store.shifts_of(&self.viewer, ids).await? {
            shifts.entry(shift.activity.id).or_default().push(shift);
        }
        Ok(shifts)
    }
}

impl Loader<ShiftId> for MySignUpLoader {
    type Value = SignUp;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[ShiftId]) -> Result<HashMap<ShiftId, SignUp>, Self::Error> {
        let mine = self.store.sign_ups_for(&self.viewer, ids).await?;
        Ok(mine.into_iter().map(|sign_up| (sign_up.shift, sign_up)).collect())
    }
}

impl Loader<PageOf<ShiftId, RosterKey>> for ShiftLoader {
    type Value = Page<(RosterKey, SignUp)>;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[PageOf<ShiftId, RosterKey>]) -> Result<Rosters, Self::Error> {
        let mut found = HashMap::new();
        for (page, ids) in by_page(wanted) {
            let rosters = self.store.rosters(&self.viewer, &ids, &page).await?;
            found.extend(rosters.into_iter().map(|(of, roster)| (PageOf { of, page: page.clone() }, roster)));
        }
        Ok(found)
    }
}

type Rosters = HashMap<PageOf<ShiftId, RosterKey>, Page<(RosterKey, SignUp)>>;

/// Loads pages of the people in teams. Only asked of teams that show them to the viewer.
pub struct TeamLoader {
    /// Where from.
    pub store: Arc<dyn Store>,
    /// For whom.
    pub viewer: Viewer,
}

impl Loader<PageOf<TeamId, MemberId>> for TeamLoader {
    type Value = Page<Person>;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[PageOf<TeamId, MemberId>]) -> Result<Teams, Self::Error> {
        let mut found = HashMap::new();
        for (page, ids) in by_page(wanted) {
            let people = self.store.people_in_teams(&self.viewer, &ids, &page).await?;
            found.extend(people.into_iter().map(|(of, people)| (PageOf { of, page: page.clone() }, people)));
        }
        Ok(found)
    }
}

type Teams = HashMap<PageOf<TeamId, MemberId>, Page<Person>>;
