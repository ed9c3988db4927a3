//! What the WeChat platform tells by itself: what its look at a picture found, and what people think of messages.

pub mod event;
pub mod receive;
pub mod repo;
