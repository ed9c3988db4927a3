//! The memory of requests: table `requests`.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Reason;
use domain::failure::Outcome;
use domain::request::{Earlier, OnceReader, OnceRepo, Request};
use sea_orm::Value;
use uuid::Uuid;

use super::sql::{Columns, all, of_rows, run};
use super::{Db, DbTx};
use crate::seal::Seal;

/// In the order of the ids, so that nobody waits in a circle.
const REMEMBER: &str = "WITH v (member_id, request_id, input, made_id, made_at) AS (VALUES ()) \
    INSERT INTO requests (member_id, request_id, input, made_id, made_at) SELECT * FROM v WHERE member_id IS NOT NULL \
    ORDER BY member_id, request_id ON CONFLICT DO NOTHING RETURNING member_id, request_id";
const EARLIER: &str = "WITH v (member_id, request_id) AS (VALUES ()) SELECT r.member_id, r.request_id, r.input, r.made_id \
    FROM v JOIN requests r ON r.member_id = v.member_id AND r.request_id = v.request_id";
const FORGET: &str = "DELETE FROM requests WHERE made_at < $1";

/// Keyed, because a hash of a phone number would give the number away.
fn input(seal: &Seal, request: &Request) -> Vec<u8> {
    seal.digest("request", request.input)
}

fn key(request: &Request) -> (Uuid, Uuid) {
    (request.member.uuid(), request.id)
}

fn read_key(columns: &mut Columns<'_>) -> Outcome<(Uuid, Uuid)> {
    Ok((columns.read()?, columns.read()?))
}

#[async_trait]
impl OnceRepo for DbTx {
    async fn remember(&mut self, request: &Request, made: Uuid, now: DateTime<Utc>) -> Outcome<()> {
        match self.remember_all(&[(request, made)], now).await?[..] {
            [true] => Ok(()),
            _ => Err(Reason::RequestIdReused.at("requestId").into()),
        }
    }

    async fn remember_all(&mut self, requests: &[(&Request, Uuid)], now: DateTime<Utc>) -> Outcome<Vec<bool>> {
        let row = |(request, made): &(&Request, Uuid)| -> [Value; 5] {
            let (member, id) = key(request);
            [member.into(), id.into(), input(&self.seal, request).into(), (*made).into(), now.into()]
        };
        let (sql, values) = of_rows(REMEMBER, Vec::new(), requests.iter().map(row).collect());
        let written = all(&self.tx, &sql, values).await?;
        let written = written.iter().map(|row| read_key(&mut Columns::of(row))).collect::<Outcome<HashSet<_>>>()?;
        Ok(requests.iter().map(|(request, _)| written.contains(&key(request))).collect())
    }
}

#[async_trait]
impl OnceReader for Db {
    async fn earlier(&self, request: &Request) -> Outcome<Option<Earlier>> {
        Ok(self.earlier_of(&[request]).await?.pop().flatten())
    }

    async fn earlier_of(&self, requests: &[&Request]) -> Outcome<Vec<Option<Earlier>>> {
        let row = |request: &&Request| -> [Value; 2] {
            let (member, id) = key(request);
            [member.into(), id.into()]
        };
        let (sql, values) = of_rows(EARLIER, Vec::new(), requests.iter().map(row).collect());
        let mut found = HashMap::new();
        for row in all(&self.read, &sql, values).await? {
            let mut columns = Columns::of(&row);
            let key = read_key(&mut columns)?;
            found.insert(key, (columns.read::<Vec<u8>>()?, columns.read::<Uuid>()?));
        }
        let earlier = requests.iter().map(|request| {
            let (asked, made) = found.get(&key(request))?;
            Some(Earlier { same: *asked == input(&self.seal, request), made: *made })
        });
        Ok(earlier.collect())
    }

    async fn forget_requests(&self, then: DateTime<Utc>) -> Outcome<u64> {
        run(&self.write, FORGET, vec![then.into()]).await
    }
}
