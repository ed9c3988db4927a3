//! Personal data in the hand of the person: consent before it is collected, a copy of all of it, and its erasure.
//!
//! By the Personal Information Protection Law of China (个人信息保护法): articles 13 to 16 on consent, 45 on the copy,
//! 47 on erasure.

pub mod consent;
pub mod erase;
pub mod export;
pub mod give;
pub mod must_consent;
pub mod policy;
pub mod publish;
pub mod read;
pub mod remains;
pub mod repo;
pub mod withdraw;
