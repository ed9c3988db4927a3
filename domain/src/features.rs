//! All features, and what can be asked of them and done.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::operation::Operation;
use crate::rule::Rule;

/// Their operations, feature by feature.
pub const FEATURES: &[(&str, &[Operation])] = &[
    // What has an id, of whatever feature.
    ("node", &[Operation::query("node", Rule::WhoSeesIt)]),
    ("members", crate::members::OPERATIONS),
    ("pairing", crate::pairing::OPERATIONS),
    ("screens", crate::screens::OPERATIONS),
    ("privacy", crate::privacy::OPERATIONS),
    ("places", crate::places::OPERATIONS),
    ("units", crate::units::OPERATIONS),
    ("wishes", crate::wishes::OPERATIONS),
    ("media", crate::media::OPERATIONS),
    ("spreadsheets", crate::spreadsheets::OPERATIONS),
    ("moderation", crate::moderation::OPERATIONS),
    ("proposals", crate::proposals::OPERATIONS),
    ("queues", crate::queues::OPERATIONS),
    ("figures", crate::figures::OPERATIONS),
    ("volunteering", crate::volunteering::OPERATIONS),
    ("attendance", crate::attendance::OPERATIONS),
    ("certificates", crate::certificates::OPERATIONS),
    ("points", crate::points::OPERATIONS),
    ("notices", crate::notices::OPERATIONS),
    ("party", crate::party::OPERATIONS),
    ("inbox", crate::inbox::OPERATIONS),
    ("messages", crate::messages::OPERATIONS),
    ("feeds", crate::feeds::OPERATIONS),
    ("audit", crate::audit::OPERATIONS),
    ("jobs", crate::jobs::OPERATIONS),
    ("calendar", crate::calendar::OPERATIONS),
];

/// By their names: looked up for each root field of a request.
static BY_NAME: LazyLock<HashMap<&str, &Operation>> =
    LazyLock::new(|| operations().map(|operation| (operation.name, operation)).collect());

/// All operations.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    FEATURES.iter().flat_map(|(_, operations)| *operations)
}

/// The operation of this name.
pub fn operation(name: &str) -> Option<&'static Operation> {
    BY_NAME.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Viewer;
    use crate::failure::Failure;
    use crate::ids::{MemberId, SessionId};
    use crate::rates::Limit;
    use crate::screens::purpose::ScreenPurpose;
    use crate::standing::Standing;
    use uuid::Uuid;

    #[test]
    fn each_name_is_declared_once() {
        let mut names: Vec<_> = operations().map(|operation| operation.name).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
        assert_eq!(operation("claimWish"), Some(&crate::wishes::CLAIM));
    }

    #[test]
    fn a_screen_of_a_hall_is_refused_whatever_is_not_named_here() {
        let shown: HashMap<ScreenPurpose, &[&str]> = HashMap::from([
            (ScreenPurpose::Board, &["enterScreen", "moralBank", "noticeBoard", "boardChanged"][..]),
            (ScreenPurpose::OpenWishes, &["enterScreen", "wishes", "openWishesChanged"]),
            (ScreenPurpose::CheckInCodes, &["enterScreen", "checkInCodesOfToday"]),
        ]);
        for purpose in ScreenPurpose::ALL {
            let screen = Viewer {
                standing: Standing {
                    member: MemberId::from_uuid(Uuid::from_u128(1)),
                    home: None,
                    volunteer: false,
                    party_unit: None,
                    grants: Vec::new(),
                    withheld: Vec::new(),
                    blocked: false,
                    unblocked: None,
                    screen: Some(purpose),
                },
                session: SessionId::from_uuid(Uuid::from_u128(1)),
                asked_in: None,
            };
            for operation in operations() {
                let admitted = operation.must_admit(Some(&screen));
                let named = shown[&purpose].contains(&operation.name);
                assert_eq!(admitted.is_ok(), named, "{} to {purpose:?}", operation.name);
                assert!(named || matches!(admitted, Err(Failure::Forbidden)), "{}: {admitted:?}", operation.name);
            }
        }
    }

    #[test]
    fn what_shares_an_allowance_has_the_same_limit() {
        let mut by_allowance: HashMap<&str, Limit> = HashMap::new();
        for limit in operations().filter_map(|operation| operation.limit) {
            assert_eq!(*by_allowance.entry(limit.of).or_insert(limit), limit);
        }
    }
}
