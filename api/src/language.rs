//! In which language to speak to people.

use axum::http::{HeaderMap, header};
pub use domain::language::Lang;

/// The language that `Accept-Language` prefers, of those that Linli speaks (RFC 9110, section 12.5.4).
pub fn language(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (mut zh, mut en) = (0.0_f32, 0.0_f32);
    for range in wanted.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(1.0_f32);
        match tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "zh" => zh = zh.max(weight),
            "en" => en = en.max(weight),
            _ => {}
        }
    }
    if en > zh { Lang::En } else { Lang::Zh }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_of_the_two_is_spoken() {
        for (header, lang) in [
            ("", Lang::Zh),
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("en-US,en;q=0.9,zh;q=0.8", Lang::En),
            ("zh;q=0.1, en;q=0.2", Lang::En),
            ("fr, de;q=0.5", Lang::Zh),
            ("fr, en;q=0.1", Lang::En),
            ("en;q=broken", Lang::En),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, header.parse().expect("a header"))]);
            assert_eq!(language(&headers), lang, "{header}");
        }
    }
}
