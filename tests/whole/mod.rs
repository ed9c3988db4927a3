//! What holds for all features: who gets what, what a request costs, what input is refused, a day and ten thousand
//! steps.

mod access;
mod attacks;
mod bad_input;
mod costs;
mod driver;
mod entitlements;
mod one_day;
mod together;
