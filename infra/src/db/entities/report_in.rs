use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_ins")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub member_id: Uuid,
    pub unit_id: Uuid,
    pub state: String,
    pub asked_at: ChronoDateTimeUtc,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<ChronoDateTimeUtc>,
    pub refuse_reason: Option<String>,
    pub ended_by: Option<Uuid>,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub end_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
