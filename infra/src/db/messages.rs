//! What is sent through the platform: tables `message_agreements` and `unwanted_topics`, and the columns of
//! `inbox_entries` that say when.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::MemberId;
use domain::inbox::news::Topic;
use domain::members::open_id::OpenId;
use domain::messages::message::{Attempt, Due};
use domain::messages::repo::{AGREED_AT_MOST, MessageReader, MessageRepo, MessagesLeft};
use domain::pushes::event::News;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, Value};

use super::entities::unwanted_topic;
use super::inbox::{HAS_LEFT, NEWS, TOPIC};
use super::row::{Row, read_all, values};
use super::section::Shown::{Number, Text};
use super::section::Source;
use super::sql::{all, delete, failure, of_rows, one, run};
use super::words::word;
use super::{Db, DbTx};

const REPORTED: &str = "INSERT INTO message_agreements (member_id, template_id, reported, pushed, spent) \
    VALUES ($1, $2, 1, 0, 0) ON CONFLICT (member_id, template_id) DO UPDATE \
    SET reported = message_agreements.reported + 1 WHERE message_agreements.reported - message_agreements.spent < $3";
const PUSHED: &str = "INSERT INTO message_agreements (member_id, template_id, reported, pushed, spent) \
    SELECT id, $2, 0, 1, 0 FROM members WHERE openid_digest = $1 AND id IS NOT NULL \
    ON CONFLICT (member_id, template_id) DO UPDATE \
    SET pushed = message_agreements.pushed + 1 WHERE message_agreements.pushed - message_agreements.spent < $3";
const NONE_LEFT: &str = "UPDATE message_agreements SET reported = 0, pushed = 0, spent = 0 WHERE template_id = $2 AND";
const NOT_ARRIVED: &str = "UPDATE message_agreements SET spent = spent - 1 WHERE template_id = $2 AND spent > 0 AND";
const OF_MEMBER: &str = "member_id = $1";
const OF_USER: &str = "member_id = (SELECT id FROM members WHERE openid_digest = $1)";
const SPEND: &str =
    "UPDATE message_agreements AS c SET spent = spent + 1 WHERE member_id = $1 AND template_id = $2 AND";
const LEFT: &str = "SELECT template_id, CASE WHEN reported > pushed THEN reported ELSE pushed END - spent \
    FROM message_agreements WHERE member_id = $1 ORDER BY template_id";
const UNWANTED: &str = "SELECT topic FROM unwanted_topics WHERE member_id = $1 ORDER BY topic";

const WAIT: &str = "SELECT 1 FROM inbox_entries WHERE send_at <= $1 LIMIT 1";
const PUT_OFF: &str =
    "UPDATE inbox_entries SET send_at = $2 WHERE send_at <= $1 AND (lapses_at IS NULL OR lapses_at >= $2)";
/// Of each member the earliest that is due, or that is tried again: so that theirs go out in order.
const DUE: &str = "WITH t (topic, template_id) AS (VALUES ()) \
    SELECT e.id, e.member_id, m.openid_sealed, e.news, e.number, e.told_at, e.lapses_at, e.send_tries, \
    EXISTS (SELECT 1 FROM t JOIN message_agreements c ON c.template_id = t.template_id \
    WHERE t.topic = e.topic AND c.member_id = e.member_id AND {has_left}) \
    FROM inbox_entries e JOIN members m ON m.id = e.member_id WHERE e.send_at <= $1 AND NOT EXISTS \
    (SELECT 1 FROM inbox_entries p WHERE p.member_id = e.member_id AND p.id < e.id AND p.send_at IS NOT NULL \
    AND (p.send_at <= $1 OR p.send_tries > 0)) ORDER BY e.send_at, e.id LIMIT $2";
const SENT: &str = "UPDATE inbox_entries SET send_at = NULL, sent_at = $2 WHERE id = $1";
const DROPPED: &str = "UPDATE inbox_entries SET send_at = NULL WHERE id = $1";
const AGAIN: &str = "UPDATE inbox_entries SET send_at = $2, send_tries = send_tries + 1 WHERE id = $1";

pub(super) const MESSAGES_SECTION: Source = Source {
    name: "messagesAgreedTo",
    sql: "SELECT template_id, CASE WHEN reported > pushed THEN reported ELSE pushed END - spent FROM message_agreements \
          WHERE member_id = $1 ORDER BY template_id",
    columns: &[("template", Text), ("left", Number)],
};

pub(super) const UNWANTED_SECTION: Source = Source {
    name: "messagesUnwanted",
    sql: "SELECT topic FROM unwanted_topics WHERE member_id = $1 ORDER BY topic",
    columns: &[("topic", Text)],
};

