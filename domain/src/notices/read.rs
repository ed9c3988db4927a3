//! Looking at a notice.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::ids::NoticeId;
use crate::notices::notice::Notice;
use crate::ports::Ports;

/// The notice that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: NoticeId) -> Outcome<Notice> {
    ports.store.notices(by, &[id], ports.now()).await?.pop().ok_or(Failure::NotFound(field))
}
