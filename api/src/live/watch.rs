//! What an answer depends on: the resolvers of subscriptions say it, and the hub sends it again when that changes.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::live::change::Screen;
use serde_json::json;
use uuid::Uuid;

/// What an answer depends on.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// The screens that it is a picture of.
    pub topics: Vec<(Screen, Uuid)>,
    /// When it changes by itself, if it does.
    pub until: Option<DateTime<Utc>>,
    /// The rights that decide what it says, if the person matters for nothing else: then all who have the same rights
    /// and ask the same get the same answer, as long as [their documents](super::same) ask for nothing of their own.
    pub rights: Option<String>,
}

/// Where a resolver says it.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<Watched>>);

impl Watch {
    /// What was said.
    pub fn watched(&self) -> Watched {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// It depends on this, too.
    pub fn also(&self, screen: Screen, of: Uuid) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).topics.push((screen, of));
    }
}

/// Says what the answer depends on.
pub fn watch(ctx: &Context<'_>, watched: Watched) {
    if let Some(watch) = ctx.data_opt::<Watch>() {
        *watch.0.lock().unwrap_or_else(PoisonError::into_inner) = watched;
    }
}

/// Says that it changes by itself at this time, if not earlier.
pub fn watch_until(ctx: &Context<'_>, at: DateTime<Utc>) {
    if let Some(watch) = ctx.data_opt::<Watch>() {
        let mut watched = watch.0.lock().unwrap_or_else(PoisonError::into_inner);
        watched.until = Some(watched.until.map_or(at, |until| until.min(at)));
    }
}

/// The rights of a viewer in a community, in full: what they are there, and every role that they hold, withheld or not.
/// Those of a screen of a hall are its own: it is looked each time whether it still has them.
pub fn rights(by: &Viewer, scope: &Scope) -> String {
    let (grants, withheld) = (&by.standing.grants, &by.standing.withheld);
    let screen = by.standing.screen.map(|_| by.member());
    json!([scope.community().uuid(), scope.audiences(), grants, withheld, screen]).to_string()
}
