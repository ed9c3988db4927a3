//! Looking at goods, redemptions and the balance sheet.

use crate::access::{Scope, Viewer};
use crate::failure::{Failure, Outcome};
use crate::ids::{GoodsId, RedemptionId};
use crate::page::{Page, PageRequest};
use crate::points::goods::Goods;
use crate::points::redemption::{PickUpCode, Redemption};
use crate::points::sheet::BalanceSheet;
use crate::ports::Ports;

/// The redemption that `field` names, if the viewer may see it.
pub async fn find_redemption(ports: &Ports, by: &Viewer, field: &'static str, id: RedemptionId) -> Outcome<Redemption> {
    ports.store.redemption(by, id).await?.ok_or(Failure::NotFound(field))
}

/// The goods that `field` names, if the viewer may see them.
pub async fn find_goods(ports: &Ports, by: &Viewer, field: &'static str, id: GoodsId) -> Outcome<Goods> {
    ports.store.goods(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}

/// What is on hold under this code in the community. For staff who administer it.
pub async fn redemption_by_code(ports: &Ports, by: &Viewer, scope: &Scope, code: &PickUpCode) -> Outcome<Redemption> {
    by.must_administer(scope.path())?;
    ports.store.redemption_by_code(scope, code).await?.ok_or(Failure::NotFound("code"))
}

/// What waits in a community to be fetched, oldest first. For staff who administer it.
pub async fn redemptions_waiting(
    ports: &Ports,
    by: &Viewer,
    scope: &Scope,
    page: &PageRequest<RedemptionId>,
) -> Outcome<Page<Redemption>> {
    by.must_administer(scope.path())?;
    ports.store.redemptions_waiting(scope, page).await
}

/// The balance sheet of a community's bank, in one look. For all who may read the community's records.
pub async fn balance_sheet(ports: &Ports, scope: &Scope) -> Outcome<BalanceSheet> {
    ports.store.balance_sheet(scope).await
}
