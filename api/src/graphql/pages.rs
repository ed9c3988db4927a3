//! Lists within a list: the same page of each of them is read at once.

use std::hash::Hash;
use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use domain::failure::{Failure, Outcome};
use domain::page::{Page, PageRequest};

use super::context::of_loader;

/// A page of the list that belongs to one thing: what a loader is asked for.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PageOf<I, K> {
    /// Whose list.
    pub of: I,
    /// Which page.
    pub page: PageRequest<K>,
}

/// The page of one list, loaded together with the same page of others.
pub async fn load_page<L, I, K, T>(ctx: &Context<'_>, of: I, page: &PageRequest<K>) -> Outcome<Page<T>>
where
    L: Loader<PageOf<I, K>, Value = Page<T>, Error = Arc<Failure>>,
    I: Clone + Eq + Hash + Send + Sync + 'static,
    K: Clone + Eq + Hash + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let loader = ctx.data_unchecked::<DataLoader<L>>();
    let found = loader.load_one(PageOf { of, page: page.clone() }).await.map_err(of_loader)?;
    Ok(found.unwrap_or_else(|| Page::of(Vec::new(), page)))
}

/// Of whom each page is wanted: one page, unless a document asks for several.
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
