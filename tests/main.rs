//! What Linli does, as a client sees it: through HTTP, on both stores.

mod harness;

mod access;
mod attacks;
mod attendance;
mod audit;
mod bad_input;
mod costs;
mod doctor;
mod driver;
mod fulfilment;
mod hangups;
mod hours;
mod http;
mod known_documents;
mod login;
mod moderation;
mod notices;
mod one_day;
mod outages;
mod party;
mod people;
mod points;
mod privacy;
mod process;
mod proposals;
mod push;
mod rates;
mod roster;
mod seats;
mod sessions;
mod teams;
mod time_limit;
mod two_processes;
mod volunteering;
mod wishes;
