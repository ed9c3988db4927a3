//! Units: who lives where.

mod roster;
