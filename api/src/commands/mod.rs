//! What the program can do.

pub mod admin;
pub mod audit;
pub mod calendar;
pub mod demo;
pub mod doctor;
pub mod jobs;
pub mod serve;
mod work;
pub mod worker;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::Ports;
use domain::live::change::Live;
use domain::media::address::Addresses;
use domain::points::sheet::Discrepancy;
use domain::points::verify::verify;
use domain::ports::{Clock, Epochs, Files, RateLimiter, Sessions, WeChat};
use infra::db::{self, Db, Resealed};
use infra::files::FileStore;
use infra::memory::{MemoryLive, MemorySessions};
use infra::redis::{RedisLive, RedisSessions, SharedToken};
use infra::seal::Seal;
use infra::system::{SystemChance, SystemClock};
use infra::workbook::XlsxWorkbooks;

use crate::settings::{Keys, KeysAct, Ledger, LedgerAct, Migrate, Serve, Stores, keys, required, wrong};
use crate::traces;

const DATABASE: &str = "give postgres://user:password@host/name";
const REDIS: &str = "give redis://host:6379";

/// `linli migrate`
pub async fn migrate(settings: &Migrate) -> Result<(), String> {
    let url = required("database-url", settings.database_url.as_ref(), DATABASE)?;
    db::migrate(url).await.map_err(|cause| wrong("database-url", &cause.to_string()))?;
    println!("The schema is up to date.");
    Ok(())
}

/// `linli ledger verify`
pub async fn ledger(settings: &Ledger) -> Result<(), String> {
    let LedgerAct::Verify(settings) = &settings.act;
    let store = without_keys(settings).await?;
    let found = verify(&store).await.map_err(|failure| failure.to_string())?;
    if found.is_empty() {
        println!("The books are right.");
        return Ok(());
    }
    for wrong in &found {
        let Discrepancy { what, community, at, expected, found } = wrong;
        println!("{what:?}: community {community}, {at}: {expected} expected, {found} found");
    }
    Err(format!("the books are wrong in {} places", found.len()))
}

/// `linli keys reseal`
pub async fn keys_of_data(settings: &Keys) -> Result<(), String> {
    let KeysAct::Reseal(stores) = &settings.act;
    let Resealed { resealed, left } =
        database(stores, true).await?.reseal().await.map_err(|failure| failure.to_string())?;
    println!("{resealed} values were sealed again.");
    if left > 0 {
        let why = "put the first key first on all processes, then run this again";
        return Err(format!("{left} values were sealed with an older key meanwhile: {why}"));
    }
    println!("Everything is sealed with the first data key; the others can go.");
    Ok(())
}

/// Opens the stores that the settings name. Refuses stores that several processes could not share.
async fn ports(stores: &Stores, wechat: Arc<dyn WeChat>) -> Result<Ports, String> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let db = Arc::new(database(stores, false).await?);
    // Numbers from before each belonged to one member only. Without their digests a later proof would not end them.
    db.digest_phones(clock.now()).await.map_err(|failure| format!("the phone numbers cannot be read: {failure}"))?;
    let (sessions, rates, live) = shared(stores, db.clone(), &clock).await?;
    let chance = Arc::new(SystemChance::default());
    // Nobody fetches a file from the command line.
    let (files, addresses) = (None, addresses(&seal(stores)?, ""));
    Ok(Ports {
        store: db,
        sessions,
        rates,
        live,
        wechat,
        files,
        workbooks: Arc::new(XlsxWorkbooks),
        addresses,
        clock,
        chance,
        trace: traces::now,
        second_factor: true,
    })
}

/// As [`ports`], of a process that serves, or works for those that do.
async fn ports_of_service(serve: &Serve, wechat: Arc<dyn WeChat>) -> Result<Ports, String> {
    let files = media(serve)?.map(|files| Arc::new(files) as Arc<dyn Files>);
    let addresses = addresses(&seal(&serve.stores)?, serve.public_url.as_deref().unwrap_or_default().trim());
    Ok(Ports { files, addresses, ..ports(&serve.stores, wechat).await? })
}

