use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "goods")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub name: String,
    pub body: Option<String>,
    pub price: i64,
    pub limit_per_person: Option<i32>,
    pub pick_up: String,
    pub offered: bool,
    pub received: i64,
    pub on_shelf: i64,
    pub on_hold: i64,
    pub handed_out: i64,
    pub made_by: Uuid,
    pub made_at: ChronoDateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
