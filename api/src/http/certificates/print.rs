//! A certificate as a PDF: drawn each time from what is kept, so that there is no file to keep, to drop or to erase.

use std::path::PathBuf;

use chrono::FixedOffset;
use domain::Ports;
use domain::calendar::CHINA;
use domain::certificates::certificate::Certificate;
use domain::certificates::verify::paper;
use domain::failure::{Failure, Outcome};
use domain::ids::CertificateId;
use tokio::sync::Semaphore;

use super::font::{FontFile, USUAL};
use super::paper::{Facts, draw};

/// How many are drawn at once: each holds a font in memory, and a core.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Where the font of certificates lies.
#[derive(Debug, Clone)]
pub struct CertificateFont(pub PathBuf);

impl Default for CertificateFont {
    fn default() -> Self {
        Self(USUAL.into())
    }
}

impl CertificateFont {
    /// Whether certificates can be drawn with it, or why not.
    pub fn check(&self) -> Result<(), String> {
        FontFile::read(&self.0).map(|_| ())
    }
}

/// The paper of a certificate, for whoever has its signed address. *Unavailable* while the font cannot be read: the log
/// says why.
pub async fn print(ports: &Ports, font: &CertificateFont, id: CertificateId) -> Outcome<Vec<u8>> {
    let certificate = paper(ports, id).await?.ok_or(Failure::NotFound("id"))?;
    let verify_at = ports.addresses.verification(certificate.number);
    let place = AT_ONCE.acquire().await.map_err(|closed| Failure::Broken(closed.into()))?;
    let path = font.0.clone();
    let drawn = tokio::task::spawn_blocking(move || {
        // Kept until it is drawn, even if nobody waits for it any more.
        let _place = place;
        let font = FontFile::read(&path).map_err(|why| format!("the font of certificates: {why}"))?;
        draw(&facts(&certificate, verify_at), &font)
    });
    let drawn = drawn.await.map_err(|panicked| Failure::Broken(panicked.into()))?;
    drawn.map_err(|why| Failure::Unavailable(why.into()))
}

fn facts(certificate: &Certificate, verify_at: String) -> Facts<'_> {
    let china = FixedOffset::east_opt(CHINA).map(|china| certificate.issued.with_timezone(&china));
    Facts {
        number: certificate.number.to_string(),
        name: certificate.name.in_full(),
        community: &certificate.community.name,
        days: (certificate.period.from, certificate.period.to),
        minutes: certificate.minutes,
        shifts: certificate.shifts,
        issued: china.unwrap_or_else(|| certificate.issued.fixed_offset()),
        verify_at,
    }
}
