//! What the WeChat platform does to push a message.

use aes::Aes256;
use aes::cipher::{Block, BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use infra::wechat::StandIn;
use ring::digest;
use serde_json::{Value, json};

use super::world::{PUSH, World};

/// The signature of the platform over these parts.
pub(crate) fn sign(parts: &[&str]) -> String {
    let mut parts = [&[PUSH.0], parts].concat();
    parts.sort_unstable();
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, parts.concat().as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the platform does with a message.
pub(crate) fn seal(message: &str, appid: &str) -> String {
    let size = u32::try_from(message.len()).expect("short").to_be_bytes();
    let mut text = [[7; 16].as_slice(), &size, message.as_bytes(), appid.as_bytes()].concat();
    let fill = 32 - text.len() % 32;
    text.extend(std::iter::repeat_n(u8::try_from(fill).expect("small"), fill));
    // The key of [`PUSH`]: its last letter has two bits too many, which are zero here.
    let key = STANDARD.decode(format!("{}E=", &PUSH.1[..42])).expect("base64");
    let mut cipher = cbc::Encryptor::<Aes256>::new_from_slices(&key, &key[..16]).expect("a key");
    for block in text.chunks_exact_mut(16) {
        let block: &mut Block<Aes256> = block.try_into().expect("a block");
        cipher.encrypt_block(block);
    }
    STANDARD.encode(text)
}

/// Sends what was sealed, signed now; answers with status and body.
pub(crate) async fn send(world: &World, sealed: &str) -> (u16, String) {
    let timestamp = world.now().timestamp().to_string();
    let signature = sign(&[&timestamp, "nonce", sealed]);
    let query =
        [("timestamp", timestamp.as_str()), ("nonce", "nonce"), ("encrypt_type", "aes"), ("msg_signature", &signature)];
    let request = world.http().post(format!("{}/wechat/push", world.url)).query(&query);
    let answer = request.json(&json!({ "ToUserName": "gh_1", "Encrypt": sealed })).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a text"))
}

/// Sends an event as the platform does.
pub(crate) async fn push(world: &World, event: &Value) -> (u16, String) {
    send(world, &seal(&event.to_string(), StandIn::APPID)).await
}
