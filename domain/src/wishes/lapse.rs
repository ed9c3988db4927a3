//! Claims that passed their deadline: their wishes are open again.

use crate::audit::entry::Deed;
use crate::failure::Outcome;
use crate::ports::Ports;
use crate::wishes::LAPSE_CLAIMS;

/// Writes down which claims are past their deadline. They count as given back in any case; this brings their wishes
/// back to the feed. Safe to run from several processes at once.
pub async fn lapse(ports: &Ports) -> Outcome<u64> {
    let mut tx = ports.store.begin().await?;
    let lapsed = tx.lapse_claims(ports.now()).await?;
    if lapsed > 0 {
        ports.commit(tx, Deed::of_the_program(LAPSE_CLAIMS)).await?;
    }
    Ok(lapsed)
}
