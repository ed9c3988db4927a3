//! A page asks to be let in by a phone: it shows a code and, apart from it, six digits; who is logged in on a phone scans
//! the one and types the other.
//!
//! A code can be forwarded, and a page can show the code of another. So the phone tells what it would allow, for how
//! long, and to whom; the digits prove that the page is before its owner; and all of it ends within minutes. The page
//! proves by a secret that it is the one that asked.

pub mod allow;
pub mod ask;
pub mod browser;
pub mod code;
pub mod look;
pub mod page;
pub mod refuse;
pub mod repo;
pub mod take;

use chrono::Duration;

use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::{Everybody, LoggedIn};

/// How long a page waits to be allowed.
pub const WAITS: Duration = Duration::minutes(2);
/// How long it may take to fetch what was allowed: it asks every two seconds.
pub const TAKEN_WITHIN: Duration = Duration::seconds(30);
/// So many wrong digits end a pairing.
pub const TRIES: i32 = 3;
/// How long is remembered what is over.
pub const KEPT: Duration = Duration::hours(1);

/// How often somebody may look at a code or allow it: of twenty-five thousand million codes a handful is open at a time.
const LOOKS: Limit = Limit::new("pairing", 10, 10);

/// `askPairing`. Nobody has acted yet, so the audit log has nothing to tell.
pub const ASK_PAIRING: Operation =
    Operation::act("askPairing", Everybody).limited(Limit::new("askPairing", 10, 10)).unrecorded();
/// `takePairing`. A page asks every two seconds. What comes of it is a `login` or `pairScreen`.
pub const TAKE_PAIRING: Operation =
    Operation::act("takePairing", Everybody).limited(Limit::new("takePairing", 60, 1)).unrecorded();
/// `pairing`
pub const PAIRING: Operation = Operation::query("pairing", LoggedIn).limited(LOOKS);
/// `allowPairing`
pub const ALLOW_PAIRING: Operation = Operation::act("allowPairing", LoggedIn).limited(LOOKS);
/// `refusePairing`
pub const REFUSE_PAIRING: Operation = Operation::act("refusePairing", LoggedIn).limited(LOOKS);
/// `failPairingDigits`. Digits that were wrong.
pub const FAIL_PAIRING_DIGITS: Operation = Operation::internal("failPairingDigits");

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] =
    &[ASK_PAIRING, TAKE_PAIRING, PAIRING, ALLOW_PAIRING, REFUSE_PAIRING, FAIL_PAIRING_DIGITS];
