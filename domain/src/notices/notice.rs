//! A notice, and its legal changes of state.

use chrono::{DateTime, Duration, Utc};

use crate::access::Viewer;
use crate::failure::{Invalid, Outcome, Reason};
use crate::ids::NoticeId;
use crate::members::member::Person;
use crate::places::area::Area;
use crate::standing::{Audience, EVERYBODY};
use crate::text::{Line, Paragraphs};

/// A notice with an end hangs no longer: ten years from the day on which that is said.
pub const HANGS_AT_MOST: Duration = Duration::days(3653);
/// A notice may be given a time this far ahead at most.
pub const PUBLISHED_WITHIN: Duration = Duration::days(366);

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeCategory {
    /// 党务公开
    PartyAffairs,
    /// 居务公开
    ResidentAffairs,
    /// 财务公开
    FinanceAffairs,
    /// 通知
    General,
}

/// What staff write.
#[derive(Debug, Clone)]
pub struct NoticeText {
    /// What it is about.
    pub category: NoticeCategory,
    /// In one line.
    pub title: Line<60>,
    /// In full.
    pub text: Paragraphs<5000>,
    /// Whom it addresses; never empty.
    pub audience: Vec<Audience>,
    /// Whether it stays on top.
    pub pinned: bool,
    /// Until when it hangs, if not for good.
    pub expires: Option<DateTime<Utc>>,
}

impl NoticeText {
    /// Checks what goes together: somebody is addressed, and an end lies ahead and after the beginning. Puts the
    /// audiences in their order, each once.
    pub fn check(mut self, published: DateTime<Utc>, now: DateTime<Utc>) -> Outcome<Self> {
        if self.audience.is_empty() {
            return Err(Invalid::new("audience", ("至少选择一类对象", "must name at least one audience")).into());
        }
        if self.expires.is_some_and(|end| end <= now || end > now + HANGS_AT_MOST) {
            return Err(Invalid::new("expiresAt", ("须在今后十年内", "must lie within the next ten years")).into());
        }
        if self.expires.is_some_and(|end| end <= published) {
            return Err(Invalid::new("expiresAt", ("须晚于发布时间", "must lie after the publication")).into());
        }
        self.audience = EVERYBODY.into_iter().filter(|audience| self.audience.contains(audience)).collect();
        Ok(self)
    }
}

/// Why a notice was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// When.
    pub at: DateTime<Utc>,
    /// What staff told the readers.
    pub reason: String,
}

/// Where a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeState {
    /// It is still to be published.
    Upcoming,
    /// It hangs, and was not taken back.
    Hanging,
    /// Its time is over.
    Ended,
    /// It was taken back, before or while it hung.
    Withdrawn,
}

/// A notice as the viewer sees it.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Where it hangs: it reaches all who live in this area.
    pub area: Area,
    /// What is written now.
    pub content: NoticeText,
    /// Who published it.
    pub author: Person,
    /// Since when it hangs, or from when it will.
    pub published: DateTime<Utc>,
    /// Which version this is: 1 as first written, one more with each edit.
    pub version: i32,
    /// When it was last edited, if ever.
    pub edited: Option<DateTime<Utc>>,
    /// Why it was taken back, if it was.
    pub withdrawn: Option<Withdrawal>,
    /// When the viewer marked it as read, if they did.
    pub read: Option<DateTime<Utc>>,
}

/// What a notice said, from one edit to the next.
#[derive(Debug, Clone)]
pub struct NoticeVersion {
    /// Which version: 1 as first written.
    pub version: i32,
    /// In one line.
    pub title: Line<60>,
    /// In full; not given of a withdrawn notice to those who do not administer it.
    pub text: Option<Paragraphs<5000>>,
    /// Whom it addressed.
    pub audience: Vec<Audience>,
    /// The author.
    pub author: Person,
    /// When.
    pub written: DateTime<Utc>,
}

impl Notice {
    /// Who sees it: those whom it addresses within its area, from its publication until it expires, and those who
    /// administer the area. Withdrawn before its publication, it never hangs.
    pub fn seen_by(&self, viewer: &Viewer, now: DateTime<Utc>) -> bool {
        if viewer.administers(&self.area.path) {
            return true;
        }
        let hung = self.withdrawn.as_ref().is_none_or(|withdrawal| withdrawal.at > self.published);
        let audiences = viewer.audiences_within(&self.area.path);
        self.published <= now
            && !self.expired(now)
            && hung
            && self.content.audience.iter().any(|audience| audiences.contains(audience))
    }

    /// Where it stands.
    pub fn state(&self, now: DateTime<Utc>) -> NoticeState {
        match self.withdrawn {
            Some(_) => NoticeState::Withdrawn,
            None if self.expired(now) => NoticeState::Ended,
            None if self.published > now => NoticeState::Upcoming,
            None => NoticeState::Hanging,
        }
    }

