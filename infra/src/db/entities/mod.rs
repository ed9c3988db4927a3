//! The tables that are written row by row.

pub(super) mod activity;
pub(super) mod area;
pub(super) mod duty_point;
pub(super) mod grant;
pub(super) mod notice;
pub(super) mod roster_entry;
pub(super) mod shift;
pub(super) mod team;
pub(super) mod unit;
pub(super) mod wish;
