//! Telling those whom a notice addresses: one job for the notice, and from it one for each community that it reaches.

use crate::failure::Outcome;
use crate::ids::{AreaId, MemberId, NoticeId};
use crate::inbox::news::News;
use crate::jobs::job::Work;
use crate::ports::Ports;
use crate::store::Tx;

/// So many are told in one transaction, which is soon over.
const AT_ONCE: usize = 2_000;

/// Tells the staff whom it addresses, and writes a job for each community that it reaches.
pub(crate) async fn tell_readers(ports: &Ports, notice: NoticeId) -> Outcome<Box<dyn Tx>> {
    let staff = ports.store.staff_addressed(notice).await?;
    let communities = ports.store.communities_reached(notice).await?;
    let work = communities.into_iter().map(|community| Work::TellReadersIn { notice, community, after: None });
    let jobs: Vec<_> = work.map(|work| ports.job(work)).collect();
    let mut tx = ports.store.begin().await?;
    tell(ports, &mut *tx, notice, &staff).await?;
    tx.add_jobs(&jobs).await?;
    Ok(tx)
}

/// Tells some of those who live in a community, and writes a job for the rest of them.
pub(crate) async fn tell_readers_in(
    ports: &Ports,
    notice: NoticeId,
    community: AreaId,
    after: Option<MemberId>,
) -> Outcome<Box<dyn Tx>> {
    let readers = ports.store.readers_addressed(notice, community, after, AT_ONCE).await?;
    let mut tx = ports.store.begin().await?;
    tell(ports, &mut *tx, notice, &readers).await?;
    if readers.len() == AT_ONCE {
        let after = readers.last().copied();
        tx.add_jobs(&[ports.job(Work::TellReadersIn { notice, community, after })]).await?;
    }
    Ok(tx)
}

async fn tell(ports: &Ports, tx: &mut dyn Tx, notice: NoticeId, readers: &[MemberId]) -> Outcome<()> {
    let told = readers.iter().map(|reader| ports.told(*reader, News::NoticePublished).about(notice));
    tx.tell(&told.collect::<Vec<_>>()).await
}
