//! Personal data in the hands of the person: consent before it is collected, a copy of all of it, and its erasure.
//!
//! By the Personal Information Protection Law of China (个人信息保护法): articles 13 to 16 on consent, 45 on the copy,
//! 47 on erasure.

pub mod consent;
pub mod erase;
pub mod export;
pub mod give;
pub mod must_consent;
pub mod policy;
pub mod publish;
pub mod read;
pub mod remains;
pub mod repo;
pub mod withdraw;

use crate::live::change::Screen;
use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::{CityAdmin, Everybody, Oneself};

/// `publishPrivacyPolicy`
pub const PUBLISH_PRIVACY_POLICY: Operation = Operation::act("publishPrivacyPolicy", CityAdmin);
/// `giveConsent`
pub const GIVE_CONSENT: Operation = Operation::act("giveConsent", Oneself);
/// `eraseAccount`
pub const ERASE_ACCOUNT: Operation = Operation::act("eraseAccount", Oneself).shows_everywhere(Screen::OpenWishes);
/// `withdrawConsent`
pub const WITHDRAW_CONSENT: Operation = Operation::act("withdrawConsent", Oneself);
/// `export`. A file. Each reads all that is kept of a person, and few can be made at a time.
pub const EXPORT: Operation = Operation::internal("export").limited(Limit::new("export", 3, 600));

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[
    Operation::query("privacyPolicy", Everybody),
    PUBLISH_PRIVACY_POLICY,
    GIVE_CONSENT,
    ERASE_ACCOUNT,
    WITHDRAW_CONSENT,
    EXPORT,
];
