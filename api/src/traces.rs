//! Traces: on what a request, and the jobs that follow from it, spent their time. With the Cargo feature `traces` they are
//! sent to a collector of OpenTelemetry, which its environment variables name (`OTEL_EXPORTER_OTLP_ENDPOINT`).

use tracing::Span;

/// The variable that says where traces go. Without it there are none.
const WHERE: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

#[cfg(feature = "traces")]
mod sent {
    use std::collections::HashMap;
    use std::sync::OnceLock;

    use opentelemetry::global;
    use opentelemetry::propagation::TextMapPropagator;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
    use opentelemetry_sdk::Resource;
    use opentelemetry_sdk::propagation::TraceContextPropagator;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing::{Span, Subscriber};
    use tracing_opentelemetry::OpenTelemetrySpanExt;
    use tracing_subscriber::Layer;
    use tracing_subscriber::registry::LookupSpan;

    /// What holds a trace context in a header of the W3C.
    const HEADER: &str = "traceparent";

    static SENDER: OnceLock<SdkTracerProvider> = OnceLock::new();

    /// Sends all spans. To be called outside the runtime: the sender has a thread of its own, which waits.
    pub fn layer<S: Subscriber + for<'s> LookupSpan<'s>>() -> Result<impl Layer<S>, String> {
        // Fails if there is one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let exporter = SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary).build();
        let exporter = exporter.map_err(|fault| format!("{} is of no use: {fault}", super::WHERE))?;
        let mut resource = Resource::builder();
        if std::env::var_os("OTEL_SERVICE_NAME").is_none() {
            resource = resource.with_service_name("linli");
        }
        let sender = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource.build()).build();
        global::set_tracer_provider(sender.clone());
        let tracer = SENDER.get_or_init(|| sender).tracer("linli");
        // Of what the program knows about its own code and threads, nothing is of use to those who look at traces.
        Ok(tracing_opentelemetry::layer()
            .with_tracer(tracer)
            .with_location(false)
            .with_threads(false)
            .with_target(false))
    }

    pub fn now() -> Option<String> {
        let mut headers = HashMap::new();
        TraceContextPropagator::new().inject_context(&Span::current().context(), &mut headers);
        headers.remove(HEADER)
    }

    pub fn follow(span: &Span, cause: &str) {
        let headers = HashMap::from([(HEADER.to_owned(), cause.to_owned())]);
        // Fails if the span has begun, or nobody watches.
        let _ = span.set_parent(TraceContextPropagator::new().extract(&headers));
    }

    pub fn end() {
        if let Some(Err(fault)) = SENDER.get().map(SdkTracerProvider::shutdown) {
            eprintln!("linli: the last traces could not be sent: {fault}");
        }
    }
}

/// The layer that sends traces, if they are wanted. To be called outside the runtime.
#[cfg(feature = "traces")]
pub fn layer<S>() -> Result<impl tracing_subscriber::Layer<S>, String>
where
    S: tracing::Subscriber + for<'s> tracing_subscriber::registry::LookupSpan<'s>,
{
    std::env::var_os(WHERE).map(|_| sent::layer()).transpose()
}

/// No layer: whoever wants one is told what is missing.
#[cfg(not(feature = "traces"))]
pub fn layer() -> Result<tracing_subscriber::layer::Identity, String> {
    match std::env::var_os(WHERE) {
        None => Ok(tracing_subscriber::layer::Identity::new()),
        Some(_) => {
            Err(format!("{WHERE} is set, but this program was built without traces: build with --features traces"))
        }
    }
}

/// What is being done now, so that what follows from it can be told as part of it.
pub fn now() -> Option<String> {
    #[cfg(feature = "traces")]
    return sent::now();
    #[cfg(not(feature = "traces"))]
    return None;
}

/// Tells a span that has not begun as part of what caused it.
pub fn follow(span: &Span, cause: Option<&str>) {
    #[cfg(feature = "traces")]
    if let Some(cause) = cause {
        sent::follow(span, cause);
    }
    #[cfg(not(feature = "traces"))]
    let _ = (span, cause);
}

/// Sends what was not sent yet. To be called outside the runtime.
pub fn end() {
    #[cfg(feature = "traces")]
    sent::end();
}
