//! Taking over the arrangement of a year that was published after this version, or changed.

use crate::audit::entry::Deed;
use crate::calendar::IMPORT_CALENDAR;
use crate::calendar::working_days::Calendar;
use crate::failure::Outcome;
use crate::ports::Ports;

/// Puts the years of a file in place of all that was known of them, the built-in ones too. From the command line of the
/// server: the calendar is one for all communities.
pub async fn import(ports: &Ports, file: &Calendar) -> Outcome<()> {
    let mut tx = ports.store.begin().await?;
    tx.replace_years(file).await?;
    ports.commit(tx, Deed::of_the_program(IMPORT_CALENDAR)).await
}
