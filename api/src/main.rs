//! The program `linli`: the command line, and the only place that puts the adapters of `infra` behind the ports.

mod commands;
mod log;
mod settings;
mod traces;

use std::process::ExitCode;

use clap::Parser;
use settings::{Command, Linli};

/// Small and often freed: what a request allocates suits mimalloc.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let linli = match settings::arguments() {
        Ok(arguments) => Linli::parse_from(arguments),
        Err(fault) => return failed(&fault),
    };
    if let Err(fault) = log::begin(linli.log.as_deref()) {
        return failed(&fault);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => return failed(&fault.to_string()),
    };
    let outcome = runtime.block_on(async {
        match linli.command {
            Command::Serve(settings) => commands::serve::serve(&settings).await,
            Command::Migrate(settings) => commands::migrate(&settings).await,
            Command::Doctor(settings) => commands::doctor::doctor(&settings).await,
            Command::Demo(settings) => commands::demo::demo(&settings).await,
            Command::Schema { operations } => {
                print!("{}", if operations { api::graphql::operations::table() } else { api::graphql::sdl() });
                Ok(())
            }
            Command::Admin(settings) => commands::admin::admin(&settings).await,
            Command::Ledger(settings) => commands::ledger(&settings).await,
            Command::Keys(settings) => commands::keys_of_data(&settings).await,
            Command::Audit(settings) => commands::audit::audit(&settings).await,
            Command::Worker(settings) => commands::worker::worker(&settings).await,
            Command::Jobs(settings) => commands::jobs::jobs(&settings).await,
            Command::Calendar(settings) => commands::calendar::calendar(&settings).await,
        }
    });
    traces::end();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => failed(&fault),
    }
}

fn failed(fault: &str) -> ExitCode {
    eprintln!("linli: {fault}");
    ExitCode::FAILURE
}
