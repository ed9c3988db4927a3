//! Pages that ask to be let in by a phone.

use serde_json::{Value, json};

use super::town::text;
use super::world::{Person, World};

/// A page that asked.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) code: String,
    pub(crate) digits: String,
    pub(crate) secret: String,
    pub(crate) qr_text: String,
}

impl Page {
    /// Digits that it does not show.
    pub(crate) fn wrong(&self) -> String {
        ["000000", "111111"].into_iter().find(|digits| *digits != self.digits).expect("another").to_owned()
    }
}

const ASK: &str = "mutation($input: AskPairingInput!) { askPairing(input: $input) { __typename \
    ... on Pairing { code digits secret qrText until } ... on Refusal { code } } }";
const TAKE: &str = "mutation($input: TakePairingInput!) { takePairing(input: $input) { __typename \
    ... on Login { accessToken refreshToken refreshTokenExpiresAt viewer { id } } ... on PairingWaiting { until seen } \
    ... on ScreenKey { key screen { id } } \
    ... on Refusal { code field } } }";

/// A page asks.
pub(crate) async fn ask(world: &World, purpose: &str) -> Page {
    let input = json!({ "purpose": purpose, "device": "社区大厅" });
    let made = world.ask(None, ASK, json!({ "input": input })).await["data"]["askPairing"].take();
    assert_eq!(made["__typename"], "Pairing", "{made}");
    Page {
        code: text(&made["code"]),
        digits: text(&made["digits"]),
        secret: text(&made["secret"]),
        qr_text: text(&made["qrText"]),
    }
}

/// What a page is given that asks for what was allowed.
pub(crate) async fn take(world: &World, page: &Page) -> Value {
    let mut answer = world.ask(None, TAKE, json!({ "input": { "code": page.code, "secret": page.secret } })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["takePairing"].take()
}

/// What comes of it that somebody allows it by these digits: the type, or the code of the refusal.
pub(crate) async fn allow_by(world: &World, who: &Person, page: &Page, digits: &str) -> Value {
    let input = json!({ "code": page.code, "digits": digits });
    let answer = world.act(who, "allowPairing", input, "... on AskedPairing { purpose }").await;
    let said = if answer["__typename"] == "Refusal" { "code" } else { "__typename" };
    answer[said].clone()
}

/// Somebody allows it.
pub(crate) async fn allow(world: &World, who: &Person, page: &Page) {
    assert_eq!(allow_by(world, who, page, &page.digits).await, "AskedPairing");
}
