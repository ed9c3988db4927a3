//! The memory of requests: table `requests`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Reason;
use domain::failure::Outcome;
use domain::request::{Earlier, OnceReader, OnceRepo, Request};
use uuid::Uuid;

use super::sql::{Columns, one, run};
use super::{Db, DbTx};
use crate::seal::Seal;

const REMEMBER: &str = "INSERT INTO requests (member_id, request_id, input, made_id, made_at) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
const EARLIER: &str = "SELECT input, made_id FROM requests WHERE member_id = $1 AND request_id = $2";
const FORGET: &str = "DELETE FROM requests WHERE made_at < $1";

/// Keyed, because a hash of a phone number would give the number away.
fn input(seal: &Seal, request: &Request) -> Vec<u8> {
    seal.digest("request", request.input)
}

#[async_trait]
impl OnceRepo for DbTx {
    async fn remember(&mut self, request: &Request, made: Uuid, now: DateTime<Utc>) -> Outcome<()> {
        let input = input(&self.seal, request).into();
        let values = vec![request.member.uuid().into(), request.id.into(), input, made.into(), now.into()];
        match run(&self.tx, REMEMBER, values).await? {
            1 => Ok(()),
            _ => Err(Reason::RequestIdReused.at("requestId").into()),
        }
    }
}

#[async_trait]
impl OnceReader for Db {
    async fn earlier(&self, request: &Request) -> Outcome<Option<Earlier>> {
        let found = one(&self.read, EARLIER, vec![request.member.uuid().into(), request.id.into()]).await?;
        let Some(row) = found else { return Ok(None) };
        let mut columns = Columns::of(&row);
        let same = columns.read::<Vec<u8>>()? == input(&self.seal, request);
        Ok(Some(Earlier { same, made: columns.read()? }))
    }

    async fn forget_requests(&self, then: DateTime<Utc>) -> Outcome<u64> {
        run(&self.write, FORGET, vec![then.into()]).await
    }
}
