//! Who wants the same thing at the same moment waits in a line, and is decided together.
//!
//! There is a line for each thing about which this process is deciding. Who comes first is decided at once, as a batch of
//! one. Who comes meanwhile waits; when the decision is there, the first of them decides for all of them. There is no
//! timer: a batch is as large as the decision before it took long. Between several processes the database decides: see
//! [`domain::together`].

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use domain::failure::{Failure, Outcome};
use domain::points::goods::Quantity;
use domain::points::redemption::Redemption;
use domain::together::Asking;
use domain::volunteering::shift::SignUp;
use domain::wishes::claim::ForUnit;
use domain::wishes::wish::Wish;
use tokio::sync::oneshot;
use uuid::Uuid;

/// No batch is larger.
const MOST: usize = 128;
/// The histogram of how many were decided together.
pub const DECIDED_TOGETHER: &str = "linli_decided_together";

/// The lines of all acts that many want of the same thing at once.
pub struct Rushes {
    /// For wishes.
    pub claims: Lines<ForUnit, Wish>,
    /// For shifts.
    pub sign_ups: Lines<(), SignUp>,
    /// For goods.
    pub redemptions: Lines<Quantity, Redemption>,
}

impl Default for Rushes {
    fn default() -> Self {
        Self { claims: Lines::of("claimWish"), sign_ups: Lines::of("signUp"), redemptions: Lines::of("redeemGoods") }
    }
}

/// The lines of one act: one for each thing about which somebody decides, empty while nobody else waits.
pub struct Lines<W, A> {
    act: &'static str,
    lines: Arc<Mutex<HashMap<Uuid, Line<W, A>>>>,
}

type Line<W, A> = VecDeque<Waiting<W, A>>;
/// To decide at once, or to hear what becomes of one.
type Place<W, A> = Result<(Turn<W, A>, Asking<W>), oneshot::Receiver<Told<W, A>>>;

/// Somebody in a line.
struct Waiting<W, A> {
    asking: Asking<W>,
    until: Instant,
    tell: oneshot::Sender<Told<W, A>>,
}

/// What somebody who waits is told.
enum Told<W, A> {
    /// What was decided.
    Answer(Outcome<A>),
    /// To decide now, for themself and for all who wait.
    Turn(Turn<W, A>, Asking<W>),
}

/// The right to decide about a thing. Whoever lets go of it, however, gives it to the next in line.
struct Turn<W, A> {
    lines: Lines<W, A>,
    thing: Uuid,
}

impl<W, A> Lines<W, A> {
    fn of(act: &'static str) -> Self {
        Self { act, lines: Arc::default() }
    }

    /// Decides about `thing`, together with all who want it now; `decide` answers each of a batch, in its order. Who still
    /// waits `until` then is not decided about any more.
    pub async fn join(
        &self,
        thing: Uuid,
        asking: Asking<W>,
        until: Instant,
        decide: impl AsyncFnOnce(Vec<Asking<W>>) -> Vec<Outcome<A>>,
    ) -> Outcome<A> {
        let (turn, asking) = match self.line_up(thing, asking, until) {
            Ok(first) => first,
            Err(told) => match told.await {
                Ok(Told::Answer(answer)) => return answer,
                Ok(Told::Turn(turn, asking)) => (turn, asking),
                Err(_) => return Err(Failure::Unavailable("the decision broke off, or came too late".into())),
            },
        };
        let mut batch = vec![asking];
        let others = turn.others(&mut batch);
        metrics::histogram!(DECIDED_TOGETHER, "act" => self.act).record(batch.len() as f64);
        let mut answers = decide(batch).await.into_iter();
        drop(turn);
        let mine = answers.next();
        for (tell, answer) in others.into_iter().zip(answers) {
            // Who does not listen any more has been told that it took too long.
            let _ = tell.send(Told::Answer(answer));
        }
        mine.unwrap_or_else(|| Err(Failure::Broken("a decision is missing".into())))
    }

