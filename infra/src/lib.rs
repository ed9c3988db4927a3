//! The adapters of Linli: each obeys a port or repository of `domain`, and decides nothing.

pub mod db;
pub mod files;
pub mod memory;
pub mod redis;
pub mod seal;
pub mod system;
mod traces;
pub mod wechat;
pub mod workbook;
