//! The store on SeaORM, for PostgreSQL and SQLite alike.
//!
//! Pages, joins and what decides a race are SQL texts that both databases understand: one statement each, prepared once
//! per connection, so that a reader sees exactly what the database does. All plain writes go through the entities.

mod activities;
mod attendance;
mod audit;
mod blocks;
mod connect;
mod entities;
mod epochs;
mod erasure;
mod export;
mod goods;
mod loss;
mod members;
mod migrations;
mod moderation;
mod notices;
mod once;
mod paging;
mod party;
mod phones;
mod places;
mod points;
mod privacy;
mod proposals;
mod pushes;
mod reads;
mod record;
mod reseal;
mod roles;
mod roster;
mod row;
mod second_factor;
mod section;
mod sign_ups;
mod sql;
mod teams;
mod units;
mod wishes;
mod words;

use std::sync::Arc;

use async_trait::async_trait;
use domain::audit::entry::Entry;
use domain::failure::Outcome;
use domain::store::{Store, Tx};
use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::seal::Seal;
pub use connect::{Settings, connect, migrate};
pub use reseal::Resealed;

/// The database. Some connections read, others (on SQLite a single one) write.
pub struct Db {
    read: reads::Reads,
    write: DatabaseConnection,
    seal: Arc<Seal>,
}

/// A transaction. Dropping it rolls back.
pub(crate) struct DbTx {
    tx: DatabaseTransaction,
    seal: Arc<Seal>,
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
        Ok(Box::new(DbTx { tx, seal: self.seal.clone() }))
    }

    async fn ping(&self) -> Outcome<()> {
        sql::one(&self.read, "SELECT 1", Vec::new()).await.map(|_| ())
    }
}

#[async_trait]
impl Tx for DbTx {
    async fn commit(self: Box<Self>, entries: &[Entry]) -> Outcome<()> {
        // Last of all, so that no lock is held for longer than it takes.
        audit::add(&self.tx, &self.seal, entries).await?;
        self.tx.commit().await.map_err(sql::failure)
    }
}
