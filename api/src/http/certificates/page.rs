//! `GET /certificates`: anybody who has the number of a certificate is told whether it counts, and the least beside. A
//! page without scripts, pictures, or anything from elsewhere.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{Datelike, NaiveDate};
use domain::calendar::day_of;
use domain::certificates::number::CertificateNumber;
use domain::certificates::verify::{Verified, verify};
use domain::failure::{Failure, Outcome};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest;
use serde::Deserialize;

use super::paper::time_served;
use crate::http::admit::admit;
use crate::http::app::App;
use crate::http::fault::{retry_after, told};
use crate::http::listen::Line;
use crate::language::{Lang, language};

/// No page takes longer.
const PATIENCE: Duration = Duration::from_secs(5);

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;font:16px/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}\
main{max-width:32rem;margin:0 auto;padding:2rem 1.25rem}\
h1{font-size:1.4rem;font-weight:600}\
.state{padding:.6rem 1rem;border-left:.3rem solid;border-radius:.2rem;font-size:1.1rem}\
.valid{color:#1b6e3c;background:#e6f4ea}.revoked,.wrong{color:#8f1d1d;background:#fbeaea}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.4rem 1.2rem;margin:1.2rem 0}\
dt{opacity:.7}dd{margin:0}\
form{margin-top:2rem;display:grid;gap:.6rem}\
input,button{font:inherit;padding:.55rem .7rem;border:1px solid #888;border-radius:.3rem}\
button{background:#a62b2b;border-color:#a62b2b;color:#fff}\
small{opacity:.75}";

/// Nothing is loaded, run or framed; only this style is applied, and the form goes nowhere else.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = STANDARD.encode(digest::digest(&digest::SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
});

/// What was typed into the form.
#[derive(Deserialize)]
pub struct Typed {
    number: Option<String>,
}

/// `GET /certificates`: the form, and its answer.
pub async fn form(
    State(app): State<Arc<App>>,
    Extension(line): Extension<Line>,
    typed: Result<Query<Typed>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let typed = typed.ok().and_then(|Query(typed)| typed.number).filter(|number| !number.trim().is_empty());
    match typed {
        None => page(language(&headers), StatusCode::OK, None, ("certificates", "")),
        Some(number) => answer(&app, line, &headers, ("certificates", &number)).await,
    }
}

/// `GET /certificates/{number}`: where the code on the paper leads.
pub async fn endpoint(
    State(app): State<Arc<App>>,
    Extension(line): Extension<Line>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let number = path.map(|Path(number)| number).unwrap_or_default();
    answer(&app, line, &headers, ("../certificates", &number)).await
}

/// Where the form is from here, whatever base the public address has; and what was typed.
type Asked<'t> = (&'static str, &'t str);

async fn answer(app: &App, line: Line, headers: &HeaderMap, asked: Asked<'_>) -> Response {
    let lang = language(headers);
    let found = tokio::time::timeout(PATIENCE, found(app, line, headers, asked.1)).await;
    match found.unwrap_or_else(|_| Err(Failure::Unavailable("a certificate took too long to be found".into()))) {
        Ok(verified) => page(lang, StatusCode::OK, Some(shown(&verified, lang)), asked),
        Err(failure) => {
            let wait = retry_after(&failure);
            let message = match &failure {
                Failure::NotFound(_) => said(lang, UNKNOWN).to_owned(),
                Failure::Invalid(invalid) => match lang {
                    Lang::Zh => format!("证书编号：{}", invalid.fault.zh),
                    Lang::En => format!("The number {}.", invalid.fault.en),
                },
                _ => String::new(),
            };
            let (status, json) = told(failure, lang, headers);
            let message =
                if message.is_empty() { json["message"].as_str().unwrap_or_default().to_owned() } else { message };
            let wrong = html! { p .state .wrong role="status" { (message) } };
            (wait, page(lang, status, Some(wrong), asked)).into_response()
        }
    }
}

async fn found(app: &App, line: Line, headers: &HeaderMap, typed: &str) -> Outcome<Verified> {
    admit(app, None, headers, line, None).await?;
    let number = CertificateNumber::parse("number", typed)?;
    verify(&app.ports, number).await?.ok_or(Failure::NotFound("number"))
}

type Words = (&'static str, &'static str);

const TITLE: Words = ("志愿服务证明查验", "Verify a certificate of volunteer service");
const UNKNOWN: Words = (
    "没有找到此编号的证明。请核对编号；持有人注销账号后，证明也随之失效。",
    "No certificate has this number. Please compare it. Certificates end with the account of their owner.",
);
const VALID: Words = ("证明有效", "This certificate is valid");
const REVOKED: Words = ("证明已撤销，不再有效", "This certificate was revoked and is no longer valid");
const COMPARE: Words = (
    "请与纸面内容逐项核对。姓名由本人填写，未经核实；为保护个人信息，此页只显示姓名的第一个字。",
    "Compare these with the paper. The name is the one that its owner gave, and was not verified; to protect them, this page shows its first letter only.",
);

fn said(lang: Lang, (zh, en): Words) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn shown(verified: &Verified, lang: Lang) -> Markup {
    let day = |day: NaiveDate| match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => day.to_string(),
    };
    let (zh, en) = time_served(verified.minutes);
    let time = if lang == Lang::Zh { zh } else { en };
    let mut facts = vec![
        (("证书编号", "Number"), verified.number.to_string()),
        (("姓名", "Name"), verified.shown_name.clone()),
        (("服务日期", "Days"), format!("{} – {}", day(verified.period.from), day(verified.period.to))),
        (("服务时长", "Time served"), time),
        (("签发日期", "Issued"), day(day_of(verified.issued))),
    ];
    let (class, state) = match verified.revoked {
        None => ("valid", VALID),
        Some(at) => {
            facts.push((("撤销日期", "Revoked"), day(day_of(at))));
            ("revoked", REVOKED)
        }
    };
    html! {
        p class={ "state " (class) } role="status" { (said(lang, state)) }
        dl { @for (label, value) in facts { dt { (said(lang, label)) } dd { (value) } } }
        p { small { (said(lang, COMPARE)) } }
    }
}

/// The page: an answer, if one was asked for, and the form.
fn page(lang: Lang, status: StatusCode, answer: Option<Markup>, asked: Asked<'_>) -> Response {
    let title = said(lang, TITLE);
    let page = html! {
        (DOCTYPE)
        html lang=(said(lang, ("zh-CN", "en"))) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main {
                h1 { (title) }
                @if let Some(answer) = answer { (answer) }
                (form_of(lang, asked))
            } }
        }
    };
    let mut response = (status, page.into_string()).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, &*POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::VARY, "accept-language"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}

fn form_of(lang: Lang, (action, typed): Asked<'_>) -> Markup {
    // No number is as long; what is longer need not be sent back.
    let typed: String = typed.chars().take(40).collect();
    html! {
        form method="get" action=(action) {
            label for="number" { (said(lang, ("证书编号（16位，不分大小写，可不输连字符）", "The number: 16 letters and digits, in any case"))) }
            input #number name="number" value=(typed) required autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40";
            button { (said(lang, ("查验", "Verify"))) }
        }
    }
}
