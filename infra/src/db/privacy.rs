//! Consent: tables `privacy_policies` and `consents`, and the columns of `members` that hang on it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{ConsentId, MemberId};
use domain::privacy::consent::Consent;
use domain::privacy::export::Section;
use domain::privacy::policy::{PolicyText, PrivacyPolicy};
use domain::privacy::repo::{PrivacyReader, PrivacyRepo};
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter};

use super::certificates::DROP_CERTIFICATES;
use super::entities::{consent, member};
use super::row::{Row, values};
use super::sql::{corrupt, insert, one, run, update};
use super::{Db, DbTx, export};

const PUBLISH: &str = "INSERT INTO privacy_policies (version, body, published_by, published_at) \
    SELECT MAX(version) + 1, $2, $3, $4 FROM privacy_policies HAVING MAX(version) = $1 ON CONFLICT DO NOTHING";
const IN_FORCE: &str = "SELECT version, body, published_at FROM privacy_policies ORDER BY version DESC LIMIT 1";
const GIVE: &str = "UPDATE members SET consent_version = $2 WHERE id = $1 \
    AND $2 = (SELECT MAX(version) FROM privacy_policies) AND (consent_version IS NULL OR consent_version <> $2)";
const CONSENT: &str = "SELECT c.version, c.given_at, c.version = (SELECT MAX(version) FROM privacy_policies) \
    FROM members m JOIN consents c ON c.member_id = m.id AND c.version = m.consent_version AND c.withdrawn_at IS NULL \
    WHERE m.id = $1 ORDER BY c.id DESC LIMIT 1";

#[async_trait]
impl PrivacyRepo for DbTx {
    async fn publish_policy(
        &mut self,
        replaces: i32,
        text: &PolicyText,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        Ok(run(&self.tx, PUBLISH, values![replaces, text.as_str(), by, now]).await? == 1)
    }

    async fn give_consent(
        &mut self,
        id: ConsentId,
        member: MemberId,
        version: i32,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        if run(&self.tx, GIVE, values![member, version]).await? == 0 {
            return Ok(false);
        }
        let row = consent::ActiveModel {
            id: Set(id.uuid()),
            member_id: Set(member.uuid()),
            version: Set(version),
            given_at: Set(now),
            withdrawn_at: Set(None),
        };
        insert(&self.tx, row).await.map(|()| true)
    }

    async fn withdraw_consent(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        let without = member::ActiveModel {
            consent_version: Set(None),
            real_name_sealed: Set(None),
            shown_name: Set(String::new()),
            phone_sealed: Set(None),
            phone_digest: Set(None),
            phone_lost_at: Set(None),
            building_id: Set(None),
            building_sealed: Set(None),
            ..Default::default()
        };
        let them = member::COLUMN.id.eq(member.uuid());
        update(&self.tx, member::Entity::update_many().set(without).filter(them)).await?;
        // They hold the name.
        run(&self.tx, DROP_CERTIFICATES, values![member]).await?;
        let withdrawn = consent::ActiveModel { withdrawn_at: Set(Some(now)), ..Default::default() };
        let given = consent::COLUMN.member_id.eq(member.uuid()).and(consent::COLUMN.withdrawn_at.is_null());
        update(&self.tx, consent::Entity::update_many().set(withdrawn).filter(given)).await.map(|_| ())
    }
}

#[async_trait]
impl PrivacyReader for Db {
    async fn policy_in_force(&self) -> Outcome<PrivacyPolicy> {
        let row = one(&self.read, IN_FORCE, Vec::new()).await?.ok_or_else(|| corrupt("privacy text"))?;
        let mut row = Row::of(&row);
        Ok(PrivacyPolicy { version: row.read()?, text: PolicyText::stored(row.read()?), published: row.read()? })
    }

    async fn records_about(&self, me: &Viewer) -> Outcome<Vec<Section>> {
        export::records_about(self, me).await
    }

    async fn consent(&self, me: &Viewer) -> Outcome<Option<Consent>> {
        let Some(row) = one(&self.read, CONSENT, values![me.member()]).await? else { return Ok(None) };
        let mut row = Row::of(&row);
        Ok(Some(Consent { version: row.read()?, given: row.read()?, current: row.read()? }))
    }
}
