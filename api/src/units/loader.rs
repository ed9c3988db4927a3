//! Units by id and what belongs to them, one statement for all that a request needs at once. Units are public to all
//! who are logged in; the rest is only asked of units that the viewer answers for.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::{MemberId, UnitId};
use domain::members::member::Person;
use domain::page::Page;
use domain::units::unit::Unit;

use crate::graphql::batch::{Batch, PageOf, by_page};

/// How many lines the roster of a unit has; nothing if there are none.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RosterOf(pub UnitId);

impl Loader<UnitId> for Batch {
    type Value = Unit;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[UnitId]) -> Result<HashMap<UnitId, Unit>, Self::Error> {
        Ok(self.ports.store.units(ids).await?.into_iter().map(|unit| (unit.id, unit)).collect())
    }
}

impl Loader<RosterOf> for Batch {
    type Value = i64;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[RosterOf]) -> Result<HashMap<RosterOf, i64>, Self::Error> {
        let ids: Vec<_> = wanted.iter().map(|roster| roster.0).collect();
        Ok(self.ports.store.roster_sizes(&ids).await?.into_iter().map(|(unit, size)| (RosterOf(unit), size)).collect())
    }
}

impl Loader<PageOf<UnitId, MemberId>> for Batch {
    type Value = Page<Person>;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[PageOf<UnitId, MemberId>]) -> Result<Pending, Self::Error> {
        let mut found = HashMap::new();
        for (page, ids) in by_page(wanted) {
            let pending = self.ports.store.party_pending(&ids, &page).await?;
            found.extend(pending.into_iter().map(|(of, people)| (PageOf { of, page: page.clone() }, people)));
        }
        Ok(found)
    }
}

type Pending = HashMap<PageOf<UnitId, MemberId>, Page<Person>>;
