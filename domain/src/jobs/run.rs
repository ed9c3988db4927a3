//! Doing jobs: each once, although one whose worker dies is begun again.

use chrono::Duration;

use crate::audit::entry::Deed;
use crate::failure::{Failure, Outcome};
use crate::jobs::job::{Next, Taken, Work};
use crate::jobs::repo::LEASE;
use crate::media::check::{ask, asked};
use crate::media::clean::{drop_attachment_file, drop_files};
use crate::media::{CHECK, DROP_FILES};
use crate::members::END_LOGINS;
use crate::members::logout::end_logins;
use crate::notices::tell::{tell_readers, tell_readers_in};
use crate::once::says_no;
use crate::ports::Ports;
use crate::proposals::tell::tell_deciders;
use crate::spreadsheets::DROP;
use crate::spreadsheets::clean::drop_file;
use crate::spreadsheets::make::make;
use crate::store::Tx;

/// So often a job is tried before it is set aside: over four hours.
const TRIES: i32 = 12;

/// The pause after the first failure. It doubles with each.
const PAUSE: Duration = Duration::seconds(10);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::hours(1);

/// Takes jobs that are due and that nobody has, the longest due first; a number of them at most.
pub async fn take(ports: &Ports, most: u32) -> Outcome<Vec<Taken>> {
    let now = ports.now();
    ports.store.take_jobs(ports.id::<Taken>(now).uuid(), now, now + LEASE, most).await
}

/// Tells that a job is still being done: to be called several times a lease.
pub async fn renew(ports: &Ports, job: &Taken) -> Outcome<bool> {
    ports.store.renew_job(job, ports.now() + LEASE).await
}

/// Does a job. That it is done is kept in one transaction with its effect, where that is in the database; what it does
/// elsewhere must do no harm when it is done twice.
pub async fn run(ports: &Ports, job: &Taken) -> Outcome<()> {
    if job.tries > TRIES {
        return Err(Failure::Broken("its workers died".into()));
    }
    match job.work.as_ref().ok_or_else(|| Failure::Broken("this release does not know such work".into()))? {
        Work::EndLogins { member } => {
            end_logins(ports, *member).await?;
            let deed = Deed::of_the_program(END_LOGINS).on(*member);
            finish(ports, ports.store.begin().await?, job, Some(deed)).await
        }
        Work::TellReaders { notice } => finish(ports, tell_readers(ports, *notice).await?, job, None).await,
        Work::TellReadersIn { notice, community, after } => {
            finish(ports, tell_readers_in(ports, *notice, *community, *after).await?, job, None).await
        }
        Work::TellDeciders { proposal } => finish(ports, tell_deciders(ports, *proposal).await?, job, None).await,
        Work::CheckPhoto { photo } => {
            let came = ask(ports, *photo).await?;
            let mut tx = ports.store.begin().await?;
            asked(ports, &mut *tx, *photo, &came).await?;
            finish(ports, tx, job, Some(Deed::of_the_program(CHECK).on(*photo))).await
        }
        Work::DropAttachment { attachment } => {
            drop_attachment_file(ports, *attachment).await?;
            finish(ports, ports.store.begin().await?, job, Some(Deed::of_the_program(DROP_FILES).on(*attachment))).await
        }
        Work::MakeSpreadsheet { spreadsheet } => finish(ports, make(ports, *spreadsheet).await?, job, None).await,
        Work::DropSpreadsheet { spreadsheet } => {
            drop_file(ports, *spreadsheet).await?;
            finish(ports, ports.store.begin().await?, job, Some(Deed::of_the_program(DROP).on(*spreadsheet))).await
        }
        Work::DropFiles { photo } => {
            drop_files(ports, *photo).await?;
            finish(ports, ports.store.begin().await?, job, Some(Deed::of_the_program(DROP_FILES).on(*photo))).await
        }
    }
}

/// Keeps the effect of a job, and with it that the job is done; and tells the audit log, unless it only follows from what
/// is written there. If it is in other hands by now, nothing is kept: then
/// that worker does it, or has done it.
async fn finish(ports: &Ports, mut tx: Box<dyn Tx>, job: &Taken, deed: Option<Deed>) -> Outcome<()> {
    if tx.finish_job(job).await? { ports.commit_all(tx, deed).await } else { Ok(()) }
}

/// Puts a job back that failed, to be tried again after a pause; or sets it aside, if it failed too often or can never
/// work. Says which, unless it is in other hands by now.
pub async fn put_back(ports: &Ports, job: &Taken, why: &Failure) -> Outcome<Option<Next>> {
    let now = ports.now();
    let never = says_no(why) || job.tries >= TRIES;
    let next = if never { Next::SetAside(now) } else { Next::TryAt(now + pause(ports, job)) };
    Ok(ports.store.put_job_back(job, next, &told(why)).await?.then_some(next))
}

/// The pause before the next try, up to a quarter shorter by chance: what failed together does not come back together.
fn pause(ports: &Ports, job: &Taken) -> Duration {
    let doubled = u32::try_from(job.tries - 1).ok().and_then(|doublings| 2i32.checked_pow(doublings));
    let longest = doubled.and_then(|times| PAUSE.checked_mul(times)).map_or(LONGEST_PAUSE, |it| it.min(LONGEST_PAUSE));
    let chance = i32::from(ports.chance.bytes()[0]);
    longest - longest / 4 / 256 * chance
}

/// What may be kept of a failure: nothing that came from outside, because it could hold names or secrets. The log tells
/// more.
fn told(failure: &Failure) -> String {
    match failure {
        Failure::Invalid(invalid) => format!("{}: invalid", invalid.field),
        Failure::Unavailable(_) => "something that it needs did not answer".into(),
        Failure::Broken(_) => "a fault of the program, of which the log tells".into(),
        told => told.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_from_outside_is_not_kept() {
        let secret = || "duplicate key (phone)=(13800001234)".into();
        for failure in [Failure::Unavailable(secret()), Failure::Broken(secret())] {
            assert!(failure.to_string().contains("138") && !told(&failure).contains("138"), "{failure}");
        }
        assert_eq!(told(&Failure::NotFound("memberId")), "memberId: not found");
    }
}
