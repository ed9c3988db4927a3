//! Stars (星级): what granted time is honoured by. Thresholds and window are data of each place.

use crate::failure::{Invalid, Outcome};
use crate::ids::AreaId;

/// The most hours that a star can take.
pub const HOURS_AT_MOST: i32 = 100_000;

/// Which time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StarWindow {
    /// 累计: of the whole life.
    Lifetime,
    /// 年度: of the calendar year (UTC+8).
    CalendarYear,
}

/// How many hours each star takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarRule {
    /// The hours of one star to five, rising.
    pub hours: [i32; 5],
    /// Which time counts.
    pub window: StarWindow,
    /// The area that set it; `None` for the rule that holds where nobody set one.
    pub area: Option<AreaId>,
}

impl Default for StarRule {
    fn default() -> Self {
        Self { hours: [100, 300, 600, 1000, 1500], window: StarWindow::Lifetime, area: None }
    }
}

impl StarRule {
    /// Reads five rising numbers.
    pub fn parse_hours(field: &'static str, hours: &[i32]) -> Outcome<[i32; 5]> {
        let rises = hours.iter().zip(hours.iter().skip(1)).all(|(lower, higher)| lower < higher);
        match <[i32; 5]>::try_from(hours) {
            Ok(five) if rises && five[0] >= 1 && five[4] <= HOURS_AT_MOST => Ok(five),
            _ => {
                let fault = (
                    format!("须为五个递增的小时数，在1到{HOURS_AT_MOST}之间"),
                    format!("must be five rising numbers of hours from 1 to {HOURS_AT_MOST}"),
                );
                Err(Invalid::new(field, fault).into())
            }
        }
    }

    /// The star for this many minutes, 0 to 5.
    pub fn star(&self, minutes: i64) -> i32 {
        self.hours.iter().map(|hours| i32::from(minutes >= i64::from(*hours) * 60)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn more_time_is_never_less_star(a in 0i64..200_000, b in 0i64..200_000) {
            let rule = StarRule::default();
            prop_assert!((0..=5).contains(&rule.star(a)));
            prop_assert!(rule.star(a.min(b)) <= rule.star(a.max(b)));
        }
    }

    #[test]
    fn a_star_begins_with_its_hours() {
        let rule = StarRule::default();
        for (minutes, star) in [(0, 0), (5_999, 0), (6_000, 1), (17_999, 1), (18_000, 2), (36_000, 3), (60_000, 4)] {
            assert_eq!(rule.star(minutes), star, "{minutes}");
        }
        assert_eq!([rule.star(89_999), rule.star(90_000), rule.star(i64::MAX)], [4, 5, 5]);
    }

    #[test]
    fn thresholds_rise() {
        assert!(StarRule::parse_hours("hours", &[1, 2, 3, 4, HOURS_AT_MOST]).is_ok());
        let wrong: [&[i32]; 6] =
            [&[], &[1, 2, 3, 4], &[1, 2, 3, 4, 5, 6], &[0, 1, 2, 3, 4], &[1, 2, 2, 3, 4], &[1, 2, 3, 4, 100_001]];
        for hours in wrong {
            assert!(StarRule::parse_hours("hours", hours).is_err(), "{hours:?}");
        }
    }
}
