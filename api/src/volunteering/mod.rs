//! Teams, activities and sign-ups over GraphQL.

pub mod loader;
pub mod mutation;
pub mod query;
pub mod sign_up;
pub mod types;
