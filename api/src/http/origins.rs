//! Which web pages may call us from another address.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tower_http::cors::CorsLayer;

/// For how long a browser need not ask again what it may send.
const ASKED: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// The origins (`https://host`) of such pages, exactly as browsers send them. None by default.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<HeaderValue>);

impl Origins {
    /// Reads origins: scheme, host, and a port that is not the scheme's own; in lower case, without a path.
    pub fn parse(texts: &[String]) -> Result<Self, String> {
        let parsed = texts.iter().filter(|text| !text.is_empty()).map(|text| {
            let host = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
            let good = host.is_some_and(|host| {
                !host.is_empty()
                    && !host.contains(['/', '?', '#', '@', '*', ',', ' '])
                    && !host.contains(|letter: char| letter.is_ascii_uppercase() || !letter.is_ascii())
            });
            match (good, HeaderValue::from_str(text)) {
                (true, Ok(value)) => Ok(value),
                _ => {
                    Err(format!("{text}: is no origin: give https://host, without a path, and the port if it has one"))
                }
            }
        });
        parsed.collect::<Result<_, _>>().map(Self)
    }

    /// With the pages that we serve ourselves at this address.
    pub fn and_own(mut self, public: &str) -> Self {
        self.0.extend(HeaderValue::from_str(&origin_of(public)));
        self
    }

    /// Whether a request comes from a page that may send it, or from no page: clients other than browsers send no origin.
    pub fn allow(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        origins.all(|origin| self.0.contains(origin))
    }

    /// Lets those pages read our answers.
    pub fn layer(&self) -> CorsLayer {
        CorsLayer::new()
            .allow_origin(self.0.clone())
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT_LANGUAGE])
            .expose_headers([HeaderName::from_static("x-request-id"), header::RETRY_AFTER])
            .max_age(ASKED)
    }
}

/// Scheme, host and port of an address.
pub fn origin_of(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_exact() {
        let parse = |text: &str| Origins::parse(&[text.to_owned()]);
        for wrong in [
            "*",
            "null",
            "linli.example",
            "https://",
            "https://a.example/",
            "https://a.example/x",
            "HTTPS://a.example",
            "https://A.example",
            "https://*.example",
            "https://u@a.example",
            "ftp://a.example",
            "https://邻里.example",
            "https://a.example,https://b.example",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(parse("").is_ok(), "a variable that is empty");
        let origins = parse("https://a.example:8443").expect("an origin");
        let from = |origins: &Origins, values: &[&str]| {
            let header = |value: &&str| (header::ORIGIN, value.parse().expect("a header"));
            let mut headers = HeaderMap::new();
            values.iter().map(header).for_each(|(name, value)| {
                headers.append(name, value);
            });
            origins.allow(&headers)
        };
        assert!(from(&origins, &[]) && from(&origins, &["https://a.example:8443"]));
        for foreign in ["https://a.example", "http://a.example:8443", "https://a.example:8443.evil.example", "null", ""]
        {
            assert!(!from(&origins, &[foreign]), "{foreign}");
        }
        assert!(!from(&origins, &["https://a.example:8443", "https://b.example"]), "one of two");
        assert!(!from(&Origins::default(), &["https://a.example"]), "none by default");
        let own = Origins::default().and_own("https://Linli.example/a/path?b");
        assert!(from(&own, &["https://linli.example"]) && !from(&own, &["https://linli.example:8443"]));
    }
}
