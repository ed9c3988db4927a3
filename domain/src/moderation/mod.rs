//! What members wrote and others read: checked before it is seen, reported by whoever sees it, decided about by staff.

pub mod case;
pub mod check;
pub mod decide;
pub mod hold;
pub mod read;
pub mod repo;
pub mod report;
pub mod text_state;
pub mod verdict;
