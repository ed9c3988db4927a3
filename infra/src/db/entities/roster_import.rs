use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_imports")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub imported_by: Uuid,
    pub imported_at: ChronoDateTimeUtc,
    pub added: i32,
    pub known: i32,
}

impl ActiveModelBehavior for ActiveModel {}
