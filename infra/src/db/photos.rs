//! Photos: table `photos`. Their files lie elsewhere.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::{self, AreaId, MemberId, PhotoId};
use domain::media::photo::{Photo, PhotoState, ShownBy, Use};
use domain::media::repo::{CheckOf, Checked, MediaReader, MediaRepo, NewPhoto, NewUse};
use domain::members::open_id::OpenId;
use sea_orm::Value;

use super::paging::of_each;
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Number, Text};
use super::section::{Source, id};
use super::sql::{all, corrupt, marks, marks_from, one, run};
use super::words::{Words, word};
use super::{Db, DbTx};

/// Where a photo stands that something shows. One that nothing shows is `unused`.
const STATE: Words<PhotoState, 7> = [
    ("official", PhotoState::Official),
    ("checking", PhotoState::Checking),
    ("shown", PhotoState::Shown),
    ("held", PhotoState::Held),
    ("kept", PhotoState::Kept),
    ("failed", PhotoState::Failed),
    ("removed", PhotoState::Removed),
];

/// The word for a kind of thing.
fn kind(thing: ShownBy) -> &'static str {
    match thing {
        ShownBy::Wish(_) => "wish",
        ShownBy::Fulfilment(_) => "fulfilment",
        ShownBy::Goods(_) => "goods",
        ShownBy::Activity(_) => "activity",
        ShownBy::Notice(_) => "notice",
    }
}

const ADD: &str = "INSERT INTO photos (id, uploader_id, width, height, bytes, uploaded_at) \
    SELECT $1, $2, $3, $4, $5, $6 \
    WHERE (SELECT COUNT(*) FROM photos WHERE uploader_id = $2 AND state = 'unused') < $7";
/// The photos come last, in their order.
const SHOW: &str = "UPDATE photos SET shown_kind = $1, shown_id = $2, area_id = $3, state = $4, shown_at = $5, place = {place} \
    WHERE ((uploader_id = $6 AND state = 'unused') OR (shown_kind = $1 AND shown_id = $2)) AND id IN ";
const TAKE_OUT: &str = "DELETE FROM photos WHERE id = $1 AND uploader_id = $2 AND state IN ('failed', 'removed') \
    RETURNING shown_kind, shown_id, area_id, place";
const TRACE: &str = "UPDATE photos SET trace_id = $2 WHERE id = $1 AND state = 'checking'";
const END_CHECK: &str = "UPDATE photos SET state = $2 WHERE {which} AND state = 'checking' \
    RETURNING id, uploader_id, area_id";
const DROP_UNUSED: &str = "DELETE FROM photos WHERE state = 'unused' AND id IN \
    (SELECT id FROM photos WHERE state = 'unused' AND uploaded_at < $1 ORDER BY uploaded_at, id LIMIT $2) RETURNING id";
/// What staff published stays, as its text does.
const DROP_OF_MEMBER: &str = "DELETE FROM photos WHERE uploader_id = $1 \
    AND (state = 'unused' OR shown_kind IN ('wish', 'fulfilment')) RETURNING id";

const PHOTO: &str = "SELECT p.id, p.uploader_id, p.width, p.height, p.uploaded_at, p.shown_kind, p.shown_id, a.path, \
    CASE WHEN p.state <> 'unused' THEN p.state END FROM photos p LEFT JOIN areas a ON a.id = p.area_id WHERE ";
static SOME: LazyLock<String> = LazyLock::new(|| format!("{PHOTO}p.id IN ()"));
const TO_CHECK: &str = "SELECT m.openid_sealed, p.shown_kind, p.shown_id FROM photos p JOIN members m ON m.id = p.uploader_id \
    WHERE p.id = $1 AND p.state = 'checking'";
const TOLD: &str = "SELECT p.trace_id FROM photos p JOIN pushes t ON t.trace_id = p.trace_id \
    WHERE p.state = 'checking' ORDER BY p.shown_at, p.id LIMIT $1";
const LATE: &str = "SELECT id FROM photos WHERE state = 'checking' AND shown_at <= $1 ORDER BY shown_at, id LIMIT $2";

pub(super) const PHOTOS_SECTION: Source = Source {
    name: "photos",
    sql: "SELECT id, CAST(width AS bigint), CAST(height AS bigint), bytes, uploaded_at, shown_kind, shown_at, state \
          FROM photos WHERE uploader_id = $1 ORDER BY id",
    columns: &[
        ("id", id::<ids::PhotoKind>()),
        ("width", Number),
        ("height", Number),
        ("bytes", Number),
        ("uploadedAt", At),
        ("shownBy", Text),
        ("shownSince", At),
        ("state", Text),
    ],
};

#[async_trait]
impl MediaRepo for DbTx {
    async fn add_photo(&mut self, new: &NewPhoto, most: i64) -> Outcome<bool> {
        let values = values![new.id, new.uploader, new.width, new.height, new.bytes, new.uploaded, most];
        Ok(run(&self.tx, ADD, values).await? == 1)
    }

    async fn show_photos(&mut self, uploader: MemberId, photos: &[PhotoId], new: &NewUse) -> Outcome<bool> {
        let cases = (0..photos.len()).map(|place| format!("WHEN ${} THEN {place}", place + 7));
        let place = format!("CASE id {} END", cases.collect::<Vec<_>>().join(" "));
        let sql = format!("{}({})", SHOW.replace("{place}", &place), marks_from(7, photos));
        let mut values: Vec<Value> =
            values![kind(new.by), new.by.uuid(), new.area, word(&STATE, new.state), new.at, uploader];
        values.extend(photos.iter().map(|photo| Value::from(photo.uuid())));
        Ok(run(&self.tx, &sql, values).await? == photos.len() as u64)
    }

