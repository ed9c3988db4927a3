use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_chain")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub day: ChronoDate,
    pub entry_id: Uuid,
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
