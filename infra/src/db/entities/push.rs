use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pushes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mark: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub item: i32,
    pub kind: String,
    pub openid_digest: Vec<u8>,
    pub template_id: Option<String>,
    pub trace_id: Option<String>,
    pub advice: Option<String>,
    pub label: Option<i32>,
    pub errcode: Option<i64>,
    pub happened_at: ChronoDateTimeUtc,
    pub received_at: ChronoDateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
