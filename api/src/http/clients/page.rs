//! The page of a client: what it may load and run. Its frameworks write styles into it as it runs; those have to carry a
//! nonce, which is another one each time.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest;

use crate::http::origins::origin_of;

/// What stands in the page for the nonce.
const NONCE: &str = "__CSP_NONCE__";

/// A page, and its policy, both with that word in the place of the nonce.
pub(super) struct Page {
    text: String,
    policy: String,
}

impl Page {
    pub(super) fn new(bytes: &[u8], public: &str) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let scripts: String = inline_scripts(&text).map(|script| format!(" 'sha256-{}'", sha256(script))).collect();
        // Browsers of some phones do not count sockets as 'self', and the page may have been opened by another name.
        let origin = origin_of(public);
        let socket = origin.replacen("http", "ws", 1);
        let policy = format!(
            "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'nonce-{NONCE}'; \
            img-src 'self' {origin} data: blob:; font-src 'self' data:; media-src 'self' blob:; \
            connect-src 'self' {origin} {socket} blob:; manifest-src 'self'; worker-src 'self'; \
            base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        Self { text, policy }
    }

    pub(super) fn answer(&self, random: &[u8; 32]) -> Response {
        let nonce = URL_SAFE_NO_PAD.encode(random);
        let policy = self.policy.replace(NONCE, &nonce);
        let mut response = (StatusCode::OK, self.text.replace(NONCE, &nonce)).into_response();
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, &policy),
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(), geolocation=()"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        ] {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// What stands between the marks of a script that is not loaded from a file.
fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    page.split("<script").skip(1).filter_map(|part| {
        let (attributes, rest) = part.split_once('>')?;
        let (script, _) = rest.split_once("</script")?;
        let loaded = attributes.split_ascii_whitespace().any(|it| it.starts_with("src="));
        (!loaded && !script.is_empty()).then_some(script)
    })
}

fn sha256(text: &str) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_in_the_page_are_found() {
        let page = "<script nonce=\"x\">a()</script><script src=\"/a.js\"></script><script type=module src=b.js>\
            </script><script>\nb > c\n</script><script></script>";
        assert_eq!(inline_scripts(page).collect::<Vec<_>>(), ["a()", "\nb > c\n"]);
    }
}
