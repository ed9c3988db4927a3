//! What is rarely asked of notices, for all of a request at once. Filtered by what the viewer may see.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::NoticeId;
use domain::notices::notice::NoticeVersion;

use crate::graphql::batch::Batch;

/// The versions of a notice.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VersionsOf(pub NoticeId);

/// How many members read a notice; nothing if nobody did.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReadersOf(pub NoticeId);

impl Loader<VersionsOf> for Batch {
    type Value = Vec<NoticeVersion>;
    type Error = Arc<Failure>;

    async fn load(&self, keys: &[VersionsOf]) -> Result<HashMap<VersionsOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.ports.store.notice_versions(self.viewer()?, &ids, self.ports.now()).await?;
        Ok(found.into_iter().map(|(id, versions)| (VersionsOf(id), versions)).collect())
    }
}

impl Loader<ReadersOf> for Batch {
    type Value = i64;
    type Error = Arc<Failure>;

    async fn load(&self, keys: &[ReadersOf]) -> Result<HashMap<ReadersOf, i64>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.ports.store.notice_readers(self.viewer()?, &ids).await?;
        Ok(found.into_iter().map(|(id, readers)| (ReadersOf(id), readers)).collect())
    }
}
