use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_entries")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub name_digest: Vec<u8>,
    pub phone_digest: Vec<u8>,
    pub name_sealed: Vec<u8>,
    pub phone_sealed: Vec<u8>,
    pub member_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
