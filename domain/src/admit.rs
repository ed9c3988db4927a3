//! Letting a request act, or not.

use crate::failure::{Failure, Invalid, Outcome};
use crate::features::operation;
use crate::ports::Ports;
use crate::rates::{ACTS, Caller, Charge, Limit, generous};

/// Lets a request with these fields act, or not: *too often*. `factor` multiplies all limits. *Unavailable* if nobody
/// can tell.
pub async fn admit(ports: &Ports, caller: Caller, fields: &[&str], factor: u32) -> Outcome<()> {
    if fields.is_empty() {
        return Ok(());
    }
    ports.rates.take(caller, &charges(caller, fields, factor)?, ports.now()).await
}

/// What these fields take of the caller's allowances. *Invalid* if it is more than an allowance ever holds.
pub fn charges(caller: Caller, fields: &[&str], factor: u32) -> Outcome<Vec<Charge>> {
    let own = fields.iter().filter_map(|field| operation(field)?.limit);
    let mut charges: Vec<Charge> = Vec::new();
    for Limit { of, rate } in fields.iter().map(|_| ACTS).chain(own) {
        match charges.iter_mut().find(|charge| charge.of == of) {
            Some(charge) => charge.count += 1,
            None => charges.push(Charge { of, count: 1, rate: generous(rate, caller, factor) }),
        }
    }
    let too_many = charges.iter().find(|charge| charge.count > charge.rate.at_once);
    if let Some(Charge { of, rate, .. }) = too_many {
        // Waiting would not help.
        let most = rate.at_once;
        let fault = (format!("一次请求里最多{most}次"), format!("can stand {most} times in a request"));
        return Err(Failure::from(Invalid::new(of, fault)));
    }
    Ok(charges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MemberId;
    use crate::rates::Rate;
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
            taken(&["claimWish", "checkIn", "checkOut", "checkInAtDutyPoint"]),
            [("acts", 4), ("claimWish", 1), ("code", 3)]
        );
        assert!(charges(somebody(), &["checkIn"; 7], 1).is_err(), "it could never work");
        assert!(charges(somebody(), &["checkIn"; 7], 2).is_ok());
        let peer = Caller::peer("192.0.2.1".parse().expect("an address"));
        assert_eq!(charges(peer, &["login"], 1).expect("one")[1].rate, Rate { at_once: 200, each: 500_000 });
    }

    /// As `docs/operations.md` tells it.
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
            let rate = Limit::new(of, at_once, seconds).rate;
            assert_eq!(taken[1..], [Charge { of, count: 1, rate }], "{field}");
            assert_eq!(taken[0].rate, Limit::new("acts", 60, 1).rate, "{field} counts with all that acts, too");
        }
    }
}
