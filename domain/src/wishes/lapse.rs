//! Claims that passed their deadline: their wishes are open again.

use crate::audit::entry::Deed;
use crate::failure::Outcome;
use crate::inbox::news::News;
use crate::ports::Ports;
use crate::wishes::LAPSE_CLAIMS;

/// Writes down which claims are past their deadline. They count as given back in any case; this brings their wishes
/// back to the feed. Safe to run from several processes at once.
pub async fn lapse(ports: &Ports) -> Outcome<u64> {
    let mut tx = ports.store.begin().await?;
    let lapsed = tx.lapse_claims(ports.now()).await?;
    if !lapsed.is_empty() {
        let told = lapsed.iter().flat_map(|ended| {
            let to_both = [(ended.author, News::WishLapsed), (ended.claimer, News::ClaimLapsed)];
            to_both.map(|(member, news)| ports.told(member, news).about(ended.wish))
        });
        tx.tell(&told.collect::<Vec<_>>()).await?;
        ports.commit(tx, Deed::of_the_program(LAPSE_CLAIMS)).await?;
    }
    Ok(lapsed.len() as u64)
}
