//! Looking at granted time.

use chrono::{Datelike, NaiveDate};

use crate::access::Viewer;
use crate::attendance::hours::{Account, Hours};
use crate::attendance::star::{StarRule, StarWindow};
use crate::failure::{Failure, Outcome};
use crate::ids::{HoursId, MemberId};
use crate::page::{Page, PageRequest};
use crate::places::path::Path;
use crate::ports::Ports;

/// The viewer's own time.
pub async fn mine(ports: &Ports, by: &Viewer) -> Outcome<Account> {
    let home = by.standing.home.as_ref().map(|home| &home.path);
    account(ports, by, by.member(), home).await
}

/// A member's time. For staff who administer their community.
pub async fn of_member(ports: &Ports, by: &Viewer, member: MemberId) -> Outcome<Account> {
    let standing = ports.store.standing(member).await?;
    let home = standing.and_then(|standing| standing.home).ok_or(Failure::NotFound("memberId"))?;
    if !by.sees(&home.path) {
        return Err(Failure::NotFound("memberId"));
    }
    by.must_administer(&home.path)?;
    account(ports, by, member, Some(&home.path)).await
}

async fn account(ports: &Ports, by: &Viewer, member: MemberId, home: Option<&Path>) -> Outcome<Account> {
    let rule = match home {
        Some(home) => rule_at(ports, by, home).await?,
        None => StarRule::default(),
    };
    let year = ports.today().year();
    let (total, of_year) =
        ports.store.minutes_of(by, member, NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()).await?;
    let counted = match rule.window {
        StarWindow::Lifetime => total,
        StarWindow::CalendarYear => of_year,
    };
    Ok(Account { member, total, counted, rule })
}

/// The entries of an account, the latest first. For anyone who has the account: see [`mine`] and [`of_member`].
pub async fn entries(
    ports: &Ports,
    by: &Viewer,
    account: &Account,
    page: &PageRequest<HoursId>,
) -> Outcome<Page<Hours>> {
    ports.store.hours_of(by, account.member, page).await
}

/// The entry that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: HoursId) -> Outcome<Hours> {
    ports.store.hours(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}

/// The rule that counts at a place: of the nearest area upwards that has one.
pub async fn rule_at(ports: &Ports, by: &Viewer, place: &Path) -> Outcome<StarRule> {
    Ok(ports.store.star_rule(by, place).await?.unwrap_or_default())
}
