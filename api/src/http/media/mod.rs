//! `/media`: photos and attachments go in as files, and come out by signed addresses.

pub mod attach;
mod document;
pub mod fetch;
mod form;
mod header;
mod picture;
pub mod upload;
