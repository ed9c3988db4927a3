//! Where files are kept: a folder of this machine, or a bucket of a store that speaks the S3 dialect.

use std::path::Path as Folder;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::failure::{Failure, Outcome};
use domain::ports::Files;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ClientConfigKey, Error, ObjectStore, ObjectStoreExt, RetryConfig};
use reqwest::Url;
use rustls::crypto::{CryptoProvider, ring};

/// Nobody waits longer for one answer of a bucket.
const PATIENCE: Duration = Duration::from_secs(10);

/// A place for files.
pub struct FileStore(Arc<dyn ObjectStore>);

impl FileStore {
    /// The place that a setting names: `s3://bucket/prefix`, with keys, region and endpoint from the usual `AWS_…` of the
    /// environment; or a folder, which is made if it is not there. Says what is wrong with the setting.
    pub fn open(place: &str) -> Result<Self, String> {
        if place.starts_with("s3://") {
            Self::bucket(place, AmazonS3Builder::from_env())
        } else {
            Self::folder(Folder::new(place))
        }
    }

    /// A folder, which is made if it is not there.
    pub fn folder(folder: &Folder) -> Result<Self, String> {
        std::fs::create_dir_all(folder).map_err(|fault| fault.to_string())?;
        // A file is written beside its place and then moved there, so it is whole or not there at all.
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|fault| fault.to_string())?;
        Ok(Self(Arc::new(store.with_fsync(true))))
    }

    fn bucket(place: &str, settings: AmazonS3Builder) -> Result<Self, String> {
        if CryptoProvider::get_default().is_none() {
            // Fails only when another thread was faster, which is as good.
            let _ = ring::default_provider().install_default();
        }
        let url = Url::parse(place).map_err(|_| "is not s3://bucket/prefix".to_owned())?;
        let retry = RetryConfig { max_retries: 2, retry_timeout: PATIENCE, ..Default::default() };
        // Each by itself: all options at once would take the place of those of the environment.
        let patience = format!("{} s", PATIENCE.as_secs());
        let settings = settings.with_url(place).with_retry(retry);
        let settings = settings.with_config(AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), &patience);
        let built = settings.with_config(AmazonS3ConfigKey::Client(ClientConfigKey::ConnectTimeout), patience).build();
        let store = built.map_err(|fault| fault.to_string())?;
        Ok(Self(Arc::new(PrefixStore::new(store, url.path().trim_matches('/')))))
    }
}

fn away(fault: Error) -> Failure {
    Failure::Unavailable(fault.into())
}

#[async_trait]
impl Files for FileStore {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Outcome<()> {
        self.0.put(&Path::from(name), bytes.into()).await.map(|_| ()).map_err(away)
    }

    async fn get(&self, name: &str) -> Outcome<Option<Vec<u8>>> {
        match self.0.get(&Path::from(name)).await {
            Ok(found) => found.bytes().await.map(|bytes| Some(bytes.into())).map_err(away),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(fault) => Err(away(fault)),
        }
    }

    async fn delete(&self, name: &str) -> Outcome<()> {
        match self.0.delete(&Path::from(name)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(fault) => Err(away(fault)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::net::Ipv4Addr;
    use std::sync::{Arc, Mutex};

    use axum::Router;
    use axum::body::Bytes;
    use axum::extract::{Path, Request, State};
    use axum::http::{Method, StatusCode};
    use axum::response::{IntoResponse, Response};
    use axum::routing::any;

    use super::*;

    type Bucket = Arc<Mutex<HashMap<String, Bytes>>>;

    /// As much of the S3 dialect as is used here.
    async fn answer(State(bucket): State<Bucket>, Path(name): Path<String>, request: Request) -> Response {
        assert!(
            request.headers()["authorization"]
                .to_str()
                .expect("a text")
                .starts_with("AWS4-HMAC-SHA256 Credential=key/")
        );
        let method = request.method().clone();
        let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.expect("a body");
        let mut bucket = bucket.lock().expect("the bucket");
        match method {
            Method::PUT => {
                bucket.insert(name, body);
                ([("etag", "\"1\"")], "").into_response()
            }
            // Several at once.
            Method::POST => {
                let asked = String::from_utf8(body.into()).expect("XML");
                let keys = asked.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
                let told = keys.map(|key| {
                    bucket.remove(&format!("{name}/{key}"));
                    format!("<Deleted><Key>{key}</Key></Deleted>")
                });
                format!("<DeleteResult>{}</DeleteResult>", told.collect::<String>()).into_response()
            }
            _ => match bucket.get(&name) {
                Some(bytes) => {
                    let head = [("etag", "\"1\""), ("last-modified", "Sun, 29 Nov 2026 07:00:00 GMT")];
                    (head, bytes.clone()).into_response()
                }
                None => (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response(),
            },
        }
    }

    async fn keeps_files(store: &FileStore) {
        assert_eq!(store.get("photos/a/full.jpg").await.expect("an answer"), None);
        for content in ["one", "another"] {
            store.put("photos/a/full.jpg", content.into()).await.expect("kept");
            assert_eq!(store.get("photos/a/full.jpg").await.expect("an answer"), Some(content.into()));
        }
        for _ in 0..2 {
            store.delete("photos/a/full.jpg").await.expect("deleted, or not there");
        }
        assert_eq!(store.get("photos/a/full.jpg").await.expect("an answer"), None);
    }

    #[tokio::test]
    async fn a_bucket_keeps_files() {
        let bucket = Bucket::default();
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().route("/{*name}", any(answer)).with_state(bucket.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let settings = AmazonS3Builder::new().with_endpoint(endpoint).with_allow_http(true).with_region("here");
        let settings = settings.with_access_key_id("key").with_secret_access_key("secret");
        let store = FileStore::bucket("s3://linli/town", settings).expect("a store");
        store.put("b", "c".into()).await.expect("kept");
        assert_eq!(bucket.lock().expect("the bucket").keys().collect::<Vec<_>>(), ["linli/town/b"]);
        keeps_files(&store).await;
    }

    #[tokio::test]
    async fn a_folder_keeps_files() {
        let folder = std::env::temp_dir().join(format!("linli-files-{}", uuid::Uuid::now_v7()));
        let store = FileStore::open(&folder.to_string_lossy()).expect("a store");
        keeps_files(&store).await;
        assert!(
            store.put("../b", "c".into()).await.is_err() || !folder.with_file_name("b").exists(),
            "below the folder"
        );
        std::fs::remove_dir_all(folder).expect("removed");
        assert!(FileStore::open("/proc/nowhere").is_err());
    }

    #[tokio::test]
    async fn a_bucket_that_is_away_is_unavailable() {
        let settings = AmazonS3Builder::new().with_endpoint("http://127.0.0.1:1").with_allow_http(true);
        let settings = settings.with_access_key_id("key").with_secret_access_key("secret");
        let store = FileStore::bucket("s3://linli", settings).expect("a store");
        assert!(matches!(store.put("b", "c".into()).await, Err(Failure::Unavailable(_))));
        assert!(FileStore::bucket("s3://", AmazonS3Builder::new()).is_err());
    }
}
