//! The memory of requests: table `requests`.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Reason;
use domain::failure::Outcome;
use domain::ids::MemberId;
use domain::request::{Earlier, OnceReader, OnceRepo, Request};
use sea_orm::{EntityTrait, QueryFilter};
use uuid::Uuid;

use super::entities::request;
use super::row::{Row, read_all, values};
use super::sql::{all, delete, of_rows};
use super::{Db, DbTx};
use crate::seal::Seal;

/// In the order of the ids, so that nobody waits in a circle.
const REMEMBER: &str = "WITH v (member_id, request_id, input, made_id, made_at) AS (VALUES ()) \
    INSERT INTO requests (member_id, request_id, input, made_id, made_at) SELECT * FROM v WHERE member_id IS NOT NULL \
    ORDER BY member_id, request_id ON CONFLICT DO NOTHING RETURNING member_id, request_id";
const EARLIER: &str = "WITH v (member_id, request_id) AS (VALUES ()) SELECT r.member_id, r.request_id, r.input, r.made_id \
    FROM v JOIN requests r ON r.member_id = v.member_id AND r.request_id = v.request_id";

/// Keyed, because a hash of a phone number would give the number away.
fn input(seal: &Seal, request: &Request) -> Vec<u8> {
    seal.digest("request", request.input)
}

fn key(request: &Request) -> (MemberId, Uuid) {
    (request.member, request.id)
}

fn read_key(row: &mut Row<'_>) -> Outcome<(MemberId, Uuid)> {
    Ok((row.id()?, row.read()?))
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
        let row = |(request, made): &(&Request, Uuid)| {
            values![request.member, request.id, input(&self.seal, request), *made, now]
        };
        let (sql, values) = of_rows(REMEMBER, Vec::new(), requests.iter().map(row).collect());
        let written = read_all(&all(&self.tx, &sql, values).await?, read_key)?;
        let written: HashSet<_> = written.into_iter().collect();
        Ok(requests.iter().map(|(request, _)| written.contains(&key(request))).collect())
    }
}

#[async_trait]
impl OnceReader for Db {
    async fn earlier(&self, request: &Request) -> Outcome<Option<Earlier>> {
        Ok(self.earlier_of(&[request]).await?.pop().flatten())
    }

    async fn earlier_of(&self, requests: &[&Request]) -> Outcome<Vec<Option<Earlier>>> {
        let rows = requests.iter().map(|request| values![request.member, request.id]).collect();
        let (sql, values) = of_rows(EARLIER, Vec::new(), rows);
        let found = read_all(&all(&self.read, &sql, values).await?, |row| {
            Ok((read_key(row)?, (row.read::<Vec<u8>>()?, row.read::<Uuid>()?)))
        });
        let found: HashMap<_, _> = found?.into_iter().collect();
        let earlier = requests.iter().map(|request| {
            let (asked, made) = found.get(&key(request))?;
            Some(Earlier { same: *asked == input(&self.seal, request), made: *made })
        });
        Ok(earlier.collect())
    }

    async fn forget_requests(&self, then: DateTime<Utc>) -> Outcome<u64> {
        delete(&self.write, request::Entity::delete_many().filter(request::COLUMN.made_at.lt(then))).await
    }
}
