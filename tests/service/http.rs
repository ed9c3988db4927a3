//! GraphQL over HTTP, and what stands beside it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::on_both_stores;
use crate::harness::world::{World, error_of};

on_both_stores!(
    statuses_tell_of_faults_in_the_newer_form,
    mutations_come_by_post_in_json_only,
    bodies_and_documents_have_measures,
    limits_are_kept_to_the_number,
    messages_speak_the_language_that_is_asked_for,
    tools_can_ask_for_the_whole_schema,
    a_bad_token_is_not_nobody,
    the_paths_beside_it_answer,
    what_is_skipped_as_a_whole_has_an_empty_answer,
    what_cannot_be_read_has_a_code,
);

async fn send(
    world: &World,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: String,
) -> (StatusCode, Value) {
    let mut request = world.http().request(method, format!("{}{path}", world.url)).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status();
    (status, answer.json().await.unwrap_or(Value::Null))
}

async fn statuses_tell_of_faults_in_the_newer_form(world: &World) {
    const NEW: &str = "application/graphql-response+json";
    let ask = |accept: &'static str, body: &str| {
        let headers = [("content-type", "application/json"), ("accept", accept)];
        let body = body.to_owned();
        async move { send(world, Method::POST, "/graphql", &headers, body).await }
    };
    for (body, new, old) in [
        (r#"{"query":"{ __typename }"}"#, 200, 200),
        (r#"{"query":"{ viewer { id } }"}"#, 200, 200),
        (r#"{"query":"{ nope }"}"#, 400, 200),
        (r#"{"query":"{"}"#, 400, 200),
        (r#"{"query":"query A { __typename } query B { __typename }"}"#, 400, 200),
        (r#"{"query":"query($x: Int!) { areas(first: $x) { edges { cursor } } }","variables":{"x":"one"}}"#, 400, 200),
        (r#"{"query":1}"#, 400, 400),
        (r#"{"query":"{ __typename }","variables":[]}"#, 400, 400),
        (r#"[{"query":"{ __typename }"}]"#, 400, 400),
        (r#"["{ __typename }",null,null,null]"#, 400, 400),
        (r#"{"query""#, 400, 400),
        ("", 400, 400),
        (r#"{}"#, 400, 400),
    ] {
        for (accept, expected) in [(NEW, new), ("application/json", old), ("*/*", old)] {
            let (status, answer) = ask(accept, body).await;
            assert_eq!(status.as_u16(), expected, "{accept} {body} {answer}");
            if status != StatusCode::OK {
                assert_eq!(error_of(&answer).0, "BAD_USER_INPUT", "{body} {answer}");
                assert!(answer.get("data").is_none(), "{answer}");
            }
            if let Some(error) = answer["errors"].get(0) {
                assert!(error["extensions"]["requestId"].as_str().is_some_and(|id| id.len() == 36), "{answer}");
            }
        }
    }
    assert_eq!(ask("text/html", r#"{"query":"{ __typename }"}"#).await.0, StatusCode::NOT_ACCEPTABLE);
}

async fn mutations_come_by_post_in_json_only(world: &World) {
    let mutation = r#"{"query":"mutation { logout { __typename } }"}"#;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gbk",
    ] {
        let (status, _) = send(world, Method::POST, "/graphql", &[("content-type", kind)], mutation.into()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    let (status, _) = send(world, Method::POST, "/graphql", &[], mutation.into()).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let path = "/graphql?query=mutation%20%7B%20logout%20%7B%20__typename%20%7D%20%7D";
    let answer = world.http().get(format!("{}{path}", world.url)).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.headers()["allow"], "POST");
    let me = world.login("me").await;
    world.consent(&me).await;
    let change = r#"{"query":"mutation { setRealName(input: { realName: \"王五\" }) { __typename } }"}"#;
    let headers = [("content-type", "application/json"), ("authorization", &format!("Bearer {}", me.access))];
    send(world, Method::HEAD, "/graphql", &headers, change.into()).await;
    let seen = world.get(&me, "{ viewer { realName } }", json!({})).await;
    assert_eq!(seen["viewer"]["realName"], Value::Null, "HEAD changes nothing");
    let (status, answer) = send(world, Method::GET, "/graphql?query=%7B__typename%7D", &[], String::new()).await;
    assert_eq!((status, &answer["data"]["__typename"]), (StatusCode::OK, &json!("Query")));
}

async fn bodies_and_documents_have_measures(world: &World) {
    let json_type = [("content-type", "application/json")];
    let huge = format!(r#"{{"query":"{{ __typename }}","x":"{}"}}"#, "x".repeat(8 << 20));
    // The server may close before all of it was sent: then the client sees the end of the connection, or the status.
    match world
        .http()
        .post(format!("{}/graphql", world.url))
        .header("content-type", "application/json")
        .body(huge)
        .send()
        .await
    {
        Ok(answer) => assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE),
        Err(error) => assert!(error.is_request() || error.is_body(), "{error}"),
    }
    let mut doubling = String::from("{ ...F0 }");
    for n in 0..30 {
        doubling += &format!(" fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1);
    }
    doubling += " fragment F30 on Query { __typename }";
    let lists = "children(first: 100) { edges { node { parent { ".repeat(3);
    let lists = format!("{{ areas(first: 100) {{ edges {{ node {{ {lists} id {} }} }} }} }}", "} } } }".repeat(3));
    let hidden = format!("{{ a(x: \"\"\" \" \"\"\", y: {}{}) }}", "[".repeat(3_000), "]".repeat(3_000));
    let texts = ('a'..='o').map(|name| format!("{name}: text ")).collect::<String>();
    let privacy = format!("{{ privacyPolicy {{ {texts} }} }}");
    for text in
        [lists, hidden, doubling, privacy, "{".repeat(100_000), format!("{}id{}", "{node".repeat(90), "}".repeat(90))]
    {
        let body = json!({ "query": text }).to_string();
        let (status, answer) = send(world, Method::POST, "/graphql", &json_type, body).await;
        assert_eq!((status, error_of(&answer).0), (StatusCode::OK, "BAD_USER_INPUT"), "{answer}");
    }
}

/// As `docs/api.md` states them: this much is read, and one more is refused for its number.
async fn limits_are_kept_to_the_number(world: &World) {
    let ask = async |query: String| {
        let body = json!({ "query": query }).to_string();
        send(world, Method::POST, "/graphql", &[("content-type", "application/json")], body).await.1
    };
    let names = |count: usize| (0..count).map(|n| format!("x{n} ")).collect::<String>();
    let nested = |levels: usize| format!("{}a{}", "{ a ".repeat(levels - 1) + "{ ", " }".repeat(levels));
    let beside = |count: usize| (0..count).map(|n| format!("a{n}: viewer {{ id }} ")).collect::<String>();
    // A field, a spread, and what is spread: a hundred each.
    let spread = |parents: usize| (0..parents).map(|n| format!("p{n} {{ ...F }} ")).collect::<String>();
    let fragment = format!("fragment F on Query {{ {} }}", names(98));
    let mut wrong = Vec::new();
    for (of, just, over) in [
        ("1000 tokens", format!("{{ {} }}", names(998)), format!("{{ {} }}", names(999))),
        ("12 levels", nested(12), nested(13)),
        ("15 times", format!("{{ {} }}", beside(15)), format!("{{ {} }}", beside(16))),
        ("2000 fields", format!("{{ {} }} {fragment}", spread(20)), format!("{{ {} z }} {fragment}", spread(20))),
        ("128 bytes", format!("{{ {} }}", "x".repeat(128)), format!("{{ {} }}", "x".repeat(129))),
    ] {
        for (text, refused) in [(just, false), (over, true)] {
            let answer = ask(text).await;
            if answer["errors"].to_string().contains(of) != refused {
                wrong.push(format!("{of} {refused}: {answer}"));
            }
        }
    }
    for (size, status) in [(256 * 1024, 200), (256 * 1024 + 1, 413)] {
        let body = format!(r#"{{"query":"{{ __typename }}","x":"{}"}}"#, "x".repeat(size - 33));
        assert_eq!(body.len(), size);
        let (got, _) = send(world, Method::POST, "/graphql", &[("content-type", "application/json")], body).await;
        if got.as_u16() != status {
            wrong.push(format!("{size} bytes: {got}"));
        }
    }
    let answer = ask(format!("{{ {} }}", names(11))).await;
    if answer["errors"].as_array().map(Vec::len) != Some(10) {
        wrong.push(format!("errors: {answer}"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn messages_speak_the_language_that_is_asked_for(world: &World) {
    let body =
        r#"{"query":"mutation { refreshSession(input: { refreshToken: \"x\" }) { ... on Refusal { message } } }"}"#;
    for (language, message) in [
        ("", "登录已失效，请重新登录"),
        ("zh-CN,en;q=0.5", "登录已失效，请重新登录"),
        ("en-GB,zh;q=0.5", "This login has ended. Please log in again."),
    ] {
        let headers = [("content-type", "application/json"), ("accept-language", language)];
        let (_, answer) = send(world, Method::POST, "/graphql", &headers, body.into()).await;
        assert_eq!(answer["data"]["refreshSession"]["message"], message);
    }
}

/// What GraphiQL and code generators send.
async fn tools_can_ask_for_the_whole_schema(world: &World) {
    let types = "ofType { kind name ".repeat(9) + &"}".repeat(9);
    let text = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} types {{ ...FullType }} }} }} \
         fragment FullType on __Type {{ kind name description fields(includeDeprecated: true) {{ name args {{ ...InputValue }} \
         type {{ ...TypeRef }} }} inputFields {{ ...InputValue }} enumValues(includeDeprecated: true) {{ name }} }} \
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue }} \
         fragment TypeRef on __Type {{ kind name {types} }}"
    );
    let answer = world.ask(None, &text, json!({})).await;
    assert!(answer.get("errors").is_none(), "{}", answer["errors"]);
    assert!(answer["data"]["__schema"]["types"].as_array().is_some_and(|types| types.len() > 50));
}

async fn a_bad_token_is_not_nobody(world: &World) {
    for token in ["Bearer nonsense", "Bearer ", "Basic dTpw", "bearer a.b.c"] {
        let headers = [("content-type", "application/json"), ("authorization", token)];
        let (status, answer) =
            send(world, Method::POST, "/graphql", &headers, r#"{"query":"{ viewer { id } }"}"#.into()).await;
        assert_eq!((status, error_of(&answer).0), (StatusCode::OK, "UNAUTHENTICATED"), "{token} {answer}");
    }
    let mut me = world.login("me").await;
    me.access = "nonsense".into();
    let text = "mutation($t: String!) { refreshSession(input: { refreshToken: $t }) { __typename } }";
    let answer = world.get(&me, text, json!({ "t": me.refresh })).await;
    assert_eq!(answer["refreshSession"]["__typename"], "Login", "who always sends a token can still refresh it");
}

async fn what_is_skipped_as_a_whole_has_an_empty_answer(world: &World) {
    let headers = [("content-type", "application/json"), ("accept", "application/graphql-response+json")];
    for text in [
        "{ viewer @skip(if: true) { id } }",
        "query($yes: Boolean) { viewer @include(if: $yes) { id } }",
        "mutation { logout @include(if: false) { __typename } }",
        "{ ... @skip(if: true) { __typename } }",
    ] {
        let (status, answer) =
            send(world, Method::POST, "/graphql", &headers, json!({ "query": text }).to_string()).await;
        assert_eq!((status, answer), (StatusCode::OK, json!({ "data": {} })), "{text}");
    }
}

async fn what_cannot_be_read_has_a_code(world: &World) {
    let me = world.login("me").await;
    let headers = [("authorization", &*format!("Bearer {}", me.access)), ("content-type", "text/csv")];
    for (method, path, status, code) in [
        (Method::POST, "/units/%ff/roster?dryRun=true", 400, "BAD_USER_INPUT"),
        (Method::POST, "/units/%00/roster?dryRun=true", 400, "BAD_USER_INPUT"),
        (Method::GET, "/wechat/push?nonce=a&nonce=b", 401, "UNAUTHENTICATED"),
        (Method::POST, "/wechat/push?nonce=a&nonce=b", 401, "UNAUTHENTICATED"),
        (Method::PUT, "/graphql", 405, "BAD_USER_INPUT"),
        (Method::GET, "/nothing/%ff", 404, "NOT_FOUND"),
    ] {
        let (got, answer) = send(world, method, path, &headers, String::new()).await;
        assert_eq!((got.as_u16(), answer["code"].as_str()), (status, Some(code)), "{path} {answer}");
    }
}

async fn the_paths_beside_it_answer(world: &World) {
    for (path, status) in [("/healthz", 200), ("/readyz", 200), ("/.well-known/jwks.json", 200), ("/nothing", 404)] {
        let (got, answer) = send(world, Method::GET, path, &[], String::new()).await;
        assert_eq!(got.as_u16(), status, "{path}");
        assert!(answer.is_object(), "{path} {answer}");
    }
    let page = world.http().get(&world.url).send().await.expect("a page").text().await.expect("a text");
    let files: Vec<_> = page.split('"').filter(|part| part.starts_with("/graphiql/")).collect();
    assert_eq!(files.len(), 5, "{page}");
    assert!(!page.contains("//unpkg") && !page.contains("https://"), "nothing from elsewhere");
    for file in files {
        assert_eq!(
            world.http().get(format!("{}{file}", world.url)).send().await.expect("a file").status(),
            StatusCode::OK,
            "{file}"
        );
    }
}