/// The signed addresses of files. Their key comes from the lookup key, which is the same in all processes.
fn addresses(seal: &Seal, base: &str) -> Arc<Addresses> {
    Arc::new(Addresses::new(&seal.digest("addresses of files", ""), base))
}

/// Where files are kept, if there is such a place.
fn media(serve: &Serve) -> Result<Option<FileStore>, String> {
    let beside = || {
        let file = serve.stores.database_url.as_deref()?.trim().strip_prefix("sqlite:")?.split('?').next()?;
        Some(Path::new(file).parent()?.join("media").to_string_lossy().into_owned())
    };
    let place = serve.media.as_deref().map(str::trim).filter(|place| !place.is_empty()).map(str::to_owned);
    let opened = place.or_else(beside).map(|place| FileStore::open(&place)).transpose();
    opened.map_err(|why| wrong("media", &format!("does not work: {why}")))
}

async fn database(stores: &Stores, patient: bool) -> Result<Db, String> {
    let url = required("database-url", stores.database_url.as_ref(), DATABASE)?;
    if url.starts_with("sqlite:") && !stores.single_process {
        return Err(wrong(
            "database-url",
            "is SQLite, which only one process can use: say --single-process, or use PostgreSQL",
        ));
    }
    let settings = db::Settings { url: url.to_owned(), connections: stores.database_connections, patient };
    db::connect(&settings, seal(stores)?)
        .await
        .map_err(|cause| wrong("database-url", &format!("does not work: {cause}")))
}

/// The database, for what reads nothing that is sealed.
async fn without_keys(settings: &Migrate) -> Result<Db, String> {
    let url = required("database-url", settings.database_url.as_ref(), DATABASE)?;
    let open = db::Settings { url: url.to_owned(), connections: 1, patient: true };
    let store = db::connect(&open, Seal::new(&[], &[0; 32])).await;
    store.map_err(|cause| wrong("database-url", &format!("does not work: {cause}")))
}

fn seal(stores: &Stores) -> Result<Seal, String> {
    let data = keys("data-keys", stores.data_keys.as_ref(), stores.data_keys_file.as_ref())?;
    let lookup = lookup_key(stores.lookup_key.as_ref(), stores.lookup_key_file.as_ref())?;
    Ok(Seal::new(&data, &lookup))
}

/// What all processes share of WeChat's access token; nothing in a process that is alone.
async fn shared_token(stores: &Stores) -> Result<Option<Arc<SharedToken>>, String> {
    let Some(url) = &stores.redis_url else { return Ok(None) };
    let shared = SharedToken::connect(url, seal(stores)?).await;
    Ok(Some(Arc::new(shared.map_err(|cause| wrong("redis-url", &format!("does not work: {cause}")))?)))
}

fn lookup_key(key: Option<&String>, file: Option<&PathBuf>) -> Result<[u8; 32], String> {
    let [key] = keys("lookup-key", key, file)?[..] else { return Err(wrong("lookup-key", "is more than one key")) };
    Ok(key)
}

/// What the processes share: who is logged in, who did what how often, and what changed.
async fn shared(
    stores: &Stores,
    epochs: Arc<dyn Epochs>,
    clock: &Arc<dyn Clock>,
) -> Result<(Arc<dyn Sessions>, Arc<dyn RateLimiter>, Arc<dyn Live>), String> {
    match &stores.redis_url {
        None if stores.single_process => {
            let sessions = MemorySessions::new(clock.clone());
            let rates = sessions.rates();
            Ok((Arc::new(sessions), rates, Arc::new(MemoryLive::default())))
        }
        url => {
            let url = required("redis-url", url.as_ref(), REDIS)?;
            let fault = |cause: domain::failure::Cause| wrong("redis-url", &format!("does not work: {cause}"));
            let sessions = RedisSessions::connect(url, epochs, clock.clone()).await.map_err(fault)?;
            let live = RedisLive::connect(url).await.map_err(fault)?;
            let rates = sessions.rates();
            Ok((Arc::new(sessions), Arc::new(rates), Arc::new(live)))
        }
    }
}
