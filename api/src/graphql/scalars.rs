//! Scalars of the API. Each says what is valid before anything runs, so that an error names the field.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike, NaiveDate, SecondsFormat, SubsecRound, Timelike, Utc};

/// A calendar day where the communities are (UTC+8), from 1900 to 2199, as `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// The years of which something can be asked here: more than anybody needs, and fewer than a database can hold.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// A moment, as RFC 3339 with offset: `2026-11-23T04:00:00Z`. Returned in UTC, accepted with any offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A UUID (RFC 9562), as `0190a5d0-ac96-774b-bcce-b302099a8057`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uuid(pub uuid::Uuid);

/// A calendar day where the communities are (UTC+8), from 1900 to 2199, as `2026-11-23`.
#[Scalar(name = "Date", specified_by_url = "https://scalars.graphql.org/andimarek/local-date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            // Canonical form only: chrono would also accept signs, spaces and single digits.
            Value::String(text) => match text.parse() {
                Ok(day) if YEARS.contains(&Datelike::year(&day)) && Self(day).to_value() == value => Ok(Self(day)),
                _ => Err(InputValueError::expected_type(value)),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A moment, as RFC 3339 with offset: `2026-11-23T04:00:00Z`. Returned in UTC, accepted with any offset.
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.as_bytes().get(10) == Some(&b'T') => {
                let moment = chrono::DateTime::parse_from_rfc3339(text)?.to_utc();
                // Leap seconds have no place in a database, nor has anything below a microsecond.
                if moment.nanosecond() >= 1_000_000_000 {
                    return Err(InputValueError::expected_type(value));
                }
                Ok(Self(moment.trunc_subsecs(6)))
            }
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

/// A UUID (RFC 9562), as `0190a5d0-ac96-774b-bcce-b302099a8057`.
#[Scalar(name = "UUID", specified_by_url = "https://www.rfc-editor.org/rfc/rfc9562")]
impl ScalarType for Uuid {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.len() == 36 => Ok(Self(text.parse()?)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}