    async fn drop_other_photos(&mut self, by: ShownBy, photos: &[PhotoId]) -> Outcome<Vec<PhotoId>> {
        let mut sql = "DELETE FROM photos WHERE shown_kind = $1 AND shown_id = $2".to_owned();
        if !photos.is_empty() {
            sql += &format!(" AND id NOT IN ({})", marks_from(3, photos));
        }
        let mut values: Vec<Value> = values![kind(by), by.uuid()];
        values.extend(photos.iter().map(|photo| Value::from(photo.uuid())));
        read_all(&all(&self.tx, &format!("{sql} RETURNING id"), values).await?, |row| row.id())
    }

    async fn take_photo_out(&mut self, uploader: MemberId, photo: PhotoId) -> Outcome<Option<(ShownBy, AreaId, i32)>> {
        let row = one(&self.tx, TAKE_OUT, values![photo, uploader]).await?;
        row.map(|row| {
            let mut row = Row::of(&row);
            let shown_by = shown_by(&mut row)?.ok_or_else(|| corrupt("photo"))?;
            Ok((shown_by, row.id()?, row.read()?))
        })
        .transpose()
    }

    async fn show_photo_at(&mut self, uploader: MemberId, photo: PhotoId, place: i32, new: &NewUse) -> Outcome<bool> {
        let sql = format!("{}($7)", SHOW.replace("{place}", "$8"));
        let values =
            values![kind(new.by), new.by.uuid(), new.area, word(&STATE, new.state), new.at, uploader, photo, place];
        Ok(run(&self.tx, &sql, values).await? == 1)
    }

    async fn trace_photo(&mut self, photo: PhotoId, trace: &str) -> Outcome<()> {
        run(&self.tx, TRACE, values![photo, trace]).await.map(|_| ())
    }

    async fn end_photo_check(&mut self, of: CheckOf<'_>, state: PhotoState) -> Outcome<Option<Checked>> {
        let (which, value) = match of {
            CheckOf::Photo(photo) => ("id = $1", Value::from(photo.uuid())),
            CheckOf::Trace(trace) => ("trace_id = $1", Value::from(trace)),
        };
        let sql = END_CHECK.replace("{which}", which);
        let row = one(&self.tx, &sql, vec![value, word(&STATE, state).into()]).await?;
        row.map(|row| {
            let mut row = Row::of(&row);
            Ok(Checked { photo: row.id()?, uploader: row.id()?, area: row.id()? })
        })
        .transpose()
    }

    async fn drop_unused_photos(&mut self, then: DateTime<Utc>, most: i64) -> Outcome<Vec<PhotoId>> {
        read_all(&all(&self.tx, DROP_UNUSED, values![then, most]).await?, |row| row.id())
    }

    async fn drop_photos_of(&mut self, member: MemberId) -> Outcome<Vec<PhotoId>> {
        read_all(&all(&self.tx, DROP_OF_MEMBER, values![member]).await?, |row| row.id())
    }
}

#[async_trait]
impl MediaReader for Db {
    async fn photos(&self, ids: &[PhotoId]) -> Outcome<Vec<Photo>> {
        read_all(&of_each(self, &SOME, Vec::new(), ids).await?, read)
    }

    async fn photos_shown_by(&self, things: &[ShownBy]) -> Outcome<Vec<Photo>> {
        if things.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{PHOTO}p.shown_id IN ({}) ORDER BY p.shown_id, p.place, p.id", marks(things));
        let rows = all(&self.read, &sql, things.iter().map(|thing| thing.uuid().into()).collect()).await?;
        read_all(&rows, read)
    }

    async fn photo_to_check(&self, photo: PhotoId) -> Outcome<Option<(OpenId, ShownBy)>> {
        let Some(row) = one(&self.read, TO_CHECK, values![photo]).await? else { return Ok(None) };
        let mut row = Row::of(&row);
        let openid = self.seal.open("members.openid", &row.read::<Vec<u8>>()?)?;
        Ok(shown_by(&mut row)?.map(|thing| (OpenId(openid), thing)))
    }

    async fn photo_checks_told(&self, most: i64) -> Outcome<Vec<String>> {
        read_all(&all(&self.read, TOLD, values![most]).await?, |row| row.read())
    }

    async fn photo_checks_late(&self, then: DateTime<Utc>, most: i64) -> Outcome<Vec<PhotoId>> {
        read_all(&all(&self.read, LATE, values![then, most]).await?, |row| row.id())
    }
}

/// What shows a photo: its kind and id.
fn shown_by(row: &mut Row<'_>) -> Outcome<Option<ShownBy>> {
    let (kind, uuid) = (row.read::<Option<String>>()?, row.read()?);
    let Some((kind, uuid)) = kind.zip(uuid) else { return Ok(None) };
    Ok(Some(match kind.as_str() {
        "wish" => ShownBy::Wish(ids::Id::from_uuid(uuid)),
        "fulfilment" => ShownBy::Fulfilment(ids::Id::from_uuid(uuid)),
        "goods" => ShownBy::Goods(ids::Id::from_uuid(uuid)),
        "activity" => ShownBy::Activity(ids::Id::from_uuid(uuid)),
        "notice" => ShownBy::Notice(ids::Id::from_uuid(uuid)),
        _ => return Err(corrupt("photo")),
    }))
}

fn read(row: &mut Row<'_>) -> Outcome<Photo> {
    let (id, uploader, width, height, uploaded) = (row.id()?, row.id()?, row.read()?, row.read()?, row.read()?);
    let used = match (shown_by(row)?, row.maybe_path()?, row.maybe_word(&STATE)?) {
        (Some(by), Some(area), Some(state)) => Some(Use { by, area, state }),
        _ => None,
    };
    Ok(Photo { id, uploader, width, height, uploaded, used })
}