    /// Who reads its text: those who see it. Once it is withdrawn, only those who administer the area.
    pub fn text_for(&self, viewer: &Viewer) -> Option<&Paragraphs<5000>> {
        (self.withdrawn.is_none() || viewer.administers(&self.area.path)).then_some(&self.content.text)
    }

    /// Of its versions, the latest first, what somebody who sees it may read: those that hung and addressed them. What
    /// was replaced before the publication, and the texts of a withdrawn notice, are for those who administer the area.
    pub fn versions_for(&self, viewer: &Viewer, versions: Vec<NoticeVersion>) -> Vec<NoticeVersion> {
        if viewer.administers(&self.area.path) {
            return versions;
        }
        let audiences = viewer.audiences_within(&self.area.path);
        let mut replaced = None;
        let mut shown = Vec::new();
        for mut version in versions {
            let hung = replaced.replace(version.written).is_none_or(|at| at > self.published);
            if hung && version.audience.iter().any(|audience| audiences.contains(audience)) {
                version.text = version.text.filter(|_| self.withdrawn.is_none());
                shown.push(version);
            }
        }
        shown
    }

    /// Decides an edit of the version that the editor saw: by those who administer the area, while it is the latest,
    /// and the notice neither withdrawn nor expired.
    pub fn must_be_editable(&self, by: &Viewer, seen: i32, now: DateTime<Utc>) -> Outcome<()> {
        by.must_administer(&self.area.path)?;
        if self.withdrawn.is_some() {
            return Err(Reason::NoticeWithdrawn.at("noticeId").into());
        }
        if self.expired(now) {
            return Err(Reason::NoticeExpired.at("noticeId").into());
        }
        if self.version != seen {
            return Err(Reason::NoticeChanged.at("version").into());
        }
        Ok(())
    }

    /// Decides a withdrawal: by those who administer the area, once.
    pub fn must_be_withdrawable(&self, by: &Viewer) -> Outcome<()> {
        by.must_administer(&self.area.path)?;
        match self.withdrawn {
            None => Ok(()),
            Some(_) => Err(Reason::NoticeWithdrawn.at("noticeId").into()),
        }
    }

    /// Those who administer the area learn how many have read it.
    pub fn shows_readers(&self, to: &Viewer) -> bool {
        to.administers(&self.area.path)
    }

