//! The platform's check of a text, before anybody else sees it.
//!
//! It runs before the transaction. Risky text is refused and not stored. What needs a second look, or could not be
//! checked, is stored and waits for staff: a platform that is down stops nobody, and nothing passes because of that.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::moderation::verdict::{Scene, TextCheck, Verdict};
use crate::places::path::Path;
use crate::ports::Ports;

/// Checks what the viewer wrote in some input fields, as one text: of several the first is its title. *Refused* if it
/// is risky; then the field is named that holds the word, or the last one.
///
/// The platform is asked about the person, too: this is what their sealed openid is opened for.
pub async fn check(ports: &Ports, by: &Viewer, scene: Scene, fields: &[(&'static str, &str)]) -> Outcome<TextCheck> {
    let open_id = ports.store.open_id(by).await?;
    let (title, content) = match fields {
        [(_, title), rest @ ..] if !rest.is_empty() => (Some(*title), rest),
        all => (None, all),
    };
    let content: Vec<_> = content.iter().map(|(_, text)| *text).collect();
    match ports.wechat.check_text(&open_id, scene, title, &content.join("\n")).await {
        Verdict::Pass => Ok(TextCheck::Pass),
        Verdict::Review => Ok(TextCheck::Review),
        Verdict::Unchecked => Ok(TextCheck::Unchecked),
        Verdict::Risky(word) => {
            let holds = |text: &str| word.as_ref().is_some_and(|word| text.contains(word.as_str()));
            let named = fields.iter().find(|(_, text)| holds(text)).or(fields.last());
            let reason = Reason::TextRisky;
            Err(named.map_or(reason.into(), |(field, _)| reason.at(field).into()))
        }
    }
}

/// As [`check`], of what is seen as soon as it is written: it is shown, or held until staff look
/// ([`TextState::after`](super::text_state::TextState::after)). What staff who administer the community write is theirs
/// to answer for, and not checked: `None`.
pub async fn check_of_member(
    ports: &Ports,
    by: &Viewer,
    community: &Path,
    scene: Scene,
    fields: &[(&'static str, &str)],
) -> Outcome<Option<TextCheck>> {
    if by.administers(community) { Ok(None) } else { check(ports, by, scene, fields).await.map(Some) }
}
