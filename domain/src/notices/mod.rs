//! The notice board (公示栏).

pub mod notice;
pub mod publish;
pub mod repo;
