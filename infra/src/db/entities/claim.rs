use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "claims")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub wish_id: Uuid,
    pub claimer_id: Uuid,
    pub unit_id: Option<Uuid>,
    pub claimed_at: ChronoDateTimeUtc,
    pub due_at: ChronoDateTimeUtc,
    pub fulfilled_at: Option<ChronoDateTimeUtc>,
    pub fulfilment: Option<String>,
    pub confirmed_at: Option<ChronoDateTimeUtc>,
    pub rating: Option<i32>,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub outcome: Option<String>,
    pub end_reason: Option<String>,
    pub text_state: String,
}

impl ActiveModelBehavior for ActiveModel {}
