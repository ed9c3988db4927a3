//! The platform's check of a photo, before anybody else sees it. It is asked by a job and answers by a push; staff look
//! at what it does not answer in time.

use crate::audit::entry::Deed;
use crate::failure::{Failure, Outcome};
use crate::ids::PhotoId;
use crate::inbox::news::News;
use crate::media::CHECK;
use crate::media::address::Size;
use crate::media::photo::{CHECKED_WITHIN, PhotoState};
use crate::media::repo::{CheckOf, Checked};
use crate::moderation::case::{NewCase, Target};
use crate::moderation::verdict::TextCheck;
use crate::ports::Ports;
use crate::pushes::event::{Advice, MediaCheck};
use crate::store::Tx;

/// So many checks are brought to their end at a time.
const AT_ONCE: i64 = 100;

/// What came of asking the platform.
#[derive(Debug)]
pub enum Asked {
    /// It will tell, and name the photo by this.
    Trace(String),
    /// It never will.
    Never,
    /// There is nothing to ask any more.
    NotNeeded,
}

/// Asks the platform about a photo. To be tried again if it does not answer.
pub async fn ask(ports: &Ports, photo: PhotoId) -> Outcome<Asked> {
    let Some((author, shown_by)) = ports.store.photo_to_check(photo).await? else { return Ok(Asked::NotNeeded) };
    let address = ports.addresses.of(photo, Size::Check, ports.now());
    match ports.wechat.check_picture(&author, shown_by.scene(), &address).await {
        Ok(trace) => Ok(Asked::Trace(trace)),
        Err(failure @ (Failure::Unavailable(_) | Failure::TooOften(_))) => Err(failure),
        Err(_) => Ok(Asked::Never),
    }
}

/// Writes down what came of asking.
pub async fn asked(ports: &Ports, tx: &mut dyn Tx, photo: PhotoId, asked: &Asked) -> Outcome<()> {
    match asked {
        Asked::Trace(trace) => tx.trace_photo(photo, trace).await,
        Asked::Never => hold(ports, tx, CheckOf::Photo(photo), TextCheck::Unchecked).await.map(|_| ()),
        Asked::NotNeeded => Ok(()),
    }
}

/// Shows a photo or hides it for good, as the platform says; or puts it before staff. Idempotent.
pub async fn tell(ports: &Ports, told: &MediaCheck) -> Outcome<bool> {
    let (mut tx, of) = (ports.store.begin().await?, CheckOf::Trace(&told.trace));
    let checked = match &told.found {
        Ok(found) if found.advice == Advice::Pass => tx.end_photo_check(of, PhotoState::Shown).await?,
        Ok(found) if found.advice == Advice::Risky => tx.end_photo_check(of, PhotoState::Failed).await?,
        Ok(_) => hold(ports, &mut *tx, of, TextCheck::Review).await?,
        Err(_) => hold(ports, &mut *tx, of, TextCheck::Unchecked).await?,
    };
    let Some(checked) = checked else { return Ok(false) };
    if matches!(&told.found, Ok(found) if found.advice == Advice::Risky) {
        tx.tell(&[ports.told(checked.uploader, News::PhotoRefused).about(checked.photo)]).await?;
    }
    ports.commit(tx, Deed::of_the_program(CHECK).on(checked.photo)).await?;
    Ok(true)
}

/// Brings checks to their end: those of which the platform told before it was known which photo it meant, and those of
/// which it has not told in time. Says how many.
pub async fn finish_checks(ports: &Ports) -> Outcome<u64> {
    let mut ended = 0;
    for trace in ports.store.photo_checks_told(AT_ONCE).await? {
        if let Some(told) = ports.store.media_check(&trace).await? {
            ended += u64::from(tell(ports, &told).await?);
        }
    }
    for photo in ports.store.photo_checks_late(ports.now() - CHECKED_WITHIN, AT_ONCE).await? {
        let mut tx = ports.store.begin().await?;
        if hold(ports, &mut *tx, CheckOf::Photo(photo), TextCheck::Unchecked).await?.is_some() {
            ports.commit(tx, Deed::of_the_program(CHECK).on(photo)).await?;
            ended += 1;
        }
    }
    Ok(ended)
}

/// Puts a photo before staff, if it is being checked.
async fn hold(ports: &Ports, tx: &mut dyn Tx, of: CheckOf<'_>, check: TextCheck) -> Outcome<Option<Checked>> {
    let Some(checked) = tx.end_photo_check(of, PhotoState::Held).await? else { return Ok(None) };
    let now = ports.now();
    let Checked { photo, uploader: author, area: community } = checked;
    let case =
        NewCase { id: ports.id(now), community, target: Target::Photo(photo), author, check: Some(check), at: now };
    tx.open_case(&case).await?;
    Ok(Some(checked))
}
