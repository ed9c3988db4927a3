use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factors")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub totp_secret_sealed: Vec<u8>,
    pub made_at: ChronoDateTimeUtc,
    pub confirmed_at: Option<ChronoDateTimeUtc>,
    pub last_step: i64,
    pub failures: i32,
    pub locked_until: Option<ChronoDateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
