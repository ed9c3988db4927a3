//! What a member says of themselves.

use crate::access::Viewer;
use crate::failure::{Failure, Invalid, Outcome};
use crate::inbox::news::News;
use crate::members::party::look_again;
use crate::members::{BIND_PHONE, SET_REAL_NAME};
use crate::ports::Ports;
use crate::privacy::must_consent::must_consent;
use crate::text::RealName;

/// Sets the real name, after consent. Others see it masked.
pub async fn set_real_name(ports: &Ports, by: &Viewer, name: &RealName) -> Outcome<()> {
    must_consent(ports, by).await?;
    let mut tx = ports.store.begin().await?;
    tx.set_real_name(by.member(), name).await?;
    ports.commit(tx, by.did(SET_REAL_NAME, None, by.member())).await?;
    look_again(ports, by).await
}

/// Sets the phone number that WeChat confirms by the code of its phone button, after consent: without it the code is
/// not even spent. Anyone who proved the number earlier has it no more.
pub async fn bind_phone(ports: &Ports, by: &Viewer, code: &str) -> Outcome<()> {
    if code.is_empty() || code.len() > 512 {
        let fault = ("不是有效的授权码", "is not a code of the phone button");
        return Err(Failure::from(Invalid::new("code", fault)));
    }
    must_consent(ports, by).await?;
    let phone = ports.wechat.phone(code).await?;
    // Each round is lost only to somebody who proved the same number at the same moment: then this is the later proof.
    for _ in 0..5 {
        let mut tx = ports.store.begin().await?;
        if let Some(lost) = tx.set_phone(by.member(), &phone, ports.now()).await? {
            let told = lost.into_iter().map(|member| ports.told(member, News::PhoneLost));
            tx.tell(&told.collect::<Vec<_>>()).await?;
            ports.commit(tx, by.did(BIND_PHONE, None, by.member())).await?;
            return look_again(ports, by).await;
        }
    }
    Err(Failure::Unavailable("a phone number is being proved by too many at once".into()))
}
