//! Which requests are let through: rate limits, applied before anything runs and before the database is asked.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use domain::access::Viewer;
use domain::admit;
use domain::failure::{Failure, Outcome};
use domain::rates::{self, Caller};

use super::app::App;
use super::auth::login_of;
use super::gate::Gate;
use super::listen::Line;
use crate::graphql::context::Sender;

/// Lets a request with these acting fields (none for a query) through: else *too often*, or *unavailable*. The acts of
/// members who are logged in are counted already, with the lookup of their session: see [`super::auth::authenticate`].
pub async fn admit(
    app: &App,
    viewer: Option<&Viewer>,
    headers: &HeaderMap,
    line: Line,
    mutation: Option<&[&str]>,
) -> Outcome<()> {
    let Gate { proxies, rate_factor, .. } = app.gate;
    let refreshes = mutation.is_some_and(|fields| fields.iter().all(|field| *field == "refreshSession"));
    let caller = match viewer {
        Some(viewer) => Caller::Member(viewer.member()),
        None => match login_of(app, headers).filter(|_| refreshes) {
            Some(login) => Caller::Login(login),
            None => Caller::peer(address(headers, line, proxies)),
        },
    };
    if let Some(fields) = mutation {
        if viewer.is_some() {
            return Ok(());
        }
        return admit::admit(&app.ports, caller, fields, rate_factor).await;
    }
    let (rate, now) = (rates::queries(caller, rate_factor), rates::micros(app.ports.now()));
    let whole = app.queries.of(caller);
    let taken = whole.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |at| rate.take(Some(at), now, 1).ok());
    let wait = |at| rate.take(Some(at), now, 1).err().unwrap_or_default();
    taken.map(|_| ()).map_err(|at| Failure::TooOften(Duration::from_micros(wait(at))))
}

/// Where a request comes from.
pub(super) fn sender(app: &App, headers: &HeaderMap, line: Line) -> Sender {
    let said = headers.get(header::USER_AGENT).and_then(|said| said.to_str().ok()).unwrap_or_default();
    Sender { address: address(headers, line, app.gate.proxies).to_canonical(), user_agent: said.to_owned() }
}

/// The address that a request comes from. Each proxy appends the address that it sees to those already there, which
/// anybody can have written: so only as many trailing entries count as there are trusted proxies.
fn address(headers: &HeaderMap, Line(line): Line, proxies: usize) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let entries: Vec<_> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let entry = entries.get(entries.len().saturating_sub(proxies)).copied();
    // Some proxies write the port, too.
    let parsed = entry.and_then(|text| text.parse().ok().or_else(|| text.parse().ok().map(|a: SocketAddr| a.ip())));
    parsed.unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_our_proxies_wrote_is_believed() {
        let line = Line("10.0.0.1".parse().expect("an address"));
        for (forwarded, proxies, expected) in [
            (&["1.1.1.1, 2.2.2.2"][..], 0, "10.0.0.1"),
            (&["1.1.1.1, 2.2.2.2"], 1, "2.2.2.2"),
            (&["1.1.1.1", "2.2.2.2"], 1, "2.2.2.2"),
            (&["6.6.6.6, 1.1.1.1, 2.2.2.2"], 2, "1.1.1.1"),
            (&["1.1.1.1"], 2, "1.1.1.1"),
            (&["6.6.6.6, 1.1.1.1:4711"], 1, "1.1.1.1"),
            (&["[2001:db8::1]:4711"], 1, "2001:db8::1"),
            (&["2001:db8::1"], 1, "2001:db8::1"),
            (&["6.6.6.6, unknown"], 1, "10.0.0.1"),
            (&[], 1, "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append("x-forwarded-for", value.parse().expect("a header"));
            }
            assert_eq!(address(&headers, line, proxies).to_string(), expected, "{forwarded:?} {proxies}");
        }
    }
}
