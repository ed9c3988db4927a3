//! Whether a push is the platform's, and what is in it.
//!
//! The signature is SHA-1 over the sorted parts, one of which is a secret; the message is AES-256-CBC under a key whose
//! first half is the first block's mask, padded to 32 bytes. Both are the platform's choice. Every comparison takes the
//! same time whatever differs, and nothing is decrypted whose signature is wrong.

use aes::Aes256;
use aes::cipher::{Block, BlockModeDecrypt, KeyIvInit};
use base64::Engine;
use base64::alphabet::STANDARD as LETTERS;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use chrono::{DateTime, Duration, Utc};
use ring::digest;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess};

/// How far a push's time may be from ours: an older one is a replay.
const WINDOW: Duration = Duration::minutes(5);
/// The platform pads messages to a multiple of this.
const FILL: usize = 32;
/// Random bytes before the message, and its length.
const HEAD: usize = 16 + 4;

/// What only the platform and we know. Never printed.
pub struct Envelope {
    token: String,
    key: [u8; 32],
    appid: String,
}

/// The signed parts of a push's address.
pub struct Signed<'a> {
    /// Seconds since 1970.
    pub timestamp: &'a str,
    /// A random word.
    pub nonce: &'a str,
    /// The signature.
    pub signature: &'a str,
}

/// A push that is not the platform's, or not recent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign;

impl Envelope {
    /// `key` is the console's EncodingAESKey: 43 letters and digits. Says what is wrong with which of the two.
    pub fn new(token: &str, key: &str, appid: &str) -> Result<Self, (&'static str, &'static str)> {
        if !(3..=32).contains(&token.len()) || !token.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(("wechat-push-token", "is not 3 to 32 letters and digits"));
        }
        // The last letter has two bits too many, of which nothing is said.
        let config = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
        let bytes = GeneralPurpose::new(&LETTERS, config).decode(format!("{key}=")).unwrap_or_default();
        let key = bytes.try_into().map_err(|_| ("wechat-push-key", "is not the 43 letters of an EncodingAESKey"))?;
        Ok(Self { token: token.to_owned(), key, appid: appid.to_owned() })
    }

    /// Whether this is the platform's greeting, which checks that we know the token.
    pub fn greets(&self, signed: &Signed<'_>, now: DateTime<Utc>) -> Result<(), Foreign> {
        self.check(signed, "", now)
    }

    /// The message in a push.
    pub fn open(&self, signed: &Signed<'_>, sealed: &str, now: DateTime<Utc>) -> Result<String, Foreign> {
        self.check(signed, sealed, now)?;
        let mut text = STANDARD.decode(sealed).map_err(|_| Foreign)?;
        if text.len() < 2 * FILL || text.len() % 16 != 0 {
            return Err(Foreign);
        }
        let mut cipher = cbc::Decryptor::<Aes256>::new_from_slices(&self.key, &self.key[..16]).map_err(|_| Foreign)?;
        for block in text.chunks_exact_mut(16) {
            let block: &mut Block<Aes256> = block.try_into().map_err(|_| Foreign)?;
            cipher.decrypt_block(block);
        }
        let length = unfilled(&text).ok_or(Foreign)?;
        let (head, rest) = text[..length].split_at_checked(HEAD).ok_or(Foreign)?;
        let size = u32::from_be_bytes([head[16], head[17], head[18], head[19]]);
        let (message, appid) = rest.split_at_checked(size.try_into().map_err(|_| Foreign)?).ok_or(Foreign)?;
        if !bool::from(appid.ct_eq(self.appid.as_bytes())) {
            return Err(Foreign);
        }
        String::from_utf8(message.to_vec()).map_err(|_| Foreign)
    }

    fn check(&self, signed: &Signed<'_>, sealed: &str, now: DateTime<Utc>) -> Result<(), Foreign> {
        let expected = signature(&self.token, signed.timestamp, signed.nonce, sealed);
        let good = expected.as_bytes().ct_eq(signed.signature.as_bytes());
        let time = signed.timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let of_now = time.is_some_and(|time| (now - time).abs() <= WINDOW);
        if bool::from(good) && of_now { Ok(()) } else { Err(Foreign) }
    }
}

impl std::fmt::Debug for Envelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Envelope(…)")
    }
}

