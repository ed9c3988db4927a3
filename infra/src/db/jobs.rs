//! What is done later: table `timed_work`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::jobs::repo::TimedReader;
use uuid::Uuid;

use super::Db;
use super::row::{read_all, values};
use super::sql::{all, run};

const AT_REST: &str = "SELECT name FROM timed_work WHERE next_at > $1 OR lease_until > $1";
const TAKE_TIMED: &str = "INSERT INTO timed_work (name, next_at, lease_until, holder) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (name) DO UPDATE SET lease_until = excluded.lease_until, holder = excluded.holder \
    WHERE timed_work.next_at <= $2 AND (timed_work.lease_until IS NULL OR timed_work.lease_until <= $2)";
const RENEW_TIMED: &str = "UPDATE timed_work SET lease_until = $3 WHERE name = $1 AND holder = $2";
const END_TIMED: &str =
    "UPDATE timed_work SET next_at = $3, lease_until = NULL, holder = NULL WHERE name = $1 AND holder = $2";

#[async_trait]
impl TimedReader for Db {
    async fn timed_work_at_rest(&self, now: DateTime<Utc>) -> Outcome<Vec<String>> {
        read_all(&all(&self.read, AT_REST, values![now]).await?, |row| row.read())
    }

    async fn take_timed_work(
        &self,
        name: &str,
        holder: Uuid,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
    ) -> Outcome<bool> {
        Ok(run(&self.write, TAKE_TIMED, values![name, now, lease_until, holder]).await? == 1)
    }

    async fn renew_timed_work(&self, name: &str, holder: Uuid, lease_until: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.write, RENEW_TIMED, values![name, holder, lease_until]).await? == 1)
    }

    async fn end_timed_work(&self, name: &str, holder: Uuid, next: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.write, END_TIMED, values![name, holder, next]).await? == 1)
    }
}
