//! What clients see of stars.

use async_graphql::{Enum, ID, SimpleObject};
use domain::attendance::star;

/// Which time counts for stars.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "star::StarWindow")]
pub enum StarWindow {
    /// 累计: of all time.
    Lifetime,
    /// 年度: of the current calendar year (UTC+8).
    CalendarYear,
}

/// How many hours each star needs.
#[derive(SimpleObject)]
pub struct StarRule {
    /// The hours of one star to five, rising.
    hours: Vec<i32>,
    /// Which time counts.
    window: StarWindow,
    /// The id of the area that set it; null for the default, which holds where nobody set one.
    area_id: Option<ID>,
}

impl From<star::StarRule> for StarRule {
    fn from(rule: star::StarRule) -> Self {
        Self {
            hours: rule.hours.to_vec(),
            window: rule.window.into(),
            area_id: rule.area.map(|id| id.to_string().into()),
        }
    }
}