    /// The turn, if nobody decides about the thing; else a place in the line.
    fn line_up(&self, thing: Uuid, asking: Asking<W>, until: Instant) -> Place<W, A> {
        match self.lock().entry(thing) {
            Entry::Vacant(nobody) => {
                nobody.insert(VecDeque::new());
                Ok((Turn { lines: self.clone(), thing }, asking))
            }
            Entry::Occupied(mut line) => {
                let (tell, told) = oneshot::channel();
                line.get_mut().push_back(Waiting { asking, until, tell });
                Err(told)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Line<W, A>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W, A> Turn<W, A> {
    /// Takes those who wait out of the line into the batch: of each member one request, and nobody who was told meanwhile
    /// that it took too long.
    fn others(&self, batch: &mut Vec<Asking<W>>) -> Vec<oneshot::Sender<Told<W, A>>> {
        let (mut others, mut later, now) = (Vec::new(), VecDeque::new(), Instant::now());
        let mut members: HashSet<_> = batch.iter().map(|asking| asking.request.member).collect();
        let mut lines = self.lines.lock();
        let Some(line) = lines.get_mut(&self.thing) else { return others };
        for waiting in std::mem::take(line) {
            if waiting.until <= now {
                continue;
            }
            if batch.len() < MOST && members.insert(waiting.asking.request.member) {
                batch.push(waiting.asking);
                others.push(waiting.tell);
            } else {
                later.push_back(waiting);
            }
        }
        *line = later;
        others
    }
}

impl<W, A> Drop for Turn<W, A> {
    fn drop(&mut self) {
        let next = {
            let mut lines = self.lines.lock();
            let next = lines.get_mut(&self.thing).and_then(|line| {
                let late = line.iter().take_while(|waiting| waiting.until <= Instant::now()).count();
                line.drain(..late);
                line.pop_front()
            });
            if next.is_none() {
                lines.remove(&self.thing);
            }
            next
        };
        if let Some(Waiting { asking, tell, .. }) = next {
            // Who does not listen any more lets go of the turn at once.
            let _ = tell.send(Told::Turn(Turn { lines: self.lines.clone(), thing: self.thing }, asking));
        }
    }
}

impl<W, A> Clone for Lines<W, A> {
    fn clone(&self) -> Self {
        Self { act: self.act, lines: self.lines.clone() }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::access::Viewer;
    use domain::ids::{MemberId, SessionId};
    use domain::request::Request;
    use domain::standing::Standing;
    use tokio::task::{JoinHandle, yield_now};

    use super::*;

    type Members = Vec<u128>;

    fn asking(member: u128) -> Asking<()> {
        let member = MemberId::from_uuid(Uuid::from_u128(member));
        let standing = Standing {
            member,
            home: None,
            volunteer: false,
            party_unit: None,
            grants: Vec::new(),
            withheld: Vec::new(),
            blocked: false,
            unblocked: None,
            screen: None,
        };
        let by = Viewer { standing, session: SessionId::from_uuid(Uuid::nil()), asked_in: None };
        Asking { by, request: Request { member, id: Uuid::nil(), input: [0; 32] }, wants: () }
    }

    /// A line for one thing. The answer of each is who was decided together with them, or `None` without a decision.
    struct Scene(Lines<(), Members>);

    impl Scene {
        fn new() -> Self {
            Self(Lines::of("test"))
        }

        /// A member joins, and comes as far as they can. If they decide, then when `go` is there.
        async fn join(&self, member: u128, patience: Duration, go: Go) -> JoinHandle<Option<Members>> {
            let lines = self.0.clone();
            let decide = async |batch: Vec<Asking<()>>| {
                if let Some(go) = go {
                    go.await.expect("the decision breaks off");
                }
                let together: Members = batch.iter().map(|one| one.request.member.uuid().as_u128()).collect();
                batch.iter().map(|_| Ok(together.clone())).collect()
            };
            let until = Instant::now() + patience;
            let task = async move { lines.join(Uuid::nil(), asking(member), until, decide).await.ok() };
            let task = tokio::spawn(task);
            yield_now().await;
            task
        }
    }

    type Go = Option<oneshot::Receiver<()>>;
    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn who_comes_meanwhile_is_decided_together_and_each_member_once() {
        let (scene, (go, first)) = (Scene::new(), oneshot::channel());
        let mut tasks = vec![scene.join(1, LONG, Some(first)).await];
        for member in [2, 3, 2, 1, 4] {
            tasks.push(scene.join(member, LONG, None).await);
        }
        go.send(()).expect("somebody decides");
        let mut told = Vec::new();
        for task in tasks {
            told.push(task.await.expect("an answer").expect("a decision"));
        }
        // In the order in which they came; the second request of a member waits for the first.
        assert_eq!(told, [vec![1], vec![2, 3, 1, 4], vec![2, 3, 1, 4], vec![2], vec![2, 3, 1, 4], vec![2, 3, 1, 4]]);
        assert!(scene.0.lock().is_empty(), "no line is left");
    }

    #[tokio::test]
    async fn a_decision_that_breaks_off_harms_only_its_batch() {
        let (scene, (go, first)) = (Scene::new(), oneshot::channel());
        let one = scene.join(1, LONG, Some(first)).await;
        let (second_go, second) = oneshot::channel();
        let two = scene.join(2, LONG, Some(second)).await;
        let three = scene.join(3, LONG, None).await;
        go.send(()).expect("somebody decides");
        assert_eq!(one.await.expect("an answer"), Some(vec![1]));
        yield_now().await;
        // The second decides for the third, too, and panics; the fourth came meanwhile.
        let four = scene.join(4, LONG, None).await;
        drop(second_go);
        assert!(two.await.is_err(), "it panicked");
        assert_eq!(three.await.expect("an answer"), None);
        assert_eq!(four.await.expect("an answer"), Some(vec![4]));
        assert!(scene.0.lock().is_empty(), "no line is left");
    }

    #[tokio::test]
    async fn who_is_gone_or_was_told_that_it_took_too_long_is_not_decided_about() {
        let (scene, (go, first)) = (Scene::new(), oneshot::channel());
        let one = scene.join(1, LONG, Some(first)).await;
        let (late, gone) = (scene.join(2, Duration::ZERO, None).await, scene.join(3, LONG, None).await);
        let (four, late_too) = (scene.join(4, LONG, None).await, scene.join(5, Duration::ZERO, None).await);
        gone.abort();
        assert!(gone.await.is_err());
        go.send(()).expect("somebody decides");
        assert_eq!(one.await.expect("an answer"), Some(vec![1]));
        assert_eq!((late.await.expect("an answer"), late_too.await.expect("an answer")), (None, None));
        assert_eq!(four.await.expect("an answer"), Some(vec![4]));
    }

    #[tokio::test]
    async fn a_batch_has_an_end() {
        let (scene, (go, first)) = (Scene::new(), oneshot::channel());
        let mut tasks = vec![scene.join(0, LONG, Some(first)).await];
        for member in 1..=MOST as u128 + 1 {
            tasks.push(scene.join(member, LONG, None).await);
        }
        go.send(()).expect("somebody decides");
        let last = tasks.pop().expect("a task").await.expect("an answer").expect("a decision");
        assert_eq!(last, [MOST as u128 + 1]);
    }
}
