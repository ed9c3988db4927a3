//! What became of the prompts that a client showed.

use crate::access::Viewer;
use crate::failure::{Invalid, Outcome};
use crate::ids::MemberId;
use crate::inbox::news::Topic;
use crate::messages::REPORT_SUBSCRIPTION;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;

/// The platform shows so many templates in one prompt at most.
pub const IN_A_PROMPT: usize = 5;

/// What a member answered for one template.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The template.
    pub template: String,
    /// Whether they accepted it.
    pub accepted: bool,
}

/// Counts what the viewer accepted; what they turned down counts for nothing from then on. The platform tells the same
/// by itself, perhaps later or never: of the two counts the higher one counts, so that nothing is counted twice.
pub async fn report(ports: &Ports, by: &Viewer, answered: &[Answered], request: &Request) -> Outcome<()> {
    once(ports, request, async {
        let known = |template: &str| {
            Topic::ALL.into_iter().any(|topic| ports.wechat.template(topic).as_deref() == Some(template))
        };
        if !(1..=IN_A_PROMPT).contains(&answered.len()) {
            let zh = format!("须为1到{IN_A_PROMPT}项");
            return Err(Invalid::new("answers", (zh, format!("must be 1 to {IN_A_PROMPT}"))).into());
        }
        if answered.iter().any(|answered| !known(&answered.template)) {
            return Err(Invalid::new("answers", ("有未知的模板", "names a template that is not in use")).into());
        }
        let of = |accepted: bool| {
            let mut all: Vec<_> =
                answered.iter().filter(|it| it.accepted == accepted).map(|it| it.template.clone()).collect();
            all.sort();
            all.dedup();
            all
        };
        let mut tx = begin(ports, request, by.member()).await?;
        tx.count_accepted(by, &of(true)).await?;
        tx.count_refused(by, &of(false)).await?;
        ports.commit(tx, by.did(REPORT_SUBSCRIPTION, None, by.member())).await?;
        Ok(by.member())
    })
    .await
    .map(|_: MemberId| ())
}
