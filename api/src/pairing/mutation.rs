//! A page asks and takes; a phone allows or refuses.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use domain::attendance::code::Digits;
use domain::failure::Outcome;
use domain::ids::AreaId;
use domain::pairing::browser::browser_of;
use domain::pairing::code::{PageSecret, PairingCode};
use domain::pairing::take::Taken;
use domain::pairing::{allow, ask, page, refuse, take};
use domain::screens::screen::Wanted;
use domain::text::Line;

use super::page::{AskedPairing, Pairing, PairingPurpose, PairingWaiting};
use crate::graphql::answer::settle;
use crate::graphql::context::{Sender, asked_in, once, ports, viewer};
use crate::graphql::refusal::Refusal;
use crate::graphql::scalars::{DateTime, Uuid};
use crate::members::session::{Login, show};
use crate::result;
use crate::screens::screen::{Screen, ScreenKey, ScreenPurpose};

/// What a page asks for.
#[derive(InputObject)]
pub struct AskPairingInput {
    /// What for.
    purpose: PairingPurpose,
    /// What the page calls itself, for the phone and for the list of sessions: 1 to 60 characters.
    device: String,
}

/// What a page was given when it asked.
#[derive(InputObject)]
pub struct TakePairingInput {
    /// The code.
    code: String,
    /// The secret.
    secret: String,
}

/// What is allowed to a page.
#[derive(InputObject)]
pub struct AllowPairingInput {
    /// Made by the client, once.
    request_id: Uuid,
    /// The code, as it is typed, or the text that was scanned.
    code: String,
    /// The six digits that the page shows, as the person typed them.
    digits: String,
    /// What the page is to be, if it asks to be a screen of a hall, and only then.
    screen: Option<AllowedScreenInput>,
}

/// A screen of a hall to be.
#[derive(InputObject)]
pub struct AllowedScreenInput {
    /// Of which community: one that you administer.
    community_id: ID,
    /// What it is for.
    purpose: ScreenPurpose,
    /// What you call it, such as 一楼大厅: 1 to 30 characters.
    name: String,
}

/// What is refused.
#[derive(InputObject)]
pub struct RefusePairingInput {
    /// The code, as it is typed, or the text that was scanned.
    code: String,
}

result! {
    /// The pairing, or why not.
    AskPairingResult(Pairing)
}

result! {
    /// The page as it was allowed, or why not.
    AllowPairingResult(AskedPairing)
}

/// A page was refused.
#[derive(SimpleObject)]
pub struct PairingRefused {
    /// When.
    at: DateTime,
}

result! {
    /// That the page was refused, or why not.
    RefusePairingResult(PairingRefused)
}

/// What came of a pairing so far, or why nothing will.
#[derive(Union)]
pub enum TakePairingResult {
    /// The page is logged in.
    Login(Box<Login>),
    /// The page is a screen of a hall.
    ScreenKey(ScreenKey),
    /// Nobody has allowed it yet.
    PairingWaiting(PairingWaiting),
    /// Why not.
    Refusal(Refusal),
}

fn wanted(input: &AllowedScreenInput) -> Outcome<Wanted> {
    Ok(Wanted {
        community: AreaId::parse("communityId", &input.community_id)?,
        purpose: input.purpose.into(),
        name: Line::parse("name", &input.name)?,
    })
}

/// Mutations of pairings.
#[derive(Default)]
pub struct PairingMutation;

#[Object]
impl PairingMutation {
    /// Asks for a page to be let in by a phone. It ends after two minutes: then ask again. For everybody.
    async fn ask_pairing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What for.")] input: AskPairingInput,
    ) -> Result<AskPairingResult> {
        settle(ctx, async {
            let device = Line::<60>::parse("device", &input.device)?.as_str().to_owned();
            let Sender { address, user_agent } = ctx.data_unchecked();
            let page = page::Page { device, browser: browser_of(user_agent), address: *address };
            ask::ask(ports(ctx), input.purpose.into(), page).await.map(Pairing)
        })
        .await
    }

    /// Gives the page that asked what was allowed to it, once: to be called every two seconds. `PAIRING_ENDED` once it
    /// is over: ask again. A login given so ends for staff after 12 hours at last, and gave no code of a second factor.
    /// A screen of a hall keeps its key, and gets its logins by `enterScreen`.
    /// For everybody who has the secret.
    async fn take_pairing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the page was given.")] input: TakePairingInput,
    ) -> Result<TakePairingResult> {
        settle(ctx, async {
            let code = PairingCode::parse("code", &input.code)?;
            Ok(match take::take(ports(ctx), code, PageSecret::parse(&input.secret), asked_in(ctx)).await? {
                Taken::Waits { until, seen } => {
                    TakePairingResult::PairingWaiting(PairingWaiting { until: DateTime(until), seen })
                }
                Taken::Screen(paired) => {
                    let (key, screen) = *paired;
                    TakePairingResult::ScreenKey(ScreenKey { key: key.reveal(), screen: Screen(screen) })
                }
                Taken::LoggedIn(logged_in) => TakePairingResult::Login(Box::new(show(ctx, *logged_in).await?)),
            })
        })
        .await
    }

    /// Allows a page that is before you, after `pairing` has shown what it is. Three wrong digits end the pairing. Of
    /// several who allow it one does. For everybody who is logged in, but not on a page that was itself let in so; as a
    /// screen of a hall, for staff who administer the community.
    async fn allow_pairing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code and digits.")] input: AllowPairingInput,
    ) -> Result<AllowPairingResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let code = PairingCode::parse("code", &input.code)?;
            let digits = Digits::parse("digits", &input.digits)?;
            let screen = input.screen.as_ref().map(wanted).transpose()?;
            allow::allow(ports(ctx), by, code, &digits, screen.as_ref(), &request).await.map(AskedPairing)
        })
        .await
    }

    /// Refuses a page, or takes back what you allowed as long as the page has not fetched it. Doing it again changes
    /// nothing. For everybody who is logged in.
    async fn refuse_pairing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RefusePairingInput,
    ) -> Result<RefusePairingResult> {
        settle(ctx, async {
            refuse::refuse(ports(ctx), viewer(ctx)?, PairingCode::parse("code", &input.code)?).await?;
            Ok(PairingRefused { at: DateTime(ports(ctx).now()) })
        })
        .await
    }
}
