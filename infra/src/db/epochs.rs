//! The epoch of the session store: the one row of `session_epoch`.

use async_trait::async_trait;
use domain::failure::Outcome;
use domain::ports::{Epoch, Epochs};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Db;
use super::entities::session_epoch::{ActiveModel, COLUMN, Entity};
use super::sql::{corrupt, failure, update};

#[async_trait]
impl Epochs for Db {
    async fn epoch(&self) -> Outcome<Epoch> {
        let row = Entity::find().one(&self.read).await.map_err(failure)?.ok_or_else(|| corrupt("epoch"))?;
        let id = Uuid::parse_str(&row.epoch).map_err(|_| corrupt("epoch"))?;
        Ok(Epoch { id, began: row.began_at })
    }

    async fn next_epoch(&self, lost: Uuid, next: Epoch) -> Outcome<Epoch> {
        let [lost, id] = [lost, next.id].map(|id| id.simple().to_string());
        let next = ActiveModel { epoch: Set(id), began_at: Set(next.began), ..Default::default() };
        update(&self.write, Entity::update_many().set(next).filter(COLUMN.epoch.eq(lost))).await?;
        self.epoch().await
    }
}
