//! What a browser calls itself, in words that its owner knows.

/// The longest part that is kept of what an unknown browser says.
const LONGEST: usize = 60;

/// In the order in which they are looked for: most say that they are several.
const PROGRAMS: [(&str, &str); 9] = [
    ("MicroMessenger/", "微信"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("QQBrowser/", "QQ Browser"),
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Program and system, as `Edge · Windows`. Of one that we do not know, the beginning of what it says, without anything
/// that does not print; empty if it says nothing. It is the page's own word, and proves nothing.
pub fn browser_of(user_agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| user_agent.contains(sign)).map(|it| it.1);
    match (find(&PROGRAMS), find(&SYSTEMS)) {
        (Some(program), Some(system)) => format!("{program} · {system}"),
        (Some(program), None) => program.to_owned(),
        (None, _) => {
            user_agent.chars().filter(|c| (' '..='~').contains(c)).take(LONGEST).collect::<String>().trim().into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_in_words_that_people_know() {
        for (said, told) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
                "Edge · Windows",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
                "Safari · macOS",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
            ("\u{202e}\u{7}<b>wget</b>\u{e9}", "<b>wget</b>"),
            ("", ""),
        ] {
            assert_eq!(browser_of(said), told);
        }
        assert_eq!(browser_of(&"x".repeat(4_000)).len(), LONGEST);
    }
}
