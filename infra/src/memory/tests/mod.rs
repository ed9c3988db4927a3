pub(crate) mod contract;

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use domain::members::session::LONGEST;
use domain::ports::{Clock, STANDING_HELD_BACK, STANDING_KEPT, Sessions};

use self::contract::{
    RoundTrips, acts_are_counted_with_the_look, each_call_is_one_round_trip, holds, id, member, noon, session, standing,
};
use super::MemorySessions;

/// A clock that a test moves.
struct Hands(Mutex<DateTime<Utc>>);

impl Hands {
    fn at_noon() -> Arc<Self> {
        Arc::new(Self(Mutex::new(noon())))
    }

    fn pass(&self, time: TimeDelta) {
        *self.0.lock().expect("not poisoned") += time;
    }
}

impl Clock for Hands {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("not poisoned")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_does_what_a_session_store_must() {
    holds(Arc::new(MemorySessions::new(Hands::at_noon()))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_counts_acts_with_the_look() {
    let sessions = MemorySessions::new(Hands::at_noon());
    let rates = sessions.rates();
    acts_are_counted_with_the_look(Arc::new(sessions), rates).await;
}

#[tokio::test]
async fn memory_counts_as_redis_does() {
    let trips = RoundTrips::default();
    let _installed = metrics::set_default_local_recorder(&trips);
    each_call_is_one_round_trip(&MemorySessions::new(Hands::at_noon()), &trips).await;
}

#[tokio::test]
async fn a_standing_is_believed_and_held_back_for_its_time() {
    let clock = Hands::at_noon();
    let store = MemorySessions::new(clock.clone());
    let member = member();
    let kept = async || store.look(member, id(1)).await.expect("a look").standing;
    let instant = TimeDelta::microseconds(1);

    store.keep_standing(&standing(member, false)).await.expect("kept");
    clock.pass(STANDING_KEPT - instant);
    assert!(kept().await.is_some());
    clock.pass(instant);
    assert!(kept().await.is_none());
    store.keep_standing(&standing(member, true)).await.expect("kept");
    assert!(kept().await.is_some(), "what is too old does not stand in the way");

    store.forget_standing(member).await.expect("forgotten");
    clock.pass(STANDING_HELD_BACK - instant);
    store.keep_standing(&standing(member, true)).await.expect("no failure");
    assert!(kept().await.is_none());
    clock.pass(instant);
    store.keep_standing(&standing(member, true)).await.expect("kept");
    assert!(kept().await.is_some());
}

#[tokio::test]
async fn what_has_ended_does_not_fill_the_memory() {
    for kind in ["session", "standing", "mark"] {
        let clock = Hands::at_noon();
        let store = MemorySessions::new(clock.clone());
        let (stays, mut most) = (member(), 0);
        for _ in 0..20 {
            let last = session("phone", clock.now());
            for _ in 0..500 {
                let member = member();
                match kind {
                    "session" => assert!(store.swap(member, id(1), None, Some(&last)).await.expect("a swap")),
                    "standing" => store.keep_standing(&standing(member, false)).await.expect("kept"),
                    _ => store.forget_standing(member).await.expect("forgotten"),
                }
            }
            most = most.max(store.members());
            clock.pass(LONGEST);
            let before = store.look(stays, id(1)).await.expect("a look").session;
            let lives = Some(session("tablet", clock.now()));
            assert!(store.swap(stays, id(1), before.as_ref(), lives.as_ref()).await.expect("a swap"));
        }
        assert!(most <= 2 * 1024, "{most} of 10,000 were there at once: {kind}");
        for _ in 0..2 * 1024 {
            store.keep_standing(&standing(member(), false)).await.expect("kept");
        }
        assert!(store.look(stays, id(1)).await.expect("a look").session.is_some(), "what lives is not cleaned up");
    }
}
