//! The memory of requests: table `requests`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::once::{Earlier, OnceReader, OnceRepo, Request};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::sql::{Columns, corrupt, one, run};
use super::{Db, DbTx};

const REMEMBER: &str = "INSERT INTO requests (member_id, request_id, input, made_id, made_at) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
const EARLIER: &str = "SELECT input, made_id FROM requests WHERE member_id = $1 AND request_id = $2";
const FORGET: &str = "DELETE FROM requests WHERE made_at < $1";

async fn earlier(db: &impl ConnectionTrait, request: &Request) -> Outcome<Option<Earlier>> {
    let found = one(db, EARLIER, vec![request.member.uuid().into(), request.id.into()]).await?;
    let Some(row) = found else { return Ok(None) };
    let mut columns = Columns::of(&row);
    let input: Vec<u8> = columns.read()?;
    let input = input.try_into().map_err(|_| corrupt("request"))?;
    Ok(Some(Earlier { input, made: columns.read()? }))
}

#[async_trait]
impl OnceRepo for DbTx {
    async fn remember(&mut self, request: &Request, made: Uuid, now: DateTime<Utc>) -> Outcome<Option<Earlier>> {
        let input: Value = request.input.to_vec().into();
        let values = vec![request.member.uuid().into(), request.id.into(), input, made.into(), now.into()];
        if run(&self.tx, REMEMBER, values).await? == 1 {
            return Ok(None);
        }
        earlier(&self.tx, request).await
    }
}

#[async_trait]
impl OnceReader for Db {
    async fn earlier(&self, request: &Request) -> Outcome<Option<Earlier>> {
        earlier(&self.read, request).await
    }

    async fn forget_requests(&self, then: DateTime<Utc>) -> Outcome<u64> {
        run(&self.write, FORGET, vec![then.into()]).await
    }
}
