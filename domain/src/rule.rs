//! For whom an operation or a field is, in one word.
//!
//! A word has a coarse half, which is decided here before anything is read: is somebody logged in, does he work for
//! anything at all. Its fine half is about the object (*this* community, *this* wish) and is decided by the use case, with
//! what [`crate::access`] and the object itself say.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Everybody, also who is not logged in.
    Everybody,
    /// Everybody who is logged in.
    LoggedIn,
    /// The member himself, about himself: nobody else, whatever he is.
    Oneself,
    /// Who sees the object. For others it does not exist.
    WhoSeesIt,
    /// The people of the community, and staff of the areas above it. For others its records do not exist.
    Community,
    /// Who lives in a community.
    Resident,
    /// 志愿者 and confirmed 在职党员, in their home community.
    Helper,
    /// Confirmed 在职党员, in their home community.
    PartyMember,
    /// Who posted the wish.
    Author,
    /// Who holds the claim, for as long as it holds.
    Claimer,
    /// Whose the thing is: a seat, a place in a team.
    Owner,
    /// Whose the thing is, and staff who administer the place.
    OwnerOrStaff,
    /// Who leads the activity: the captain of its team, and staff who administer the community.
    Leader,
    /// Whose the sign-up is, and who leads the activity.
    OwnerOrLeader,
    /// Who is in the team, and staff who administer the community.
    TeamOrStaff,
    /// 单位联络员 of the unit, and the staff who administer it.
    Liaison,
    /// 社区工作者 and those above, who administer the place.
    Staff,
    /// Who administers the street or city: not community staff.
    Overseer,
    /// Who administers a city.
    CityAdmin,
}

impl Rule {
    /// The coarse half: *unauthenticated* for nobody, *forbidden* for who works for nothing at all where staff or liaisons
    /// are wanted, and *a code is needed* of an administrator who gave none. It costs no look into any store.
    pub fn must_admit(self, by: Option<&Viewer>) -> Outcome<()> {
        let by = match (self, by) {
            (Self::Everybody, _) => return Ok(()),
            (_, None) => return Err(Failure::Unauthenticated),
            (_, Some(by)) => by,
        };
        match self {
            Self::Staff => by.must_administer_anything(),
            Self::Liaison => by.must_answer_for_anything(),
            Self::Overseer => by.must_oversee_anything(),
            Self::CityAdmin => by.must_administer_city(),
            _ => Ok(()),
        }
    }
}
