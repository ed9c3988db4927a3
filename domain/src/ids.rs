//! Identifiers: a UUID v7 that knows what kind of thing it names.
//!
//! The outer form is that of [TypeID](https://github.com/jetify-com/typeid): the kind, an underscore, and 26
//! characters of Crockford's base 32. Ids of one kind sort by the time they were made.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{Timestamp, Uuid};

use crate::failure::{Failure, Invalid};

/// What an [`Id`] can name.
pub trait Kind {
    /// The part of the outer form before the underscore.
    const PREFIX: &'static str;
}

/// The id of one `K`. Opaque to clients; never reused.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<K>(Uuid, #[serde(skip)] PhantomData<fn() -> K>);

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $id:ident, $prefix:literal;)*) => {$(
        $(#[$doc])*
        pub enum $kind {}
        impl Kind for $kind {
            const PREFIX: &'static str = $prefix;
        }
        $(#[$doc])*
        pub type $id = Id<$kind>;
    )*};
}

// A macro, because a marker type, its prefix and its alias must never drift apart.
kinds! {
    /// A node of the place tree.
    AreaKind, AreaId, "area";
    /// An employer in the unit tree.
    UnitKind, UnitId, "unit";
    /// A line of a unit's roster.
    RosterEntryKind, RosterEntryId, "roster";
    /// An upload of a unit's roster.
    RosterImportKind, RosterImportId, "import";
    /// A person with an account.
    MemberKind, MemberId, "member";
    /// A role held on a node.
    GrantKind, GrantId, "grant";
    /// A member's consent to a version of the privacy text.
    ConsentKind, ConsentId, "consent";
    /// A block of a member.
    BlockKind, BlockId, "block";
    /// A login on one device.
    SessionKind, SessionId, "session";
    /// The second factor of an administrator.
    SecondFactorKind, SecondFactorId, "secondfactor";
    /// A micro-wish.
    WishKind, WishId, "wish";
    /// One taking-on of a wish.
    ClaimKind, ClaimId, "claim";
    /// One showing of a member's contact.
    ContactRevealKind, ContactRevealId, "reveal";
    /// A notice on the board.
    NoticeKind, NoticeId, "notice";
    /// A team of volunteers.
    TeamKind, TeamId, "team";
    /// A photo.
    PhotoKind, PhotoId, "photo";
    /// A spreadsheet that somebody asked for.
    SpreadsheetKind, SpreadsheetId, "spreadsheet";
    /// A document that goes with a notice.
    AttachmentKind, AttachmentId, "attachment";
    /// A volunteer activity.
    ActivityKind, ActivityId, "activity";
    /// A shift of an activity.
    ShiftKind, ShiftId, "shift";
    /// A member's sign-up for a shift.
    SignUpKind, SignUpId, "signup";
    /// An entry of granted time.
    HoursKind, HoursId, "hours";
    /// A certificate of a member's hours.
    CertificateKind, CertificateId, "certificate";
    /// A member's lasting relation with the community that they serve.
    ReportInKind, ReportInId, "reportin";
    /// A place where duty is kept.
    DutyPointKind, DutyPointId, "dutypoint";
    /// A check-in at a duty point.
    DutyCheckInKind, DutyCheckInId, "dutycheckin";
    /// A text that staff have to look at.
    CaseKind, CaseId, "case";
    /// A member's report of a text.
    ReportKind, ReportId, "report";
    /// An act of staff that waits for a second person.
    ProposalKind, ProposalId, "proposal";
    /// A version of a rule of the moral bank.
    RuleKind, RuleId, "rule";
    /// An entry of the ledger of points.
    EntryKind, EntryId, "entry";
    /// Goods that points are redeemed for.
    GoodsKind, GoodsId, "goods";
    /// Goods held for a member, until handed out or cancelled.
    RedemptionKind, RedemptionId, "redemption";
    /// An entry of a member's inbox.
    InboxEntryKind, InboxEntryId, "inbox";
    /// A feed of a member, at one address.
    FeedKind, FeedId, "feed";
    /// A page that asks to be let in by a phone.
    PairingKind, PairingId, "pairing";
    /// A screen of a hall.
    ScreenKind, ScreenId, "screen";
    /// An entry of the audit log.
    AuditEntryKind, AuditEntryId, "audit";
    /// What follows from an act and is done after it.
    JobKind, JobId, "job";
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl<K> Id<K> {
    /// Makes the id of something that begins at `now`; `random` keeps it unguessable.
    pub fn new(now: DateTime<Utc>, random: [u8; 10]) -> Self {
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let mut bytes =
            *Uuid::new_v7(Timestamp::from_unix_time(seconds, now.timestamp_subsec_nanos(), 0, 0)).as_bytes();
        bytes[6] = 0x70 | (random[0] & 0x0f);
        bytes[7] = random[1];
        bytes[8] = 0x80 | (random[2] & 0x3f);
        bytes[9..].copy_from_slice(&random[3..]);
        Self::from_uuid(Uuid::from_bytes(bytes))
    }

    /// The id as it lies in the database.
    pub fn uuid(self) -> Uuid {
        self.0
    }

    /// Takes an id back from the database.
    pub fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
}

impl<K: Kind> Id<K> {
    /// Reads the outer form. An id of another kind, or no id at all, is *invalid* and names `field`.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Failure> {
        text.strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .and_then(decode)
            // No thing has these ids; a store uses them where a list begins and ends.
            .filter(|uuid| !uuid.is_nil() && !uuid.is_max())
            .map(Self::from_uuid)
            .ok_or_else(|| Invalid::new(field, Invalid::NOT_AN_ID).into())
    }
}

fn decode(text: &str) -> Option<Uuid> {
    if text.len() != 26 || text.as_bytes()[0] > b'7' {
        return None;
    }
    text.bytes()
        .try_fold(0u128, |value, byte| {
            let digit = ALPHABET.iter().position(|&letter| letter == byte)?;
            Some(value << 5 | digit as u128)
        })
        .map(Uuid::from_u128)
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.0.as_u128();
        let mut text = [0u8; 26];
        for (place, letter) in text.iter_mut().enumerate() {
            *letter = ALPHABET[(value >> (125 - 5 * place)) as usize & 31];
        }
        f.write_str(K::PREFIX)?;
        f.write_str("_")?;
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_outer_form_reads_back(value in 1..u128::MAX) {
            let id = WishId::from_uuid(Uuid::from_u128(value));
            prop_assert_eq!(WishId::parse("id", &id.to_string()).ok(), Some(id));
            prop_assert!(NoticeId::parse("id", &id.to_string()).is_err());
        }

        #[test]
        fn ids_sort_by_the_time_they_were_made(a in 0i64..4_000_000_000_000, b in 0i64..4_000_000_000_000, random: [u8; 10]) {
            let at = |millis| WishId::new(DateTime::from_timestamp_millis(millis).unwrap_or_default(), random);
            prop_assert_eq!(a.cmp(&b), at(a).cmp(&at(b)));
            prop_assert_eq!(a.cmp(&b), at(a).to_string().cmp(&at(b).to_string()));
        }

        #[test]
        fn anything_else_is_no_id(text in ".{0,40}") {
            prop_assume!(!text.starts_with("wish_"));
            prop_assert!(WishId::parse("id", &text).is_err());
        }
    }

    #[test]
    fn the_form_is_the_one_that_typeid_publishes() {
        // From the valid.yml of the TypeID specification.
        let uuid = Uuid::parse_str("01890a5d-ac96-774b-bcce-b302099a8057").expect("a UUID");
        assert_eq!(WishId::from_uuid(uuid).to_string(), "wish_01h455vb4pex5vsknk084sn02q");
        assert!(WishId::parse("id", "wish_8zzzzzzzzzzzzzzzzzzzzzzzzz").is_err());
    }
}
