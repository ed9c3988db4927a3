use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "redemptions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub goods_id: Uuid,
    pub member_id: Uuid,
    pub quantity: i32,
    pub points: i64,
    pub code: String,
    pub redeemed_at: ChronoDateTimeUtc,
    pub state: String,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub ended_by: Option<Uuid>,
    pub end_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
