//! What members wrote and others read: checked before it is seen, reported by whoever sees it, decided about by staff.

pub mod check;
