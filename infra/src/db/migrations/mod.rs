//! The schema of the database, step by step. Each step is one SQL text that both databases understand.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

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

/// From this step on, rows of these tables are only ever added: triggers forbid to change and to delete any. They are not
/// the same text on both databases.
struct OnlyAddedTo {
    name: &'static str,
    /// The table, and the columns that never change: ` OF …`, or nothing for all of them.
    tables: &'static [(&'static str, &'static str)],
}

/// All of an entry but its note, from which the name of a person who erased their account goes.
const BOOKED: &str = " OF id, community_id, member_id, number, debit, credit, points, balance_after, source, source_id, \
    rule_id, confirmer_id, booked_at";

impl MigrationName for OnlyAddedTo {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for OnlyAddedTo {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        for (table, columns) in self.tables {
            let sql = if postgres { on_postgres(table, columns) } else { on_sqlite(table, columns) };
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn on_postgres(table: &str, columns: &str) -> String {
    format!(
        "CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME; END $$; \
         CREATE TRIGGER {table}_only_added_to BEFORE UPDATE{columns} OR DELETE OR TRUNCATE ON {table} \
         FOR EACH STATEMENT EXECUTE FUNCTION only_added_to(); \
         ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_only_added_to;"
    )
}

fn on_sqlite(table: &str, columns: &str) -> String {
    let stop = format!("BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END");
    format!(
        "CREATE TRIGGER {table}_not_changed BEFORE UPDATE{columns} ON {table} {stop}; \
         CREATE TRIGGER {table}_not_deleted BEFORE DELETE ON {table} {stop};"
    )
}

/// On SQLite, `REPLACE` deletes without a trigger of deletes, unless a connection asks for it. From this step on, a row of
/// these tables that is there already is not put in again, either: each with what tells that it is.
struct NotReplaced {
    name: &'static str,
    tables: &'static [(&'static str, &'static str)],
}

impl MigrationName for NotReplaced {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for NotReplaced {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, same) in self.tables.iter().filter(|_| manager.get_database_backend() == DbBackend::Sqlite) {
            let sql = format!(
                "CREATE TRIGGER {table}_not_replaced BEFORE INSERT ON {table} \
                 WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) \
                 BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
            );
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

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
            Box::new(Step { name: "0009_audit", sql: include_str!("0009_audit.sql") }),
            Box::new(OnlyAddedTo {
                name: "0009_audit_only_added_to",
                tables: &[("audit_entries", ""), ("audit_chain", "")],
            }),
            Box::new(Step { name: "0010_sessions", sql: include_str!("0010_sessions.sql") }),
            Box::new(Step { name: "0011_privacy", sql: include_str!("0011_privacy.sql") }),
            Box::new(Step { name: "0012_moderation", sql: include_str!("0012_moderation.sql") }),
            Box::new(Step { name: "0013_second_factor", sql: include_str!("0013_second_factor.sql") }),
            Box::new(Step { name: "0014_pushes", sql: include_str!("0014_pushes.sql") }),
            Box::new(Step { name: "0015_lapsing_claims", sql: include_str!("0015_lapsing_claims.sql") }),
            Box::new(Step { name: "0016_proposals", sql: include_str!("0016_proposals.sql") }),
            Box::new(NotReplaced {
                name: "0018_audit_not_replaced",
                tables: &[
                    ("audit_entries", "id = NEW.id"),
                    ("audit_chain", "number = NEW.number OR entry_id = NEW.entry_id"),
                ],
            }),
            Box::new(OnlyAddedTo { name: "0019_ledger_only_added_to", tables: &[("entries", BOOKED)] }),
            Box::new(Step { name: "0020_phones", sql: include_str!("0020_phones.sql") }),
            Box::new(Step { name: "0021_pages", sql: include_str!("0021_pages.sql") }),
            Box::new(Step { name: "0022_calendar", sql: include_str!("0022_calendar.sql") }),
            Box::new(Step { name: "0023_jobs", sql: include_str!("0023_jobs.sql") }),
            Box::new(Step { name: "0024_inbox", sql: include_str!("0024_inbox.sql") }),
            Box::new(Step { name: "0025_messages", sql: include_str!("0025_messages.sql") }),
            Box::new(Step { name: "0026_media", sql: include_str!("0026_media.sql") }),
            Box::new(Step { name: "0027_spreadsheets", sql: include_str!("0027_spreadsheets.sql") }),
            Box::new(Step { name: "0028_certificates", sql: include_str!("0028_certificates.sql") }),
            Box::new(Step { name: "0029_traces", sql: include_str!("0029_traces.sql") }),
            Box::new(Step { name: "0030_pairings", sql: include_str!("0030_pairings.sql") }),
            Box::new(Step { name: "0031_screens", sql: include_str!("0031_screens.sql") }),
            Box::new(Step { name: "0032_lists", sql: include_str!("0032_lists.sql") }),
            Box::new(Step { name: "0033_quantity", sql: include_str!("0033_quantity.sql") }),
            Box::new(Step { name: "0034_activities_of_teams", sql: include_str!("0034_activities_of_teams.sql") }),
            Box::new(Step { name: "0035_duty_check_ins", sql: include_str!("0035_duty_check_ins.sql") }),
            Box::new(Step { name: "0036_past_rules", sql: include_str!("0036_past_rules.sql") }),
        ]
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectOptions, ConnectionTrait, Database, Statement};

    use super::*;

    #[tokio::test]
    async fn a_notice_from_before_is_the_first_version_of_itself() {
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.max_connections(1);
        let db = Database::connect(options).await.expect("connect");
        Migrations::up(&db, Some(1)).await.expect("the foundation");
        let before = "INSERT INTO areas (id, kind, name, path) VALUES ('a', 'city', '江城市', 'a/'); \
            INSERT INTO members (id, openid_digest, openid_sealed, shown_name, created_at) \
            VALUES ('m', '1', '1', '', '1'); \
            INSERT INTO notices (id, area_id, category, title, body, audience, pinned, author_id, published_at) \
            VALUES ('n', 'a', 'general', '停水', '周六', 1, true, 'm', '2026-11-23')";
        db.execute_unprepared(before).await.expect("a notice");
        Migrations::up(&db, None).await.expect("the rest");
        let after = "SELECT n.version || v.version || v.title || v.body || v.audience || v.author_id || v.written_at \
            FROM notices n JOIN notice_versions v ON v.notice_id = n.id \
            WHERE n.edited_at IS NULL AND n.withdrawn_at IS NULL";
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), after)).await.expect("an answer");
        let text: String = row.expect("a version").try_get_by_index(0).expect("a text");
        assert_eq!(text, "11停水周六1m2026-11-23");
    }
}
