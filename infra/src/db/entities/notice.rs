use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notices")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub area_id: Uuid,
    pub category: String,
    pub title: String,
    pub body: String,
    pub audience: i32,
    pub pinned: bool,
    pub author_id: Uuid,
    pub published_at: ChronoDateTimeUtc,
    pub expires_at: Option<ChronoDateTimeUtc>,
    pub version: i32,
    pub edited_at: Option<ChronoDateTimeUtc>,
    pub withdrawn_by: Option<Uuid>,
    pub withdrawn_at: Option<ChronoDateTimeUtc>,
    pub withdraw_reason: Option<String>,
    pub past: bool,
}

impl ActiveModelBehavior for ActiveModel {}
