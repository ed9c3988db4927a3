use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    pub made_at: ChronoDateTimeUtc,
    pub due_at: ChronoDateTimeUtc,
    pub tries: i32,
    pub lease_until: Option<ChronoDateTimeUtc>,
    pub holder: Option<Uuid>,
    pub last_fault: Option<String>,
    pub set_aside_at: Option<ChronoDateTimeUtc>,
    pub trace: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
