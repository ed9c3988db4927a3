use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "star_rules")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub area_id: Uuid,
    pub hours_1: i32,
    pub hours_2: i32,
    pub hours_3: i32,
    pub hours_4: i32,
    pub hours_5: i32,
    pub counts: String,
    pub set_by: Uuid,
    pub set_at: ChronoDateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
