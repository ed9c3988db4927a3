//! Signed addresses: who has one may fetch the file for a while. They come out of what the viewer may read, and nowhere
//! else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use ring::hmac;

use crate::certificates::number::CertificateNumber;
use crate::feeds::feed::FeedOf;
use crate::ids::{FeedId, Id, Kind};
use crate::pairing::code::PairingCode;

/// An address is good until the end of the next full half hour: it stays the same for half an hour, so that a client
/// can keep what it fetched, and ends within an hour.
const ROUNDED_TO: i64 = 30 * 60;

/// For how long the platform's check may fetch a photo.
const FOR_THE_CHECK: Duration = Duration::hours(1);

/// Which file, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The photo.
    Full,
    /// A small one of it.
    Thumbnail,
    /// The photo, for the platform's check.
    Check,
    /// An attachment.
    Document,
    /// A spreadsheet.
    Spreadsheet,
    /// A certificate on paper.
    Certificate,
}

impl Size {
    const ALL: [(&str, Self); 6] = [
        ("full", Self::Full),
        ("thumbnail", Self::Thumbnail),
        ("check", Self::Check),
        ("document", Self::Document),
        ("spreadsheet", Self::Spreadsheet),
        ("certificate", Self::Certificate),
    ];

    /// The word for it in an address.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, size)| *size == self).map_or("", |(word, _)| word)
    }

    /// The size of this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, size)| *size)
    }
}

/// Makes addresses and knows its own again. Never prints its key.
pub struct Addresses {
    key: hmac::Key,
    base: String,
}

impl std::fmt::Debug for Addresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Addresses(… at {})", self.base)
    }
}

impl Addresses {
    /// `key` is secret and the same in all processes; `base` is the address that clients use.
    pub fn new(key: &[u8], base: &str) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key), base: base.trim_end_matches('/').to_owned() }
    }

    /// The address of a file of this photo, attachment, spreadsheet or certificate.
    pub fn of<K: Kind>(&self, of: Id<K>, size: Size, now: DateTime<Utc>) -> String {
        let until = match size {
            Size::Check => (now + FOR_THE_CHECK).timestamp(),
            Size::Full | Size::Thumbnail | Size::Document | Size::Spreadsheet | Size::Certificate => {
                (now.timestamp().div_euclid(ROUNDED_TO) + 2) * ROUNDED_TO
            }
        };
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, signed(of, size, until).as_bytes()));
        let size = size.word();
        format!("{}/media/{of}/{size}?until={until}&signature={signature}", self.base)
    }

    /// Where anybody can verify the certificate of this number. It is no secret of ours: the paper tells it.
    pub fn verification(&self, number: CertificateNumber) -> String {
        format!("{}/certificates/{number}", self.base)
    }

    /// What a page that asks to be let in shows to a phone ([`crate::pairing`]): an address of the mini-program, or of its
    /// page. It is no secret: without the digits and a login it opens nothing.
    pub fn pairing(&self, code: PairingCode) -> String {
        format!("{}/pair/{code}", self.base)
    }

    /// The address of a feed: good for as long as the feed has this id.
    pub fn feed(&self, id: FeedId, of: FeedOf) -> String {
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, signed_feed(id, of).as_bytes()));
        format!("{}/feeds/{id}/{signature}{}", self.base, of.ending())
    }

    /// Whether this is what the address of a feed holds. Takes as long whichever letter is wrong.
    pub fn is_of_feed(&self, id: FeedId, of: FeedOf, signature: &str) -> bool {
        let given = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        hmac::verify(&self.key, signed_feed(id, of).as_bytes(), &given).is_ok()
    }

    /// For how many seconds more this address is good; `None` if it is not: made up, edited, or expired. Takes as long
    /// whichever letter of the signature is wrong.
    pub fn good_for<K: Kind>(
        &self,
        of: Id<K>,
        size: Size,
        until: i64,
        signature: &str,
        now: DateTime<Utc>,
    ) -> Option<i64> {
        let given = URL_SAFE_NO_PAD.decode(signature).ok()?;
        hmac::verify(&self.key, signed(of, size, until).as_bytes(), &given).ok()?;
        Some(until - now.timestamp()).filter(|left| *left > 0)
    }
}

