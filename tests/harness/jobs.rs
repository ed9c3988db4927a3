//! What is done later, done now.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Ports;
use domain::failure::{Failure, Outcome};
use domain::ids::{MemberId, SessionId};
use domain::jobs::job::{NewJob, Taken, Work};
use domain::jobs::run;
use domain::jobs::timed::{self, Timed};
use domain::members::session::Session;
use domain::ports::{Look, Sessions};
use domain::rates::Charge;
use domain::standing::Standing;

/// Does all timed work that is due by the clock of these ports, and says what it was; each of it must succeed.
pub(crate) async fn do_timed_work(ports: &Ports) -> Vec<Timed> {
    let mut done = Vec::new();
    while let Some(held) = timed::take(ports).await.expect("taken") {
        held.run(ports).await.unwrap_or_else(|failure| panic!("{:?}: {failure}", held.work));
        done.push(held.work);
        held.end(ports, true).await.expect("ended");
    }
    done
}

/// Does all jobs that are due by the clock of these ports, as a worker does, and gives those that failed.
pub(crate) async fn do_jobs(ports: &Ports) -> Vec<Taken> {
    let mut failed = Vec::new();
    loop {
        let jobs = run::take(ports, 4).await.expect("taken");
        if jobs.is_empty() {
            return failed;
        }
        for job in jobs {
            if let Err(failure) = run::run(ports, &job).await {
                run::put_back(ports, &job, &failure).await.expect("put back");
                failed.push(job);
            }
        }
    }
}

/// Adds as many jobs, each about somebody else who does not exist, and gives them.
pub(crate) async fn add_jobs(ports: &Ports, many: usize) -> Vec<NewJob> {
    let job = |_| ports.job(Work::EndLogins { member: ports.id(ports.now()) });
    let jobs: Vec<_> = (0..many).map(job).collect();
    let mut tx = ports.store.begin().await.expect("begun");
    tx.add_jobs(&jobs).await.expect("added");
    ports.commit_all(tx, []).await.expect("kept");
    jobs
}

/// A session store that always fails, in this way.
pub(crate) struct NoSessions(pub(crate) fn() -> Failure);

#[async_trait]
impl Sessions for NoSessions {
    async fn look_and_take(&self, _: MemberId, _: SessionId, _: &[Charge], _: DateTime<Utc>) -> Outcome<Look> {
        Err(self.0())
    }

    async fn swap(&self, _: MemberId, _: SessionId, _: Option<&Session>, _: Option<&Session>) -> Outcome<bool> {
        Err(self.0())
    }

    async fn all(&self, _: MemberId) -> Outcome<Vec<(SessionId, Session)>> {
        Err(self.0())
    }

    async fn end_all(&self, _: MemberId) -> Outcome<()> {
        Err(self.0())
    }

    async fn keep_standing(&self, _: &Standing) -> Outcome<()> {
        Err(self.0())
    }

    async fn forget_standing(&self, _: MemberId) -> Outcome<()> {
        Err(self.0())
    }

    async fn ping(&self) -> Outcome<()> {
        Err(self.0())
    }
}

/// Adds a job that fails and is set aside, where none is due, and gives its id.
pub(crate) async fn set_aside(ports: &Ports) -> String {
    add_jobs(ports, 1).await;
    let job = run::take(ports, 1).await.expect("taken").remove(0);
    run::put_back(ports, &job, &Failure::NotFound("memberId")).await.expect("put back");
    job.id.to_string()
}
