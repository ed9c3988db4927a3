//! Deciding together for all who want the same thing at the same moment.
//!
//! A batch is decided in rounds. A round reads once for everybody, and what it read can only refuse. The others are
//! tried in one transaction of set-based statements, each of which holds for all of them or for none: if anything came
//! in between, nothing of the round is kept, and the next one reads again. So whoever is refused harms nobody, and one
//! who comes alone is a batch of one.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use crate::access::Viewer;
use crate::audit::entry::Deed;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::Id;
use crate::once::says_no;
use crate::ports::Ports;
use crate::request::Request;
use crate::store::Tx;

/// How many rounds of a batch may be in vain because others came in between.
const IN_VAIN_AT_MOST: usize = 8;

/// One of a batch. A batch holds one request of a member: their next is decided after it.
#[derive(Debug, Clone)]
pub struct Asking<W = ()> {
    /// Who asks.
    pub by: Viewer,
    /// The request that must have one effect.
    pub request: Request,
    /// What they say beside the thing that all want.
    pub wants: W,
}

/// What is tried for one of a batch whom nothing that was read refuses.
pub struct Attempt<K, N> {
    /// The id of what the request makes.
    pub makes: Id<K>,
    /// What it is for the audit log.
    pub deed: Deed,
    /// What is to be written.
    pub new: N,
}

/// An act that many may want of the same thing at the same moment.
#[async_trait]
pub trait Rush: Sync {
    /// What each says beside the thing.
    type Wants: Sync;
    /// The kind of what a request makes.
    type Made: Send + Sync;
    /// What is to be written for each.
    type New: Send + Sync;
    /// The answer.
    type Answer: Send;

    /// Reads once for all of these, in the order in which they came, and refuses. `None` for those who are not refused
    /// and must wait for what becomes of the ones before them.
    async fn look(&self, ports: &Ports, asking: &[&Asking<Self::Wants>]) -> Outcome<Vec<Looked<Self>>>;

    /// Writes for all of these; `false` if it does not hold for all of them any more. Rows of members and accounts are held
    /// in the order of their ids, and the row that everybody wants comes last, so that nobody waits in a circle.
    async fn write(&self, tx: &mut dyn Tx, new: &[Self::New]) -> Outcome<bool>;

    /// What was made, as each of these sees it: one statement for all.
    async fn show(&self, ports: &Ports, made: &[(&Viewer, Id<Self::Made>)]) -> Outcome<Vec<Outcome<Self::Answer>>>;
}

/// What was found for one of a batch: a refusal, an attempt, or that somebody else comes first.
pub type Looked<R> = Outcome<Option<Attempt<<R as Rush>::Made, <R as Rush>::New>>>;

/// Decides for all of a batch, and answers each. The order is that in which they came.
pub async fn decide<R: Rush>(ports: &Ports, rush: &R, all: &[Asking<R::Wants>]) -> Vec<Outcome<R::Answer>> {
    let mut decided: Vec<Option<Outcome<Uuid>>> = all.iter().map(|_| None).collect();
    let mut in_vain = 0;
    loop {
        let open: Vec<_> = (0..all.len()).filter(|n| decided[*n].is_none()).collect();
        if open.is_empty() {
            break;
        }
        let fault = match round(ports, rush, all, &open, &mut decided).await {
            Ok(()) if open.iter().any(|n| decided[*n].is_some()) => continue,
            Ok(()) if in_vain < IN_VAIN_AT_MOST => {
                in_vain += 1;
                continue;
            }
            Ok(()) => Failure::Unavailable("others came in between again and again".into()),
            Err(fault) => fault,
        };
        // What was decided in rounds before stays so; of this one nothing was kept.
        let fault = Arc::new(fault);
        for n in open {
            decided[n].get_or_insert_with(|| Err(Failure::shared(&fault)));
        }
    }
    let mut decided: Vec<_> = decided.into_iter().flatten().collect();
    replay(ports, all, &mut decided).await;
    answers(ports, rush, all, decided).await
}

