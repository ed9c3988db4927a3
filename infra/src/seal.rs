//! Encryption of personal data at rest, and keyed digests to find it again.
//!
//! AES-256-GCM with a fresh nonce for each value; the column's name is authenticated, so that a value cannot be moved
//! to another column. The id of the key is stored with the value: the first key seals, all of them open, so a key can
//! be replaced without a stop: `linli keys reseal` seals again what lies under older ones. Digests are HMAC-SHA-256 under a key of their own, which stays.

use domain::failure::{Failure, Outcome};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac};

const KEY_ID: usize = 4;

/// Seals and opens. Never prints.
pub struct Seal {
    keys: Vec<([u8; KEY_ID], LessSafeKey)>,
    lookup: hmac::Key,
    random: SystemRandom,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// `keys` are 32 random bytes each, the first one seals; `lookup` makes digests.
    pub fn new(keys: &[[u8; 32]], lookup: &[u8; 32]) -> Self {
        let keys = keys.iter().filter_map(|key| {
            let mut id = [0; KEY_ID];
            id.copy_from_slice(&digest::digest(&digest::SHA256, key).as_ref()[..KEY_ID]);
            // AES-256 takes any 32 bytes, so none is left out.
            UnboundKey::new(&AES_256_GCM, key).ok().map(|key| (id, LessSafeKey::new(key)))
        });
        Self { keys: keys.collect(), lookup: hmac::Key::new(hmac::HMAC_SHA256, lookup), random: SystemRandom::new() }
    }

    /// What a value begins with that was sealed with the first key.
    pub(crate) fn key(&self) -> Outcome<Vec<u8>> {
        let (id, _) = self.keys.first().ok_or_else(|| Failure::Broken("there is no key to seal with".into()))?;
        Ok(id.to_vec())
    }

    /// Seals a value for a column: key id, nonce, ciphertext with tag.
    pub fn seal(&self, column: &str, plain: &str) -> Outcome<Vec<u8>> {
        let fault = || Failure::Broken("sealing failed".into());
        let (id, key) = self.keys.first().ok_or_else(fault)?;
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| fault())?;
        let mut text = plain.as_bytes().to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(column), &mut text)
            .map_err(|_| fault())?;
        Ok([id.as_slice(), &nonce, &text].concat())
    }

    /// Opens what [`Seal::seal`] made for this column.
    pub fn open(&self, column: &str, sealed: &[u8]) -> Outcome<String> {
        let fault = || Failure::Broken(format!("a value of {column} cannot be opened with the keys at hand").into());
        let (id, rest) = sealed.split_at_checked(KEY_ID).ok_or_else(fault)?;
        let (nonce, text) = rest.split_at_checked(NONCE_LEN).ok_or_else(fault)?;
        let (_, key) = self.keys.iter().find(|(known, _)| known == id).ok_or_else(fault)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| fault())?;
        let mut text = text.to_vec();
        let plain = key.open_in_place(nonce, Aad::from(column), &mut text).map_err(|_| fault())?;
        String::from_utf8(plain.to_vec()).map_err(|_| fault())
    }

    /// What to look a value of this kind up by.
    pub fn digest(&self, kind: &str, plain: impl AsRef<[u8]>) -> Vec<u8> {
        hmac::sign(&self.lookup, &[kind.as_bytes(), b"\0", plain.as_ref()].concat()).as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_with_its_key_in_its_column_and_nowhere_else() {
        let old = Seal::new(&[[1; 32]], &[9; 32]);
        let sealed = old.seal("members.phone", "13800001234").expect("sealed");
        assert!(!sealed.windows(4).any(|bytes| bytes == b"1380"));
        assert_ne!(sealed, old.seal("members.phone", "13800001234").expect("sealed"), "a fresh nonce each time");

        let both = Seal::new(&[[2; 32], [1; 32]], &[9; 32]);
        assert_eq!(both.open("members.phone", &sealed).expect("opened"), "13800001234");
        assert!(both.open("members.real_name", &sealed).is_err());
        assert!(Seal::new(&[[2; 32]], &[9; 32]).open("members.phone", &sealed).is_err());
        assert!(both.open("members.phone", &sealed[..10]).is_err());
        let mut bent = sealed;
        *bent.last_mut().expect("a byte") ^= 1;
        assert!(both.open("members.phone", &bent).is_err());
    }

    #[test]
    fn digests_tell_kinds_and_keys_apart() {
        let seal = Seal::new(&[[1; 32]], &[9; 32]);
        assert_eq!(seal.digest("phone", "1"), seal.digest("phone", "1"));
        assert_ne!(seal.digest("phone", "1"), seal.digest("name", "1"));
        assert_ne!(seal.digest("phone", "1"), Seal::new(&[[1; 32]], &[8; 32]).digest("phone", "1"));
    }
}
