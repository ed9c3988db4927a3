//! The proof that the books are right.

use crate::failure::Outcome;
use crate::points::sheet::Discrepancy;
use crate::store::Store;

/// Reconciles all books: `linli ledger verify`.
pub async fn verify(store: &dyn Store) -> Outcome<Vec<Discrepancy>> {
    store.discrepancies().await
}
