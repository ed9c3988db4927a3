//! The caller, and what resolvers reach for.

use std::net::IpAddr;
use std::time::Instant;

use async_graphql::{Context, InputType, Value};
use domain::access::{Scope, Viewer};
use domain::failure::{Failure, Invalid, Outcome};
use domain::ids::AreaId;
use domain::places::area::Area;
use domain::request::Request;
use domain::{Ports, places};
use ring::digest;

use super::scalars::Uuid;
use crate::together::Rushes;

/// What the use cases need.
pub fn ports<'c>(ctx: &Context<'c>) -> &'c Ports {
    ctx.data_unchecked()
}

/// Until when the caller waits for an answer.
pub struct Until(pub Instant);

/// The HTTP request that asks.
pub struct AskedIn(pub Option<uuid::Uuid>);

/// Where an HTTP request comes from, and by what program, as that says.
pub struct Sender {
    /// The address, as the server or a trusted proxy saw it.
    pub address: IpAddr,
    /// What the program calls itself.
    pub user_agent: String,
}

/// Which HTTP request asks, for callers who are not known yet.
pub fn asked_in(ctx: &Context<'_>) -> Option<uuid::Uuid> {
    ctx.data_unchecked::<AskedIn>().0
}

/// The caller. *Unauthenticated* if nobody is logged in.
pub fn viewer<'c>(ctx: &Context<'c>) -> Outcome<&'c Viewer> {
    ctx.data_unchecked::<Option<Viewer>>().as_ref().ok_or(Failure::Unauthenticated)
}

/// The right to read a community's records: of the one that is named, or of the viewer's home.
pub async fn scope(ctx: &Context<'_>, community: Option<&str>) -> Outcome<Scope> {
    match community {
        None => viewer(ctx)?.home_scope(),
        Some(_) => Ok(community_of(ctx, community).await?.1),
    }
}

/// As [`scope`], with the community itself.
pub async fn community_of(ctx: &Context<'_>, community: Option<&str>) -> Outcome<(Area, Scope)> {
    let by = viewer(ctx)?;
    let id = match community {
        None => by.home()?.community,
        Some(id) => AreaId::parse("communityId", id)?,
    };
    let community = places::read::find(ports(ctx), "communityId", id).await?;
    let scope = by.scope("communityId", &community)?;
    Ok((community, scope))
}

/// The idempotent request: its key, made by the client, and a hash of all that it asks.
pub fn once(ctx: &Context<'_>, by: &Viewer, id: Uuid, input: &impl InputType) -> Outcome<Request> {
    let id = id.0;
    if id.is_nil() || id.is_max() {
        return Err(Invalid::new("requestId", ("须为随机生成的UUID", "must be a UUID made at random")).into());
    }
    Ok(Request { member: by.member(), id, input: hash(ctx.field().name(), input) })
}

/// Null fields are left out, so that a field added by a later version does not turn a request repeated after an upgrade
/// into a different one.
fn hash(operation: &str, input: &impl InputType) -> [u8; 32] {
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(operation.as_bytes());
    hash.update(said(input.to_value()).to_string().as_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(hash.finish().as_ref());
    bytes
}

fn said(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let said = fields.into_iter().filter(|(_, value)| *value != Value::Null);
            Value::Object(said.map(|(name, value)| (name, self::said(value))).collect())
        }
        Value::List(items) => Value::List(items.into_iter().map(said).collect()),
        value => value,
    }
}

/// What many want at once, and until when who asks for it waits.
pub fn rushes<'c>(ctx: &Context<'c>) -> (&'c Rushes, Instant) {
    (ctx.data_unchecked(), ctx.data_unchecked::<Until>().0)
}

#[cfg(test)]
mod tests {
    use async_graphql::InputObject;

    use super::*;

    #[derive(InputObject)]
    #[graphql(name = "ShiftInput")]
    struct Before {
        title: String,
        note: Option<String>,
    }

    #[derive(InputObject)]
    #[graphql(name = "ShiftInput")]
    struct After {
        title: String,
        place: Option<String>,
        note: Option<String>,
    }

    #[derive(InputObject)]
    #[graphql(name = "ActivityInput")]
    struct AroundBefore {
        shifts: Vec<Before>,
    }

    #[derive(InputObject)]
    #[graphql(name = "ActivityInput")]
    struct AroundAfter {
        shifts: Vec<After>,
    }

    #[test]
    fn a_field_that_was_added_and_is_not_used_makes_no_other_request() {
        let note = || Some("门口集合".to_owned());
        let before = || Before { title: "清洁".into(), note: note() };
        let after =
            |place: Option<&str>| After { title: "清洁".into(), place: place.map(str::to_owned), note: note() };
        assert_eq!(hash("organise", &before()), hash("organise", &after(None)));
        assert_ne!(hash("organise", &before()), hash("organise", &after(Some("门口"))));
        assert_ne!(hash("organise", &before()), hash("cancel", &before()));
        let before = AroundBefore { shifts: vec![before()] };
        let after = |place| AroundAfter { shifts: vec![after(place)] };
        assert_eq!(hash("organise", &before), hash("organise", &after(None)));
        assert_ne!(hash("organise", &before), hash("organise", &after(Some("门口"))));
    }
}
