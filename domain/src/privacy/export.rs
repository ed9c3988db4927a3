//! A copy of all that is kept about a member: by the Personal Information Protection Law of China, article 45.

use chrono::{DateTime, NaiveDate, Utc};

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::Outcome;
use crate::members::logout;
use crate::ports::Ports;

/// A value in a record.
#[derive(Clone, PartialEq, Eq)]
pub enum Datum {
    /// There is none.
    Nothing,
    /// A text, a word or an id.
    Text(String),
    /// A number, with its unit in the name of the field.
    Number(i64),
    /// Yes or no.
    Yes(bool),
    /// A moment.
    At(DateTime<Utc>),
    /// A day where the communities are (UTC+8).
    On(NaiveDate),
}

impl std::fmt::Debug for Datum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may be a name.
        f.write_str("Datum(…)")
    }
}

/// Its fields, each with its name, in their order.
pub type Record = Vec<(&'static str, Datum)>;

/// Records of one kind, oldest first.
#[derive(Debug)]
pub struct Section {
    /// What they are.
    pub name: &'static str,
    /// All of them.
    pub records: Vec<Record>,
}

/// Everything that is kept about the viewer, complete. For himself only.
pub async fn export(ports: &Ports, by: &Viewer) -> Outcome<Vec<Section>> {
    // Before anything is shown.
    ports.write_down(by.did(Act::Export, None, by.member())).await?;
    let profile = ports.store.profile(by).await?;
    let place = |area: Option<crate::places::area::Area>| area.map_or(Datum::Nothing, |area| Datum::Text(area.name));
    let home =
        vec![("community", place(profile.home)), ("grid", place(profile.grid)), ("building", place(profile.building))];
    let logins = logout::sessions(ports, by).await?.into_iter().map(|(_, login)| {
        let (began, refreshed) = (Datum::At(login.began), Datum::At(login.refreshed));
        vec![("device", Datum::Text(login.device)), ("beganAt", began), ("refreshedAt", refreshed)]
    });
    let mut sections = ports.store.records_about(by).await?;
    sections.push(Section { name: "home", records: vec![home] });
    sections.push(Section { name: "logins", records: logins.collect() });
    Ok(sections)
}
