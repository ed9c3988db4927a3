//! Shifts and the viewer's own sign-ups, one statement each for all that a request needs at once, filtered by what the
//! viewer may see.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::access::Viewer;
use domain::failure::Failure;
use domain::ids::{ActivityId, ShiftId};
use domain::store::Store;
use domain::volunteering::shift::{Shift, SignUp};

/// Loads shifts by their own id, or by that of their activity.
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
