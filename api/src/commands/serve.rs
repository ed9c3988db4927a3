//! `linli serve`: from the settings to a program that answers, and its orderly end.

use std::borrow::Cow;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use api::http::app::App;
use api::http::certificates::print::CertificateFont;
use api::http::clients::{Clients, DOCUMENTS};
use api::http::gate::{Gate, LiveGate};
use api::http::known::Known;
use api::http::listen::{PATIENCE, listen};
use api::http::origins::Origins;
use api::http::push::envelope::Envelope;
use api::http::router::router;
use api::together::DECIDED_TOGETHER;
use api::tokens::Tokens;
use axum::Router;
use axum::routing::get;
use domain::Ports;
use domain::audit::extend::extend;
use infra::redis::SharedToken;
use infra::wechat::message::MessageTemplate;
use infra::wechat::{self, Secret, WeChatClient};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::work::{tell_linked, work};
use super::{ports_of_service, shared_token};
use crate::settings::{Serve, keys, required, secret, wrong};

/// The buckets of [`DECIDED_TOGETHER`].
const BATCHES: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// Serves until SIGTERM or SIGINT.
pub async fn serve(settings: &Serve) -> Result<(), String> {
    let metrics = recorder()?;
    let tokens = tokens(settings)?;
    let known = known(settings).await?;
    let push = push(settings)?;
    let public = settings.public_url.as_deref().unwrap_or_default().trim();
    let origins = Origins::parse(&settings.origins).map_err(|why| wrong("origins", &why))?.and_own(public);
    let wechat = Arc::new(wechat(settings, shared_token(&settings.stores).await?)?);
    let ports = ports_of_service(settings, wechat).await?;
    metrics_page(settings, metrics).await?;
    let Serve { explore, proxies, rate_factor, no_worker, .. } = *settings;
    let live = LiveGate { sockets: settings.sockets, of_a_login: settings.sockets_per_login, ..LiveGate::default() };
    let certificate_font = CertificateFont(settings.certificate_font.clone());
    let clients = Clients::built_in(public);
    let gate = Gate { explore, proxies, rate_factor, known, origins, live, certificate_font, clients };
    let app = App::new(ports, tokens, gate, push);
    let listener = bind("listen", settings.listen).await?;
    let greeting = format!("Linli is ready at http://{}", local(&listener)?);
    run(app, listener, Duration::from_secs(settings.drain_seconds), !no_worker, &greeting).await
}

/// The buckets of what takes time, in seconds.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// What counts, from now on.
pub(super) fn recorder() -> Result<PrometheusHandle, String> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(DECIDED_TOGETHER.into()), &BATCHES)
        .and_then(|builder| builder.set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS))
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|fault| fault.to_string())
}

/// Answers `/metrics`, if there is to be such a page.
pub(super) async fn metrics_page(settings: &Serve, metrics: PrometheusHandle) -> Result<(), String> {
    let Some(address) = settings.metrics_listen else { return Ok(()) };
    let page = Router::new().route("/metrics", get(move || std::future::ready(metrics.render())));
    let listener = bind("metrics-listen", address).await?;
    tracing::info!(address = %local(&listener)?, "metrics");
    tokio::spawn(async move { axum::serve(listener, page).await });
    Ok(())
}

/// The value of `--documents` for those of the clients in this program.
const BUILT_IN: &str = "built-in";

