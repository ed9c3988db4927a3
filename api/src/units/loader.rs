//! Units by id, one statement for all that a request needs at once. Units are public to all who are logged in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::UnitId;
use domain::store::Store;
use domain::units::unit::Unit;

/// Loads units.
pub struct UnitLoader(pub Arc<dyn Store>);

impl Loader<UnitId> for UnitLoader {
    type Value = Unit;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[UnitId]) -> Result<HashMap<UnitId, Unit>, Self::Error> {
        Ok(self.0.units(ids).await?.into_iter().map(|unit| (unit.id, unit)).collect())
    }
}
