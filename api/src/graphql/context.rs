//! Who asks, and what resolvers reach for.

use async_graphql::{Context, InputType};
use domain::access::{Scope, Viewer};
use domain::failure::{Failure, Invalid, Outcome};
use domain::ids::AreaId;
use domain::once::Request;
use domain::{Ports, places};
use ring::digest;

use super::scalars::Uuid;

/// What the use cases need.
pub fn ports<'c>(ctx: &Context<'c>) -> &'c Ports {
    ctx.data_unchecked()
}

/// Until when who asks waits for an answer.
pub struct Until(pub std::time::Instant);

/// The HTTP request that asks.
pub struct AskedIn(pub Option<uuid::Uuid>);

/// Which HTTP request asks, for those whom nobody recognises yet.
pub fn asked_in(ctx: &Context<'_>) -> Option<uuid::Uuid> {
    ctx.data_unchecked::<AskedIn>().0
}

/// Who asks. *Unauthenticated* if nobody is logged in.
pub fn viewer<'c>(ctx: &Context<'c>) -> Outcome<&'c Viewer> {
    ctx.data_unchecked::<Option<Viewer>>().as_ref().ok_or(Failure::Unauthenticated)
}

/// The right to read a community's records: of the one that is named, or of the viewer's home.
pub async fn scope(ctx: &Context<'_>, community: Option<&str>) -> Outcome<Scope> {
    let by = viewer(ctx)?;
    match community {
        None => by.home_scope(),
        Some(id) => {
            let id = AreaId::parse("communityId", id)?;
            by.scope("communityId", &places::create::find(ports(ctx), "communityId", id).await?)
        }
    }
}

/// The request that must have one effect: its id, made by the client, and a hash of all that it asks.
pub fn once(ctx: &Context<'_>, by: &Viewer, id: Uuid, input: &impl InputType) -> Outcome<Request> {
    let id = id.0;
    if id.is_nil() || id.is_max() {
        return Err(Invalid::new("requestId", ("须为随机生成的UUID", "must be a UUID made at random")).into());
    }
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(ctx.field().name().as_bytes());
    hash.update(input.to_value().to_string().as_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(hash.finish().as_ref());
    Ok(Request { member: by.member(), id, input: bytes })
}
