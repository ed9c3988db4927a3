//! Many requests at once.

use serde_json::Value;

/// All at once.
pub(crate) async fn all(tasks: impl Iterator<Item = impl Future<Output = Value>>) -> Vec<Value> {
    futures_util::future::join_all(tasks).await
}
