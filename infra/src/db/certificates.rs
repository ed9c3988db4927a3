//! Certificates of hours: table `certificates`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::Viewer;
use domain::calendar::period::Period;
use domain::certificates::certificate::{Certificate, Revocation, RevokedBy, Revoking};
use domain::certificates::number::CertificateNumber;
use domain::certificates::repo::{CertificateReader, CertificateRepo, NewCertificate};
use domain::failure::Outcome;
use domain::ids::{self, CertificateId, MemberId};
use domain::page::{Page, PageRequest};
use domain::text::RealName;

use super::paging::{Paged, latest_from, limit, of_each, page_of};
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Number, On, Sealed, Text};
use super::section::{Source, id};
use super::sql::{corrupt, one, run};
use super::{Db, DbTx};
use crate::seal::Seal;

/// The column that names are sealed for.
const NAME: &str = "certificates.name";

/// One statement: what is added up is what is kept, and none is kept of who has withdrawn their name meanwhile.
const ADD: &str = "INSERT INTO certificates (id, number, member_id, name_sealed, community_id, from_day, to_day, \
    issued_at, minutes, shifts) SELECT $1, $2, $3, $4, $5, $6, $7, $8, SUM(minutes), COUNT(*) FROM hours \
    WHERE member_id = $3 AND day >= $6 AND day <= $7 AND voided_at IS NULL \
    AND EXISTS (SELECT 1 FROM members m WHERE m.id = $3 AND m.real_name_sealed IS NOT NULL) HAVING COUNT(*) > 0";
const REVOKE: &str = "UPDATE certificates SET revoked_at = $2, revoked_by = $3, revoke_reason = $4 \
    WHERE id = $1 AND revoked_at IS NULL";

/// The certificates of a member, each of which holds their name.
pub(super) const DROP_CERTIFICATES: &str = "DELETE FROM certificates WHERE member_id = $1";

/// What a certificate shows; `{found}` is which are looked at.
const CARDS: &str = "SELECT x.id, x.number, m.id, m.shown_name, x.name_sealed, c.id, c.kind, c.name, c.path, x.from_day, \
    x.to_day, x.minutes, x.shifts, x.issued_at, x.revoked_at, x.revoke_reason, r.id, r.shown_name FROM {found} x \
    JOIN members m ON m.id = x.member_id JOIN areas c ON c.id = x.community_id LEFT JOIN members r ON r.id = x.revoked_by";
static SOME: LazyLock<String> = LazyLock::new(|| which("x.id IN ()"));
static ONE: LazyLock<String> = LazyLock::new(|| which("x.id = $1"));
static NUMBERED: LazyLock<String> = LazyLock::new(|| which("x.number = $1"));
static MINE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        CARDS,
        "SELECT * FROM certificates WHERE member_id = $1 AND id {before} $2 ORDER BY id {desc} LIMIT $3",
        "x.id {desc}",
    )
});

pub(super) const CERTIFICATES_SECTION: Source = Source {
    name: "certificates",
    sql: "SELECT x.id, x.number, x.name_sealed, c.name, x.from_day, x.to_day, x.minutes, x.shifts, x.issued_at, \
          x.revoked_at, x.revoke_reason FROM certificates x JOIN areas c ON c.id = x.community_id \
          WHERE x.member_id = $1 ORDER BY x.id",
    columns: &[
        ("id", id::<ids::CertificateKind>()),
        ("number", Text),
        ("name", Sealed(NAME)),
        ("community", Text),
        ("from", On),
        ("to", On),
        ("minutes", Number),
        ("shifts", Number),
        ("issuedAt", At),
        ("revokedAt", At),
        ("revokeReason", Text),
    ],
};

#[async_trait]
impl CertificateRepo for DbTx {
    async fn add_certificate(&mut self, new: &NewCertificate) -> Outcome<bool> {
        let name = self.seal.seal(NAME, new.name.in_full())?;
        let (number, Period { from, to }) = (new.number.kept(), new.period);
        let values = values![new.id, number, new.member, name, new.community, from, to, new.issued];
        Ok(run(&self.tx, ADD, values).await? == 1)
    }

    async fn revoke_certificate(
        &mut self,
        certificate: CertificateId,
        by: MemberId,
        revoking: &Revoking,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let reason = match revoking {
            Revoking::Own => None,
            Revoking::InOffice(reason) => Some(reason.as_str()),
        };
        Ok(run(&self.tx, REVOKE, values![certificate, now, by, reason]).await? == 1)
    }
}

#[async_trait]
impl CertificateReader for Db {
    async fn certificates(&self, viewer: &Viewer, ids: &[CertificateId]) -> Outcome<Vec<Certificate>> {
        let rows = of_each(self, &SOME, Vec::new(), ids).await?;
        let mut seen = read_all(&rows, |row| read(&self.seal, row))?;
        seen.retain(|certificate| certificate.seen_by(viewer));
        Ok(seen)
    }

    async fn certificates_of(&self, me: &Viewer, page: &PageRequest<CertificateId>) -> Outcome<Page<Certificate>> {
        let values = values![me.member(), latest_from(page), limit(page)];
        page_of(self, &MINE, values, page, |row| read(&self.seal, row)).await
    }

    async fn certificate_numbered(&self, number: CertificateNumber) -> Outcome<Option<Certificate>> {
        let row = one(&self.read, &NUMBERED, values![number.kept()]).await?;
        row.map(|row| read(&self.seal, &mut Row::of(&row))).transpose()
    }

    async fn certificate_on_paper(&self, id: CertificateId) -> Outcome<Option<Certificate>> {
        let row = one(&self.read, &ONE, values![id]).await?;
        row.map(|row| read(&self.seal, &mut Row::of(&row))).transpose()
    }
}

fn which(found: &str) -> String {
    format!("{} WHERE {found}", CARDS.replace("{found}", "certificates"))
}

fn read(seal: &Seal, row: &mut Row<'_>) -> Outcome<Certificate> {
    let id = row.id()?;
    let number = CertificateNumber::stored(&row.read::<String>()?).ok_or_else(|| corrupt("number"))?;
    let (member, name): (_, Vec<u8>) = (row.person()?, row.read()?);
    let name = RealName::parse("name", &seal.open(NAME, &name)?)?;
    let community = row.area()?;
    let period = Period { from: row.read()?, to: row.read()? };
    let (minutes, shifts, issued) = (row.read()?, row.read()?, row.read()?);
    let (at, reason, by): (_, Option<String>, _) = (row.read()?, row.read()?, row.maybe_person()?);
    let revoked = match (at, by) {
        (None, None) => None,
        (Some(at), Some(by)) => {
            let by = reason.map_or(RevokedBy::Owner, |reason| RevokedBy::Staff { by, reason });
            Some(Revocation { at, by })
        }
        _ => return Err(corrupt("revocation")),
    };
    Ok(Certificate { id, number, member, name, community, period, minutes, shifts, issued, revoked })
}
