//! Personal data in the hand of the person: consent before it is collected, and its withdrawal.
//!
//! By the Personal Information Protection Law of China (个人信息保护法): articles 13 to 16 on consent.

pub mod consent;
pub mod give;
pub mod policy;
pub mod repo;
pub mod withdraw;
