//! Requests that mean harm: refused before they run, at once, and without much memory.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::service::{Service, service_on};
use crate::harness::world::World;

/// What a hostile document may take, on a slow machine with other tests beside it. Fragments written out would take
/// days.
const AT_ONCE: Duration = Duration::from_secs(3);

async fn send(service: &Service, token: &str, body: &Value) -> (StatusCode, Value) {
    let url = format!("{}/graphql", service.linli.url);
    let request = service.http.post(url).header("accept", "application/graphql-response+json").bearer_auth(token);
    let began = Instant::now();
    let answer = request.json(body).send().await.expect("an answer");
    let status = answer.status();
    let answer: Value = answer.json().await.expect("JSON");
    let text = body.to_string();
    assert!(began.elapsed() < AT_ONCE, "{:?}: {}", began.elapsed(), text.chars().take(300).collect::<String>());
    assert!(answer.to_string().len() < 8_000, "a short answer: {} bytes", answer.to_string().len());
    (status, answer)
}

fn many(count: usize, form: impl Fn(usize) -> String) -> String {
    (0..count).map(form).collect()
}

/// Documents, each with its variables.
fn hostile() -> Vec<(String, Value)> {
    let none = || json!({});
    let long = "x".repeat(200_000);
    let doubling = many(30, |n| format!(" fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1));
    let wide = many(60, |n| format!(" fragment F{n} on Query {{ a{n}: __typename ...F{} }}", n + 1));
    vec![
        // Fragments: doubling, in a circle over a union, never used, many of them under many operations.
        (format!("{{ ...F0 }} {doubling} fragment F30 on Query {{ __typename }}"), none()),
        (format!("{{ ...F0 }} {wide} fragment F60 on Query {{ __typename }}"), none()),
        ("{ node(id: \"x\") { ...A } } fragment A on Wish { id ...B } fragment B on Notice { id ...A }".into(), none()),
        ("{ __typename } fragment A on Wish { ...B } fragment B on Wish { ...A }".into(), none()),
        (
            format!("{} {{ __typename }}", many(90, |n| format!("fragment F{n} on Query {{ ...F{} }} ", (n + 1) % 90))),
            none(),
        ),
        (
            many(80, |n| format!("query Q{n} {{ ...F }} "))
                + "fragment F on Query { "
                + &"node(id: \"x\") { id } ".repeat(15)
                + "}",
            none(),
        ),
        // The same field over and over, with other arguments, as leaves, under directives, under types.
        (format!("{{ {} }}", many(80, |n| format!("a: node(id: \"{n}\") {{ id }} "))), none()),
        (format!("{{ {} }}", "__typename ".repeat(990)), none()),
        (format!("{{ __typename {} }}", "@skip(if: false) ".repeat(150)), none()),
        (format!("{{ node(id: \"x\") {} {{ id }} }}", "@x ".repeat(450)), none()),
        (format!("query {} {{ __typename }}", "@x ".repeat(450)), none()),
        (format!("{{ {} }}", many(140, |n| format!("... on T{n} {{ id }} "))), none()),
        (format!("mutation {{ {} }}", many(16, |n| format!("a{n}: logout {{ __typename }} "))), none()),
        (format!("mutation {{ {} }}", "logout { __typename } ".repeat(16)), none()),
        // Variables: many, deep, huge, huge and used often, huge by default.
        (format!("query({}) {{ __typename }}", many(240, |n| format!("$v{n}: Int "))), none()),
        (format!("query($v: {}Int{}) {{ __typename }}", "[".repeat(300), "]".repeat(300)), none()),
        ("query($v: ID!) { node(id: $v) { id } }".into(), json!({ "v": vec![Vec::<u8>::new(); 60_000] })),
        ("query($v: ID!) { node(id: $v) { id } }".into(), json!({ "v": vec!["x"; 60_000] })),
        (format!("query($v: ID!) {{ {} }}", "...{ node(id: $v) { id } } ".repeat(60)), json!({ "v": long.clone() })),
        (format!("query($v: ID = \"{long}\") {{ {} }}", "...{ node(id: $v) { id } } ".repeat(60)), none()),
        (format!("query($v: ID!) {{ node(id: [{}]) {{ id }} }}", "$v ".repeat(400)), json!({ "v": vec![0; 60_000] })),
        // Names that an answer would repeat, numbers that nobody can hold, operations that are not there.
        (format!("{{ areas(first: 100) {{ edges {{ {long}: cursor }} }} }}"), none()),
        (format!("{{ areas(first: 1{}) {{ edges {{ cursor }} }} }}", "0".repeat(200_000)), none()),
        ("{ areas(first: 1e999999999) { edges { cursor } } }".into(), none()),
        ("{ areas(first: 99999999999999999999999999) { edges { cursor } } }".into(), none()),
        (
            "{ areas(first: -9223372036854775808) { edges { children(first: 9223372036854775807) { __typename } } } }"
                .into(),
            none(),
        ),
        // Texts: escapes, surrogates by themselves, lines, comments, blanks.
        (format!("{{ node(id: \"{}\") {{ id }} }}", "\\u0041".repeat(40_000)), none()),
        (format!("{{ node(id: \"{}\") {{ id }} }}", "\\uD800".repeat(40_000)), none()),
        ("{ node(id: \"\\u{110000}\") { id } }".into(), none()),
        (format!("{{ node(id: \"\"\"{}\"\"\") {{ id }} }}", " \n".repeat(100_000)), none()),
        (format!("{{ node(id: \"\"\"{}\"\"\") {{ id }} }}", "\\\"\"\"".repeat(50_000)), none()),
        (format!("{{ {} }}", "\u{feff}".repeat(60_000)), none()),
        (format!("{{ {} }}", "#\n".repeat(100_000)), none()),
        (format!("{{ node {} (", " ".repeat(200_000)), none()),
        (format!("{{ {} }}", "心".repeat(60_000)), none()),
        (format!("{{ node(id: {}", "{a:".repeat(60)), none()),
        (format!("{{ node(id: {}\"x\"{}) {{ id }} }}", "[".repeat(60), "]".repeat(60)), none()),
        ("\"\"\"".into(), none()),
        ("{ a(x: \"\\".into(), none()),
        // Answers that would be large.
        (
            "{ areas(first: 100) { edges { node { children(first: 100) { edges { node { id name } } } } } } }".into(),
            none(),
        ),
        ("{ noticeBoard(first: 100) { edges { node { versions { text } } } } }".into(), none()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_documents_are_refused_at_once_and_memory_stays_flat() {
    let world = World::sqlite().await;
    let service = service_on(&world, false).await;
    let me = service.login("me").await;
    for (query, variables) in hostile() {
        let body = json!({ "query": query, "variables": variables });
        let (status, answer) = send(&service, &me.access, &body).await;
        let shown: String = query.chars().take(300).collect();
        assert!(matches!(status.as_u16(), 200 | 400 | 413), "{status} {shown}\n{answer}");
        let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("refused: {shown}"));
        assert!(errors.len() <= 10, "{} errors: {shown}", errors.len());
        for error in errors {
            let code = error["extensions"]["code"].as_str().unwrap_or_default();
            assert!(["BAD_USER_INPUT", "NOT_FOUND"].contains(&code), "{shown}\n{answer}");
            assert!(error["extensions"]["requestId"].is_string(), "{answer}");
        }
    }
    // Operations by hundreds, one of which would do.
    let query = many(150, |n| format!("query Q{n} {{ __typename }} "));
    let (status, _) = send(&service, &me.access, &json!({ "query": query, "operationName": "Q7" })).await;
    assert_eq!(status, StatusCode::OK);
    let (status, answer) =
        send(&service, &me.access, &json!({ "query": query, "operationName": "x".repeat(200_000) })).await;
    assert_eq!(
        (status, &answer["errors"][0]["extensions"]["code"]),
        (StatusCode::BAD_REQUEST, &json!("BAD_USER_INPUT"))
    );
    // Headers and URLs.
    let accept = "text/x;q=0.1,".repeat(3_000);
    let answer =
        service.http.get(format!("{}/graphql?query=%7B__typename%7D", service.linli.url)).header("accept", accept);
    assert_eq!(answer.send().await.expect("an answer").status(), StatusCode::NOT_ACCEPTABLE);
    let url = format!("{}/graphql?query=%7B__typename%7D&x={}", service.linli.url, "y".repeat(60_000));
    let answer = service.http.get(url).send().await.expect("an answer");
    assert!(matches!(answer.status().as_u16(), 200 | 414 | 431), "{}", answer.status());
    for path in ["/graphql", "/graphql?query=%7B__typename%7D", "/nothing", "/healthz"] {
        let answer = service.http.get(format!("{}{path}", service.linli.url)).send().await.expect("an answer");
        let telling = ["server", "x-powered-by", "via"].iter().any(|name| answer.headers().contains_key(*name));
        assert!(!telling && answer.headers().contains_key("x-request-id"), "{path} {:?}", answer.headers());
    }
    #[cfg(target_os = "linux")]
    assert!(service.linli.peak_memory() < 150, "{} MiB", service.linli.peak_memory());
}
