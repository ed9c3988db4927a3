//! Letting a request act, or not.

use crate::failure::{Failure, Invalid, Outcome};
use crate::ports::Ports;
use crate::rates::{ACTS, Caller, Charge, LIMITS, generous};

/// Lets a request act that has these fields, or not: *too often*. `factor` makes all limits so many times as generous.
/// *Unavailable* if nobody can tell.
pub async fn admit(ports: &Ports, caller: Caller, fields: &[&str], factor: u32) -> Outcome<()> {
    if fields.is_empty() {
        return Ok(());
    }
    ports.rates.take(caller, &charges(caller, fields, factor)?, ports.now()).await
}

/// What these fields take of the caller's allowances. *Invalid* if they are more than there ever is.
pub fn charges(caller: Caller, fields: &[&str], factor: u32) -> Outcome<Vec<Charge>> {
    let own = LIMITS
        .iter()
        .map(|(operations, of, rate)| (*of, fields.iter().filter(|field| operations.contains(field)).count(), *rate));
    let mut charges = Vec::new();
    for (of, count, rate) in std::iter::once(("acts", fields.len(), ACTS)).chain(own) {
        let (count, rate) = (u32::try_from(count).unwrap_or(u32::MAX), generous(rate, caller, factor));
        if count > rate.at_once {
            // Waiting would not help.
            let most = rate.at_once;
            let fault = (format!("一次请求里最多{most}次"), format!("can stand {most} times in a request"));
            return Err(Failure::from(Invalid::new(of, fault)));
        }
        if count > 0 {
            charges.push(Charge { of, count, rate });
        }
    }
    Ok(charges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MemberId;
    use crate::rates::Rate;
    use std::time::Duration;
    use uuid::Uuid;

    fn somebody() -> Caller {
        Caller::Member(MemberId::from_uuid(Uuid::from_u128(1)))
    }

    #[test]
    fn each_field_counts_for_all_and_for_its_own() {
        let taken = |fields: &[&str]| -> Vec<_> {
            charges(somebody(), fields, 1).expect("few").iter().map(|charge| (charge.of, charge.count)).collect()
        };
        assert_eq!(taken(&["postWish"]), [("acts", 1)]);
        assert_eq!(
            taken(&["checkIn", "checkOut", "checkInAtDutyPoint", "claimWish"]),
            [("acts", 4), ("claimWish", 1), ("code", 3)]
        );
        assert!(charges(somebody(), &["checkIn"; 7], 1).is_err(), "it could never work");
        assert!(charges(somebody(), &["checkIn"; 7], 2).is_ok());
        let peer = Caller::peer("192.0.2.1".parse().expect("an address"));
        assert_eq!(charges(peer, &["login"], 1).expect("one")[1].rate, Rate { at_once: 200, each: 500_000 });
    }

    /// As `docs/api.md` tells it.
    #[test]
    fn what_is_dear_or_can_be_guessed_has_a_limit_of_its_own() {
        for (field, of, at_once, seconds) in [
            ("login", "login", 10, 10),
            ("refreshSession", "refreshSession", 10, 10),
            ("claimWish", "claimWish", 10, 30),
            ("redeemGoods", "redeemGoods", 10, 30),
            ("importRoster", "importRoster", 10, 30),
            ("checkIn", "code", 6, 20),
            ("checkOut", "code", 6, 20),
            ("checkInAtDutyPoint", "code", 6, 20),
            ("handOutGoods", "handOutGoods", 30, 5),
            ("bindPhone", "bindPhone", 5, 600),
            ("revealContact", "revealContact", 20, 180),
        ] {
            let taken = charges(somebody(), &[field], 1).expect(field);
            let rate = Rate::new(at_once, Duration::from_secs(seconds));
            assert_eq!(taken[1..], [Charge { of, count: 1, rate }], "{field}");
            assert_eq!(taken[0].rate, Rate::new(60, Duration::from_secs(1)), "{field} counts with all that acts, too");
        }
    }
}
