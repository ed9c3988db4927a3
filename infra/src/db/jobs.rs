//! What is done later: tables `jobs` and `timed_work`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::JobId;
use domain::jobs::job::{NewJob, Next, Queue, SetAside, Taken, Work};
use domain::jobs::repo::{JobReader, JobRepo, TimedReader};
use domain::page::{Page, PageRequest};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::entities::job;
use super::paging::{Paged, limit, moment_from, page_of};
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, failure, held_if_free, one, run};
use super::{Db, DbTx};

/// So many rows are added by one statement: SQLite takes 32,766 values.
const AT_ONCE: usize = 1_000;

/// Walks the index of what is due and stops. MATERIALIZED, because a plan that asked the inner statement again for each
/// row would take more than were asked for.
const TAKE: &str = "WITH due AS MATERIALIZED (SELECT id FROM jobs WHERE set_aside_at IS NULL AND due_at <= $1 \
    AND (lease_until IS NULL OR lease_until <= $1) ORDER BY due_at, id LIMIT $2{held}) \
    UPDATE jobs SET holder = $3, lease_until = $4, tries = tries + 1 WHERE id IN (SELECT id FROM due) \
    RETURNING id, kind, payload, tries, trace";
const RENEW: &str = "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND holder = $2";
const FINISH: &str = "DELETE FROM jobs WHERE id = $1 AND holder = $2";
const PUT_BACK: &str = "UPDATE jobs SET due_at = $3, last_fault = $4, holder = NULL, lease_until = NULL \
    WHERE id = $1 AND holder = $2";
const SET_ASIDE: &str = "UPDATE jobs SET set_aside_at = $3, last_fault = $4, holder = NULL, lease_until = NULL \
    WHERE id = $1 AND holder = $2";
const RETRY: &str = "UPDATE jobs SET set_aside_at = NULL, due_at = $1, tries = 0 \
    WHERE set_aside_at IS NOT NULL AND ($2 OR id = $3)";
const QUEUE: &str = "SELECT (SELECT COUNT(*) FROM jobs WHERE set_aside_at IS NULL), \
    (SELECT MIN(due_at) FROM jobs WHERE set_aside_at IS NULL), \
    (SELECT COUNT(*) FROM jobs WHERE set_aside_at IS NOT NULL)";
const ONE_ASIDE: &str = "SELECT id, kind, made_at, set_aside_at, tries, last_fault FROM jobs \
    WHERE set_aside_at IS NOT NULL AND id = $1";
static ASIDE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "SELECT id, kind, made_at, set_aside_at, tries, last_fault FROM jobs WHERE set_aside_at IS NOT NULL \
         AND (set_aside_at, id) {after} ($1, $2) ORDER BY set_aside_at {asc}, id {asc} LIMIT $3",
    )
});

const AT_REST: &str = "SELECT name FROM timed_work WHERE next_at > $1 OR lease_until > $1";
const TAKE_TIMED: &str = "INSERT INTO timed_work (name, next_at, lease_until, holder) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (name) DO UPDATE SET lease_until = excluded.lease_until, holder = excluded.holder \
    WHERE timed_work.next_at <= $2 AND (timed_work.lease_until IS NULL OR timed_work.lease_until <= $2)";
const RENEW_TIMED: &str = "UPDATE timed_work SET lease_until = $3 WHERE name = $1 AND holder = $2";
const END_TIMED: &str =
    "UPDATE timed_work SET next_at = $3, lease_until = NULL, holder = NULL WHERE name = $1 AND holder = $2";

/// The kind of some work, and what it needs to know.
fn parts(work: &Work) -> Outcome<(String, String)> {
    let text = serde_json::to_value(work).map_err(|_| corrupt("work"))?;
    let kind = text["kind"].as_str().ok_or_else(|| corrupt("work"))?;
    Ok((kind.to_owned(), text["payload"].to_string()))
}

