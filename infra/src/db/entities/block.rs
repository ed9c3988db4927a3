use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "blocks")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub community_id: Uuid,
    pub reason: String,
    pub blocked_by: Uuid,
    pub blocked_at: ChronoDateTimeUtc,
    pub lifted_by: Option<Uuid>,
    pub lifted_at: Option<ChronoDateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
