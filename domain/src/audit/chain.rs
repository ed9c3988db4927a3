//! The chain over the audit log: every entry has one link, whose hash covers the link before it. So nothing can be
//! changed, removed or inserted without the key.
//!
//! Links are made after the entries are committed: links made with them would serialise the transactions of the whole
//! city.

use chrono::NaiveDate;

use crate::ids::AuditEntryId;

/// SHA-256 with a key.
pub type Hash = [u8; 32];

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number: 1, 2, 3 … without a gap, through all days. A unique number decides which of several processes made
    /// the next link; numbers that restart each day could not, where two of them stand on either side of midnight.
    pub number: i64,
    /// The day that it belongs to, where the communities are: that of its entry, or a later one that had begun already.
    pub day: NaiveDate,
    /// The entry.
    pub entry: AuditEntryId,
    /// Over the hash of the link before, also across days, and all that the entry holds.
    pub hash: Hash,
}

/// The head of a chain, to be kept elsewhere: anyone who has it sees later whether the chain was truncated or
/// rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the link.
    pub number: i64,
    /// Its hash.
    pub hash: Hash,
}

impl From<&Link> for Head {
    fn from(link: &Link) -> Self {
        Self { number: link.number, hash: link.hash }
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.number)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = "is not a head: a number, a colon and 64 hexadecimal digits";
        let (number, hex) = text.trim().split_once(':').ok_or(fault)?;
        let mut hash = Hash::default();
        if hex.len() != 2 * hash.len() || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(fault);
        }
        for (place, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * place..2 * place + 2], 16).map_err(|_| fault)?;
        }
        Ok(Self { number: number.parse().map_err(|_| fault)?, hash })
    }
}
