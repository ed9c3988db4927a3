//! What the program writes when it tells all that it can tell.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use infra::wechat::{StandIn, Trouble};
use ring::digest;
use serde_json::{Value, json};

use crate::harness::screens::pair;
use crate::harness::servers::shared_redis;
use crate::harness::service::{Service, env, refuses, settings};
use crate::harness::town::Town;
use crate::harness::world::{KEY, World, person_of, request_id};

#[tokio::test(flavor = "multi_thread")]
async fn the_most_talkative_log_holds_no_secret_and_nobody_on_postgres() {
    the_most_talkative_log_holds_no_secret_and_nobody(World::postgres().await, Some(shared_redis())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_most_talkative_log_holds_no_secret_and_nobody_on_sqlite() {
    the_most_talkative_log_holds_no_secret_and_nobody(World::sqlite().await, None).await;
}

async fn the_most_talkative_log_holds_no_secret_and_nobody(world: World, redis: Option<String>) {
    let town = Town::build(&world).await;
    let mut settings = settings(&world.database, redis, &world.stand_in);
    settings.push(("LINLI_LOG", "trace".into()));
    let mut service = Service::start(&settings).await;
    let (name, phone, title) = ("诸葛清风", "13912345678", "想请人修门铃");
    let (openid, login_code, phone_code) = ("openid-talker", "talker.secret-code", "phone-13912345678.secret-code");
    let send = async |token: Option<&str>, text: &str, variables: Value| -> Value {
        let body = json!({ "query": text, "variables": variables });
        let mut request = service.http.post(format!("{}/graphql", service.linli.url)).json(&body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.expect("an answer").json().await.expect("JSON")
    };
    let login = "mutation($code: String!) { login(input: { code: $code }) { __typename \
        ... on Login { accessToken refreshToken viewer { id } } ... on Refusal { code } } }";
    let me = person_of(&send(None, login, json!({ "code": login_code })).await["data"]["login"]);
    send(None, login, json!({ "code": login_code })).await;
    let token = Some(me.access.as_str());
    let act = async |kind: &str, input: Value| {
        let capital = format!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
        let text = format!(
            "mutation($input: {capital}Input!) {{ {kind}(input: $input) {{ __typename ... on Refusal {{ code }} }} }}"
        );
        send(token, &text, json!({ "input": input })).await
    };
    act("setRealName", json!({ "realName": name })).await;
    act("giveConsent", json!({ "requestId": request_id(), "version": 1 })).await;
    act("joinCommunity", json!({ "communityId": town.communities[0] })).await;
    let done = act("setRealName", json!({ "realName": name })).await;
    assert_eq!(done["data"]["setRealName"]["__typename"], "Viewer", "{done}");
    for _ in 0..2 {
        act("bindPhone", json!({ "code": phone_code })).await;
    }
    let wish =
        json!({ "requestId": request_id(), "kind": "SERVICE", "category": "OTHER", "title": title, "text": title });
    act("postWish", wish.clone()).await;
    act(
        "postWish",
        json!({ "requestId": wish["requestId"], "kind": "SERVICE", "category": "OTHER", "title": name, "text": phone }),
    )
    .await;
    let seen = send(token, "{ viewer { realName phone } }", json!({})).await;
    assert_eq!(seen["data"]["viewer"], json!({ "realName": name, "phone": phone }), "{seen}");

    // A screen of the hall, by whose key it enters here.
    let screen = pair(&world, &town.staff[0], &town.communities[0], "BOARD").await;
    let entered = act("enterScreen", json!({ "key": screen.key })).await;
    assert_eq!(entered["data"]["enterScreen"]["__typename"], "ScreenLogin", "{entered}");
    act("enterScreen", json!({ "key": screen.key, "also": screen.key })).await;

    let secret = service.enrol(&service.login("city-admin").await).await.reveal();

    // What goes wrong.
    for trouble in [Trouble::Garbage, Trouble::CloseConnection, Trouble::HighRisk, Trouble::TooOften, Trouble::Busy(9)]
    {
        world.stand_in.next(trouble);
        send(None, login, json!({ "code": "talker.another-secret-code" })).await;
    }
    for trouble in [Trouble::Garbage, Trouble::TokenExpired, Trouble::CloseConnection] {
        world.stand_in.next(trouble);
        act("bindPhone", json!({ "code": "phone-13912345678.another-secret-code" })).await;
    }
    let forged = format!("{}forged", me.access);
    send(Some(&forged), "{ viewer { id } }", json!({})).await;
    send(token, &format!("{{ viewer {{ id }} \"{name}{phone}\" }}"), json!({})).await;
    send(
        token,
        &format!("mutation {{ setRealName(input: {{ realName: \"{name}\", phone: \"{phone}\" }}) {{ __typename }} }}"),
        json!({}),
    )
    .await;
    act("setRealName", json!({ "realName": [name], "phone": phone })).await;
    let refresh = "mutation($t: String!) { refreshSession(input: { refreshToken: $t }) { __typename } }";
    send(None, refresh, json!({ "t": format!("{}x", me.refresh) })).await;
    send(None, refresh, json!({ "t": me.refresh })).await;
    let http = &service.http;
    let get = async |path: &str| {
        let answer = http.get(format!("{}{path}", service.linli.url)).bearer_auth(&me.access).send().await;
        answer.expect("an answer").text().await.expect("a text")
    };
    assert!(get("/export").await.contains(name));
    get(&format!("/graphql?query=%7Bviewer%7Bid%7D%7D&token={}", me.access)).await;
    get(&format!("/nowhere/{phone}")).await;
    let renew = "mutation($input: RenewFeedAddressInput!) { renewFeedAddress(input: $input) { ... on Feed { url } } }";
    let input = json!({ "input": { "requestId": request_id(), "kind": "PLAN" } });
    let feed = send(token, renew, input).await["data"]["renewFeedAddress"]["url"].take();
    let feed = feed.as_str().and_then(|url| url.strip_prefix("https://linli.example")).expect("an address");
    let signature = feed.rsplit_once('/').map(|(_, name)| name.trim_end_matches(".ics")).expect("a signature");
    assert!(get(feed).await.starts_with("BEGIN:VCALENDAR"));
    get(&feed.replace(".ics", ".atom")).await;
    get("/media/photo_01h455vb4pex5vsknk084sn02q/full?until=9999999999&signature=open-signature").await;
    get("/certificates/7K3M9QWX2ABCDEFG").await;
    let roster = format!("{}/units/unit_01h455vb4pex5vsknk084sn02q/roster?dryRun=true", service.linli.url);
    let roster = http.post(roster).bearer_auth(&me.access).header("content-type", "text/csv");
    roster.body(format!("姓名,手机号\n{name},{phone}\n")).send().await.expect("an answer");
    let gone = act("eraseAccount", json!({ "requestId": request_id() })).await;
    assert_eq!(gone["data"]["eraseAccount"]["__typename"], "AccountErased", "{gone}");
    assert!(service.linli.stop().await.success());

    let told = service.linli.output();
    assert!(told.contains("something that Linli depends on does not answer"), "it does tell: {told}");
    let session_key = digest::digest(&digest::SHA256, b"talker");
    let session_key = STANDARD.encode(&session_key.as_ref()[..16]);
    let key = STANDARD.encode(KEY);
    for secret in [
        name,
        phone,
        title,
        openid,
        login_code,
        phone_code,
        "another-secret-code",
        signature,
        "open-signature",
        "7K3M9QWX2ABCDEFG",
        &me.access,
        &me.refresh,
        &screen.key,
        &session_key,
        &secret,
        &key,
        StandIn::SECRET,
        "cgi-token",
        "%E8%AF%B8%E8%91%9B",
    ] {
        if let Some(line) = told.lines().find(|line| line.contains(secret)) {
            panic!("the log holds {secret}: {line}");
        }
    }

    // A database that is not there is told of without its password.
    let mut away = settings.clone();
    away.retain(|(name, _)| *name != "LINLI_DATABASE_URL");
    away.push(("LINLI_DATABASE_URL", "postgres://linli:open-sesame@127.0.0.1:1/linli".into()));
    let said = refuses(&["serve"], &env(&away)).await;
    assert!(said.contains("LINLI_DATABASE_URL") && !said.contains("open-sesame"), "{said}");
}
