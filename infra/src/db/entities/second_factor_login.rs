use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor_logins")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    pub member_id: Uuid,
    pub given_at: ChronoDateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