fn signed_feed(id: FeedId, of: FeedOf) -> String {
    format!("{id}{}", of.ending())
}

fn signed<K: Kind>(of: Id<K>, size: Size, until: i64) -> String {
    format!("{of}/{}/{until}", size.word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PhotoId;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn parts(address: &str) -> (i64, &str) {
        let (_, query) = address.split_once("?until=").expect("a query");
        let (until, signature) = query.split_once("&signature=").expect("a signature");
        (until.parse().expect("a time"), signature)
    }

    proptest! {
        #[test]
        fn an_address_is_good_for_its_photo_and_size_until_its_end(
            id in 1..u128::MAX, other in 1..u128::MAX, at in 0i64..4_000_000_000, later in 0i64..7_200, size in 0usize..6,
        ) {
            let addresses = Addresses::new(b"key", "https://linli.example/");
            let (photo, now) = (PhotoId::from_uuid(Uuid::from_u128(id)), DateTime::from_timestamp(at, 0).unwrap_or_default());
            let (_, size) = Size::ALL[size];
            let address = addresses.of(photo, size, now);
            prop_assert!(address.starts_with("https://linli.example/media/photo_"));
            let (until, signature) = parts(&address);
            prop_assert!((1800..=3600).contains(&(until - at)), "{}", until - at);
            let good = |photo, size, until, later| {
                addresses.good_for(photo, size, until, signature, now + Duration::seconds(later)).is_some()
            };
            prop_assert_eq!(good(photo, size, until, later), at + later < until);
            prop_assert!(!good(photo, size, until + 1, 0), "a later end");
            for (_, another) in Size::ALL {
                prop_assert_eq!(good(photo, another, until, 0), another == size);
            }
            if other != id {
                prop_assert!(!good(PhotoId::from_uuid(Uuid::from_u128(other)), size, until, 0));
            }
            let foreign = Addresses::new(b"another", "https://linli.example");
            prop_assert_eq!(foreign.good_for(photo, size, until, signature, now), None);
        }

        #[test]
        fn a_changed_letter_makes_it_worthless(place in 0usize..43, letter in "[A-Za-z0-9_-]") {
            let addresses = Addresses::new(b"key", "");
            let (photo, now) = (PhotoId::from_uuid(Uuid::from_u128(1)), DateTime::UNIX_EPOCH);
            let address = addresses.of(photo, Size::Full, now);
            let (until, signature) = parts(&address);
            let mut edited = signature.to_owned();
            edited.replace_range(place..=place, &letter);
            let good = addresses.good_for(photo, Size::Full, until, &edited, now).is_some();
            prop_assert_eq!(good, edited == signature);
        }
    }

    #[test]
    fn the_address_of_a_feed_is_of_that_feed_and_of_nothing_else() {
        let addresses = Addresses::new(b"key", "https://linli.example/");
        let [one, other] = [1, 2].map(|n| FeedId::from_uuid(Uuid::from_u128(n)));
        let address = addresses.feed(one, FeedOf::Plan);
        let name = address.rsplit_once('/').map(|(_, name)| name).expect("a name");
        let signature = name.strip_suffix(".ics").expect("a calendar");
        assert!(addresses.is_of_feed(one, FeedOf::Plan, signature));
        assert!(!addresses.is_of_feed(other, FeedOf::Plan, signature));
        assert!(!addresses.is_of_feed(one, FeedOf::Notices, signature));
        for wrong in ["", "=", &signature[1..], &signature.to_uppercase()] {
            assert!(!addresses.is_of_feed(one, FeedOf::Plan, wrong), "{wrong}");
        }
        assert!(!Addresses::new(b"another", "").is_of_feed(one, FeedOf::Plan, signature));
    }

    #[test]
    fn an_address_stays_the_same_for_half_an_hour() {
        let addresses = Addresses::new(b"key", "");
        let photo = PhotoId::from_uuid(Uuid::from_u128(1));
        let of = |at| addresses.of(photo, Size::Thumbnail, DateTime::from_timestamp(at, 0).expect("a time"));
        assert_eq!(of(0), of(1_799));
        assert_ne!(of(0), of(1_800));
    }
}
