//! A service that answers known documents only, and shows nothing of its schema.

use infra::wechat::StandIn;
use serde_json::{Value, json};

use crate::harness::servers::{Folder, own_sqlite};
use crate::harness::service::{Linli, Service, env, refuses, settings};
use crate::harness::world::{client, error_of};

/// sha-256 of `{ __typename }`.
const HASH: &str = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";

async fn ask(service: &Service, body: Value) -> Value {
    let request = service.http.post(format!("{}/graphql", service.linli.url)).json(&body);
    request.send().await.expect("an answer").json().await.expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_manifest_holds_is_answered() {
    let (database, folder) = (own_sqlite(), Folder::new());
    infra::db::migrate(&database.url).await.expect("migrate");
    let stand_in = StandIn::start().await.expect("a stand-in");
    let file = folder.path.join("documents.json");
    std::fs::write(&file, json!({ HASH: "{ __typename }" }).to_string()).expect("a file");
    let mut settings = settings(&database.url, None, &stand_in);
    settings.push(("LINLI_DOCUMENTS", file.to_str().expect("a path").to_owned()));
    let service = Service::start(&settings).await;
    for body in [
        json!({ "documentId": HASH }),
        json!({ "documentId": format!("sha256:{HASH}") }),
        json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": HASH } } }),
        json!({ "query": "{ __typename }" }),
    ] {
        assert_eq!(ask(&service, body.clone()).await["data"]["__typename"], "Query", "{body}");
    }
    for body in [
        json!({ "query": "{__typename}" }),
        json!({ "query": "{" }),
        // The text counts, whatever it is called.
        json!({ "query": "{ viewer { id } }", "documentId": HASH }),
        json!({ "documentId": "sha256:0" }),
        json!({ "documentId": "" }),
    ] {
        assert_eq!(error_of(&ask(&service, body.clone()).await).0, "UNKNOWN_DOCUMENT", "{body}");
    }
    std::fs::write(&file, json!({ HASH: "{ viewer { id } }" }).to_string()).expect("a file");
    let said = refuses(&["serve", "--listen", "127.0.0.1:0"], &env(&settings)).await;
    assert!(said.contains("LINLI_DOCUMENTS") && said.contains(HASH), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_two_releases_ago_goes_on_working_and_an_older_one_is_told_to_update() {
    let (database, folder) = (own_sqlite(), Folder::new());
    infra::db::migrate(&database.url).await.expect("migrate");
    let stand_in = StandIn::start().await.expect("a stand-in");
    // Each release asks for something else, and for something that stayed.
    let kept = "{ __typename }";
    let asked = [
        "query Policy { privacyPolicy { version } }",
        "query Day { workingDay(from: \"2026-11-30\", count: 1) { date } }",
    ];
    let files = ["one", "two", "three"].map(|name| folder.path.join(format!("{name}.json")));
    for (file, text) in files.iter().zip([asked[0], asked[1], kept]) {
        std::fs::write(file, json!({ sha256(text): text, HASH: kept }).to_string()).expect("a file");
    }
    let [oldest, old, new] = files.each_ref().map(|file| file.to_str().expect("a path"));
    let settings = settings(&database.url, None, &stand_in);
    let env = env(&settings);
    let serve = async |documents: &[&str]| {
        let args = documents.iter().flat_map(|value| ["--documents", value]);
        Linli::start(&["serve"].into_iter().chain(args).collect::<Vec<_>>(), &env).await
    };
    for all_three in [&[oldest, old, new][..], &[&[oldest, old, new].join(",")]] {
        let linli = serve(all_three).await;
        for text in [asked[0], asked[1], kept] {
            let answer = post(&linli.url, json!({ "documentId": sha256(text) }), "zh").await;
            assert_eq!(answer["errors"], Value::Null, "{text} {answer}");
        }
    }
    let linli = serve(&[old, new]).await;
    for (lang, said) in [("zh-CN", "请更新小程序"), ("en", "Please update the mini-program")] {
        for text in [asked[0], "{ viewer { id } }"] {
            let answer = post(&linli.url, json!({ "documentId": sha256(text), "query": text }), lang).await;
            assert_eq!(error_of(&answer).0, "UNKNOWN_DOCUMENT", "{answer}");
            let message = answer["errors"][0]["message"].as_str().expect("a message");
            assert!(message.contains(said), "{lang}: {message}");
        }
    }
    let missing = format!("{new},{}", folder.path.join("none.json").display());
    let said = refuses(&["serve", "--documents", &missing], &env).await;
    assert!(said.contains("none.json") && said.contains("--documents"), "{said}");
    #[cfg(not(feature = "clients"))]
    {
        let said = refuses(&["serve", "--documents", "built-in"], &env).await;
        assert!(said.contains("no client was built into this program"), "{said}");
    }
}

fn sha256(text: &str) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn post(url: &str, body: Value, lang: &str) -> Value {
    let request = client().post(format!("{url}/graphql")).header("accept-language", lang).json(&body);
    request.send().await.expect("an answer").json().await.expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_shown_only_to_those_who_may_explore() {
    let database = own_sqlite();
    infra::db::migrate(&database.url).await.expect("migrate");
    let stand_in = StandIn::start().await.expect("a stand-in");
    let mut settings = settings(&database.url, None, &stand_in);
    for explore in [false, true] {
        if explore {
            settings.push(("LINLI_EXPLORE", "true".into()));
        }
        let service = Service::start(&settings).await;
        for text in ["{ __schema { queryType { name } } }", "{ __type(name: \"Query\") { name } }"] {
            let answer = ask(&service, json!({ "query": text })).await;
            let field = if text.contains("__schema") { "__schema" } else { "__type" };
            assert_eq!(answer["data"][field].is_object(), explore, "{answer}");
            let code = if explore { Value::Null } else { json!("BAD_USER_INPUT") };
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
        }
        let answer = ask(&service, json!({ "query": "{ viewr { id } }" })).await;
        let message = answer["errors"][0]["message"].as_str().expect("a message");
        assert_eq!(message.contains("Did you mean"), explore, "{message}");
        assert_eq!(service.status("/").await, if explore { 200 } else { 404 });
    }
}
