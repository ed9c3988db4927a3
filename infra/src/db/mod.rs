//! The store on SeaORM, for PostgreSQL and SQLite alike.
//!
//! Pages, joins and what decides a race are SQL texts that both databases understand: one statement each, prepared once
//! per connection, so that a reader sees exactly what the database does. All plain writes go through the entities.

mod activities;
mod attachments;
mod attendance;
mod audit;
mod blocks;
mod calendar;
mod certificates;
mod connect;
mod epochs;
mod erasure;
mod export;
mod feeds;
mod figures;
mod goods;
mod inbox;
mod jobs;
mod loss;
mod members;
mod messages;
mod migrations;
mod moderation;
mod notices;
mod once;
mod paging;
mod pairings;
mod party;
mod phones;
mod photos;
mod places;
mod points;
mod privacy;
mod proposals;
mod pushes;
mod queues;
mod reads;
mod record;
mod reseal;
mod roles;
mod roster;
mod row;
mod screens;
mod second_factor;
mod section;
mod sign_ups;
mod spreadsheets;
mod sql;
mod teams;
mod units;
mod wishes;
mod words;

/// The tables that are written row by row.
mod entities {
    pub(super) mod activity;
    pub(super) mod area;
    pub(super) mod audit_link;
    pub(super) mod block;
    pub(super) mod calendar_day;
    pub(super) mod claim;
    pub(super) mod consent;
    pub(super) mod contact_reveal;
    pub(super) mod content_case;
    pub(super) mod duty_point;
    pub(super) mod goods;
    pub(super) mod grant;
    pub(super) mod hours;
    pub(super) mod inbox_entry;
    pub(super) mod job;
    pub(super) mod member;
    pub(super) mod notice;
    pub(super) mod notice_read;
    pub(super) mod notice_version;
    pub(super) mod push;
    pub(super) mod redemption;
    pub(super) mod report_in;
    pub(super) mod request;
    pub(super) mod roster_entry;
    pub(super) mod roster_import;
    pub(super) mod screen;
    pub(super) mod second_factor;
    pub(super) mod second_factor_login;
    pub(super) mod session_epoch;
    pub(super) mod shift;
    pub(super) mod sign_up;
    pub(super) mod star_rule;
    pub(super) mod team;
    pub(super) mod team_member;
    pub(super) mod unit;
    pub(super) mod unwanted_topic;
    pub(super) mod wish;
}

use std::sync::Arc;

use async_trait::async_trait;
use domain::audit::entry::Entry;
use domain::failure::Outcome;
use domain::ids::MemberId;
use domain::store::{Store, Tx};
use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::Notify;

use crate::seal::Seal;
pub use connect::{Settings, connect, migrate};
pub use reseal::Resealed;

/// The database. Some connections read, others (on SQLite a single one) write.
pub struct Db {
    read: reads::Reads,
    write: DatabaseConnection,
    seal: Arc<Seal>,
    job_added: Arc<Notify>,
}

/// A transaction. Dropping it rolls back.
pub(crate) struct DbTx {
    tx: DatabaseTransaction,
    seal: Arc<Seal>,
    adds_jobs: bool,
    job_added: Arc<Notify>,
    /// Whose inboxes it changes.
    told: Vec<MemberId>,
}

#[async_trait]
impl Store for Db {
    async fn begin(&self) -> Outcome<Box<dyn Tx>> {
        // IMMEDIATE: a transaction that began by reading could not become a writer under SQLite once another wrote.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let tx = self.write.begin_with_options(options).await.map_err(sql::failure)?;
        let (seal, job_added) = (self.seal.clone(), self.job_added.clone());
        Ok(Box::new(DbTx { tx, seal, adds_jobs: false, job_added, told: Vec::new() }))
    }

    async fn ping(&self) -> Outcome<()> {
        sql::one(&self.read, "SELECT 1", Vec::new()).await.map(|_| ())
    }
}

#[async_trait]
impl Tx for DbTx {
    async fn commit(self: Box<Self>, entries: &[Entry]) -> Outcome<Vec<MemberId>> {
        // Last of all, so that no lock is held for longer than it takes.
        audit::add(&self.tx, &self.seal, entries).await?;
        self.tx.commit().await.map_err(sql::failure)?;
        if self.adds_jobs {
            self.job_added.notify_one();
        }
        Ok(self.told)
    }
}
