//! Setting a rule of stars.

use crate::access::Viewer;
use crate::attendance::SET_STAR_RULE;
use crate::attendance::read::rule_at;
use crate::attendance::star::{StarRule, StarWindow};
use crate::failure::{Invalid, Outcome};
use crate::ids::AreaId;
use crate::once::{begin, once};
use crate::places;
use crate::places::area::AreaKind;
use crate::ports::Ports;
use crate::request::Request;

/// Sets the rule of an area, a community or one above, and of every area within it that has no nearer one. For those
/// who administer it.
pub async fn set_rule(
    ports: &Ports,
    by: &Viewer,
    area: AreaId,
    hours: [i32; 5],
    window: StarWindow,
    request: &Request,
) -> Outcome<StarRule> {
    let area = once(ports, request, async {
        let area = places::read::find(ports, "areaId", area).await?;
        by.must_administer(&area.path)?;
        if area.kind > AreaKind::Community {
            let fault = ("星级规则设在社区及以上", "has no rule of stars: communities and areas above have");
            return Err(Invalid::new("areaId", fault).into());
        }
        let mut tx = begin(ports, request, area.id).await?;
        tx.set_star_rule(area.id, hours, window, by.member(), ports.now()).await?;
        ports.commit(tx, by.did(SET_STAR_RULE, area.id, area.id)).await?;
        Ok(area.id)
    })
    .await?;
    let area = places::read::find(ports, "areaId", area).await?;
    rule_at(ports, by, &area.path).await
}
