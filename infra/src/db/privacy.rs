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

use super::sql::{Columns, corrupt, one, run};
use super::{Db, DbTx, export};

const PUBLISH: &str = "INSERT INTO privacy_policies (version, body, published_by, published_at) \
    SELECT MAX(version) + 1, $2, $3, $4 FROM privacy_policies HAVING MAX(version) = $1 ON CONFLICT DO NOTHING";
const IN_FORCE: &str = "SELECT version, body, published_at FROM privacy_policies ORDER BY version DESC LIMIT 1";
const GIVE: &str = "UPDATE members SET consent_version = $2 WHERE id = $1 \
    AND $2 = (SELECT MAX(version) FROM privacy_policies) AND (consent_version IS NULL OR consent_version <> $2)";
const ADD_CONSENT: &str = "INSERT INTO consents (id, member_id, version, given_at) VALUES ($1, $2, $3, $4)";
const WITHDRAW: &str = "UPDATE members SET consent_version = NULL, real_name_sealed = NULL, shown_name = '', \
    phone_sealed = NULL, phone_digest = NULL, phone_lost_at = NULL, building_id = NULL, building_sealed = NULL WHERE id = $1";
const END_CONSENTS: &str = "UPDATE consents SET withdrawn_at = $2 WHERE member_id = $1 AND withdrawn_at IS NULL";
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
        let values = vec![replaces.into(), text.as_str().into(), by.uuid().into(), now.into()];
        Ok(run(&self.tx, PUBLISH, values).await? == 1)
    }

    async fn give_consent(
        &mut self,
        id: ConsentId,
        member: MemberId,
        version: i32,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        if run(&self.tx, GIVE, vec![member.uuid().into(), version.into()]).await? == 0 {
            return Ok(false);
        }
        let values = vec![id.uuid().into(), member.uuid().into(), version.into(), now.into()];
        run(&self.tx, ADD_CONSENT, values).await.map(|_| true)
    }

    async fn withdraw_consent(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        run(&self.tx, WITHDRAW, vec![member.uuid().into()]).await?;
        run(&self.tx, END_CONSENTS, vec![member.uuid().into(), now.into()]).await.map(|_| ())
    }
}

#[async_trait]
impl PrivacyReader for Db {
    async fn policy_in_force(&self) -> Outcome<PrivacyPolicy> {
        let row = one(&self.read, IN_FORCE, Vec::new()).await?.ok_or_else(|| corrupt("privacy text"))?;
        let mut columns = Columns::of(&row);
        let (version, text) = (columns.read()?, PolicyText::stored(columns.read()?));
        Ok(PrivacyPolicy { version, text, published: columns.read()? })
    }

    async fn records_about(&self, me: &Viewer) -> Outcome<Vec<Section>> {
        export::records_about(self, me).await
    }

    async fn consent(&self, me: &Viewer) -> Outcome<Option<Consent>> {
        let Some(row) = one(&self.read, CONSENT, vec![me.member().uuid().into()]).await? else { return Ok(None) };
        let mut columns = Columns::of(&row);
        Ok(Some(Consent { version: columns.read()?, given: columns.read()?, current: columns.read()? }))
    }
}
