//! What tests stand on.

pub(crate) mod at_once;
pub(crate) mod attendance;
pub(crate) mod certificates;
pub(crate) mod contract;
pub(crate) mod counters;
pub(crate) mod dump;
pub(crate) mod feeds;
pub(crate) mod inbox;
pub(crate) mod jobs;
pub(crate) mod life;
pub(crate) mod live;
pub(crate) mod media;
pub(crate) mod moderation;
pub(crate) mod notices;
pub(crate) mod pairing;
pub(crate) mod party;
pub(crate) mod points;
pub(crate) mod proposals;
pub(crate) mod pushes;
pub(crate) mod rush;
pub(crate) mod scene;
pub(crate) mod screens;
pub(crate) mod second_factor;
pub(crate) mod servers;
pub(crate) mod service;
pub(crate) mod spreadsheets;
pub(crate) mod sql;
pub(crate) mod town;
pub(crate) mod volunteering;
pub(crate) mod world;

/// Runs each of these tests on PostgreSQL with Redis, and on SQLite with sessions in the process.
/// A macro, because only it makes tests of names.
macro_rules! on_both_stores {
    ($($test:ident),* $(,)?) => {
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test(&crate::harness::world::World::postgres().await).await;
                }
            )*
        }
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test(&crate::harness::world::World::sqlite().await).await;
                }
            )*
        }
    };
}
pub(crate) use on_both_stores;
