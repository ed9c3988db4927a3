//! The clients at `/app/` and `/console/`: what a browser is told of them, and what they may do in it.

use std::io::Read;

use api::http::clients::{Client, Clients};
use api::http::gate::Gate;
use api::http::origins::Origins;
use flate2::read::GzDecoder;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, HeaderMap, IF_NONE_MATCH, LOCATION, ORIGIN,
};
use reqwest::{Method, Response, StatusCode, redirect};

use crate::harness::world::World;

const SCRIPT: &str = "document.documentElement.className = 'js'";
/// As `openssl dgst -sha256 -binary | base64` says of it.
const SCRIPT_HASH: &str = "sha256-aXAixduJggG+OONu+ZTUSSUUbGV4AROhVFtBUU3b0X0=";

fn built(name: &str) -> Option<Client> {
    let page = format!(
        "<!DOCTYPE html><html><head><meta name=\"csp-nonce\" content=\"__CSP_NONCE__\"><title>{name}</title>\
        <script>{SCRIPT}</script><script src=\"js/app.1f0c2e9a.js\"></script></head></html>"
    );
    let files = [
        ("index.html", page),
        ("js/app.1f0c2e9a.js", "console.log('here');\n".repeat(1_000)),
        ("assets/index-DiwrgTda.css", "a{color:red}".into()),
        ("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>".into()),
        ("字.txt", name.into()),
    ];
    Client::new(files.map(|(path, text)| (path.to_owned(), text.into())), "https://linli.example/")
}

async fn world() -> World {
    let clients = Clients { app: built("app"), console: built("console") };
    World::on_sqlite(Gate { explore: true, rate_factor: 1_000, clients, ..Gate::default() }).await
}

async fn get(world: &World, path: &str, headers: &[(reqwest::header::HeaderName, &str)]) -> Response {
    // Neither unpacks by itself nor goes where it is sent.
    let http = reqwest::Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
    let request = http.get(format!("{}{path}", world.url));
    headers.iter().fold(request, |it, (name, value)| it.header(name, *value)).send().await.expect("an answer")
}

fn text_of<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).map_or("", |value| value.to_str().expect("a text"))
}

#[tokio::test]
async fn each_client_has_its_page_and_nobody_keeps_it() {
    let world = world().await;
    for name in ["app", "console"] {
        let moved = get(&world, &format!("/{name}"), &[]).await;
        assert_eq!(moved.status(), StatusCode::PERMANENT_REDIRECT);
        assert_eq!(moved.headers()[LOCATION], format!("{name}/"), "also where a proxy shows us below a path");
        for path in [format!("/{name}/"), format!("/{name}/index.html")] {
            let page = get(&world, &path, &[]).await;
            assert_eq!((page.status(), text_of(page.headers(), "cache-control")), (StatusCode::OK, "no-store"));
            assert_eq!(text_of(page.headers(), "content-type"), "text/html; charset=utf-8");
            assert!(page.text().await.expect("a text").contains(&format!("<title>{name}</title>")), "{path}");
        }
    }
}

