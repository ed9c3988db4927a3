//! `linli admin`: what only somebody with access to the server can do.

use std::sync::Arc;

use async_trait::async_trait;
use domain::failure::{Failure, Outcome};
use domain::ids::MemberId;
use domain::inbox::news::Topic;
use domain::members::open_id::OpenId;
use domain::members::prove::reset_from_the_server;
use domain::members::roles;
use domain::messages::message::{Delivery, Message};
use domain::moderation::verdict::{Scene, Verdict};
use domain::ports::WeChat;
use domain::text::{Line, Phone};

use super::ports;
use crate::settings::{Admin, AdminAct};

/// Carries out an act of administration.
pub async fn admin(settings: &Admin) -> Result<(), String> {
    match &settings.act {
        AdminAct::Create { member, city, stores } => {
            let member = MemberId::parse("member", member).map_err(|failure| format!("--{failure}"))?;
            let name = Line::parse("city", city).map_err(|failure| format!("--{failure}"))?;
            let ports = ports(stores, Arc::new(NoPlatform)).await?;
            match roles::first_administrator(&ports, member, &name).await {
                Ok(_) => {
                    println!("{member} is administrator of {city}.");
                    Ok(())
                }
                Err(Failure::NotFound(_)) => Err("--member has no account: the person must log in once".into()),
                Err(Failure::Refused(refusal)) => Err(refusal.reason.text().en),
                Err(other) => Err(other.to_string()),
            }
        }
        AdminAct::ResetSecondFactor { member, stores } => {
            let member = MemberId::parse("member", member).map_err(|failure| format!("--{failure}"))?;
            let ports = ports(stores, Arc::new(NoPlatform)).await?;
            match reset_from_the_server(&ports, member).await {
                Ok(()) => {
                    println!("{member} has no second factor any more: enrol the next one at once.");
                    Ok(())
                }
                Err(Failure::Refused(refusal)) => Err(format!("--member: {}", refusal.reason.text().en)),
                Err(other) => Err(other.to_string()),
            }
        }
    }
}

/// What is done from the command line does not talk to the platform.
pub(super) struct NoPlatform;

#[async_trait]
impl WeChat for NoPlatform {
    async fn open_id(&self, _: &str) -> Outcome<OpenId> {
        Err(Failure::Unavailable("no platform here".into()))
    }

    async fn check_picture(&self, _: &OpenId, _: Scene, _: &str) -> Outcome<String> {
        Err(Failure::Unavailable("no platform here".into()))
    }

    async fn phone(&self, _: &str) -> Outcome<Phone> {
        Err(Failure::Unavailable("no platform here".into()))
    }

    fn template(&self, _: Topic) -> Option<String> {
        None
    }

    fn messages_a_second(&self) -> u32 {
        0
    }

    async fn send(&self, messages: &[Message]) -> Vec<Outcome<Delivery>> {
        messages.iter().map(|_| Err(Failure::Unavailable("without the platform".into()))).collect()
    }

    async fn check_text(&self, _: &OpenId, _: Scene, _: Option<&str>, _: &str) -> Verdict {
        Verdict::Unchecked
    }
}
