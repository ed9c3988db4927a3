//! Who hears what: groups of subscriptions that get the same answers, and the changes that make one due.
//!
//! A group's document is run once for all of it, and its answer is written as JSON once; only the id of each subscription
//! is put around it. Nothing is sent to anybody whose screen shows it already.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::Ports;
use domain::live::change::{Listener, News, Screen};
use tokio::sync::Semaphore;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::outbox::{Out, Outbox};
use super::protocol;
use super::run::{Asked, Ran, Runner};
use super::same::same_for_all;
use super::watch::Watched;
use crate::graphql::Linli;

/// How many documents are run at once: requests of people come first.
const LANES: usize = 4;
/// A screen is refreshed after this long in any case: what is told can be lost.
const REFRESH: chrono::Duration = chrono::Duration::minutes(5);
/// The pause before a document that did not work is run again.
const AGAIN: Duration = Duration::from_secs(2);
/// How often it is looked for what changes with time; less often, if clients are looked after less often.
const TICK: Duration = Duration::from_millis(500);

/// All subscriptions of this process.
pub struct Hub {
    runner: Runner,
    ports: Ports,
    lanes: Semaphore,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    groups: HashMap<u64, Group>,
    shared: HashMap<String, u64>,
    by_topic: HashMap<(Screen, Uuid), HashSet<u64>>,
    /// How much news there was.
    heard: u64,
    last: u64,
    subscriptions: usize,
}

/// Subscriptions that get the same answers.
struct Group {
    asked: Arc<Asked>,
    key: Option<String>,
    topics: Vec<(Screen, Uuid)>,
    due: DateTime<Utc>,
    members: HashMap<u64, Subscriber>,
    /// A hash of its last answer.
    shows: u64,
    /// It is being run; and whether something changed meanwhile.
    running: bool,
    again: bool,
}

struct Subscriber {
    outbox: Arc<Outbox>,
    id: Arc<str>,
    /// Told when it ends for a reason of ours.
    keeper: Arc<dyn Keeper>,
    number: u64,
    /// A hash of what its screen shows.
    shows: u64,
}

/// The one who keeps the subscriptions of a socket.
pub trait Keeper: Send + Sync {
    /// The subscription of this id has its place from now on; says whether it is still wanted, and not another one of the
    /// same id by now.
    fn placed(&self, id: &str, number: u64, place: Place) -> bool;
    /// The subscription of this id is no more; says the same.
    fn ended(&self, id: &str, number: u64) -> bool;
}

/// A place in a group.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    group: u64,
    number: u64,
}

/// A subscription that is to be answered.
pub struct Joining {
    /// Where answers go.
    pub outbox: Arc<Outbox>,
    /// Its id.
    pub id: Arc<str>,
    /// Tells it from an earlier one of the same id.
    pub number: u64,
    /// Its keeper.
    pub keeper: Arc<dyn Keeper>,
}

impl Hub {
    /// Begins to listen, until the end.
    pub fn start(schema: Linli, ports: Ports, rate_factor: u32, look: Duration, end: CancellationToken) -> Arc<Self> {
        let listener = ports.live.listen();
        let runner = Runner::new(schema, ports.clone(), rate_factor);
        let hub = Arc::new(Self { runner, ports, lanes: Semaphore::new(LANES), state: Mutex::default() });
        let listening = hub.clone();
        tokio::spawn(async move {
            end.run_until_cancelled(listening.listen(listener, TICK.min(look))).await;
        });
        hub
    }