/// One round for those who are undecided. Decides for at least one of them, unless others came in between.
async fn round<R: Rush>(
    ports: &Ports,
    rush: &R,
    all: &[Asking<R::Wants>],
    open: &[usize],
    decided: &mut [Option<Outcome<Uuid>>],
) -> Outcome<()> {
    for apart in attempt(ports, rush, all, open, decided).await? {
        attempt(ports, rush, all, &[apart], decided).await?;
    }
    Ok(())
}

/// Refuses some of these, and tries others. Gives those who are to be tried one by one.
async fn attempt<R: Rush>(
    ports: &Ports,
    rush: &R,
    all: &[Asking<R::Wants>],
    open: &[usize],
    decided: &mut [Option<Outcome<Uuid>>],
) -> Outcome<Vec<usize>> {
    let asking: Vec<_> = open.iter().map(|n| &all[*n]).collect();
    let (mut tried, mut requests, mut deeds, mut new) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (n, looked) in open.iter().zip(rush.look(ports, &asking).await?) {
        match looked {
            Ok(None) => {}
            Ok(Some(attempt)) => {
                tried.push(*n);
                requests.push((&all[*n].request, attempt.makes.uuid()));
                deeds.push(attempt.deed);
                new.push(attempt.new);
            }
            Err(no) => decided[*n] = Some(Err(no)),
        }
    }
    if tried.is_empty() {
        return Ok(tried);
    }
    let mut tx = ports.store.begin().await?;
    let free = tx.remember_all(&requests, ports.now()).await?;
    for (n, _) in tried.iter().zip(&free).filter(|(_, free)| !**free) {
        decided[*n] = Some(Err(Reason::RequestIdReused.at("requestId").into()));
    }
    // Dropping the transaction keeps nothing of it; the others come again in the next round.
    if free.contains(&false) || !rush.write(&mut *tx, &new).await? {
        return Ok(Vec::new());
    }
    match ports.commit_all(tx, deeds).await {
        Ok(()) => {
            tried.iter().zip(requests).for_each(|(n, (_, made))| decided[*n] = Some(Ok(made)));
        }
        // Somebody was blocked or has erased their account meanwhile.
        Err(Failure::Unauthenticated) if tried.len() > 1 => return Ok(tried),
        Err(Failure::Unauthenticated) => decided[tried[0]] = Some(Err(Failure::Unauthenticated)),
        Err(fault) => return Err(fault),
    }
    Ok(Vec::new())
}

/// Whoever is refused may have asked the same before, and changed what was then found: see [`crate::once::once`].
async fn replay<W>(ports: &Ports, all: &[Asking<W>], decided: &mut [Outcome<Uuid>]) {
    let refused: Vec<_> = (0..all.len()).filter(|n| decided[*n].as_ref().is_err_and(says_no)).collect();
    if refused.is_empty() {
        return;
    }
    let requests: Vec<_> = refused.iter().map(|n| &all[*n].request).collect();
    match ports.store.earlier_of(&requests).await {
        Ok(earlier) => {
            for (n, earlier) in refused.into_iter().zip(earlier) {
                if let Some(earlier) = earlier {
                    decided[n] = earlier.answer();
                }
            }
        }
        Err(fault) => {
            let fault = Arc::new(fault);
            refused.into_iter().for_each(|n| decided[n] = Err(Failure::shared(&fault)));
        }
    }
}

/// Shows to each what their request made, or why it made nothing.
async fn answers<R: Rush>(
    ports: &Ports,
    rush: &R,
    all: &[Asking<R::Wants>],
    decided: Vec<Outcome<Uuid>>,
) -> Vec<Outcome<R::Answer>> {
    let made = all
        .iter()
        .zip(&decided)
        .filter_map(|(asking, decided)| decided.as_ref().ok().map(|made| (&asking.by, Id::from_uuid(*made))));
    let made: Vec<_> = made.collect();
    let shown = if made.is_empty() { Ok(Vec::new()) } else { rush.show(ports, &made).await };
    let mut shown = shown.map(Vec::into_iter).map_err(Arc::new);
    let answer = |decided: Outcome<Uuid>| {
        decided?;
        match &mut shown {
            Ok(shown) => shown.next().unwrap_or_else(|| Err(Failure::Broken("an answer is missing".into()))),
            Err(fault) => Err(Failure::shared(fault)),
        }
    };
    decided.into_iter().map(answer).collect()
}
