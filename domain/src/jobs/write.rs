//! Writing a job.

use chrono::{DateTime, Utc};

use crate::jobs::job::{NewJob, Work};
use crate::ports::Ports;

impl Ports {
    /// A job that is due at once. It is written by [`crate::jobs::repo::JobRepo::add_jobs`], in the transaction of its
    /// cause: so there is one exactly when there is the other.
    pub fn job(&self, work: Work) -> NewJob {
        self.job_at(work, self.now())
    }

    /// The same, due at a time.
    pub fn job_at(&self, work: Work, due: DateTime<Utc>) -> NewJob {
        let now = self.now();
        NewJob { id: self.id(now), work, made: now, due, trace: (self.trace)() }
    }
}
