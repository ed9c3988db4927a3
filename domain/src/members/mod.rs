//! People with an account: how they log in, where they belong, what they are, which roles they hold.

pub mod block;
pub mod join;
pub mod login;
pub mod logout;
pub mod loss;
pub mod member;
pub mod open_id;
pub mod party;
pub mod profile;
pub mod prove;
pub mod read;
pub mod repo;
pub mod roles;
pub mod second_factor;
pub mod session;
pub mod totp;
pub mod volunteer;

use crate::live::change::Screen;
use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::{Everybody, Liaison, Oneself, Overseer, OwnerOrStaff, Resident, Staff};

/// `login`. Each asks the platform and begins a session. A person logs in once in weeks.
pub const LOGIN: Operation = Operation::act("login", Everybody).limited(Limit::new("login", 10, 10));
/// `createAccount`. With the first login.
pub const CREATE_ACCOUNT: Operation = Operation::internal("createAccount");
/// `refreshSession`. A phone refreshes every 15 minutes, and again when a response was lost. It changes nothing but the
/// session.
pub const REFRESH_SESSION: Operation =
    Operation::act("refreshSession", Everybody).limited(Limit::new("refreshSession", 10, 10)).unrecorded();
/// `logout`
pub const LOGOUT: Operation = Operation::act("logout", Oneself);
/// `logoutEverywhere`
pub const LOGOUT_EVERYWHERE: Operation = Operation::act("logoutEverywhere", Oneself);
/// `endLogins`. Follows from a block and from an erasure.
pub const END_LOGINS: Operation = Operation::internal("endLogins");
/// `joinCommunity`
pub const JOIN_COMMUNITY: Operation = Operation::act("joinCommunity", Oneself);
/// `setRealName`
pub const SET_REAL_NAME: Operation = Operation::act("setRealName", Oneself);
/// `bindPhone`. Each asks the platform for a phone number, which it charges for.
pub const BIND_PHONE: Operation = Operation::act("bindPhone", Oneself).limited(Limit::new("bindPhone", 5, 600));
/// `registerVolunteer`
pub const REGISTER_VOLUNTEER: Operation = Operation::act("registerVolunteer", Resident);
/// `askPartyMembership`
pub const ASK_PARTY_MEMBERSHIP: Operation = Operation::act("askPartyMembership", Resident);
/// `decidePartyMembership`
pub const DECIDE_PARTY_MEMBERSHIP: Operation = Operation::act("decidePartyMembership", Liaison);
/// `confirmByRoster`. The roster decides, when a line or a question is added.
pub const CONFIRM_BY_ROSTER: Operation = Operation::internal("confirmByRoster");
/// `grantRole`
pub const GRANT_ROLE: Operation = Operation::act("grantRole", Staff);
/// `revokeRole`
pub const REVOKE_ROLE: Operation = Operation::act("revokeRole", OwnerOrStaff);
/// `createAdministrator`. From the command line.
pub const CREATE_ADMINISTRATOR: Operation = Operation::internal("createAdministrator");
/// `enrolSecondFactor`
pub const ENROL_SECOND_FACTOR: Operation = Operation::act("enrolSecondFactor", Oneself);
/// `giveSecondFactorCode`. As with check-in codes; and five wrong ones lock besides.
pub const GIVE_SECOND_FACTOR_CODE: Operation =
    Operation::act("giveSecondFactorCode", Oneself).limited(Limit::new("secondFactor", 6, 20));
/// `failSecondFactorCode`. A code that was wrong.
pub const FAIL_SECOND_FACTOR_CODE: Operation = Operation::internal("failSecondFactorCode");
/// `resetSecondFactor`
pub const RESET_SECOND_FACTOR: Operation = Operation::act("resetSecondFactor", Overseer);
/// `blockMember`
pub const BLOCK_MEMBER: Operation = Operation::act("blockMember", Staff).shows_everywhere(Screen::OpenWishes);
/// `unblockMember`
pub const UNBLOCK_MEMBER: Operation = Operation::act("unblockMember", Staff);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[
    LOGIN,
    CREATE_ACCOUNT,
    REFRESH_SESSION,
    LOGOUT,
    LOGOUT_EVERYWHERE,
    END_LOGINS,
    Operation::query("viewer", Oneself),
    Operation::query("residents", Staff),
    JOIN_COMMUNITY,
    SET_REAL_NAME,
    BIND_PHONE,
    REGISTER_VOLUNTEER,
    ASK_PARTY_MEMBERSHIP,
    DECIDE_PARTY_MEMBERSHIP,
    CONFIRM_BY_ROSTER,
    Operation::query("roleHolders", Staff),
    GRANT_ROLE,
    REVOKE_ROLE,
    CREATE_ADMINISTRATOR,
    ENROL_SECOND_FACTOR,
    GIVE_SECOND_FACTOR_CODE,
    FAIL_SECOND_FACTOR_CODE,
    RESET_SECOND_FACTOR,
    Operation::query("blockedMembers", Staff),
    BLOCK_MEMBER,
    UNBLOCK_MEMBER,
];
