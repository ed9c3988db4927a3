use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "wishes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub grid_id: Option<Uuid>,
    pub author_id: Uuid,
    pub kind: String,
    pub category: String,
    pub urgency: String,
    pub title: String,
    pub body: String,
    pub cost_limit_fen: Option<i64>,
    pub needed_by: Option<ChronoDate>,
    pub text_check: String,
    pub text_state: String,
    pub posted_at: ChronoDateTimeUtc,
    pub state: String,
    pub reviewed_by: Option<Uuid>,
    pub reviewed_at: Option<ChronoDateTimeUtc>,
    pub opened_at: Option<ChronoDateTimeUtc>,
    pub reject_reason: Option<String>,
    pub withdrawn_at: Option<ChronoDateTimeUtc>,
    pub claim_id: Option<Uuid>,
    pub claim_due_at: Option<ChronoDateTimeUtc>,
    pub releases: i32,
}

impl ActiveModelBehavior for ActiveModel {}
