//! What was built of the clients when the program was.

use std::borrow::Cow;

use axum::body::Bytes;
use rust_embed::RustEmbed;

/// The documents that they send.
pub(super) const DOCUMENTS: [(&str, &str); 2] = [
    ("clients/mini", include_str!("../../../../clients/mini/dist/documents.json")),
    ("clients/console", include_str!("../../../../clients/console/dist/documents.json")),
];

#[derive(RustEmbed)]
#[folder = "../clients/mini/dist/h5"]
struct App;

#[derive(RustEmbed)]
#[folder = "../clients/console/dist"]
struct Console;

/// The files of the client at `/app/`.
pub(super) fn app() -> impl Iterator<Item = (String, Bytes)> {
    files::<App>()
}

/// The files of the client at `/console/`.
pub(super) fn console() -> impl Iterator<Item = (String, Bytes)> {
    files::<Console>().filter(|(path, _)| path != "documents.json")
}

fn files<Folder: RustEmbed>() -> impl Iterator<Item = (String, Bytes)> {
    Folder::iter().filter_map(|path| {
        let bytes = match Folder::get(&path)?.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Some((path.into_owned(), bytes))
    })
}
