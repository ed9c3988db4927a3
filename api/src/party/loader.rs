//! Who came to duty points: one statement for all that a request needs at once, filtered by what the viewer may see.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::{DutyCheckInId, DutyPointId};
use domain::page::Page;
use domain::party::duty_point::DutyCheckIn;

use crate::graphql::batch::{Batch, PageOf, by_page};

impl Loader<PageOf<DutyPointId, DutyCheckInId>> for Batch {
    type Value = Page<DutyCheckIn>;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[PageOf<DutyPointId, DutyCheckInId>]) -> Result<Came, Self::Error> {
        let mut found = HashMap::new();
        for (page, points) in by_page(wanted) {
            let came = self.ports.store.duty_check_ins_at(self.viewer()?, &points, &page).await?;
            found.extend(came.into_iter().map(|(of, came)| (PageOf { of, page: page.clone() }, came)));
        }
        Ok(found)
    }
}

type Came = HashMap<PageOf<DutyPointId, DutyCheckInId>, Page<DutyCheckIn>>;
