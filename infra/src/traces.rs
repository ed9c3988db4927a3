//! What was asked of others, told to the trace of whatever asked: with the Cargo feature `traces`, else to nobody.

use std::time::Duration;

/// Tells of something that has just ended: of whom it was asked, what (nothing that is a secret or somebody's data), for
/// how long, and whether it failed.
#[cfg(feature = "traces")]
pub(crate) fn ended(whom: &'static str, what: &str, took: Duration, failed: bool) {
    use opentelemetry::trace::{Span, SpanKind, Status, TraceContextExt, Tracer};
    use opentelemetry::{KeyValue, global};
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    let asked_by = tracing::Span::current().context();
    // What belongs to nothing, such as a look whether something is due, would only be many traces of one line.
    if !asked_by.span().span_context().is_sampled() {
        return;
    }
    let (tracer, now) = (global::tracer("linli"), std::time::SystemTime::now());
    let span = tracer.span_builder(whom).with_kind(SpanKind::Client).with_start_time(now - took);
    let mut span =
        span.with_attributes([KeyValue::new("asked", what.to_owned())]).start_with_context(&tracer, &asked_by);
    if failed {
        span.set_status(Status::error("failed"));
    }
    span.end_with_timestamp(now);
}

/// Nobody is told.
#[cfg(not(feature = "traces"))]
pub(crate) fn ended(_whom: &'static str, _what: &str, _took: Duration, _failed: bool) {}
