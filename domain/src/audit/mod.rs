//! The audit log: who did what, to what, when, and by which request. It is only ever added to.

pub mod act;
pub mod chain;
pub mod entry;
pub mod extend;
pub mod log;
pub mod read;
pub mod repo;
pub mod verify;
pub mod write;
