//! What happened week by week: each week is looked up in an index by its days.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::calendar::period::Period;
use domain::failure::Outcome;
use domain::figures::repo::FigureReader;
use domain::figures::week::{WeekOfHours, WeekOfWishes};
use domain::wishes::stage::Stage;

use super::Db;
use super::row::{read_all, values};
use super::sql::{all, of_rows};
use super::wishes::STAGE;

const WISHES: &str = "WITH v (begins, ends) AS (VALUES ()) SELECT v.begins, w.state, COUNT(*) FROM v \
    JOIN wishes w ON w.community_id = $1 AND w.posted_at >= v.begins AND w.posted_at < v.ends GROUP BY v.begins, w.state";
const HOURS: &str = "WITH v (monday, sunday) AS (VALUES ()) SELECT v.monday, CAST(SUM(h.minutes) AS bigint), \
    COUNT(DISTINCT h.member_id) FROM v JOIN hours h ON h.community_id = $1 AND h.day >= v.monday AND h.day <= v.sunday \
    AND h.voided_at IS NULL GROUP BY v.monday";

#[async_trait]
impl FigureReader for Db {
    async fn wishes_by_week(&self, scope: &Scope, weeks: &[Period]) -> Outcome<Vec<WeekOfWishes>> {
        let rows = weeks.iter().map(|week| values![week.begins(), week.ends()]).collect();
        let (sql, values) = of_rows(WISHES, values![scope.community()], rows);
        let found: Vec<(DateTime<Utc>, Stage, i64)> =
            read_all(&all(&self.read, &sql, values).await?, |row| Ok((row.read()?, row.word(&STAGE)?, row.read()?)))?;
        let told = |week: &Period| {
            let of = found.iter().filter(|(begins, ..)| *begins == week.begins());
            of.map(|(_, stage, count)| (*stage, *count)).collect()
        };
        Ok(weeks.iter().map(|week| WeekOfWishes { week: *week, at: told(week) }).collect())
    }

    async fn hours_by_week(&self, scope: &Scope, weeks: &[Period]) -> Outcome<Vec<WeekOfHours>> {
        let rows = weeks.iter().map(|week| values![week.from, week.to]).collect();
        let (sql, values) = of_rows(HOURS, values![scope.community()], rows);
        let found: Vec<(NaiveDate, i64, i64)> =
            read_all(&all(&self.read, &sql, values).await?, |row| Ok((row.read()?, row.read()?, row.read()?)))?;
        let told = |week: &Period| {
            let (_, minutes, people) =
                found.iter().find(|(from, ..)| *from == week.from).copied().unwrap_or((week.from, 0, 0));
            WeekOfHours { week: *week, minutes, people }
        };
        Ok(weeks.iter().map(told).collect())
    }
}
