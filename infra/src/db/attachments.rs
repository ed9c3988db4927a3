//! Attachments of notices: table `attachments`. Their files lie elsewhere.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::{self, AttachmentId, MemberId, NoticeId};
use domain::media::attachment::{Attachment, AttachmentKind, FileName, NewAttachment};
use domain::media::repo::{AttachmentReader, AttachmentRepo};
use sea_orm::Value;

use super::paging::of_each;
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Number, Text};
use super::section::{Source, id};
use super::sql::{all, marks_from, run};
use super::words::{Words, word};
use super::{Db, DbTx};

const KIND: Words<AttachmentKind, 2> = [("pdf", AttachmentKind::Pdf), ("xlsx", AttachmentKind::Xlsx)];

const ADD: &str = "INSERT INTO attachments (id, uploader_id, kind, name, bytes, uploaded_at) SELECT $1, $2, $3, $4, $5, $6 \
    WHERE (SELECT COUNT(*) FROM attachments WHERE uploader_id = $2 AND notice_id IS NULL) < $7";
/// The attachments come last, in their order.
const GIVE: &str = "UPDATE attachments SET notice_id = $1, place = {place} \
    WHERE ((uploader_id = $2 AND notice_id IS NULL) OR notice_id = $1) AND id IN ";
const DROP_UNUSED: &str = "DELETE FROM attachments WHERE notice_id IS NULL AND id IN \
    (SELECT id FROM attachments WHERE notice_id IS NULL AND uploaded_at < $1 ORDER BY uploaded_at, id LIMIT $2) RETURNING id";
const DROP_OF_MEMBER: &str = "DELETE FROM attachments WHERE uploader_id = $1 AND notice_id IS NULL RETURNING id";

const ATTACHMENT: &str = "SELECT id, uploader_id, kind, name, bytes, notice_id FROM attachments WHERE ";
static SOME: LazyLock<String> = LazyLock::new(|| format!("{ATTACHMENT}id IN ()"));
static OF_NOTICES: LazyLock<String> =
    LazyLock::new(|| format!("{ATTACHMENT}notice_id IN () ORDER BY notice_id, place, id"));

pub(super) const ATTACHMENTS_SECTION: Source = Source {
    name: "attachments",
    sql: "SELECT id, name, bytes, uploaded_at FROM attachments WHERE uploader_id = $1 ORDER BY id",
    columns: &[("id", id::<ids::AttachmentKind>()), ("name", Text), ("bytes", Number), ("uploadedAt", At)],
};

#[async_trait]
impl AttachmentRepo for DbTx {
    async fn add_attachment(&mut self, new: &NewAttachment, most: i64) -> Outcome<bool> {
        let (kind, name) = (word(&KIND, new.kind), new.name.as_str());
        Ok(run(&self.tx, ADD, values![new.id, new.uploader, kind, name, new.bytes, new.uploaded, most]).await? == 1)
    }

    async fn give_attachments(&mut self, uploader: MemberId, some: &[AttachmentId], to: NoticeId) -> Outcome<bool> {
        let cases = (0..some.len()).map(|place| format!("WHEN ${} THEN {place}", place + 3));
        let place = format!("CASE id {} END", cases.collect::<Vec<_>>().join(" "));
        let sql = format!("{}({})", GIVE.replace("{place}", &place), marks_from(3, some));
        let mut values: Vec<Value> = values![to, uploader];
        values.extend(some.iter().map(|it| Value::from(it.uuid())));
        Ok(run(&self.tx, &sql, values).await? == some.len() as u64)
    }

    async fn drop_other_attachments(&mut self, of: NoticeId, but: &[AttachmentId]) -> Outcome<Vec<AttachmentId>> {
        let mut sql = "DELETE FROM attachments WHERE notice_id = $1".to_owned();
        if !but.is_empty() {
            sql += &format!(" AND id NOT IN ({})", marks_from(2, but));
        }
        let mut values: Vec<Value> = values![of];
        values.extend(but.iter().map(|it| Value::from(it.uuid())));
        read_all(&all(&self.tx, &format!("{sql} RETURNING id"), values).await?, |row| row.id())
    }

    async fn drop_unused_attachments(&mut self, then: DateTime<Utc>, most: i64) -> Outcome<Vec<AttachmentId>> {
        read_all(&all(&self.tx, DROP_UNUSED, values![then, most]).await?, |row| row.id())
    }

    async fn drop_attachments_of(&mut self, member: MemberId) -> Outcome<Vec<AttachmentId>> {
        read_all(&all(&self.tx, DROP_OF_MEMBER, values![member]).await?, |row| row.id())
    }
}

#[async_trait]
impl AttachmentReader for Db {
    async fn attachments(&self, ids: &[AttachmentId]) -> Outcome<Vec<Attachment>> {
        read_all(&of_each(self, &SOME, Vec::new(), ids).await?, read)
    }

    async fn attachments_of(&self, notices: &[NoticeId]) -> Outcome<Vec<Attachment>> {
        read_all(&of_each(self, &OF_NOTICES, Vec::new(), notices).await?, read)
    }
}

fn read(row: &mut Row<'_>) -> Outcome<Attachment> {
    Ok(Attachment {
        id: row.id()?,
        uploader: row.id()?,
        kind: row.word(&KIND)?,
        name: FileName::stored(row.read()?),
        bytes: row.read()?,
        notice: row.maybe_id()?,
    })
}
