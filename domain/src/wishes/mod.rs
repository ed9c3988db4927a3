//! Micro-wishes (微心愿): small needs of residents that one helper can fulfil.

pub mod claim;
pub mod confirm;
pub mod contact;
pub mod fulfil;
pub mod give_back;
pub mod lapse;
pub mod post;
pub mod read;
pub mod repo;
pub mod reveal;
pub mod review;
pub mod stage;
pub mod timeline;
pub mod wish;
pub mod withdraw;

use crate::live::change::Screen;
use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::{Author, Claimer, Community, Helper, Resident, Staff};
use crate::screens::purpose::ScreenPurpose;

/// `postWish`
pub const POST: Operation = Operation::act("postWish", Resident);
/// `approveWish`
pub const APPROVE: Operation = Operation::act("approveWish", Staff).shows(Screen::OpenWishes);
/// `rejectWish`
pub const REJECT: Operation = Operation::act("rejectWish", Staff);
/// `withdrawWish`
pub const WITHDRAW: Operation = Operation::act("withdrawWish", Author).shows(Screen::OpenWishes);
/// `claimWish`. Nobody fulfils dozens of wishes: claiming without end takes them away from others.
pub const CLAIM: Operation =
    Operation::act("claimWish", Helper).limited(Limit::new("claimWish", 10, 30)).shows(Screen::OpenWishes);
/// `giveBackWish`
pub const GIVE_BACK: Operation = Operation::act("giveBackWish", Claimer).shows(Screen::OpenWishes);
/// `fulfilWish`
pub const FULFIL: Operation = Operation::act("fulfilWish", Claimer);
/// `confirmWish`
pub const CONFIRM: Operation = Operation::act("confirmWish", Author);
/// `revealContact`. Each shows a phone number, which is needed a few times while a claim holds.
pub const REVEAL_CONTACT: Operation =
    Operation::act("revealContact", Claimer).limited(Limit::new("revealContact", 20, 180));
/// `lapseClaims`. The clock does it, of several communities at once.
pub const LAPSE_CLAIMS: Operation = Operation::internal("lapseClaims").shows(Screen::OpenWishes);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[
    Operation::query("wishes", Community).on_screens(&[ScreenPurpose::OpenWishes]),
    Operation::query("wishReviewQueue", Staff),
    Operation::query("communityWishes", Staff),
    Operation::subscription("openWishesChanged", Community).on_screens(&[ScreenPurpose::OpenWishes]),
    POST,
    APPROVE,
    REJECT,
    WITHDRAW,
    CLAIM,
    GIVE_BACK,
    FULFIL,
    CONFIRM,
    REVEAL_CONTACT,
    LAPSE_CLAIMS,
];
