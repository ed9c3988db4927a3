//! The words by which states and kinds lie in the database. The CHECKs of the schema list the same.

use domain::attendance::hours::How;
use domain::attendance::star::StarWindow;
use domain::audit::entry::Ending;
use domain::failure::Outcome;
use domain::members::member::PartyState;
use domain::moderation::case::{ContentKind, Decision, ReportReason};
use domain::moderation::text_state::TextState;
use domain::moderation::verdict::TextCheck;
use domain::notices::notice::NoticeCategory;
use domain::party::report_in::Stage;
use domain::places::area::AreaKind;
use domain::proposals::proposal::{Decision as ProposalDecision, ProposalKind};
use domain::pushes::event::Advice;
use domain::standing::{Audience, Role};
use domain::wishes::wish::{Urgency, WishCategory, WishKind};

use super::sql::corrupt;

/// [`REMOVED`](domain::moderation::text_state::REMOVED) in SQL. A macro, because only a literal can be a piece of a
/// statement that is one text before the program runs.
macro_rules! removed {
    () => {
        "'（内容已移除）'"
    };
}
pub(super) use removed;

type Words<T, const N: usize> = [(&'static str, T); N];

pub(super) const AREA_KIND: Words<AreaKind, 6> = [
    ("city", AreaKind::City),
    ("district", AreaKind::District),
    ("street", AreaKind::Street),
    ("community", AreaKind::Community),
    ("grid", AreaKind::Grid),
    ("building", AreaKind::Building),
];

pub(super) const ROLE: Words<Role, 5> = [
    ("liaison", Role::Liaison),
    ("grid_worker", Role::GridWorker),
    ("community_staff", Role::CommunityStaff),
    ("street_admin", Role::StreetAdmin),
    ("city_admin", Role::CityAdmin),
];

pub(super) const PARTY_STATE: Words<PartyState, 3> =
    [("pending", PartyState::Pending), ("confirmed", PartyState::Confirmed), ("declined", PartyState::Declined)];

pub(super) const WISH_KIND: Words<WishKind, 3> =
    [("goods", WishKind::Goods), ("service", WishKind::Service), ("company", WishKind::Company)];

pub(super) const WISH_CATEGORY: Words<WishCategory, 6> = [
    ("elderly", WishCategory::Elderly),
    ("children", WishCategory::Children),
    ("disability", WishCategory::Disability),
    ("household", WishCategory::Household),
    ("health", WishCategory::Health),
    ("other", WishCategory::Other),
];

pub(super) const ADVICE: Words<Advice, 3> =
    [("pass", Advice::Pass), ("review", Advice::Review), ("risky", Advice::Risky)];

pub(super) const URGENCY: Words<Urgency, 2> = [("normal", Urgency::Normal), ("urgent", Urgency::Urgent)];

pub(super) const TEXT_CHECK: Words<TextCheck, 3> =
    [("pass", TextCheck::Pass), ("review", TextCheck::Review), ("unchecked", TextCheck::Unchecked)];

pub(super) const TEXT_STATE: Words<TextState, 6> = [
    ("official", TextState::Official),
    ("shown", TextState::Shown),
    ("kept", TextState::Kept),
    ("held", TextState::Held),
    ("reported", TextState::Reported),
    ("removed", TextState::Removed),
];

pub(super) const CONTENT_KIND: Words<ContentKind, 6> = [
    ("wish", ContentKind::Wish),
    ("fulfilment", ContentKind::Fulfilment),
    ("give_back", ContentKind::GiveBack),
    ("team", ContentKind::Team),
    ("activity", ContentKind::Activity),
    ("call_off", ContentKind::CallOff),
];

pub(super) const DECISION: Words<Decision, 2> = [("keep", Decision::Keep), ("remove", Decision::Remove)];

pub(super) const REPORT_REASON: Words<ReportReason, 6> = [
    ("false", ReportReason::False),
    ("insulting", ReportReason::Insulting),
    ("indecent", ReportReason::Indecent),
    ("advertising", ReportReason::Advertising),
    ("privacy", ReportReason::Privacy),
    ("other", ReportReason::Other),
];

pub(super) const NOTICE_CATEGORY: Words<NoticeCategory, 4> = [
    ("party_affairs", NoticeCategory::PartyAffairs),
    ("resident_affairs", NoticeCategory::ResidentAffairs),
    ("finance_affairs", NoticeCategory::FinanceAffairs),
    ("general", NoticeCategory::General),
];

pub(super) const REPORT_IN_STAGE: Words<Stage, 4> =
    [("asked", Stage::Asked), ("active", Stage::Active), ("refused", Stage::Refused), ("ended", Stage::Ended)];
pub(super) const HOW: Words<How, 3> =
    [("code", How::Code), ("roll_call", How::RollCall), ("re_entered", How::ReEntered)];

pub(super) const STAR_WINDOW: Words<StarWindow, 2> =
    [("lifetime", StarWindow::Lifetime), ("calendar_year", StarWindow::CalendarYear)];

pub(super) const PROPOSAL_KIND: Words<ProposalKind, 4> = [
    ("role", ProposalKind::Role),
    ("void_hours", ProposalKind::VoidHours),
    ("enter_hours", ProposalKind::EnterHours),
    ("award_points", ProposalKind::AwardPoints),
];

pub(super) const PROPOSAL_DECISION: Words<ProposalDecision, 4> = [
    ("carried_out", ProposalDecision::CarriedOut),
    ("declined", ProposalDecision::Declined),
    ("withdrawn", ProposalDecision::Withdrawn),
    ("ended", ProposalDecision::Ended),
];

pub(super) const ENDING: Words<Ending, 2> = [("done", Ending::Done), ("refused", Ending::Refused)];

/// The bits of `notices.audience`.
const AUDIENCE: [(i32, Audience); 4] =
    [(1, Audience::Residents), (2, Audience::Volunteers), (4, Audience::PartyMembers), (8, Audience::Staff)];

/// The word for a value.
pub(super) fn word<T: Copy + PartialEq, const N: usize>(words: &Words<T, N>, value: T) -> &'static str {
    words.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}

/// The value of a word.
pub(super) fn meaning<T: Copy, const N: usize>(words: &Words<T, N>, word: &str) -> Outcome<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value).ok_or_else(|| corrupt("word"))
}

/// The bits of a set of audiences.
pub(super) fn audience_bits(audience: &[Audience]) -> i32 {
    AUDIENCE.iter().filter(|(_, a)| audience.contains(a)).map(|(bit, _)| bit).sum()
}

/// The set of audiences of some bits.
pub(super) fn audience_of(bits: i32) -> Vec<Audience> {
    AUDIENCE.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, a)| *a).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_was_removed_is_called_so_in_sql_too() {
        assert_eq!(removed!(), format!("'{}'", domain::moderation::text_state::REMOVED));
    }
}
