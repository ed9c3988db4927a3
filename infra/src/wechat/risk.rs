//! How risky the platform thinks a user.

use std::net::IpAddr;

use domain::failure::Outcome;
use domain::members::open_id::OpenId;
use serde::Deserialize;
use serde_json::json;

use super::WeChatClient;
use super::call::Call;
use super::name::Name;

/// What the user is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RiskScene {
    /// To register.
    Register = 0,
    /// To take what is given away.
    Giveaway = 1,
    /// To write what others see.
    Writing = 2,
}

#[derive(Deserialize)]
struct Rank {
    risk_rank: u8,
}

impl WeChatClient {
    /// From 0, no risk, to 4. Unavailable for a user who was not in the mini-program within two hours.
    pub async fn risk(&self, user: &OpenId, scene: RiskScene, address: IpAddr) -> Outcome<u8> {
        let appid = &self.platform.settings.appid;
        let body = json!({ "appid": appid, "openid": user.0, "scene": scene as u8, "client_ip": address.to_string() });
        let ranked = self.ask::<Rank>(Call::Post { name: Name::Risk, body: &body }).await;
        ranked.map(|rank| rank.risk_rank).map_err(|problem| problem.failure())
    }
}
