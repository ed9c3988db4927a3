//! What the platform tells: table `pushes`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::pushes::event::{Advice, Event, Found, MediaCheck, News, What};
use domain::pushes::repo::PushReader;
use sea_orm::{EntityTrait, QueryFilter, TransactionTrait, Value};

use super::Db;
use super::entities::push;
use super::messages::count_push;
use super::row::{Row, values};
use super::section::Shown::{At, Number, Text};
use super::section::Source;
use super::sql::{corrupt, delete, failure, marks_from, one, run};
use super::words::{Words, word};

const ADVICE: Words<Advice, 3> = [("pass", Advice::Pass), ("review", Advice::Review), ("risky", Advice::Risky)];

/// As many columns as [`keep_push`](PushReader::keep_push) writes.
const COLUMNS: usize = 11;
const CHECK: &str = "SELECT trace_id, advice, label, errcode FROM pushes WHERE trace_id = $1";
pub(super) const TOLD_BY_WECHAT_SECTION: Source = Source {
    name: "toldByWeChat",
    sql: "SELECT p.kind, p.template_id, p.advice, CAST(p.label AS bigint), p.errcode, p.happened_at, p.received_at \
          FROM pushes p JOIN members m ON m.openid_digest = p.openid_digest WHERE m.id = $1 \
          ORDER BY p.happened_at, p.mark, p.item",
    columns: &[
        ("what", Text),
        ("template", Text),
        ("pictureAdvice", Text),
        ("pictureLabel", Number),
        ("error", Number),
        ("happenedAt", At),
        ("receivedAt", At),
    ],
};

#[async_trait]
impl PushReader for Db {
    async fn keep_push(&self, event: &Event, now: DateTime<Utc>) -> Outcome<bool> {
        let mark = self.seal.digest("push", event.sameness());
        let person = self.seal.digest("openid", &event.user.0);
        let mut told: Vec<Value> = Vec::new();
        let mut row = |kind: &str, template: Option<&str>, check: Option<&MediaCheck>, errcode: Option<i64>| {
            let item = i32::try_from(told.len() / COLUMNS).unwrap_or(i32::MAX);
            let found = check.and_then(|check| check.found.ok());
            told.extend(values![
                mark.clone(),
                item,
                kind,
                person.clone(),
                template,
                check.map(|check| check.trace.as_str()),
                found.map(|found| word(&ADVICE, found.advice)),
                found.map(|found| found.label),
                errcode,
                event.happened,
                now,
            ]);
        };
        match &event.what {
            What::MediaChecked(check) => row("media_checked", None, Some(check), check.found.err()),
            What::Messages(news) => {
                for one in news {
                    let (kind, errcode) = match one.news {
                        News::Accepted => ("accepted", None),
                        News::Declined => ("declined", None),
                        News::TurnedOn => ("turned_on", None),
                        News::TurnedOff => ("turned_off", None),
                        News::Sent => ("sent", None),
                        News::NotSent(errcode) => ("not_sent", Some(errcode)),
                    };
                    row(kind, Some(&one.template), None, errcode);
                }
            }
        }
        let rows: Vec<_> =
            (0..told.len() / COLUMNS).map(|n| format!("({})", marks_from(1 + n * COLUMNS, &[(); COLUMNS]))).collect();
        let sql = format!(
            "INSERT INTO pushes (mark, item, kind, openid_digest, template_id, trace_id, advice, label, errcode, \
             happened_at, received_at) SELECT * FROM (VALUES {}) told \
             WHERE EXISTS (SELECT 1 FROM members WHERE openid_digest = $4) ON CONFLICT DO NOTHING",
            rows.join(", ")
        );
        let tx = self.write.begin().await.map_err(failure)?;
        let kept = run(&tx, &sql, told).await? > 0;
        if let (true, What::Messages(news)) = (kept, &event.what) {
            for one in news {
                count_push(&tx, &person, &one.template, one.news).await?;
            }
        }
        tx.commit().await.map_err(failure)?;
        Ok(kept)
    }

    async fn forget_pushes(&self, then: DateTime<Utc>) -> Outcome<u64> {
        delete(&self.write, push::Entity::delete_many().filter(push::COLUMN.happened_at.lt(then))).await
    }

    async fn media_check(&self, trace: &str) -> Outcome<Option<MediaCheck>> {
        let Some(row) = one(&self.read, CHECK, values![trace]).await? else { return Ok(None) };
        let mut row = Row::of(&row);
        let trace = row.read()?;
        let found = match (row.maybe_word(&ADVICE)?, row.read()?, row.read()?) {
            (Some(advice), Some(label), None) => Ok(Found { advice, label }),
            (None, None, Some(errcode)) => Err(errcode),
            _ => return Err(corrupt("check of a picture")),
        };
        Ok(Some(MediaCheck { trace, found }))
    }
}
