//! Volunteering (志愿服务): teams, activities with their shifts, and who signed up.

pub mod activity;
pub mod call_off;
pub mod cancel;
pub mod found;
pub mod join;
pub mod organise;
pub mod plan;
pub mod read;
pub mod repo;
pub mod shift;
pub mod sign_up;
pub mod team;
