//! The place tree: city, district, street, community, grid, building.

pub mod area;
pub mod create;
pub mod path;
pub mod read;
pub mod repo;
