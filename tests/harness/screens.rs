//! Screens of halls, as a test pairs them through the API.

use serde_json::{Value, json};

use super::pairing::{Page, ask, take};
use super::town::text;
use super::world::{Person, World};

/// A screen that is paired.
#[derive(Clone, Debug)]
pub(crate) struct Screen {
    pub(crate) id: String,
    pub(crate) key: String,
}

/// What staff say of a screen to be.
pub(crate) fn hall(community: &str, purpose: &str) -> Value {
    json!({ "communityId": community, "purpose": purpose, "name": "一楼大厅" })
}

/// The whole answer to somebody who allows a page, perhaps as a screen.
pub(crate) async fn try_allow(world: &World, who: &Person, page: &Page, screen: Value) -> Value {
    let input = json!({ "code": page.code, "digits": page.digits, "screen": screen });
    world.try_act(who, "allowPairing", input, "... on AskedPairing { purpose sessionEndsAt }").await
}

/// A page that is a screen from now on.
pub(crate) async fn pair(world: &World, staff: &Person, community: &str, purpose: &str) -> Screen {
    pair_as(world, staff, hall(community, purpose)).await
}

/// The same, with what staff say of it.
pub(crate) async fn pair_as(world: &World, staff: &Person, screen: Value) -> Screen {
    let page = ask(world, "SCREEN").await;
    let allowed = try_allow(world, staff, &page, screen).await;
    assert_eq!(allowed["data"]["allowPairing"]["__typename"], "AskedPairing", "{allowed}");
    screen_of(&take(world, &page).await)
}

/// What a page was given.
pub(crate) fn screen_of(taken: &Value) -> Screen {
    assert_eq!(taken["__typename"], "ScreenKey", "{taken}");
    Screen { id: text(&taken["screen"]["id"]), key: text(&taken["key"]) }
}

/// The answer to a key.
pub(crate) async fn enter(world: &World, key: &str) -> Value {
    let document = "mutation($key: String!) { enterScreen(input: { key: $key }) { __typename \
        ... on ScreenLogin { accessToken accessTokenExpiresAt screen { id name purpose community { id } lastSeenAt } } \
        ... on Refusal { code field } } }";
    let mut answer = world.ask(None, document, json!({ "key": key })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["enterScreen"].take()
}

/// A screen that is logged in.
pub(crate) async fn entered(world: &World, screen: &Screen) -> Person {
    let login = enter(world, &screen.key).await;
    assert_eq!(login["__typename"], "ScreenLogin", "{login}");
    Person { id: screen.id.clone(), access: text(&login["accessToken"]), refresh: String::new() }
}

/// Staff end a screen: the answer.
pub(crate) async fn end(world: &World, who: &Person, screen: &Screen) -> Value {
    let input = json!({ "screenId": screen.id });
    world.try_act(who, "endScreen", input, "... on Screen { endedAt endedBy { id } }").await
}