/// Counts what the platform told of a user and a template.
pub(super) async fn count_push(
    db: &impl ConnectionTrait,
    openid_digest: &[u8],
    template: &str,
    news: News,
) -> Outcome<()> {
    let mut values = values![openid_digest, template];
    let sql = match news {
        News::Accepted => {
            values.push(AGREED_AT_MOST.into());
            PUSHED.to_owned()
        }
        News::TurnedOff => format!("{NONE_LEFT} {OF_USER}"),
        News::NotSent(_) => format!("{NOT_ARRIVED} {OF_USER}"),
        News::Declined | News::TurnedOn | News::Sent => return Ok(()),
    };
    run(db, &sql, values).await.map(|_| ())
}

#[async_trait]
impl MessageRepo for DbTx {
    async fn count_accepted(&mut self, me: &Viewer, templates: &[String]) -> Outcome<()> {
        for template in templates {
            run(&self.tx, REPORTED, values![me.member(), template.as_str(), AGREED_AT_MOST]).await?;
        }
        Ok(())
    }

    async fn count_refused(&mut self, me: &Viewer, templates: &[String]) -> Outcome<()> {
        for template in templates {
            self.none_left(me.member(), template).await?;
        }
        Ok(())
    }

    async fn set_unwanted(&mut self, me: &Viewer, topics: &[Topic]) -> Outcome<()> {
        let mine = unwanted_topic::COLUMN.member_id.eq(me.member().uuid());
        delete(&self.tx, unwanted_topic::Entity::delete_many().filter(mine)).await?;
        for topic in Topic::ALL.into_iter().filter(|topic| topics.contains(topic)) {
            let row = unwanted_topic::ActiveModel {
                member_id: sea_orm::ActiveValue::Set(me.member().uuid()),
                topic: sea_orm::ActiveValue::Set(word(&TOPIC, topic).into()),
            };
            unwanted_topic::Entity::insert(row).exec_without_returning(&self.tx).await.map_err(failure)?;
        }
        Ok(())
    }

    async fn keep_attempt(&mut self, due: &Due, template: &str, attempt: Attempt, now: DateTime<Utc>) -> Outcome<()> {
        let (sql, values) = match attempt {
            Attempt::Sent => {
                run(&self.tx, &format!("{SPEND} {HAS_LEFT}"), values![due.member, template]).await?;
                (SENT, values![due.id, now])
            }
            Attempt::NotSubscribed => {
                self.none_left(due.member, template).await?;
                (DROPPED, values![due.id])
            }
            Attempt::Dropped => (DROPPED, values![due.id]),
            Attempt::TryAt(at) => (AGAIN, values![due.id, at]),
        };
        run(&self.tx, sql, values).await.map(|_| ())
    }
}

impl DbTx {
    async fn none_left(&self, member: MemberId, template: &str) -> Outcome<()> {
        run(&self.tx, &format!("{NONE_LEFT} {OF_MEMBER}"), values![member, template]).await.map(|_| ())
    }
}

#[async_trait]
impl MessageReader for Db {
    async fn messages_left(&self, me: &Viewer) -> Outcome<Vec<MessagesLeft>> {
        let rows = all(&self.read, LEFT, values![me.member()]).await?;
        read_all(&rows, |row| Ok(MessagesLeft { template: row.read()?, left: row.read()? }))
    }

    async fn unwanted_topics(&self, me: &Viewer) -> Outcome<Vec<Topic>> {
        read_all(&all(&self.read, UNWANTED, values![me.member()]).await?, |row| row.word(&TOPIC))
    }

    async fn messages_wait(&self, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(one(&self.read, WAIT, values![now]).await?.is_some())
    }

    async fn put_off(&self, now: DateTime<Utc>, morning: DateTime<Utc>) -> Outcome<u64> {
        run(&self.write, PUT_OFF, values![now, morning]).await
    }

    async fn messages_due(&self, now: DateTime<Utc>, templates: &[(Topic, String)], most: u32) -> Outcome<Vec<Due>> {
        let mut rows: Vec<Vec<Value>> =
            templates.iter().map(|(topic, id)| values![word(&TOPIC, *topic), id.as_str()]).collect();
        if rows.is_empty() {
            rows.push(values!["", ""]);
        }
        let sql = DUE.replace("{has_left}", HAS_LEFT);
        let (sql, values) = of_rows(&sql, values![now, i64::from(most)], rows);
        let rows = all(&self.read, &sql, values).await?;
        let due = |row: &mut Row<'_>| {
            let (id, member, sealed): (_, _, Vec<u8>) = (row.id()?, row.id()?, row.read()?);
            Ok(Due {
                id,
                member,
                to: OpenId(self.seal.open("members.openid", &sealed)?),
                news: row.word(&NEWS)?,
                number: row.read()?,
                at: row.read()?,
                lapses: row.read()?,
                tries: row.read()?,
                agreed: row.read()?,
            })
        };
        read_all(&rows, due)
    }
}
