//! What a page and a phone see of a pairing.

use async_graphql::{Context, Enum, Object, Result};
use domain::pairing::look::login_ends;
use domain::pairing::page;

use crate::graphql::answer::answer;
use crate::graphql::context::{ports, viewer};
use crate::graphql::scalars::DateTime;

/// What a page asks to be let in for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "page::PairingPurpose")]
pub enum PairingPurpose {
    /// To be logged in as the member who allows it.
    Login,
    /// To be a screen of a hall, of a community that the member who allows it administers.
    Screen,
}

/// A pairing that your page asked for. Keep `secret` in the page; show `qrText` as a QR code with `code` below it, and
/// `digits` apart from them.
pub struct Pairing(pub page::NewPairing);

/// A pairing that your page asked for. Keep `secret` in the page; show `qrText` as a QR code with `code` below it, and
/// `digits` apart from them.
#[Object]
impl Pairing {
    /// Eight letters, as `WDJB-MJHT`: for phones that cannot scan.
    async fn code(&self) -> String {
        self.0.code.to_string()
    }

    /// Six digits, which the phone asks for. They are not in `qrText`: who only has that can do nothing with it.
    async fn digits(&self) -> &str {
        &self.0.digits
    }

    /// What the QR code says: an address that ends with `code`, under which the mini-program opens.
    async fn qr_text(&self, ctx: &Context<'_>) -> String {
        ports(ctx).addresses.pairing(self.0.code)
    }

    /// For `takePairing`, and for nobody else: never show, store or send it elsewhere.
    async fn secret(&self) -> String {
        self.0.secret.reveal()
    }

    /// When it ends unless somebody allows it: two minutes after it was asked.
    async fn until(&self) -> DateTime {
        DateTime(self.0.until)
    }
}

/// A pairing that nobody has allowed yet: ask again after two seconds.
#[derive(async_graphql::SimpleObject)]
pub struct PairingWaiting {
    /// When it ends unless somebody allows it.
    pub until: DateTime,
    /// Whether a phone has looked at it: then show that its owner is to type the digits.
    pub seen: bool,
}

/// A page that asks to be let in, as it is shown to the person who would allow it. What the page says of itself proves
/// nothing: it is to be allowed only if it is before you.
pub struct AskedPairing(pub page::Pairing);

/// A page that asks to be let in, as it is shown to the person who would allow it. What the page says of itself proves
/// nothing: it is to be allowed only if it is before you.
#[Object]
impl AskedPairing {
    /// Its code, as `WDJB-MJHT`.
    async fn code(&self) -> String {
        self.0.code.to_string()
    }

    /// What it asks for.
    async fn purpose(&self) -> PairingPurpose {
        self.0.purpose.into()
    }

    /// What the page calls itself.
    async fn device(&self) -> &str {
        &self.0.device
    }

    /// Its browser and system, as it says: `Edge · Windows`. Empty if it says nothing.
    async fn browser(&self) -> &str {
        &self.0.browser
    }

    /// The network address from which it asked, as the server saw it.
    async fn address(&self) -> &str {
        &self.0.address
    }

    /// When it asked.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked)
    }

    /// Until when it can be allowed; then, until when the page has to fetch what was allowed.
    async fn until(&self) -> DateTime {
        DateTime(self.0.until)
    }

    /// When you allowed it; null as long as you did not.
    async fn allowed_at(&self) -> Option<DateTime> {
        self.0.allowed.map(|(_, at)| DateTime(at))
    }

    /// When the page's login will end if you allow it now: with staff after 12 hours, and half an hour after its last
    /// use; with others 7 days after its last use. Null for a screen of a hall, which stays until `endScreen`.
    async fn session_ends_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        answer(ctx, async { Ok(login_ends(viewer(ctx)?, &self.0, ports(ctx).now()).map(DateTime)) }).await
    }
}
