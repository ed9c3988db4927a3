//! The notice board (公示栏).

pub mod edit;
pub mod mark_read;
pub mod notice;
pub mod publish;
pub mod read;
pub mod repo;
pub mod withdraw;
