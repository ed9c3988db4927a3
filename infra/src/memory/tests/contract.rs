//! What every session store and every rate limiter must do, as tests that run on each of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::failure::Failure;
use domain::ids::{AreaId, MemberId, SessionId};
use domain::members::session::{Refreshed, Session};
use domain::places::path::Path;
use domain::ports::{RateLimiter, Sessions};
use domain::rates::{Caller, Charge, Rate};
use domain::standing::{Grant, Home, Node, Role, Standing};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use uuid::Uuid;

/// When these tests play, with microseconds.
pub(crate) fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_800_000_000_123_456).expect("a time")
}

/// A member for each test alone.
pub(crate) fn member() -> MemberId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    MemberId::from_uuid(Uuid::from_u128(NEXT.fetch_add(1, Ordering::Relaxed).into()))
}

pub(crate) fn id(number: u128) -> SessionId {
    SessionId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn session(device: &str, now: DateTime<Utc>) -> Session {
    Session::begin(member(), id(1), device.to_owned(), now, [1; 32], [2; 32]).0
}

pub(crate) fn standing(member: MemberId, volunteer: bool) -> Standing {
    let (community, grid) = (Uuid::from_u128(8), Uuid::from_u128(9));
    let path = Path::below(None, community);
    let grant =
        Grant { role: Role::GridWorker, node: Node::Area(AreaId::from_uuid(grid), Path::below(Some(&path), grid)) };
    let home = Home { community: AreaId::from_uuid(community), path, grid: Some(AreaId::from_uuid(grid)) };
    Standing {
        member,
        home: Some(home),
        volunteer,
        party_unit: None,
        grants: vec![grant],
        withheld: Vec::new(),
        blocked: false,
        unblocked: Some(noon() - TimeDelta::days(1)),
        screen: None,
    }
}

/// All that a session store promises, except what time changes.
pub(crate) async fn holds(store: Arc<dyn Sessions>) {
    store.ping().await.expect("answers");
    a_session_reads_back(&*store).await;
    a_swap_needs_what_the_caller_saw(&*store).await;
    a_refreshed_session_swaps_on(&*store).await;
    ending_all_ends_those_of_one_member(&*store).await;
    a_standing_is_kept_once_and_held_back(&*store).await;
    one_of_many_wins(store).await;
}

async fn a_session_reads_back(store: &dyn Sessions) {
    let member = member();
    let times = [
        noon(),
        DateTime::from_timestamp_micros(1_800_000_000_000_000).expect("whole seconds"),
        DateTime::from_timestamp_micros(1_800_000_000_100_000).expect("milliseconds"),
        DateTime::from_timestamp_nanos(1_800_000_000_123_456_789),
    ];
    for (number, time) in (1..).zip(times) {
        let first = session("手机 \"1\"\n\u{1f331}", time);
        assert!(store.look(member, id(number)).await.expect("a look").session.is_none());
        assert!(store.swap(member, id(number), None, Some(&first)).await.expect("a swap"));
        let look = store.look(member, id(number)).await.expect("a look");
        assert_eq!(look.session.as_ref(), Some(&first));
        assert_eq!(look.standing, None);
        // What was read is what is there: it can be swapped for.
        assert!(store.swap(member, id(number), look.session.as_ref(), Some(&first)).await.expect("a swap"), "{time}");
    }
    assert_eq!(store.all(member).await.expect("a list").len(), times.len());
}

async fn a_swap_needs_what_the_caller_saw(store: &dyn Sessions) {
    let member = member();
    let (phone, tablet) = (session("phone", noon()), session("tablet", noon()));
    let swap = async |old, new| store.swap(member, id(1), old, new).await.expect("a swap");
    assert!(!swap(Some(&phone), Some(&tablet)).await, "nothing is there");
    assert!(!swap(Some(&phone), None).await, "nothing is there");
    assert!(swap(None, None).await);
    assert!(swap(None, Some(&phone)).await);
    assert!(!swap(None, Some(&tablet)).await, "the phone is there");
    assert!(!swap(Some(&tablet), None).await, "the phone is there");
    assert_eq!(store.all(member).await.expect("a list"), [(id(1), phone.clone())], "failed swaps change nothing");
    assert!(swap(Some(&phone), Some(&tablet)).await);
    assert_eq!(store.all(member).await.expect("a list"), [(id(1), tablet.clone())]);
    assert!(swap(Some(&tablet), None).await);
    assert!(store.look(member, id(1)).await.expect("a look").session.is_none());
    assert!(store.all(member).await.expect("a list").is_empty());
}

async fn a_refreshed_session_swaps_on(store: &dyn Sessions) {
    let member = member();
    let of = standing(member, false);
    let (first, token) = Session::begin(member, id(1), "phone".to_owned(), noon(), [3; 32], [4; 32]);
    let Refreshed::MovedOn(second, _) = first.refresh(&token, &of, noon() + TimeDelta::microseconds(1)) else {
        panic!("the token is good")
    };
    let third = second.after_request(1, &of, noon() + TimeDelta::minutes(2)).expect("news");
    let steps = [None, Some(first), Some(second), Some(third)];
    for step in steps.windows(2) {
        assert!(store.swap(member, id(1), step[0].as_ref(), step[1].as_ref()).await.expect("a swap"));
        assert_eq!(store.look(member, id(1)).await.expect("a look").session, step[1]);
    }
}

async fn ending_all_ends_those_of_one_member(store: &dyn Sessions) {
    let (leaver, other) = (member(), member());
    for (member, number) in [(leaver, 1), (leaver, 2), (other, 1)] {
        assert!(store.swap(member, id(number), None, Some(&session("phone", noon()))).await.expect("a swap"));
    }
    let mut numbers: Vec<_> = store.all(leaver).await.expect("a list").into_iter().map(|(id, _)| id.uuid()).collect();
    numbers.sort();
    assert_eq!(numbers, [id(1).uuid(), id(2).uuid()]);
    store.end_all(leaver).await.expect("ended");
    store.end_all(leaver).await.expect("nothing to end is no failure");
    assert!(store.all(leaver).await.expect("a list").is_empty());
    assert!(store.look(leaver, id(1)).await.expect("a look").session.is_none());
    assert_eq!(store.all(other).await.expect("a list").len(), 1);
}

async fn a_standing_is_kept_once_and_held_back(store: &dyn Sessions) {
    let (changing, other) = (member(), member());
    let kept = async |member| store.look(member, id(1)).await.expect("a look").standing;
    for member in [changing, other] {
        store.keep_standing(&standing(member, false)).await.expect("kept");
        assert_eq!(kept(member).await, Some(standing(member, false)));
    }
    store.keep_standing(&standing(changing, true)).await.expect("no failure");
    assert_eq!(kept(changing).await, Some(standing(changing, false)), "a second one does not replace the first");
    store.forget_standing(changing).await.expect("forgotten");
    assert_eq!(kept(changing).await, None);
    store.keep_standing(&standing(changing, false)).await.expect("no failure");
    assert_eq!(kept(changing).await, None, "a slow reader must not put the old one back");
    assert_eq!(kept(other).await, Some(standing(other, false)));
    store.end_all(other).await.expect("ended");
    assert_eq!(kept(other).await, Some(standing(other, false)), "a logout leaves the standing");
}

async fn one_of_many_wins(store: Arc<dyn Sessions>) {
    let member = member();
    let mut there = None;
    for round in 0..5 {
        let racers: Vec<_> = (0..20)
            .map(|racer| {
                let (store, old) = (store.clone(), there.clone());
                let new = session(&format!("round {round}, racer {racer}"), noon());
                tokio::spawn(async move {
                    let won = store.swap(member, id(1), old.as_ref(), Some(&new)).await.expect("a swap");
                    won.then_some(new)
                })
            })
            .collect();
        let mut winners = Vec::new();
        for racer in racers {
            winners.extend(racer.await.expect("no panic"));
        }
        assert_eq!(winners.len(), 1, "round {round}");
        there = winners.pop();
        assert_eq!(store.look(member, id(1)).await.expect("a look").session, there);
    }
}

/// All that a rate limiter promises.
pub(crate) async fn rates_hold(rates: Arc<dyn RateLimiter>) {
    let (me, other) = (Caller::Member(member()), Caller::Member(member()));
    let charge = |of, count, at_once| Charge { of, count, rate: Rate { at_once, each: 10_000_000 } };
    let take = async |caller, charges: &[Charge], seconds| match rates
        .take(caller, charges, noon() + TimeDelta::seconds(seconds))
        .await
    {
        Ok(()) => 0,
        Err(Failure::TooOften(wait)) => wait.as_micros(),
        Err(failure) => panic!("{failure}"),
    };
    assert_eq!(take(me, &[charge("acts", 3, 4), charge("code", 2, 2)], 0).await, 0);
    // All or nothing: what the one allowance refuses is not taken from the other. The longer wait counts.
    assert_eq!(take(me, &[charge("acts", 1, 4), charge("code", 2, 2)], 0).await, 20_000_000);
    assert_eq!(take(me, &[charge("acts", 1, 4)], 0).await, 0);
    assert_eq!(take(me, &[charge("acts", 1, 4)], 0).await, 10_000_000);
    assert_eq!(take(me, &[charge("acts", 1, 4)], 9).await, 1_000_000);
    assert_eq!(take(me, &[charge("acts", 1, 4)], 10).await, 0);
    // Nobody harms another, and an allowance never grows beyond what there is of it.
    assert_eq!(take(other, &[charge("acts", 4, 4)], 10).await, 0);
    assert_eq!(take(other, &[charge("acts", 4, 4)], 9_999).await, 0);
    assert_eq!(take(other, &[charge("acts", 1, 4)], 9_999).await, 10_000_000);
    for caller in [Caller::Login(id(1)), Caller::peer("2001:db8::1".parse().expect("an address"))] {
        assert_eq!(take(caller, &[charge("acts", 1, 1)], 0).await, 0);
        assert_eq!(take(caller, &[charge("acts", 1, 1)], 0).await, 10_000_000);
    }
    // Who goes to and fro between processes whose clocks are a second apart gets no more.
    let caller = Caller::Member(member());
    let mut through = 0;
    for second in [1, 0].repeat(10) {
        through += usize::from(take(caller, &[charge("acts", 1, 4)], second).await == 0);
    }
    assert_eq!(through, 4);
    // A rate without a pause refuses nobody, whatever the clocks say.
    let (caller, free) =
        (Caller::Member(member()), Charge { of: "acts", count: 3, rate: Rate { at_once: 4, each: 0 } });
    for second in [1, 0].repeat(10) {
        assert_eq!(take(caller, &[free], second).await, 0);
    }
    assert_eq!(take(caller, &[free, charge("code", 1, 1)], 0).await, 0);
    assert_eq!(take(caller, &[free, charge("code", 1, 1)], 0).await, 10_000_000, "beside one that has a pause");
    // Of many at once exactly so many get through.
    let (caller, burst) = (Caller::Member(member()), charge("acts", 1, 7));
    let racers: Vec<_> = (0..40)
        .map(|_| {
            let rates = rates.clone();
            tokio::spawn(async move { rates.take(caller, &[burst], noon()).await.is_ok() })
        })
        .collect();
    let mut through = 0;
    for racer in racers {
        through += usize::from(racer.await.expect("no panic"));
    }
    assert_eq!(through, 7);
}

/// What acts is counted with the look at the session, from the same allowances.
pub(crate) async fn acts_are_counted_with_the_look(sessions: Arc<dyn Sessions>, rates: Arc<dyn RateLimiter>) {
    let (me, charge) = (member(), |of, count, at_once| Charge { of, count, rate: Rate { at_once, each: 10_000_000 } });
    let act = async |session, charges: &[Charge]| {
        sessions.look_and_take(me, id(session), charges, noon()).await.expect("a look")
    };
    let seconds = |wait: Option<std::time::Duration>| wait.map(|wait| wait.as_secs());
    let phone = session("phone", noon());
    assert!(sessions.swap(me, id(1), None, Some(&phone)).await.expect("a swap"));
    sessions.keep_standing(&standing(me, true)).await.expect("kept");
    for _ in 0..5 {
        let look = act(2, &[charge("acts", 1, 4)]).await;
        assert!(look.session.is_none() && look.wait.is_none(), "a session that is not there takes nothing");
    }
    let look = act(1, &[charge("acts", 3, 4), charge("code", 2, 2)]).await;
    assert_eq!((look.session.as_ref(), look.wait), (Some(&phone), None));
    // All or nothing, and the longer wait, as without a session; who asks is told all the same.
    let look = act(1, &[charge("acts", 1, 4), charge("code", 2, 2)]).await;
    assert_eq!((look.session.as_ref(), seconds(look.wait)), (Some(&phone), Some(20)));
    assert_eq!(look.standing, Some(standing(me, true)));
    rates.take(Caller::Member(me), &[charge("acts", 1, 4)], noon()).await.expect("one was left");
    assert_eq!(seconds(act(1, &[charge("acts", 1, 4)]).await.wait), Some(10), "counted together");
    assert_eq!(act(1, &[]).await.wait, None);
    // Of many at once exactly as many as there may be get through.
    let racers: Vec<_> = (0..40)
        .map(|_| {
            let (sessions, burst) = (sessions.clone(), charge("burst", 1, 7));
            tokio::spawn(async move { sessions.look_and_take(me, id(1), &[burst], noon()).await.expect("a look").wait })
        })
        .collect();
    let mut through = 0;
    for racer in racers {
        through += usize::from(racer.await.expect("no panic").is_none());
    }
    assert_eq!(through, 7);
}

/// Counts the round trips of the thread on which it is installed.
#[derive(Default)]
pub(crate) struct RoundTrips(Arc<AtomicU64>);

impl RoundTrips {
    /// How many there were since the last call.
    pub(crate) fn take(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

impl Recorder for RoundTrips {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        assert_eq!(key.name(), "linli_session_store_round_trips_total");
        Counter::from_arc(self.0.clone())
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

/// Each call is one round trip. The first swap of all is not measured: it may have to bring its script along.
/// Must run on a single thread, with `trips` installed there.
pub(crate) async fn each_call_is_one_round_trip(store: &dyn Sessions, trips: &RoundTrips) {
    let member = member();
    let phone = session("phone", noon());
    store.swap(member, id(1), None, Some(&phone)).await.expect("a swap");
    store.keep_standing(&standing(member, true)).await.expect("kept");
    trips.take();
    let look = store.look(member, id(1)).await.expect("a look");
    assert!(look.session.is_some() && look.standing.is_some());
    assert_eq!(trips.take(), 1, "look");
    let charge = |of| Charge { of, count: 1, rate: Rate { at_once: 1, each: 10_000_000 } };
    for wait in [false, true] {
        let look = store.look_and_take(member, id(1), &[charge("acts"), charge("code")], noon()).await.expect("a look");
        assert_eq!((look.wait.is_some(), trips.take()), (wait, 1), "look_and_take");
    }
    assert!(store.swap(member, id(1), Some(&phone), None).await.expect("a swap"));
    assert_eq!(trips.take(), 1, "swap");
    assert!(!store.swap(member, id(1), Some(&phone), None).await.expect("a swap"));
    assert_eq!(trips.take(), 1, "a lost swap");
    store.all(member).await.expect("a list");
    assert_eq!(trips.take(), 1, "all");
    store.end_all(member).await.expect("ended");
    assert_eq!(trips.take(), 1, "end_all");
    store.forget_standing(member).await.expect("forgotten");
    assert_eq!(trips.take(), 1, "forget_standing");
    store.keep_standing(&standing(member, true)).await.expect("kept");
    assert_eq!(trips.take(), 1, "keep_standing");
    store.ping().await.expect("answers");
    assert!(trips.take() <= 2, "ping, which no request waits for");
}
