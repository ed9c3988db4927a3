//! `linli worker`: doing what is done later in a process of its own.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::serve::{metrics_page, recorder, told_to_stop, wechat};
use super::work::work;
use super::{ports_of_service, shared_token};
use crate::settings::{Serve, wrong};

/// Works until SIGTERM or SIGINT, then finishes what it has begun.
pub async fn worker(settings: &Serve) -> Result<(), String> {
    if settings.stores.single_process {
        return Err(wrong("single-process", "leaves no room for a worker: `linli serve` does what is done later"));
    }
    let metrics = recorder()?;
    let wechat = Arc::new(wechat(settings, shared_token(&settings.stores).await?)?);
    let ports = ports_of_service(settings, wechat).await?;
    metrics_page(settings, metrics).await?;
    let (told, stop) = (told_to_stop()?, CancellationToken::new());
    println!("Linli is at work.");
    let working = tokio::spawn(work(ports, stop.clone()));
    told.await;
    stop.cancel();
    tracing::info!("finishing what has begun");
    working.await.map_err(|fault| fault.to_string())?;
    tracing::info!("stopped");
    Ok(())
}