/// The documents of the manifests, if there are any, and those of the clients that we serve ourselves.
async fn known(settings: &Serve) -> Result<Option<Known>, String> {
    let named: Vec<_> = settings.documents.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    if named.is_empty() {
        return Ok(None);
    }
    let fault = |of: &str, why: &str| wrong("documents", &format!("{of}: {why}"));
    let mut manifests: Vec<(&str, Cow<'_, str>)> = DOCUMENTS.iter().map(|(of, text)| (*of, Cow::from(*text))).collect();
    for file in named {
        match file {
            BUILT_IN if DOCUMENTS.is_empty() => return Err(fault(file, "no client was built into this program")),
            BUILT_IN => {}
            file => {
                let text = std::fs::read_to_string(file).map_err(|error| fault(file, &error.to_string()))?;
                manifests.push((file, text.into()));
            }
        }
    }
    let mut known = Known::default();
    for (of, text) in &manifests {
        known = known.and(Known::read(text).await.map_err(|why| fault(of, &why))?);
    }
    Ok(Some(known))
}

/// What signs access tokens.
pub(super) fn tokens(settings: &Serve) -> Result<Tokens, String> {
    let issuer = required("public-url", settings.public_url.as_ref(), "give the address that clients use, https://…")?;
    if !issuer.starts_with("https://") && !issuer.starts_with("http://127.0.0.1") {
        return Err(wrong("public-url", "does not begin with https://"));
    }
    let seeds = keys("signing-keys", settings.signing_keys.as_ref(), settings.signing_keys_file.as_ref())?;
    Tokens::new(&seeds, issuer.to_owned()).ok_or_else(|| wrong("signing-keys", "holds no key"))
}

pub(super) fn wechat(settings: &Serve, shared: Option<Arc<SharedToken>>) -> Result<WeChatClient, String> {
    let right = "give the id that the platform shows: wx and 16 hexadecimal digits";
    let appid = required("wechat-appid", settings.wechat_appid.as_ref(), right)?;
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !appid.strip_prefix("wx").is_some_and(|rest| rest.len() == 16 && hex(rest)) {
        return Err(wrong("wechat-appid", right));
    }
    let right = "give the secret that the platform shows: 32 hexadecimal digits";
    let text = secret("wechat-secret", settings.wechat_secret.as_ref(), settings.wechat_secret_file.as_ref(), right)?;
    let different = text.bytes().collect::<std::collections::HashSet<_>>().len();
    if text.len() != 32 || !hex(&text) || different < 6 {
        return Err(wrong("wechat-secret", &format!("is short, an example or a pattern: {right}")));
    }
    let base = settings.wechat_url.trim_end_matches('/').to_owned();
    let local = base.starts_with("http://127.0.0.1:");
    if !base.starts_with("https://") && !local {
        return Err(wrong("wechat-url", "does not begin with https://"));
    }
    let templates = settings.wechat_templates.iter().map(|text| MessageTemplate::parse(text));
    let templates = templates.collect::<Result<Vec<_>, _>>().map_err(|why| wrong("wechat-templates", &why))?;
    let messages_a_second = settings.messages_a_second;
    let known = wechat::Settings::new(base, appid.to_owned(), Secret::new(text));
    WeChatClient::new(wechat::Settings { templates, messages_a_second, ..known }, shared)
        .map_err(|fault| wrong("wechat-url", &fault.to_string()))
}

/// What opens the platform's pushes: both settings, or neither.
pub(super) fn push(settings: &Serve) -> Result<Option<Envelope>, String> {
    let Serve { wechat_push_token: token, wechat_push_token_file: token_file, .. } = settings;
    let Serve { wechat_push_key: key, wechat_push_key_file: key_file, .. } = settings;
    if token.is_none() && token_file.is_none() && key.is_none() && key_file.is_none() {
        return Ok(None);
    }
    let right = "give the Token of the console's message push";
    let token = secret("wechat-push-token", token.as_ref(), token_file.as_ref(), right)?;
    let right = "give the EncodingAESKey of the console's message push: 43 letters and digits";
    let key = secret("wechat-push-key", key.as_ref(), key_file.as_ref(), right)?;
    let appid = settings.wechat_appid.as_deref().unwrap_or_default().trim();
    Envelope::new(&token, &key, appid).map(Some).map_err(|(name, why)| wrong(name, why))
}

pub(super) async fn bind(name: &str, address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|fault| wrong(name, &format!("cannot be bound: {address}: {fault}")))
}

pub(super) fn local(listener: &TcpListener) -> Result<SocketAddr, String> {
    listener.local_addr().map_err(|fault| fault.to_string())
}

/// Greets, and answers until told to stop; then says "draining" for a while, closes the door, and finishes all that
/// has begun. Meanwhile does what is done later, if it `works`.
pub(super) async fn run(
    app: Arc<App>,
    listener: TcpListener,
    drain: Duration,
    works: bool,
    greeting: &str,
) -> Result<(), String> {
    let stopped = CancellationToken::new();
    let told = {
        let (app, stop, stopped) = (app.clone(), told_to_stop()?, stopped.clone());
        // From here on signals are handled, so now it can be announced.
        println!("{greeting}");
        async move {
            stop.await;
            stopped.cancel();
            app.draining.store(true, Ordering::Relaxed);
            tracing::info!("draining");
            tokio::time::sleep(drain).await;
            // Their clients come back, and find another process.
            app.closing.cancel();
        }
    };
    if works {
        app.tasks.spawn(work(app.ports.clone(), stopped));
    }
    let router = router(app.clone());
    listen(listener, router, PATIENCE, Box::pin(told)).await;
    // Mutations whose client hung up are not in any connection that the server waited for, nor is what is done later.
    app.tasks.close();
    app.tasks.wait().await;
    chain(&app.ports).await;
    tracing::info!("stopped");
    Ok(())
}

pub(super) fn told_to_stop() -> Result<impl Future<Output = ()>, String> {
    let mut term = signal(SignalKind::terminate()).map_err(|fault| fault.to_string())?;
    let mut int = signal(SignalKind::interrupt()).map_err(|fault| fault.to_string())?;
    Ok(async move {
        tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
    })
}

/// Links what was written last: nobody may be there to do so in a minute.
async fn chain(ports: &Ports) {
    match extend(ports).await {
        Ok((linked, head)) => tell_linked(linked, head.as_ref()),
        Err(failure) => tracing::warn!(%failure, "the audit log waits for its links"),
    }
}