/// The work of these parts, if this release knows such work.
fn work(kind: &str, payload: &str) -> Option<Work> {
    let payload: Value = serde_json::from_str(payload).ok()?;
    serde_json::from_value(json!({ "kind": kind, "payload": payload })).ok()
}

fn read_set_aside(row: &mut Row<'_>) -> Outcome<SetAside> {
    Ok(SetAside {
        id: row.id()?,
        kind: row.read()?,
        made: row.read()?,
        at: row.read()?,
        tries: row.read()?,
        fault: row.read()?,
    })
}

#[async_trait]
impl JobRepo for DbTx {
    async fn add_jobs(&mut self, jobs: &[NewJob]) -> Outcome<()> {
        for some in jobs.chunks(AT_ONCE) {
            let rows = some.iter().map(|new| {
                let (kind, payload) = parts(&new.work)?;
                Ok(job::ActiveModel {
                    id: Set(new.id.uuid()),
                    kind: Set(kind),
                    payload: Set(payload),
                    made_at: Set(new.made),
                    due_at: Set(new.due),
                    trace: Set(new.trace.clone()),
                    ..Default::default()
                })
            });
            let rows = rows.collect::<Outcome<Vec<_>>>()?;
            job::Entity::insert_many(rows).exec_without_returning(&self.tx).await.map_err(failure)?;
            self.adds_jobs = true;
        }
        Ok(())
    }

    async fn finish_job(&mut self, job: &Taken) -> Outcome<bool> {
        Ok(run(&self.tx, FINISH, values![job.id, job.holder]).await? == 1)
    }

    async fn retry_jobs(&mut self, job: Option<JobId>, now: DateTime<Utc>) -> Outcome<u64> {
        run(&self.tx, RETRY, values![now, job.is_none(), job]).await
    }
}

#[async_trait]
impl JobReader for Db {
    async fn take_jobs(
        &self,
        holder: Uuid,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
        most: u32,
    ) -> Outcome<Vec<Taken>> {
        let sql = TAKE.replace("{held}", held_if_free(&self.write));
        let rows = all(&self.write, &sql, values![now, i64::from(most), holder, lease_until]).await?;
        read_all(&rows, |row| {
            let (id, kind, payload): (_, String, String) = (row.id()?, row.read()?, row.read()?);
            Ok(Taken { id, work: work(&kind, &payload), tries: row.read()?, holder, trace: row.read()? })
        })
    }

    async fn renew_job(&self, job: &Taken, lease_until: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.write, RENEW, values![job.id, job.holder, lease_until]).await? == 1)
    }

    async fn put_job_back(&self, job: &Taken, next: Next, fault: &str) -> Outcome<bool> {
        let (sql, at) = match next {
            Next::TryAt(at) => (PUT_BACK, at),
            Next::SetAside(at) => (SET_ASIDE, at),
        };
        Ok(run(&self.write, sql, values![job.id, job.holder, at, fault]).await? == 1)
    }

    async fn job_queue(&self) -> Outcome<Queue> {
        let row = one(&self.read, QUEUE, vec![]).await?.ok_or_else(|| corrupt("count"))?;
        let mut row = Row::of(&row);
        Ok(Queue { waiting: row.read()?, first_due: row.read()?, set_aside: row.read()? })
    }

    async fn jobs_set_aside(&self, page: &PageRequest<(DateTime<Utc>, JobId)>) -> Outcome<Page<SetAside>> {
        let (at, id) = moment_from(page);
        page_of(self, &ASIDE, values![at, id, limit(page)], page, read_set_aside).await
    }

    async fn job_set_aside(&self, job: JobId) -> Outcome<Option<SetAside>> {
        let row = one(&self.read, ONE_ASIDE, values![job]).await?;
        row.map(|row| read_set_aside(&mut Row::of(&row))).transpose()
    }

    async fn job_added(&self) {
        self.job_added.notified().await;
    }
}

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