    async fn listen(self: Arc<Self>, mut listener: Box<dyn Listener>, tick: Duration) {
        let mut ticks = interval(tick);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                news = listener.news() => self.hear(&news),
                _ = ticks.tick() => {
                    let now = self.ports.now();
                    self.wake(|state| state.groups.iter().filter(|(_, group)| group.due <= now).map(|(id, _)| *id).collect());
                }
            }
        }
    }

    fn hear(self: &Arc<Self>, news: &News) {
        self.wake(|state| {
            state.heard += 1;
            match news {
                News::Missed => state.groups.keys().copied().collect(),
                News::Changed(changes) => {
                    let mut found = HashSet::new();
                    for change in changes {
                        match change.of {
                            Some(area) => {
                                found.extend(state.by_topic.get(&(change.screen, area)).into_iter().flatten())
                            }
                            None => {
                                let all = state.by_topic.iter().filter(|((screen, _), _)| *screen == change.screen);
                                found.extend(all.flat_map(|(_, groups)| groups));
                            }
                        }
                    }
                    found.into_iter().collect()
                }
            }
        });
    }

    /// Has these groups run: those that run already, once more.
    fn wake(self: &Arc<Self>, which: impl FnOnce(&mut State) -> Vec<u64>) {
        let mut state = self.state();
        for id in which(&mut state) {
            let Some(group) = state.groups.get_mut(&id) else { continue };
            group.again = true;
            if !std::mem::replace(&mut group.running, true) {
                let hub = self.clone();
                tokio::spawn(async move { hub.run(id).await });
            }
        }
    }

    /// Runs a group until nothing more changed.
    async fn run(self: Arc<Self>, id: u64) {
        loop {
            let asked = {
                let mut state = self.state();
                let Some(group) = state.groups.get_mut(&id) else { return };
                if !std::mem::take(&mut group.again) {
                    group.running = false;
                    return;
                }
                group.due = self.ports.now() + REFRESH;
                group.asked.clone()
            };
            match self.in_turn(&asked).await {
                Ran::Answer(json, watched) => self.deliver(id, &json, watched),
                Ran::Never(errors) => self.end(id, &errors),
                // It is logged.
                Ran::NotNow(_) => {
                    sleep(AGAIN).await;
                    if let Some(group) = self.state().groups.get_mut(&id) {
                        group.again = true;
                    }
                }
            }
        }
    }

    async fn in_turn(&self, asked: &Asked) -> Ran {
        // The semaphore is never closed.
        let _turn = self.lanes.acquire().await;
        self.runner.run(asked.clone()).await
    }

    /// Sends an answer to all of a group whose screens show something else.
    fn deliver(&self, id: u64, json: &Arc<str>, watched: Watched) {
        let hash = hash(json);
        let mut state = self.state();
        if !state.groups.contains_key(&id) {
            return;
        }
        state.watch(id, watched.topics);
        let Some(group) = state.groups.get_mut(&id) else { return };
        (group.due, group.shows) = (due(self.ports.now(), watched.until), hash);
        let mut sent = 0;
        for member in group.members.values_mut() {
            if std::mem::replace(&mut member.shows, hash) != hash {
                member.outbox.put(Out::Next(member.id.clone(), json.clone()));
                sent += 1;
            }
        }
        metrics::counter!("linli_live_deliveries_total").increment(sent);
    }

    /// Ends a group that gets no answers any more.
    fn end(&self, id: u64, errors: &str) {
        let mut state = self.state();
        let Some(group) = state.remove_group(id) else { return };
        state.count(-isize::try_from(group.members.len()).unwrap_or_default());
        drop(state);
        for member in group.members.into_values() {
            if member.keeper.ended(&member.id, member.number) {
                member.outbox.put(Out::Message(protocol::error(&member.id, errors)));
            }
        }
    }

    /// Answers a subscription for the first time, and from then on; or tells it why it gets no answer.
    pub async fn subscribe(self: &Arc<Self>, asked: Asked, joining: Joining) {
        let heard = self.state().heard;
        let (json, watched) = match self.in_turn(&asked).await {
            Ran::Answer(json, watched) => (json, watched),
            Ran::Never(errors) | Ran::NotNow(errors) => {
                if joining.keeper.ended(&joining.id, joining.number) {
                    joining.outbox.put(Out::Message(protocol::error(&joining.id, &errors)));
                }
                return;
            }
        };
        let key = key(&asked, &watched);
        let (due, shows) = (due(self.ports.now(), watched.until), hash(&json));
        let mut state = self.state();
        let group = match key.as_ref().and_then(|key| state.shared.get(key)) {
            Some(group) => *group,
            None => state.add_group(asked, key, watched.topics, shows),
        };
        let place = Place { group, number: state.next() };
        let Joining { outbox, id, number, keeper } = joining;
        let wanted = keeper.placed(&id, number, place);
        let Some(joined) = state.groups.get_mut(&group) else { return };
        joined.due = joined.due.min(due);
        // What was told while this was being asked, or what the others were shown meanwhile.
        let behind = joined.shows != shows;
        joined
            .members
            .insert(place.number, Subscriber { outbox: outbox.clone(), id: id.clone(), keeper, number, shows });
        state.count(1);
        if !wanted {
            return state.leave(place);
        }
        outbox.put(Out::Next(id, json));
        let behind = behind || state.heard != heard;
        drop(state);
        metrics::counter!("linli_live_deliveries_total").increment(1);
        if behind {
            self.wake(|_| vec![group]);
        }
    }

    /// Ends a subscription, as its client wants it or is gone.
    pub fn leave(&self, place: Place) {
        self.state().leave(place);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn count(&mut self, more: isize) {
        self.subscriptions = self.subscriptions.saturating_add_signed(more);
        metrics::gauge!("linli_live_subscriptions").set(self.subscriptions as f64);
    }

    fn add_group(&mut self, asked: Asked, key: Option<String>, topics: Vec<(Screen, Uuid)>, shows: u64) -> u64 {
        let (id, asked, members) = (self.next(), Arc::new(asked), HashMap::new());
        let due = DateTime::<Utc>::MAX_UTC;
        if let Some(key) = &key {
            self.shared.insert(key.clone(), id);
        }
        let group = Group { asked, key, topics: Vec::new(), due, members, shows, running: false, again: false };
        self.groups.insert(id, group);
        self.watch(id, topics);
        id
    }

    fn watch(&mut self, id: u64, topics: Vec<(Screen, Uuid)>) {
        let Some(group) = self.groups.get_mut(&id) else { return };
        let before = std::mem::replace(&mut group.topics, topics.clone());
        if before == topics {
            return;
        }
        self.unwatch(id, &before);
        for topic in topics {
            self.by_topic.entry(topic).or_default().insert(id);
        }
    }

    fn unwatch(&mut self, id: u64, topics: &[(Screen, Uuid)]) {
        for topic in topics {
            if let Some(groups) = self.by_topic.get_mut(topic) {
                groups.remove(&id);
                if groups.is_empty() {
                    self.by_topic.remove(topic);
                }
            }
        }
    }

    fn leave(&mut self, Place { group: id, number }: Place) {
        let Some(group) = self.groups.get_mut(&id) else { return };
        let left = group.members.remove(&number).is_some();
        if group.members.is_empty() {
            self.remove_group(id);
        }
        if left {
            self.count(-1);
        }
    }

    fn remove_group(&mut self, id: u64) -> Option<Group> {
        let group = self.groups.remove(&id)?;
        self.unwatch(id, &group.topics);
        if let Some(key) = &group.key {
            self.shared.remove(key);
        }
        Some(group)
    }
}

/// When a group has to be run though nothing was told.
fn due(now: DateTime<Utc>, until: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let latest = now + REFRESH;
    until.map_or(latest, |until| until.min(latest))
}

/// By what those are found who get the same answers; `None` if nobody else does.
fn key(asked: &Asked, watched: &Watched) -> Option<String> {
    let rights = watched.rights.as_ref()?;
    let operation = asked.document.operation(asked.operation_name.as_deref())?;
    if !same_for_all(&asked.document, operation) {
        return None;
    }
    // The group keeps the document, so no other one can take its address.
    let document = Arc::as_ptr(&asked.document) as usize;
    let variables = serde_json::to_string(&asked.variables).ok()?;
    Some(format!("{document}\n{:?}\n{:?}\n{rights}\n{variables}", asked.operation_name, asked.lang))
}

fn hash(json: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    json.hash(&mut hasher);
    hasher.finish()
}
