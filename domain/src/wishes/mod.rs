//! Micro-wishes (微心愿): small needs of residents that one helper can fulfil.

pub mod claim;
pub mod post;
pub mod repo;
pub mod review;
pub mod wish;
