//! Looking at screens.

use crate::access::{Scope, Viewer};
use crate::failure::{Failure, Outcome};
use crate::ids::ScreenId;
use crate::page::{Page, PageRequest};
use crate::ports::Ports;
use crate::screens::screen::Screen;

/// The screens of a community. For those who administer it.
pub async fn of_community(
    ports: &Ports,
    by: &Viewer,
    scope: &Scope,
    page: &PageRequest<ScreenId>,
) -> Outcome<Page<Screen>> {
    by.must_administer(scope.path())?;
    ports.store.screens_of(scope, page).await
}

/// The screen that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: ScreenId) -> Outcome<Screen> {
    ports.store.screens(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}
