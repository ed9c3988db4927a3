//! The one place where the failures of use cases become answers.

use std::collections::HashSet;
use std::future::Future;
use std::sync::Mutex;

use async_graphql::parser::types::OperationType;
use async_graphql::{Context, Error, ErrorExtensions};
use domain::admit;
use domain::failure::{Failure, Outcome};
use domain::rates::Caller;

use super::context::{ports, viewer};
use super::refusal::{Refusal, RefusalCode};
use crate::language::Lang;

/// The answer of a mutation: what it made, or the refusal.
pub async fn settle<T: Into<U>, U: From<Refusal>>(
    ctx: &Context<'_>,
    outcome: impl Future<Output = Outcome<T>>,
) -> Result<U, Error> {
    let lang = lang(ctx);
    match outcome.await {
        Ok(made) => Ok(made.into()),
        Err(Failure::Refused(refusal)) => Ok(U::from(Refusal {
            code: refusal.reason.into(),
            message: lang.say(refusal.reason.text()),
            field: refusal.field.map(str::to_owned),
            retry_after_seconds: None,
        })),
        Err(failure) => Err(error(note(ctx, failure).await, lang)),
    }
}

/// The answer of a query.
pub async fn answer<T>(ctx: &Context<'_>, outcome: impl Future<Output = Outcome<T>>) -> Result<T, Error> {
    match outcome.await {
        Ok(found) => Ok(found),
        Err(failure) => Err(error(note(ctx, failure).await, lang(ctx))),
    }
}

/// What a request was refused so far: each field is recorded once, however often the request asks for it.
pub struct Noted {
    fields: Mutex<HashSet<String>>,
    rate_factor: u32,
}

impl Noted {
    /// Nothing yet. `rate_factor` is that of the gate.
    pub fn new(rate_factor: u32) -> Self {
        Self { fields: Mutex::default(), rate_factor }
    }
}

/// Counts a query that has a limit of its own, because what it looks for can be guessed: *too often*.
pub async fn counted(ctx: &Context<'_>) -> Outcome<()> {
    let (noted, caller) = (ctx.data_unchecked::<Noted>(), Caller::Member(viewer(ctx)?.member()));
    admit::admit(ports(ctx), caller, &[ctx.field().name()], noted.rate_factor).await
}

/// Records a refusal of access. The answer is the same if that fails: nothing was done. A record stays for good, so a
/// query that is refused counts as an act, as every mutation does: over the limit the answer is *too often*.
async fn note(ctx: &Context<'_>, failure: Failure) -> Failure {
    let (Failure::Forbidden | Failure::SecondFactorNeeded, Ok(by)) = (&failure, viewer(ctx)) else { return failure };
    let (noted, field) = (ctx.data_unchecked::<Noted>(), ctx.field().name());
    if !noted.fields.lock().is_ok_and(|mut fields| fields.insert(field.to_owned())) {
        return failure;
    }
    if ctx.query_env.operation.node.ty != OperationType::Mutation {
        let counted = admit::admit(ports(ctx), Caller::Member(by.member()), &["refused"], noted.rate_factor).await;
        if let Err(too_often) = counted {
            return too_often;
        }
    }
    if let Err(fault) = ports(ctx).write_down_refusal_to(by, field).await {
        tracing::warn!(%fault, "a refusal of access is not in the audit log");
    }
    failure
}

/// After how many whole seconds it works.
pub(crate) fn seconds(wait: std::time::Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX).max(1)
}

/// The language of a request.
pub(crate) fn lang(ctx: &Context<'_>) -> Lang {
    ctx.data_opt().copied().unwrap_or_default()
}

/// A failure as an entry of `errors`, with its code. The cause goes to the log and nowhere else.
pub fn error(failure: Failure, lang: Lang) -> Error {
    let (code, zh, en) = match &failure {
        Failure::Refused(refusal) => {
            let text = refusal.reason.text();
            ("BAD_USER_INPUT", text.zh, text.en)
        }
        Failure::Invalid(invalid) => (
            "BAD_USER_INPUT",
            format!("{}：{}", invalid.field, invalid.fault.zh),
            format!("{} {}.", invalid.field, invalid.fault.en),
        ),
        Failure::NotFound(field) => ("NOT_FOUND", format!("{field}：没有找到"), format!("{field}: not found.")),
        Failure::Forbidden => ("FORBIDDEN", "没有权限".into(), "You may not do this.".into()),
        Failure::SecondFactorNeeded => {
            ("SECOND_FACTOR_NEEDED", "请先输入动态验证码".into(), "Enter a code of your second factor first.".into())
        }
        Failure::Unauthenticated => ("UNAUTHENTICATED", "请先登录".into(), "Log in first.".into()),
        Failure::TooOften(_) => {
            ("RATE_LIMITED", "操作太频繁，请稍后再试".into(), "Too many requests; try again later.".into())
        }
        Failure::Unavailable(cause) => {
            tracing::warn!(%cause, "something that Linli depends on does not answer");
            ("UNAVAILABLE", "服务暂时不可用，请稍后再试".into(), "Not available now; try again later.".into())
        }
        Failure::Broken(cause) => {
            tracing::error!(%cause, "a fault of ours");
            ("INTERNAL_SERVER_ERROR", "服务器内部错误".into(), "Something went wrong on our side.".into())
        }
    };
    Error::new(lang.of(zh, en)).extend_with(|_, extensions| {
        extensions.set("code", code);
        match &failure {
            Failure::Invalid(invalid) => extensions.set("field", invalid.field),
            Failure::NotFound(field) => extensions.set("field", *field),
            Failure::Refused(refusal) => {
                extensions.set("refusal", async_graphql::Value::from(RefusalCode::from(refusal.reason)));
                if let Some(field) = refusal.field {
                    extensions.set("field", field);
                }
            }
            Failure::TooOften(wait) => extensions.set("retryAfterSeconds", seconds(*wait)),
            _ => {}
        }
    })
}