#[tokio::test]
async fn a_page_runs_and_loads_only_what_is_its_own() {
    let world = world().await;
    let mut nonces = Vec::new();
    for path in ["/app/", "/console/", "/app/"] {
        let page = get(&world, path, &[]).await;
        let headers = page.headers().clone();
        let policy = text_of(&headers, "content-security-policy").to_owned();
        let of = |name: &str| {
            let found = policy.split("; ").find_map(|part| part.strip_prefix(&format!("{name} ")));
            found.unwrap_or_else(|| panic!("{name} is missing: {policy}")).to_owned()
        };
        for (name, sources) in [
            ("default-src", "'none'"),
            ("script-src", &format!("'self' '{SCRIPT_HASH}'")),
            ("connect-src", "'self' https://linli.example wss://linli.example blob:"),
            ("img-src", "'self' https://linli.example data: blob:"),
            ("worker-src", "'self'"),
            ("base-uri", "'none'"),
            ("form-action", "'none'"),
            ("frame-ancestors", "'none'"),
        ] {
            assert_eq!(of(name), sources, "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(text_of(&headers, name), value);
        }
        assert!(text_of(&headers, "permissions-policy").contains("camera=(self)"));
        let styles = of("style-src");
        let nonce = styles.strip_prefix("'self' 'nonce-").and_then(|it| it.strip_suffix('\'')).expect("a nonce");
        assert!(nonce.len() >= 22, "{nonce}");
        let text = page.text().await.expect("a text");
        assert!(text.contains(&format!("<meta name=\"csp-nonce\" content=\"{nonce}\">")), "{text}");
        assert!(!nonces.contains(&nonce.to_owned()), "one for each answer");
        nonces.push(nonce.to_owned());
    }
}

#[tokio::test]
async fn files_whose_name_changes_with_them_are_kept_and_others_asked_for_again() {
    let world = world().await;
    for (path, kind, kept) in [
        ("/app/js/app.1f0c2e9a.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/console/assets/index-DiwrgTda.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/app/logo.svg", "image/svg+xml", "no-cache"),
        ("/app/%E5%AD%97.txt", "text/plain; charset=utf-8", "no-cache"),
    ] {
        let file = get(&world, path, &[]).await;
        assert_eq!(file.status(), StatusCode::OK, "{path}");
        assert_eq!(text_of(file.headers(), "content-type"), kind, "{path}");
        assert_eq!(text_of(file.headers(), "cache-control"), kept, "{path}");
        assert_eq!(text_of(file.headers(), "x-content-type-options"), "nosniff");
        let tag = file.headers()[ETAG].to_str().expect("a tag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 20, "a strong one: {tag}");
        for (said, status) in [
            (tag.clone(), StatusCode::NOT_MODIFIED),
            (format!("\"other\", W/{tag}"), StatusCode::NOT_MODIFIED),
            ("\"other\"".to_owned(), StatusCode::OK),
        ] {
            let again = get(&world, path, &[(IF_NONE_MATCH, &said)]).await;
            assert_eq!((again.status(), text_of(again.headers(), "etag")), (status, &*tag), "{said}");
            let empty = again.bytes().await.expect("a body").is_empty();
            assert_eq!(empty, status == StatusCode::NOT_MODIFIED);
        }
    }
}

#[tokio::test]
async fn a_phone_loads_files_packed() {
    let world = world().await;
    let path = "/app/js/app.1f0c2e9a.js";
    let plain = get(&world, path, &[(ACCEPT_ENCODING, "gzip;q=0, br")]).await;
    assert_eq!((plain.headers().get(CONTENT_ENCODING), text_of(plain.headers(), "vary")), (None, "accept-encoding"));
    let plain_tag = plain.headers()[ETAG].clone();
    let plain = plain.bytes().await.expect("a body");
    let packed = get(&world, path, &[(ACCEPT_ENCODING, "gzip, deflate, br")]).await;
    assert_eq!(text_of(packed.headers(), "content-encoding"), "gzip");
    assert_eq!(text_of(packed.headers(), "vary"), "accept-encoding");
    assert_ne!(packed.headers()[ETAG], plain_tag, "they are different bytes");
    let packed = packed.bytes().await.expect("a body");
    assert!(packed.len() < plain.len() / 10, "{} of {}", packed.len(), plain.len());
    let mut unpacked = Vec::new();
    GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).expect("gzip");
    assert_eq!(unpacked, plain);
    let short = get(&world, "/app/%E5%AD%97.txt", &[(ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!(short.headers().get(CONTENT_ENCODING), None, "it would grow");
}

#[tokio::test]
async fn nothing_else_is_there() {
    let world = world().await;
    for path in [
        "/app/nothing",
        "/app/js/",
        "/app/js",
        "/app//index.html",
        "/app/..%2Findex.html",
        "/app/%2e%2e/console/index.html",
        "/app/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/app/%2fetc%2fpasswd",
        "/app/js%5Capp.1f0c2e9a.js",
        "/app/logo.svg%00",
        "/app/%ff",
        "/app/LOGO.svg",
        "/console/documents.json",
        "/apps/",
    ] {
        // As it is written: a client would tidy it.
        let answer = raw(&world, path).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(answer.contains("\"NOT_FOUND\""), "{path}: {answer}");
    }
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let answer = world.http().request(method, format!("{}/app/", world.url)).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
    let head = world.http().head(format!("{}/app/logo.svg", world.url)).send().await.expect("an answer");
    assert_eq!((head.status(), text_of(head.headers(), "content-length")), (StatusCode::OK, "41"));
    let without = World::sqlite().await;
    for path in ["/app", "/app/", "/app/index.html", "/console", "/console/"] {
        assert_eq!(get(&without, path, &[]).await.status(), StatusCode::NOT_FOUND, "no client is built in: {path}");
    }
}

async fn raw(world: &World, path: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let address = world.url.strip_prefix("http://").expect("an address");
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("connect");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[tokio::test]
async fn only_our_own_pages_may_open_sockets() {
    let origins = Origins::default().and_own("https://linli.example");
    let world = World::on_sqlite(Gate { rate_factor: 1_000, origins, ..Gate::default() }).await;
    for (origin, status) in [("https://linli.example", 101), ("https://other.example", 403), ("null", 403)] {
        let socket = [
            (ORIGIN, origin),
            (reqwest::header::CONNECTION, "upgrade"),
            (reqwest::header::UPGRADE, "websocket"),
            (reqwest::header::SEC_WEBSOCKET_VERSION, "13"),
            (reqwest::header::SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ=="),
            (reqwest::header::SEC_WEBSOCKET_PROTOCOL, "graphql-transport-ws"),
        ];
        assert_eq!(get(&world, "/graphql", &socket).await.status().as_u16(), status, "{origin}");
    }
    // Another page may neither read a client nor frame it.
    let page = get(&self::world().await, "/app/", &[(ORIGIN, "https://other.example")]).await;
    assert_eq!(page.headers().get("access-control-allow-origin"), None);
    assert!(text_of(page.headers(), CONTENT_SECURITY_POLICY.as_str()).contains("frame-ancestors 'none'"));
}
