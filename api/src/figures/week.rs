//! What clients see of a week.

use async_graphql::Object;
use domain::figures::week;
use domain::wishes::stage::Stage;

use crate::graphql::scalars::Date;

/// The wishes that were posted in a week, by where they stand today: those of an early week are mostly confirmed.
pub struct WeekOfWishes(pub week::WeekOfWishes);

/// The wishes that were posted in a week, by where they stand today: those of an early week are mostly confirmed.
#[Object]
impl WeekOfWishes {
    /// Its Monday, where the communities are (UTC+8). It ends with the Sunday; this week with today.
    async fn from(&self) -> Date {
        Date(self.0.week.from)
    }

    /// How many were posted: the sum of all that follow.
    async fn posted(&self) -> i64 {
        self.0.posted()
    }

    /// How many of them wait for review.
    async fn pending_review(&self) -> i64 {
        self.0.count(Stage::PendingReview)
    }

    /// How many of them are open.
    async fn open(&self) -> i64 {
        self.0.count(Stage::Open)
    }

    /// How many of them are claimed.
    async fn claimed(&self) -> i64 {
        self.0.count(Stage::Claimed)
    }

    /// How many of them are fulfilled and not confirmed.
    async fn fulfilled(&self) -> i64 {
        self.0.count(Stage::Fulfilled)
    }

    /// How many of them are confirmed.
    async fn confirmed(&self) -> i64 {
        self.0.count(Stage::Confirmed)
    }

    /// How many of them were rejected.
    async fn rejected(&self) -> i64 {
        self.0.count(Stage::Rejected)
    }

    /// How many of them were withdrawn.
    async fn withdrawn(&self) -> i64 {
        self.0.count(Stage::Withdrawn)
    }
}

/// The hours that were served in a week.
pub struct WeekOfHours(pub week::WeekOfHours);

/// The hours that were served in a week.
#[Object]
impl WeekOfHours {
    /// Its Monday, where the communities are (UTC+8). It ends with the Sunday; this week with today.
    async fn from(&self) -> Date {
        Date(self.0.week.from)
    }

    /// The minutes that were granted and not voided.
    async fn minutes(&self) -> i64 {
        self.0.minutes
    }

    /// How many people served them.
    async fn people(&self) -> i64 {
        self.0.people
    }
}
