//! What clients see of a certificate of hours.

use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::certificates::certificate::{self, RevokedBy};
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::media::address::Size;

use crate::graphql::answer::answer;
use crate::graphql::by_id::ById;
use crate::graphql::context::{ports, viewer};
use crate::graphql::scalars::{Date, DateTime};
use crate::listed;
use crate::members::person::Person;
use crate::places::area::Area;

/// Whether a certificate counts.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum CertificateState {
    /// 有效
    Valid,
    /// 已撤销: by its owner, or by staff.
    Revoked,
}

/// A certificate of hours (志愿服务证明): what stood when it was issued. It is never changed, and can be revoked. Seen by
/// the member, and by staff who administer the community that issued it.
pub struct Certificate(pub certificate::Certificate);

listed!(Certificate);

impl ById for Certificate {
    type Kind = ids::CertificateKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::CertificateKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.certificates(by, &[id]).await?.pop().map(Self))
    }
}

/// A certificate of hours (志愿服务证明): what stood when it was issued. It is never changed, and can be revoked. Seen by
/// the member, and by staff who administer the community that issued it.
#[Object]
impl Certificate {
    /// The id of this certificate.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The number by which anybody can verify it: `7K3M-9QWX-2ABC-DEFG`.
    async fn number(&self) -> String {
        self.0.number.to_string()
    }

    /// Whose hours it tells of.
    async fn member(&self) -> Person {
        Person(self.0.member.clone())
    }

    /// The community that issued it: where the member lived.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// The first day that it tells of (UTC+8).
    async fn from(&self) -> Date {
        Date(self.0.period.from)
    }

    /// The last day that it tells of (UTC+8).
    async fn to(&self) -> Date {
        Date(self.0.period.to)
    }

    /// The minutes that counted in that time.
    async fn minutes(&self) -> i64 {
        self.0.minutes
    }

    /// At how many shifts they were served.
    async fn shifts(&self) -> i64 {
        self.0.shifts
    }

    /// When it was issued.
    async fn issued_at(&self) -> DateTime {
        DateTime(self.0.issued)
    }

    /// Whether it counts.
    async fn state(&self) -> CertificateState {
        match self.0.revoked {
            None => CertificateState::Valid,
            Some(_) => CertificateState::Revoked,
        }
    }

    /// Since when it no longer counts; null while it does.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked.as_ref().map(|revocation| DateTime(revocation.at))
    }

    /// Which of the staff revoked it; null while it counts, and if the member did.
    async fn revoked_by(&self) -> Option<Person> {
        match &self.0.revoked.as_ref()?.by {
            RevokedBy::Owner => None,
            RevokedBy::Staff { by, .. } => Some(Person(by.clone())),
        }
    }

    /// Why staff revoked it; null while it counts, and if the member did.
    async fn revoke_reason(&self) -> Option<&str> {
        match &self.0.revoked.as_ref()?.by {
            RevokedBy::Owner => None,
            RevokedBy::Staff { reason, .. } => Some(reason),
        }
    }

    /// Where it can be fetched as a PDF, with the name in full: a signed address, good for half an hour to an hour. For
    /// its owner; null for others, and once it is revoked.
    async fn url(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        answer(ctx, async {
            let good = self.0.is_of(viewer(ctx)?) && self.0.revoked.is_none();
            let ports = ports(ctx);
            Ok(good.then(|| ports.addresses.of(self.0.id, Size::Certificate, ports.now())))
        })
        .await
    }

    /// The public page that verifies it, which the code on the paper leads to. It shows the number, 王**, the days, the
    /// minutes, the day of issue, whether it counts or since when it does not, and nothing else.
    async fn verify_url(&self, ctx: &Context<'_>) -> String {
        ports(ctx).addresses.verification(self.0.number)
    }
}