    fn expired(&self, now: DateTime<Utc>) -> bool {
        self.content.expires.is_some_and(|end| end <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;
    use crate::ids::{AreaId, MemberId, SessionId};
    use crate::places::area::AreaKind;
    use crate::places::path::Path;
    use crate::standing::{Grant, Home, Node, Role, Standing};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn moment(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hour)
    }

    fn area() -> Area {
        let id = Uuid::from_u128(1);
        Area {
            id: AreaId::from_uuid(id),
            kind: AreaKind::Community,
            name: "桂花社区".into(),
            path: Path::below(None, id),
        }
    }

    fn text(audience: &[Audience], expires: Option<i64>) -> NoticeText {
        NoticeText {
            category: NoticeCategory::General,
            title: Line::parse("title", "停水").expect("a title"),
            text: Paragraphs::parse("text", "周六停水").expect("a text"),
            audience: audience.to_vec(),
            pinned: false,
            expires: expires.map(moment),
        }
    }

    fn person() -> Person {
        Person { id: MemberId::from_uuid(Uuid::from_u128(9)), shown_name: String::new() }
    }

    fn notice(published: i64, expires: Option<i64>, withdrawn: Option<i64>) -> Notice {
        Notice {
            id: NoticeId::from_uuid(Uuid::from_u128(2)),
            area: area(),
            content: text(&[Audience::Residents], expires),
            author: person(),
            published: moment(published),
            version: 3,
            edited: None,
            withdrawn: withdrawn.map(|at| Withdrawal { at: moment(at), reason: "有误".into() }),
            read: None,
        }
    }

    fn viewer(staff: bool) -> Viewer {
        let Area { id, path, .. } = area();
        let role = Grant { role: Role::CommunityStaff, node: Node::Area(id, path.clone()) };
        let standing = Standing {
            member: MemberId::from_uuid(Uuid::from_u128(3)),
            home: Some(Home { community: id, path, grid: None }),
            volunteer: false,
            party_unit: None,
            grants: if staff { vec![role] } else { Vec::new() },
            withheld: Vec::new(),
            blocked: false,
            unblocked: None,
            screen: None,
        };
        Viewer { standing, session: SessionId::from_uuid(Uuid::nil()), asked_in: None }
    }

    fn version(version: i32, audience: Audience, written: i64) -> NoticeVersion {
        let NoticeText { title, text, .. } = text(&[], None);
        NoticeVersion {
            version,
            title,
            text: Some(text),
            audience: vec![audience],
            author: person(),
            written: moment(written),
        }
    }

    fn shown(notice: &Notice, to: &Viewer) -> Vec<(i32, bool)> {
        use Audience::{Residents, Staff};
        let versions =
            vec![version(4, Residents, 9), version(3, Staff, 8), version(2, Residents, 3), version(1, Residents, 1)];
        notice.versions_for(to, versions).iter().map(|version| (version.version, version.text.is_some())).collect()
    }

    proptest! {
        #[test]
        fn a_reader_sees_it_while_it_hangs_and_staff_always(
            published in 10i64..20,
            lasts in prop::option::of(1i64..10),
            withdrawn in prop::option::of(5i64..30),
            now in 0i64..40,
        ) {
            let notice = notice(published, lasts.map(|hours| published + hours), withdrawn);
            let hangs = published <= now && lasts.is_none_or(|hours| now < published + hours);
            prop_assert_eq!(
                notice.seen_by(&viewer(false), moment(now)), hangs && withdrawn.is_none_or(|at| at > published)
            );
            prop_assert!(notice.seen_by(&viewer(true), moment(now)));
            prop_assert_eq!(notice.text_for(&viewer(false)).is_some(), withdrawn.is_none());
            prop_assert!(notice.text_for(&viewer(true)).is_some());
        }
    }

    #[test]
    fn an_end_lies_ahead_and_after_the_publication() {
        let now = moment(0);
        for (published, end, fits) in [
            (0, None, true),
            (0, Some(1), true),
            (0, Some(0), false),
            (0, Some(-1), false),
            (5, Some(5), false),
            (5, Some(6), true),
            (0, Some(3653 * 24), true),
            (0, Some(3653 * 24 + 1), false),
        ] {
            let checked = text(&[Audience::Residents], end).check(moment(published), now);
            assert_eq!(checked.is_ok(), fits, "{published} {end:?}");
        }
        assert!(text(&[], None).check(now, now).is_err());
        let doubled = text(&[Audience::Staff, Audience::Residents, Audience::Staff], None).check(now, now);
        assert_eq!(doubled.expect("valid").audience, [Audience::Residents, Audience::Staff]);
    }

    #[test]
    fn a_reader_is_shown_what_hung_and_was_addressed_to_them() {
        let (resident, staff) = (viewer(false), viewer(true));
        // The first version was replaced before the publication, the third addressed staff.
        assert_eq!(shown(&notice(4, None, None), &resident), [(4, true), (2, true)]);
        assert_eq!(shown(&notice(4, None, None), &staff), [(4, true), (3, true), (2, true), (1, true)]);
        assert_eq!(shown(&notice(4, None, Some(10)), &resident), [(4, false), (2, false)]);
        assert_eq!(shown(&notice(4, None, Some(10)), &staff).len(), 4);
        assert_eq!(shown(&notice(4, None, Some(10)), &staff)[3], (1, true));
        // Not all of it before: what was replaced at the moment of the publication did not hang.
        assert_eq!(shown(&notice(3, None, None), &resident), [(4, true), (2, true)]);
        assert_eq!(shown(&notice(2, None, None), &resident), [(4, true), (2, true), (1, true)]);
    }

    #[test]
    fn only_the_latest_version_of_what_hangs_is_edited() {
        let refused = |notice: &Notice, by: &Viewer, seen: i32| match notice.must_be_editable(by, seen, moment(6)) {
            Ok(()) => None,
            Err(Failure::Refused(refusal)) => Some(refusal.reason),
            Err(other) => panic!("{other}"),
        };
        let staff = viewer(true);
        assert_eq!(refused(&notice(4, None, None), &staff, 3), None);
        assert_eq!(refused(&notice(8, None, None), &staff, 3), None, "before its publication, too");
        assert_eq!(refused(&notice(4, None, None), &staff, 2), Some(Reason::NoticeChanged));
        assert_eq!(refused(&notice(4, Some(6), None), &staff, 3), Some(Reason::NoticeExpired));
        assert_eq!(refused(&notice(4, None, Some(5)), &staff, 3), Some(Reason::NoticeWithdrawn));
        let resident = notice(4, None, None).must_be_editable(&viewer(false), 3, moment(6));
        assert!(matches!(resident, Err(Failure::Forbidden)));
        assert!(notice(4, None, None).must_be_withdrawable(&staff).is_ok());
        assert!(notice(4, None, Some(5)).must_be_withdrawable(&staff).is_err());
    }
}
