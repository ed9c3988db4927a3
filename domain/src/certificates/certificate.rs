//! A certificate of hours, and who sees and revokes it.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::calendar::period::Period;
use crate::certificates::number::CertificateNumber;
use crate::failure::{Invalid, Outcome, Reason};
use crate::ids::CertificateId;
use crate::members::member::Person;
use crate::places::area::Area;
use crate::text::{Line, RealName};

/// That a certificate no longer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Who revoked it.
    pub by: RevokedBy,
}

/// Who revoked a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RevokedBy {
    /// The member themself: they need no reason.
    Owner,
    /// Staff of the community that issued it.
    Staff {
        /// Decided by.
        by: Person,
        /// Why, as the member is told.
        reason: String,
    },
}

/// Why somebody revokes a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revoking {
    /// It is theirs.
    Own,
    /// They are staff, and say why.
    InOffice(Line<200>),
}

/// A certificate of hours: what stood when it was issued.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// Its number.
    pub number: CertificateNumber,
    /// Whose hours it tells of.
    pub member: Person,
    /// Their name as it stood.
    pub name: RealName,
    /// Where they lived: whose staff answer for it.
    pub community: Area,
    /// The days that it tells of.
    pub period: Period,
    /// How many minutes.
    pub minutes: i64,
    /// Of how many shifts.
    pub shifts: i64,
    /// When it was issued.
    pub issued: DateTime<Utc>,
    /// That it no longer counts.
    pub revoked: Option<Revocation>,
}

impl Certificate {
    /// Who sees it: the member, and staff who administer the community that issued it.
    pub fn seen_by(&self, viewer: &Viewer) -> bool {
        self.is_of(viewer) || viewer.administers(&self.community.path)
    }

    /// Whether it is the viewer's own: who has the paper.
    pub fn is_of(&self, viewer: &Viewer) -> bool {
        self.member.id == viewer.member()
    }

    /// Decides a revoking by somebody who sees it. Staff say why.
    pub fn revoking(&self, by: &Viewer, reason: Option<Line<200>>) -> Outcome<Revoking> {
        if self.revoked.is_some() {
            return Err(Reason::CertificateRevoked.at("certificateId").into());
        }
        match reason {
            _ if self.is_of(by) => Ok(Revoking::Own),
            Some(reason) => Ok(Revoking::InOffice(reason)),
            None => Err(Invalid::new("reason", ("请说明撤销原因", "is needed of staff")).into()),
        }
    }
}
