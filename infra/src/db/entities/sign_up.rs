use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_ups")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub shift_id: Uuid,
    pub member_id: Uuid,
    pub starts_at: ChronoDateTimeUtc,
    pub ends_at: ChronoDateTimeUtc,
    pub place: i64,
    pub signed_up_at: ChronoDateTimeUtc,
    pub seated_at: Option<ChronoDateTimeUtc>,
    pub checked_in: bool,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub end_kind: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
