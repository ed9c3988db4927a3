//! Pages of lists, in the form of the [Relay connection specification](https://relay.dev/graphql/connections.htm).

use std::borrow::Cow;

use async_graphql::{OutputType, SimpleObject, TypeName};
use domain::page::{self, Page};

use super::cursor::{Key, List};

/// How many items a page can have, for the sum of what a document can cost. Values out of bounds are refused later.
pub(crate) fn size(first: Option<i64>, last: Option<i64>) -> usize {
    let most = page::MOST.unsigned_abs() as usize;
    first.or(last).unwrap_or(page::USUAL).try_into().map_or(most, |size: usize| size.min(most))
}

/// The cost of a text field of this maximum length. Without it, a page of long texts under fifteen aliases could be an
/// answer of a hundred megabytes.
pub(crate) const fn long(most: usize) -> usize {
    most / 250
}

/// Where a page lies in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether there are items after this page.
    has_next_page: bool,
    /// Whether there are items before this page.
    has_previous_page: bool,
    /// The cursor of the first item, to go back from.
    start_cursor: Option<String>,
    /// The cursor of the last item, to go on from.
    end_cursor: Option<String>,
}

/// What lists hold: see [`listed!`](crate::listed).
pub trait Listed: OutputType {
    /// The name of its edge in the schema.
    const EDGE: &'static str;
    /// The name of a page of it there.
    const CONNECTION: &'static str;
}

/// Declares, beside a type, that there are lists of it. A macro, because `concat!` takes literals and no constants.
#[macro_export]
macro_rules! listed {
    ($item:ident) => {
        impl $crate::graphql::connection::Listed for $item {
            const EDGE: &'static str = concat!(stringify!($item), "Edge");
            const CONNECTION: &'static str = concat!(stringify!($item), "Connection");
        }
    };
}

impl<T: Listed> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::EDGE)
    }
}

impl<T: Listed> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::CONNECTION)
    }
}

/// An item of a list and its place there.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct Edge<T: Listed> {
    /// The item.
    node: T,
    /// Its place in this list with this filter, for `after` and `before`. Opaque.
    cursor: String,
}

/// A page of a list.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct Connection<T: Listed> {
    /// The items of this page, in the order of the list.
    edges: Vec<Edge<T>>,
    /// Where the page lies.
    page_info: PageInfo,
}

impl<T: Listed> Connection<T> {
    /// The page of a list; `key` gives the place of an item in it.
    pub fn of<M, K: Key>(page: Page<M>, list: &List, key: impl Fn(&M) -> K, show: impl Fn(M) -> T) -> Self {
        let edges: Vec<_> =
            page.items.into_iter().map(|item| Edge { cursor: list.cursor(&key(&item)), node: show(item) }).collect();
        let page_info = PageInfo {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        };
        Self { edges, page_info }
    }
}