/// What the platform signs: the sorted parts, one after the other.
fn signature(token: &str, timestamp: &str, nonce: &str, sealed: &str) -> String {
    let mut parts = [token, timestamp, nonce, sealed];
    parts.sort_unstable();
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, parts.concat().as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How long a text is without its padding: 1 to 32 bytes that each say how many. All 32 last bytes are looked at,
/// whatever they say.
fn unfilled(text: &[u8]) -> Option<usize> {
    let tail = text.last_chunk::<FILL>()?;
    let count = tail[FILL - 1];
    let mut good = count.ct_gt(&0) & !count.ct_gt(&32);
    for (place, byte) in (0_u8..).zip(tail.iter().rev()) {
        let counts = place.ct_lt(&count);
        good &= Choice::conditional_select(&Choice::from(1), &byte.ct_eq(&count), counts);
    }
    bool::from(good).then(|| text.len() - usize::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aes::cipher::BlockModeEncrypt;
    use proptest::prelude::*;

    const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    const APPID: &str = "wxb11529c136998cb6";

    fn envelope() -> Envelope {
        Envelope::new("pamtest", KEY, APPID).expect("right")
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_409_304_348, 0).expect("a time")
    }

    /// What the platform does.
    fn seal(random: &[u8; 16], message: &str, appid: &str, fill: impl Fn(&mut Vec<u8>)) -> String {
        let size = u32::try_from(message.len()).expect("short").to_be_bytes();
        let mut text = [random.as_slice(), &size, message.as_bytes(), appid.as_bytes()].concat();
        fill(&mut text);
        let key = envelope().key;
        let mut cipher = cbc::Encryptor::<Aes256>::new_from_slices(&key, &key[..16]).expect("a key");
        for block in text.chunks_exact_mut(16) {
            let block: &mut Block<Aes256> = block.try_into().expect("a block");
            cipher.encrypt_block(block);
        }
        STANDARD.encode(text)
    }

    fn usual(text: &mut Vec<u8>) {
        let count = FILL - text.len() % FILL;
        text.extend(std::iter::repeat_n(u8::try_from(count).expect("small"), count));
    }

    fn open(sealed: &str, at: DateTime<Utc>) -> Result<String, Foreign> {
        let signature = signature("pamtest", "1409304348", "xxxxxx", sealed);
        envelope().open(&Signed { timestamp: "1409304348", nonce: "xxxxxx", signature: &signature }, sealed, at)
    }

    /// The example that comes with the platform's own sample programs.
    #[test]
    fn the_platforms_own_example_opens() {
        let sealed = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==";
        assert_eq!(open(sealed, now()).as_deref(), Ok("我是中文abcd123"));
        assert_eq!(seal(b"aaaabbbbccccdddd", "我是中文abcd123", APPID, usual), sealed);
    }

    #[test]
    fn what_was_bent_is_foreign() {
        let sealed = seal(&[7; 16], "{}", APPID, usual);
        assert!(open(&sealed, now()).is_ok());
        for seconds in [-301, 301] {
            assert_eq!(open(&sealed, now() + Duration::seconds(seconds)), Err(Foreign), "not of now");
        }
        assert_eq!(open(&seal(&[7; 16], "{}", "wx-another", usual), now()), Err(Foreign), "another app's");
        for fill in [vec![0; 26], vec![33; 26], [vec![1; 25], vec![26]].concat(), vec![26; 10]] {
            let bent = seal(&[7; 16], "{}", "wx", |text| {
                text.truncate(22);
                text.extend_from_slice(APPID.as_bytes());
                text.extend_from_slice(&fill[..24.min(fill.len())]);
            });
            assert_eq!(open(&bent, now()), Err(Foreign), "{fill:?}");
        }
        for bent in ["", "!", "AAAA", &sealed[..44], &sealed.replacen(&sealed[..4], "AAAA", 2)[1..]] {
            assert_eq!(open(bent, now()), Err(Foreign), "{bent}");
        }
        let good = signature("pamtest", "1409304348", "xxxxxx", &sealed);
        for (timestamp, nonce, signed) in [
            ("1409304349", "xxxxxx", good.as_str()),
            ("1409304348", "xxxxxy", &good),
            ("1409304348", "xxxxxx", &good[1..]),
            ("1409304348", "xxxxxx", ""),
            ("soon", "xxxxxx", &signature("pamtest", "soon", "xxxxxx", &sealed)),
        ] {
            assert_eq!(envelope().open(&Signed { timestamp, nonce, signature: signed }, &sealed, now()), Err(Foreign));
        }
    }

    #[test]
    fn settings_that_cannot_be_right_are_named() {
        for (token, key, named) in [
            ("ab", KEY, "wechat-push-token"),
            ("a b c", KEY, "wechat-push-token"),
            ("pamtest", "short", "wechat-push-key"),
            ("pamtest", &KEY[..42], "wechat-push-key"),
            ("pamtest", "", "wechat-push-key"),
        ] {
            assert_eq!(Envelope::new(token, key, APPID).err().map(|(name, _)| name), Some(named));
        }
        assert_eq!(format!("{:?}", envelope()), "Envelope(…)");
    }

    proptest! {
        #[test]
        fn whatever_was_sealed_opens(message in "\\PC{0,200}", random in any::<[u8; 16]>()) {
            prop_assert_eq!(open(&seal(&random, &message, APPID, usual), now()), Ok(message));
        }

        #[test]
        fn nothing_makes_it_panic(sealed in "[A-Za-z0-9+/]{0,300}") {
            let padded = format!("{sealed}{}", "=".repeat((4 - sealed.len() % 4) % 4));
            prop_assert_eq!(open(&padded, now()), Err(Foreign));
        }
    }
}
