use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hours")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub member_id: Uuid,
    pub shift_id: Uuid,
    pub day: ChronoDate,
    pub minutes: i32,
    pub granted_at: ChronoDateTimeUtc,
    pub confirmed_by: Uuid,
    pub how: String,
    pub replaces: Option<Uuid>,
    pub reason: Option<String>,
    pub voided_at: Option<ChronoDateTimeUtc>,
    pub voided_by: Option<Uuid>,
    pub void_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
