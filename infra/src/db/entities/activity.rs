use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "activities")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub organiser_id: Uuid,
    pub title: String,
    pub body: String,
    pub place: String,
    pub text_state: String,
    pub audience: String,
    pub team_id: Option<Uuid>,
    pub first_start: ChronoDateTimeUtc,
    pub last_end: ChronoDateTimeUtc,
    pub created_at: ChronoDateTimeUtc,
    pub cancelled_by: Option<Uuid>,
    pub cancelled_at: Option<ChronoDateTimeUtc>,
    pub cancel_reason: Option<String>,
    pub cancel_text_state: String,
    pub past: bool,
}

impl ActiveModelBehavior for ActiveModel {}
