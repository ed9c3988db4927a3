//! The notices of a board as a feed (Atom, RFC 4287).

use atom_syndication::{Content, Entry, Feed, Link, Person, Text};
use chrono::{DateTime, Utc};
use domain::ids::FeedId;
use domain::notices::notice::Notice;

use crate::language::Lang;

/// The feed, with its own address in it. Without a home community it is empty.
pub(super) fn written(id: FeedId, address: &str, board: Option<(String, Vec<Notice>)>, lang: Lang) -> String {
    let (name, notices) = board.unwrap_or_default();
    let title = match lang {
        Lang::Zh => format!("{name}公示栏"),
        Lang::En => format!("{name} notice board").trim_start().to_owned(),
    };
    let updated = notices.iter().map(changed).max().unwrap_or(DateTime::UNIX_EPOCH);
    let own = Link {
        href: address.to_owned(),
        rel: "self".into(),
        mime_type: Some("application/atom+xml".into()),
        ..Link::default()
    };
    let feed = Feed {
        id: format!("urn:uuid:{}", id.uuid()),
        title: Text::plain(title.clone()),
        updated: updated.fixed_offset(),
        authors: vec![Person { name: title, ..Person::default() }],
        links: vec![own],
        entries: notices.iter().map(entry).collect(),
        lang: Some("zh-CN".into()),
        ..Feed::default()
    };
    feed.to_string()
}

fn changed(notice: &Notice) -> DateTime<Utc> {
    notice.edited.map_or(notice.published, |edited| edited.max(notice.published))
}

fn entry(notice: &Notice) -> Entry {
    Entry {
        id: format!("urn:uuid:{}", notice.id.uuid()),
        title: Text::plain(fit(notice.content.title.as_str())),
        updated: changed(notice).fixed_offset(),
        published: Some(notice.published.fixed_offset()),
        // The place that publishes it, and not who of its staff wrote it.
        authors: vec![Person { name: notice.area.name.clone(), ..Person::default() }],
        content: Some(Content {
            value: Some(fit(notice.content.text.as_str())),
            content_type: Some("text".into()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// What XML can hold of a text: texts from before could have more.
fn fit(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}
