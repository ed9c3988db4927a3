//! A file of a client: what it is, for how long it may be kept, and its short form for the way.

use std::io::Write;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::GzEncoder;
use ring::digest;

/// A file, ready to be sent.
pub(super) struct File {
    kind: &'static str,
    kept: &'static str,
    plain: Form,
    /// Only if it is shorter.
    packed: Option<Form>,
}

struct Form {
    bytes: Bytes,
    tag: String,
}

impl File {
    pub(super) fn new(path: &str, bytes: Bytes) -> Self {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let (kind, text) = kind(name);
        // With its content its name changes: it is never asked for again.
        let kept = if has_hash(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
        let tag = URL_SAFE_NO_PAD.encode(&digest::digest(&digest::SHA256, &bytes).as_ref()[..15]);
        let packed = text.then(|| packed(&bytes)).flatten().filter(|packed| packed.len() < bytes.len());
        let packed = packed.map(|packed| Form { bytes: packed.into(), tag: format!("\"{tag}-gzip\"") });
        Self { kind, kept, plain: Form { bytes, tag: format!("\"{tag}\"") }, packed }
    }

    pub(super) fn answer(&self, headers: &HeaderMap) -> Response {
        let packed = self.packed.as_ref().filter(|_| takes_gzip(headers));
        let form = packed.unwrap_or(&self.plain);
        let mut response = match has(headers, &form.tag) {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => Body::from(form.bytes.clone()).into_response(),
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.kept));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if packed.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if self.packed.is_some() {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if let Ok(tag) = HeaderValue::from_str(&form.tag) {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}

/// The type of a file by its name, and whether it gets shorter when packed.
fn kind(name: &str) -> (&'static str, bool) {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" | "mjs" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "html" => ("text/html; charset=utf-8", true),
        "txt" => ("text/plain; charset=utf-8", true),
        "json" | "map" => ("application/json", true),
        "webmanifest" => ("application/manifest+json", true),
        "svg" => ("image/svg+xml", true),
        "wasm" => ("application/wasm", true),
        "ico" => ("image/x-icon", true),
        "png" => ("image/png", false),
        "jpg" | "jpeg" => ("image/jpeg", false),
        "webp" => ("image/webp", false),
        "woff2" => ("font/woff2", false),
        _ => ("application/octet-stream", false),
    }
}

/// Whether the bundler put a hash of the content into a name: `app.1f0c2e9a.js`, `index-DiwrgTda.js`.
fn has_hash(name: &str) -> bool {
    let Some((stem, _)) = name.rsplit_once('.') else { return false };
    // A hash of eight letters has one that is no small letter, but for one in a thousand, whose file is asked for again.
    let is_hash = |part: &str| part.bytes().any(|it| it.is_ascii_digit() || it.is_ascii_uppercase());
    let behind_dot = stem.rsplit_once('.').filter(|(_, hash)| {
        hash.len() >= 8 && hash.bytes().all(|it| it.is_ascii_hexdigit() && !it.is_ascii_uppercase()) && is_hash(hash)
    });
    let behind_dash = stem.len().checked_sub(9).and_then(|dash| stem.get(dash..)).and_then(|it| it.strip_prefix('-'));
    let url_safe = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_');
    behind_dot.is_some() || behind_dash.is_some_and(|hash| hash.bytes().all(url_safe) && is_hash(hash))
}

fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::best());
    packing.write_all(bytes).ok()?;
    packing.finish().ok()
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let said = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let never = parts.filter_map(|part| part.strip_prefix("q=")).any(|q| q.parse() == Ok(0.0_f32));
        gzip && !never
    })
}

/// Whether the client has the file with this tag. A proxy that packs by itself makes the tag a weak one.
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let said = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).map(str::trim).any(|it| it.trim_start_matches("W/") == tag || it == "*")
}

#[cfg(test)]
mod tests {
    use super::has_hash;

    #[test]
    fn only_a_name_that_changes_with_its_content_has_a_hash() {
        for hashed in
            ["app.1f0c2e9a.js", "app.a1dd25cf.css", "index-DiwrgTda.js", "index-B-x_9aQ3.js", "a.0123456789abcdef.png"]
        {
            assert!(has_hash(hashed), "{hashed}");
        }
        for plain in [
            "app.js",
            "logo.svg",
            "app.1f0c2e9a.js.LICENSE.txt",
            "the-elephant.svg",
            "jquery.min.js",
            "favicon.ico",
            "no-ending-12345678",
            "-short12.js",
            "",
        ] {
            assert!(!has_hash(plain), "{plain}");
        }
    }
}
