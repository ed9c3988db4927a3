use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "members")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub openid_digest: Vec<u8>,
    pub openid_sealed: Vec<u8>,
    pub shown_name: String,
    pub real_name_sealed: Option<Vec<u8>>,
    pub phone_sealed: Option<Vec<u8>>,
    pub phone_digest: Option<Vec<u8>>,
    pub phone_lost_at: Option<ChronoDateTimeUtc>,
    pub community_id: Option<Uuid>,
    pub grid_id: Option<Uuid>,
    pub building_id: Option<Uuid>,
    pub building_sealed: Option<Vec<u8>>,
    pub volunteer_since: Option<ChronoDateTimeUtc>,
    pub party_state: Option<String>,
    pub party_unit_id: Option<Uuid>,
    pub party_asked_at: Option<ChronoDateTimeUtc>,
    pub party_decided_by: Option<Uuid>,
    pub party_decided_at: Option<ChronoDateTimeUtc>,
    pub consent_version: Option<i32>,
    pub created_at: ChronoDateTimeUtc,
    pub erased_at: Option<ChronoDateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
