//! What was built of the clients when the program was.

use axum::body::Bytes;
use include_dir::{Dir, include_dir};

/// The documents that they send.
pub(super) const DOCUMENTS: [(&str, &str); 2] = [
    ("clients/mini", include_str!("../../../../clients/mini/dist/documents.json")),
    ("clients/console", include_str!("../../../../clients/console/dist/documents.json")),
];

static APP: Dir = include_dir!("$CARGO_MANIFEST_DIR/../clients/mini/dist/h5");
static CONSOLE: Dir = include_dir!("$CARGO_MANIFEST_DIR/../clients/console/dist");

/// The files of the client at `/app/`.
pub(super) fn app() -> impl Iterator<Item = (String, Bytes)> {
    files(&APP)
}

/// The files of the client at `/console/`.
pub(super) fn console() -> impl Iterator<Item = (String, Bytes)> {
    files(&CONSOLE).filter(|(path, _)| path != "documents.json")
}

fn files(folder: &'static Dir<'static>) -> impl Iterator<Item = (String, Bytes)> {
    let within = folder.dirs().flat_map(|it| Box::new(files(it)) as Box<dyn Iterator<Item = _>>);
    let here =
        folder.files().filter_map(|it| Some((it.path().to_str()?.to_owned(), Bytes::from_static(it.contents()))));
    here.chain(within)
}
