//! Feeds: their addresses, the plan as a calendar, and the board as a feed.

mod addresses;
mod board;
mod plan;
