//! `GET /export`: all that is kept about the caller, as a file.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::failure::{Failure, Outcome};
use domain::privacy::export::{Datum, Record, Section};
use domain::privacy::read::export;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use tokio::sync::Semaphore;

use super::app::App;
use super::auth::authenticate_member;
use super::fault::{retry_after, told};
use crate::language::language;

/// No export takes longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many are made at once: each holds all that it says in memory.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Sections by their names, in their order.
struct Shown<'s>(&'s [Section]);
struct ShownRecord<'r>(&'r Record);
struct ShownDatum<'d>(&'d Datum);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for section in self.0 {
            let records: Vec<_> = section.records.iter().map(ShownRecord).collect();
            map.serialize_entry(section.name, &records)?;
        }
        map.end()
    }
}

impl Serialize for ShownRecord<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, datum)| (name, ShownDatum(datum))))
    }
}

impl Serialize for ShownDatum<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Datum::Nothing => to.serialize_none(),
            Datum::Text(text) => to.serialize_str(text),
            Datum::Number(number) => to.serialize_i64(*number),
            Datum::Yes(yes) => to.serialize_bool(*yes),
            Datum::At(at) => at.serialize(to),
            Datum::On(day) => day.serialize(to),
        }
    }
}

/// `GET /export`.
pub async fn endpoint(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let done = tokio::time::timeout(PATIENCE, file(&app, &headers)).await;
    match done.unwrap_or_else(|_| Err(Failure::Unavailable("an export took too long".into()))) {
        Ok(json) => {
            let mut response = json.into_response();
            let headers = response.headers_mut();
            let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
            set(header::CONTENT_TYPE, "application/json; charset=utf-8");
            set(header::CONTENT_DISPOSITION, "attachment; filename=\"linli.json\"");
            set(header::CACHE_CONTROL, "no-store");
            response
        }
        Err(failure) => {
            let wait = retry_after(&failure);
            (wait, told(failure, language(&headers), &headers)).into_response()
        }
    }
}

async fn file(app: &App, headers: &HeaderMap) -> Outcome<Vec<u8>> {
    let by = authenticate_member(app, headers, &["export"]).await?;
    let _place = AT_ONCE.acquire().await.map_err(|closed| Failure::Broken(closed.into()))?;
    let sections = export(&app.ports, &by).await?;
    serde_json::to_vec_pretty(&Shown(&sections)).map_err(|fault| Failure::Broken(fault.into()))
}
