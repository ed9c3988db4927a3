//! What many objects of a page ask for, read at once: one statement for all that a request needs by then. Filtered by
//! what the viewer may see.

use std::hash::Hash;
use std::mem;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{self, Poll, Wake, Waker};
use std::time::Duration;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::{Failure, Outcome};
use domain::page::{Page, PageRequest};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use futures_util::task::AtomicWaker;

use super::context::ports;

/// What loads for a request. Each feature implements `Loader` for the keys that it brings.
pub struct Batch {
    /// What the use cases need.
    pub ports: Ports,
    viewer: Option<Viewer>,
}

impl Batch {
    /// The caller. *Unauthenticated* if nobody is logged in.
    pub fn viewer(&self) -> Outcome<&Viewer> {
        self.viewer.as_ref().ok_or(Failure::Unauthenticated)
    }
}

type Load = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The loads of a request. The loader is made when something asks for it.
#[derive(Clone, Default)]
pub struct Loads {
    loader: Arc<OnceLock<DataLoader<Batch>>>,
    begun: Arc<Mutex<Vec<Load>>>,
}

impl Loads {
    fn loader(&self, ctx: &Context<'_>) -> &DataLoader<Batch> {
        self.loader.get_or_init(|| {
            let (begun, viewer) = (self.begun.clone(), ctx.data_unchecked::<Option<Viewer>>().clone());
            let begin = move |load| begun.lock().unwrap_or_else(PoisonError::into_inner).push(load);
            // No delay: see `along`.
            DataLoader::new(Batch { ports: ports(ctx).clone(), viewer }, begin).delay(Duration::ZERO)
        })
    }

    /// Runs a request, and its loads whenever it cannot go on without them. So each load finds all that was asked for
    /// by then, and needs neither a timer to wait for more nor a task of its own.
    pub async fn along<T>(&self, request: impl Future<Output = T>) -> T {
        let (mut request, mut loading) = (pin!(request), FuturesUnordered::new());
        let again = Arc::new(Again::default());
        let waker = Waker::from(again.clone());
        std::future::poll_fn(|cx| {
            again.outer.register(cx.waker());
            loop {
                again.wanted.store(false, Ordering::Relaxed);
                if let Poll::Ready(answer) = request.as_mut().poll(&mut task::Context::from_waker(&waker)) {
                    return Poll::Ready(answer);
                }
                // It only yielded to others, as a long list does after every few items: more is still to be asked for.
                if again.wanted.load(Ordering::Relaxed) {
                    return Poll::Pending;
                }
                loading.extend(mem::take(&mut *self.begun.lock().unwrap_or_else(PoisonError::into_inner)));
                match loading.poll_next_unpin(cx) {
                    Poll::Ready(Some(())) => {}
                    Poll::Ready(None) | Poll::Pending => return Poll::Pending,
                }
            }
        })
        .await
    }
}

/// Whether a request wants to go on at once.
#[derive(Default)]
struct Again {
    wanted: AtomicBool,
    outer: AtomicWaker,
}

impl Wake for Again {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.wanted.store(true, Ordering::Relaxed);
        self.outer.wake();
    }
}

/// What belongs to a key, loaded together with that of other keys of the request; nothing if there is none.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> Outcome<Option<<Batch as Loader<K>>::Value>>
where
    Batch: Loader<K, Error = Arc<Failure>>,
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    ctx.data_unchecked::<Loads>().loader(ctx).load_one(key).await.map_err(|fault| Failure::shared(&fault))
}

/// A page of the list that belongs to one thing: lists within a list are read at once.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PageOf<I, K> {
    /// The owner of the list.
    pub of: I,
    /// Which page.
    pub page: PageRequest<K>,
}

/// The page of one list, loaded together with the same page of others.
pub async fn load_page<I, K, T>(ctx: &Context<'_>, of: I, page: &PageRequest<K>) -> Outcome<Page<T>>
where
    Batch: Loader<PageOf<I, K>, Value = Page<T>, Error = Arc<Failure>>,
    I: Clone + Eq + Hash + Send + Sync + 'static,
    K: Clone + Eq + Hash + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let found = load(ctx, PageOf { of, page: page.clone() }).await?;
    Ok(found.unwrap_or_else(|| Page::of(Vec::new(), page)))
}

/// The owners for each page that is wanted: one page, unless a document asks for several.
pub fn by_page<I: Copy, K: Clone + PartialEq>(wanted: &[PageOf<I, K>]) -> Vec<(PageRequest<K>, Vec<I>)> {
    let mut pages: Vec<(PageRequest<K>, Vec<I>)> = Vec::new();
    for PageOf { of, page } in wanted {
        match pages.iter_mut().find(|(known, _)| known == page) {
            Some((_, all)) => all.push(*of),
            None => pages.push((page.clone(), vec![*of])),
        }
    }
    pages
}
