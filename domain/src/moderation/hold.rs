//! Holding a text back until staff look at it.

use crate::failure::Outcome;
use crate::moderation::case::NewCase;
use crate::moderation::text_state::TextState;
use crate::store::Tx;

/// Puts a text that was just written before staff, if its check holds it.
pub async fn hold(tx: &mut dyn Tx, case: &NewCase) -> Outcome<()> {
    match case.text_state() {
        TextState::Held => tx.open_case(case).await,
        _ => Ok(()),
    }
}
