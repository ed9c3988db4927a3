//! Looking at what failed.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::JobId;
use crate::jobs::job::SetAside;
use crate::page::{Page, PageRequest};
use crate::ports::Ports;

/// The jobs that were set aside, the earliest first. For those who answer for the whole service.
pub async fn failed(ports: &Ports, by: &Viewer, page: &PageRequest<(DateTime<Utc>, JobId)>) -> Outcome<Page<SetAside>> {
    by.must_administer_city()?;
    ports.store.jobs_set_aside(page).await
}
