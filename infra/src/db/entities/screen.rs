use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "screens")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub key_digest: Vec<u8>,
    pub community_id: Uuid,
    pub purpose: String,
    pub name: String,
    pub paired_by: Uuid,
    pub paired_at: ChronoDateTimeUtc,
    pub last_seen_at: Option<ChronoDateTimeUtc>,
    pub ended_by: Option<Uuid>,
    pub ended_at: Option<ChronoDateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
