//! `linli audit`: looking after the audit log.

use domain::audit::verify::verify;
use domain::ports::Clock;
use infra::db;
use infra::seal::Seal;
use infra::system::SystemClock;

use super::{DATABASE, lookup_key};
use crate::settings::{Audit, AuditAct, required, wrong};

/// Carries out what was asked of the audit log.
pub async fn audit(settings: &Audit) -> Result<(), String> {
    let AuditAct::Verify { day, head, database_url, lookup_key: key, lookup_key_file } = &settings.act;
    let url = required("database-url", database_url.as_ref(), DATABASE)?;
    let lookup = lookup_key(key.as_ref(), lookup_key_file.as_ref())?;
    let open = db::Settings { url: url.to_owned(), connections: 1, patient: true };
    // The log holds nothing that is sealed by a data key.
    let store = db::connect(&open, Seal::new(&[], &lookup)).await;
    let store = store.map_err(|cause| wrong("database-url", &format!("does not work: {cause}")))?;
    let found = verify(&store, *day, *head, SystemClock.now()).await.map_err(|failure| failure.to_string())?;
    for fault in &found.faults {
        println!("{fault}");
    }
    if !found.faults.is_empty() {
        return Err(format!("the audit log is wrong in {} places", found.faults.len()));
    }
    match found.head {
        Some(head) => {
            println!("The audit log is whole: {} entries. Its head, for --head the next time: {head}", found.links)
        }
        None => println!("The audit log is empty."),
    }
    Ok(())
}
