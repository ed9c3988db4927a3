//! For whom an operation or a field is, in one word.
//!
//! A word has a coarse half, which is decided here before anything is read: is somebody logged in, do they work for
//! anything at all. Its fine half is about the object (*this* community, *this* wish) and is decided by the use case,
//! with what [`crate::access`] and the object itself say.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Everybody, including those who are not logged in.
    Everybody,
    /// Everybody who is logged in.
    LoggedIn,
    /// The member, about themselves: nobody else, whatever they are.
    Oneself,
    /// Those who see the object. For others it does not exist.
    WhoSeesIt,
    /// The people of the community, and staff of the areas above it. For others its records do not exist.
    Community,
    /// Those who live in a community.
    Resident,
    /// 志愿者 and confirmed 在职党员, in their home community.
    Helper,
    /// Confirmed 在职党员, in their home community.
    PartyMember,
    /// The person who posted the wish.
    Author,
    /// The person who holds the claim, for as long as it holds.
    Claimer,
    /// The owner of the thing: a seat, a place in a team.
    Owner,
    /// The owner of the thing, and staff who administer the place.
    OwnerOrStaff,
    /// Those who lead the activity: the captain of its team, and staff who administer the community.
    Leader,
    /// The owner of the sign-up, and those who lead the activity.
    OwnerOrLeader,
    /// Those who are in the team, and staff who administer the community.
    TeamOrStaff,
    /// 单位联络员 of the unit, and the staff who administer it.
    Liaison,
    /// 社区工作者 and those above, who administer the place.
    Staff,
    /// Those who administer the street or city: not community staff.
    Overseer,
    /// Those who administer a city.
    CityAdmin,
}

impl Rule {
    /// The coarse half: *unauthenticated* for nobody, *forbidden* if a staff or liaison operation is called by someone
    /// who is neither, and *a code is needed* of an administrator who gave none. Touches no store.
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
