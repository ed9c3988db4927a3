//! `linli demo`: a small town on one machine, with nothing else needed. The platform is the local stand-in, which no
//! other command can reach.

mod drawing;
mod guide;
mod pictures;
mod served;
mod story;
mod town;
mod weeks;

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use api::http::app::App;
use api::http::certificates::print::CertificateFont;
use api::http::clients::Clients;
use api::http::gate::{Gate, LiveGate};
use api::http::origins::Origins;
use api::tokens::Tokens;
use domain::Ports;
use domain::ports::{Chance, Clock};
use infra::db;
use infra::files::FileStore;
use infra::memory::{MemoryLive, MemorySessions};
use infra::seal::Seal;
use infra::system::{SystemChance, SystemClock};
use infra::wechat::StandIn;
use infra::wechat::WeChatClient;
use infra::workbook::XlsxWorkbooks;

use super::addresses;
use super::serve::{bind, local, run};
use crate::settings::{Demo, keys};

/// Runs the town until SIGTERM or SIGINT.
pub async fn demo(settings: &Demo) -> Result<(), String> {
    let data = &settings.data;
    let fault = |fault: std::io::Error| format!("--data (LINLI_DEMO_DATA): {}: {fault}", data.display());
    let database = data.join("town.db");
    if settings.fresh && database.exists() {
        for file in ["town.db", "town.db-wal", "town.db-shm", "town.key"] {
            match std::fs::remove_file(data.join(file)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(fault(error)),
                _ => {}
            }
        }
        match std::fs::remove_dir_all(data.join("media")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(fault(error)),
            _ => {}
        }
    }
    std::fs::create_dir_all(data).map_err(fault)?;
    let key = key(&data.join("town.key"))?;

    let listener = bind("listen", settings.listen).await?;
    let address = local(&listener)?;
    let stand_in = StandIn::start().await.map_err(|error| error.to_string())?;
    stand_in.oblige();
    let wechat = WeChatClient::new(stand_in.settings(), None);
    let url = format!("sqlite:{}", database.display());
    db::migrate(&url).await.map_err(|cause| cause.to_string())?;
    let seal = Seal::new(&[key], &key);
    let addresses = addresses(&seal, &format!("http://{address}"));
    let store = db::connect(&db::Settings { url, connections: 4, patient: false }, seal).await;
    let store = store.map_err(|cause| cause.to_string())?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    store.digest_phones(clock.now()).await.map_err(|failure| failure.to_string())?;
    let sessions = MemorySessions::new(clock.clone());
    let ports = Ports {
        store: Arc::new(store),
        rates: sessions.rates(),
        sessions: Arc::new(sessions),
        live: Arc::new(MemoryLive::default()),
        wechat: Arc::new(wechat.map_err(|cause| cause.to_string())?),
        files: Some(Arc::new(FileStore::folder(&data.join("media"))?)),
        workbooks: Arc::new(XlsxWorkbooks),
        addresses,
        clock,
        chance: Arc::new(SystemChance::default()),
        trace: crate::traces::now,
        second_factor: false,
    };
    town::build(&ports).await.map_err(|failure| format!("the town could not be built: {failure}"))?;

    let tokens = Tokens::new(&[key], format!("http://{address}")).ok_or("the key of the town does not sign")?;
    let app = App::new(
        ports,
        tokens,
        Gate {
            explore: true,
            proxies: 0,
            rate_factor: settings.rate_factor,
            known: None,
            origins: Origins::parse(&[format!("http://{address}"), format!("http://localhost:{}", address.port())])?,
            live: LiveGate::default(),
            certificate_font: CertificateFont::default(),
            clients: Clients::built_in(&format!("http://{address}")),
        },
        None,
    );
    let doors = match app.gate.clients.app {
        Some(_) => guide::doors(address, &app.ports.chance.bytes()),
        None => String::new(),
    };
    let guide = guide::guide(address, &doors);
    let passing = pictures::pass(&app.ports, &stand_in);
    tokio::select! {
        done = run(app.clone(), listener, Duration::ZERO, !settings.no_worker, &guide) => done,
        never = passing => match never {},
    }
}

/// The key of this town, made at the first start, so that what was sealed can be opened at the next.
fn key(file: &Path) -> Result<[u8; 32], String> {
    use base64::Engine;
    if !file.exists() {
        let text = base64::engine::general_purpose::STANDARD.encode(SystemChance::default().bytes());
        let mut options = std::fs::OpenOptions::new();
        let made = options.write(true).create_new(true).mode(0o600).open(file);
        made.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| error.to_string())?;
    }
    keys("data-keys", None, Some(&file.to_path_buf()))?.pop().ok_or_else(|| "the key of the town is missing".into())
}
