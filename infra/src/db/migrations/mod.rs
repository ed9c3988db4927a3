//! The schema of the database, step by step. Each step is one SQL text that both databases understand.

use sea_orm_migration::prelude::*;

struct Step {
    name: &'static str,
    sql: &'static str,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.sql).await.map(|_| ())
    }

    // On SQLite, too, a step happens whole or not at all.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// All steps, in order.
pub(super) struct Migrations;

impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Step { name: "0001_foundation", sql: include_str!("0001_foundation.sql") }),
            Box::new(Step { name: "0002_wishes", sql: include_str!("0002_wishes.sql") }),
            Box::new(Step { name: "0003_volunteering", sql: include_str!("0003_volunteering.sql") }),
            Box::new(Step { name: "0004_attendance", sql: include_str!("0004_attendance.sql") }),
            Box::new(Step { name: "0005_party", sql: include_str!("0005_party.sql") }),
            Box::new(Step { name: "0006_points", sql: include_str!("0006_points.sql") }),
            Box::new(Step { name: "0007_notices", sql: include_str!("0007_notices.sql") }),
            Box::new(Step { name: "0008_records", sql: include_str!("0008_records.sql") }),
        ]
    }
}
