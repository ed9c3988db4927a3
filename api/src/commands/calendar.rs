//! `linli calendar`: looking after holidays and make-up working days.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use domain::calendar::file::{self, HEADING};
use domain::calendar::working_days::Calendar;
use domain::calendar::{import, read};

use super::admin::NoPlatform;
use super::{ports, without_keys};
use crate::settings::{self, CalendarAct};

/// How many faults of a file are listed.
const LISTED: usize = 20;

/// Carries out what was asked of the calendar.
pub async fn calendar(settings: &settings::Calendar) -> Result<(), String> {
    match &settings.act {
        CalendarAct::Import { file, stores } => {
            let calendar = read_file(file)?;
            let ports = ports(stores, Arc::new(NoPlatform)).await?;
            import::import(&ports, &calendar).await.map_err(|failure| failure.to_string())?;
            for (year, days) in calendar.years() {
                println!("{year}: {} days were imported.", days.len());
            }
            Ok(())
        }
        CalendarAct::Show { year, database } => {
            let store = without_keys(database).await?;
            let days = read::holidays(&store, *year).await.map_err(|failure| failure.to_string())?;
            let days = days.ok_or_else(|| format!("the holidays of {year} are not known: import them"))?;
            println!("{HEADING}");
            days.iter().for_each(|day| println!("{}", file::line(day)));
            Ok(())
        }
    }
}

/// The years of a file; each fault on a line of its own if it has any.
fn read_file(path: &Path) -> Result<Calendar, String> {
    let fault = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let bytes = fs::read(path).map_err(|error| fault(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| fault(&"is not UTF-8 text"))?;
    file::parse(&text).map_err(|faults| {
        faults.iter().take(LISTED).for_each(|fault| println!("{fault}"));
        fault(&format_args!("wrong in {} places, so nothing was imported", faults.len()))
    })
}
