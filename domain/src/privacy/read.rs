//! Looking at the privacy text, and at all that is kept about oneself.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::members::read;
use crate::ports::Ports;
use crate::privacy::EXPORT;
use crate::privacy::export::{Datum, Section};
use crate::privacy::policy::PrivacyPolicy;

/// The version in force. For everybody, whether logged in or not.
pub async fn policy_in_force(ports: &Ports) -> Outcome<PrivacyPolicy> {
    ports.store.policy_in_force().await
}

/// Everything that is kept about the viewer, complete. For that member only.
pub async fn export(ports: &Ports, by: &Viewer) -> Outcome<Vec<Section>> {
    // Before anything is shown.
    ports.write_down(by.did(EXPORT, None, by.member())).await?;
    let profile = ports.store.profile(by).await?;
    let place = |area: Option<crate::places::area::Area>| area.map_or(Datum::Nothing, |area| Datum::Text(area.name));
    let home =
        vec![("community", place(profile.home)), ("grid", place(profile.grid)), ("building", place(profile.building))];
    let logins = read::sessions(ports, by).await?.into_iter().map(|(_, login)| {
        let (began, refreshed) = (Datum::At(login.began), Datum::At(login.refreshed));
        vec![("device", Datum::Text(login.device)), ("beganAt", began), ("refreshedAt", refreshed)]
    });
    let mut sections = ports.store.records_about(by).await?;
    sections.push(Section { name: "home", records: vec![home] });
    sections.push(Section { name: "logins", records: logins.collect() });
    Ok(sections)
}
