//! The epoch of the session store: the one row of `session_epoch`.

use async_trait::async_trait;
use domain::failure::Outcome;
use domain::ports::{Epoch, Epochs};
use uuid::Uuid;

use super::Db;
use super::sql::{Columns, corrupt, one, run};

const NOW: &str = "SELECT epoch, began_at FROM session_epoch";
const NEXT: &str = "UPDATE session_epoch SET epoch = $2, began_at = $3 WHERE epoch = $1";

#[async_trait]
impl Epochs for Db {
    async fn epoch(&self) -> Outcome<Epoch> {
        let row = one(&self.read, NOW, vec![]).await?.ok_or_else(|| corrupt("epoch"))?;
        let mut columns = Columns::of(&row);
        let id = Uuid::parse_str(&columns.read::<String>()?).map_err(|_| corrupt("epoch"))?;
        Ok(Epoch { id, began: columns.read()? })
    }

    async fn next_epoch(&self, lost: Uuid, next: Epoch) -> Outcome<Epoch> {
        let [lost, id] = [lost, next.id].map(|id| id.simple().to_string().into());
        run(&self.write, NEXT, vec![lost, id, next.began.into()]).await?;
        self.epoch().await
    }
}
