//! Holidays and make-up working days that were imported: table `calendar_days`.

use std::ops::RangeInclusive;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::calendar::day::{CalendarDay, DayKind};
use domain::calendar::repo::{CalendarReader, CalendarRepo};
use domain::calendar::working_days::Calendar;
use domain::failure::{Failure, Outcome};
use domain::text::Line;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryFilter};

use super::entities::calendar_day;
use super::sql::{delete, failure, if_unique};
use super::words::{Words, meaning, word};
use super::{Db, DbTx};

const KIND: Words<DayKind, 2> = [("holiday", DayKind::Holiday), ("make_up", DayKind::MakeUp)];

#[async_trait]
impl CalendarRepo for DbTx {
    async fn replace_years(&mut self, calendar: &Calendar) -> Outcome<()> {
        for (year, days) in calendar.years() {
            let before = calendar_day::COLUMN.day.between(first_of(year), last_of(year));
            delete(&self.tx, calendar_day::Entity::delete_many().filter(before)).await?;
            let rows = days.into_iter().map(|CalendarDay { day, kind, name }| calendar_day::ActiveModel {
                day: Set(*day),
                kind: Set(word(&KIND, *kind).into()),
                name: Set(name.as_str().into()),
            });
            let added = calendar_day::Entity::insert_many(rows).exec_without_returning(&self.tx).await;
            // Every year has days in common with every other arrangement of it.
            if_unique(added)?
                .ok_or_else(|| Failure::Unavailable("somebody else imported one of these years meanwhile".into()))?;
        }
        Ok(())
    }
}

#[async_trait]
impl CalendarReader for Db {
    async fn imported_days(&self, years: RangeInclusive<i32>) -> Outcome<Vec<CalendarDay>> {
        let wanted = calendar_day::COLUMN.day.between(first_of(*years.start()), last_of(*years.end()));
        let rows = calendar_day::Entity::find().filter(wanted).all(&self.read).await.map_err(failure)?;
        rows.into_iter()
            .map(|row| Ok(CalendarDay { day: row.day, kind: meaning(&KIND, &row.kind)?, name: Line::stored(row.name) }))
            .collect()
    }
}

fn first_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN)
}

fn last_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}
