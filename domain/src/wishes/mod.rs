//! Micro-wishes (微心愿): small needs of residents that one helper can fulfil.

pub mod claim;
pub mod confirm;
pub mod contact;
pub mod fulfil;
pub mod give_back;
pub mod post;
pub mod read;
pub mod repo;
pub mod reveal;
pub mod review;
pub mod timeline;
pub mod wish;
pub mod withdraw;
