use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_reveals")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject_id: Uuid,
    pub viewer_id: Uuid,
    pub wish_id: Uuid,
    pub revealed_at: ChronoDateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
