//! Teams, activities and sign-ups over GraphQL.

pub mod activity;
pub mod loader;
pub mod mine;
pub mod mutation;
pub mod query;
pub mod shift;
pub mod sign_up;
pub mod team;
