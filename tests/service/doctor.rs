//! `linli doctor`: what is right and what is wrong, and no secret.

use infra::wechat::{Name, StandIn, Trouble};

use crate::harness::servers::own_sqlite;
use crate::harness::service::{Ended, env, run, settings};
use crate::harness::world::{KEY, World};

/// Runs it with these settings changed.
async fn doctor(world: &World, redis: Option<String>, changes: &[(&'static str, &str)]) -> Ended {
    let mut given = settings(&world.database, redis, &world.stand_in);
    given.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    given.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let ended = run(&["doctor"], &env(&given)).await;
    use base64::Engine;
    let key = base64::engine::general_purpose::STANDARD.encode(KEY);
    for secret in [key.as_str(), StandIn::SECRET, "stand-in-token", "0123456789abcdef0123456789abcdef"] {
        assert!(!ended.stdout.contains(secret) && !ended.stderr.contains(secret), "{secret}");
    }
    ended
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_deployment_is_right() {
    let world = World::postgres().await;
    world.login("resident").await;
    let templates =
        ("LINLI_WECHAT_TEMPLATES", "wishes=stand-in-wishes:thing1+time2,volunteering=stand-in-volunteering:thing1");
    let ended = doctor(&world, Some(crate::harness::servers::shared_redis()), &[templates]).await;
    assert!(ended.status.success(), "{}{}", ended.stdout, ended.stderr);
    assert!(!ended.stdout.contains("WRONG"), "{}", ended.stdout);
    for what in [
        "database",
        "keys of the database",
        "jobs: 0 to be done",
        "Redis answers",
        "font of certificates",
        "WeChat",
        "stand-in-wishes",
        "stand-in-volunteering",
    ] {
        assert!(ended.stdout.contains(what), "{what}: {}", ended.stdout);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named() {
    let world = World::sqlite().await;
    world.login("resident").await;
    let behind = own_sqlite();
    let other_key = {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(KEY.map(|byte| byte + 64))
    };
    for (name, value, said) in [
        ("LINLI_SIGNING_KEYS", "c2hvcnQ=", "signing keys"),
        ("LINLI_CERTIFICATE_FONT", "/nowhere/font.ttc", "font of certificates: /nowhere/font.ttc"),
        ("LINLI_CERTIFICATE_FONT", "/proc/self/exe", "is no font"),
        ("LINLI_DATA_KEYS", other_key.as_str(), "not those with which this database was written"),
        ("LINLI_LOOKUP_KEY", other_key.as_str(), "not those with which this database was written"),
        ("LINLI_DATABASE_URL", behind.url.as_str(), "linli migrate"),
        ("LINLI_REDIS_URL", "redis://127.0.0.1:1", "LINLI_REDIS_URL"),
        ("LINLI_WECHAT_SECRET", "0123456789abcdef0123456789abcdef", "wrong secret"),
        ("LINLI_WECHAT_APPID", "wx00000000000d3aff", "wrong appid"),
        ("LINLI_WECHAT_TEMPLATES", "wishes=nothing:thing1", "no such template"),
        ("LINLI_WECHAT_TEMPLATES", "volunteering=stand-in-volunteering:thing9", "no field thing9"),
        ("LINLI_WECHAT_TEMPLATES", "wishes=:thing9", "names no template"),
    ] {
        let ended = doctor(&world, None, &[(name, value)]).await;
        assert!(!ended.status.success(), "{name} {value}: {}", ended.stdout);
        let wrong: Vec<_> = ended.stdout.lines().filter(|line| line.starts_with("WRONG")).collect();
        assert!(wrong.len() == 1 && wrong[0].contains(said), "{name} {value}: {}", ended.stdout);
        assert!(ended.stderr.contains("one thing is wrong"), "{}", ended.stderr);
    }
    world.stand_in.next(Trouble::Errcode(Name::Token, 40164));
    let ended = doctor(&world, None, &[]).await;
    assert!(ended.stdout.contains("40164 (this server's address is not on"), "{}", ended.stdout);
}
