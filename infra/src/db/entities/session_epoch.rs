use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session_epoch")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub single: i32,
    pub epoch: String,
    pub began_at: ChronoDateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
