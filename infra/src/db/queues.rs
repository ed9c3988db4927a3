//! How much waits for staff. Each queue is counted in its own index, and no further than anybody wants to know.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::queues::queue::{COUNTED, Queue, QueueKind};
use domain::queues::repo::QueueReader;

use super::Db;
use super::proposals::within_reach;
use super::row::{read_all, values};
use super::sql::all;
use super::words::{Words, word};

const KIND: Words<QueueKind, 5> = [
    ("wishes_to_review", QueueKind::WishesToReview),
    ("moderation", QueueKind::Moderation),
    ("report_ins", QueueKind::ReportIns),
    ("proposals", QueueKind::Proposals),
    ("redemptions_waiting", QueueKind::RedemptionsWaiting),
];

/// $1 is the community, $2 the viewer, $3 the time; the places follow that a proposal can be of.
static QUEUES: LazyLock<String> = LazyLock::new(|| {
    let counted = QueueKind::ALL.map(|kind| {
        format!(
            "SELECT '{}' AS kind, COUNT(*) AS waiting, MIN(since) AS oldest FROM ({} LIMIT {COUNTED}) q",
            word(&KIND, kind),
            waiting(kind)
        )
    });
    counted.join(" UNION ALL ")
});

fn waiting(kind: QueueKind) -> &'static str {
    match kind {
        QueueKind::WishesToReview => {
            "SELECT posted_at AS since FROM wishes WHERE community_id = $1 AND state = 'pending_review' ORDER BY id"
        }
        QueueKind::Moderation => {
            "SELECT opened_at AS since FROM content_cases WHERE community_id = $1 AND decided_at IS NULL ORDER BY id"
        }
        QueueKind::ReportIns => {
            "SELECT asked_at AS since FROM report_ins WHERE community_id = $1 AND state = 'asked' ORDER BY id"
        }
        QueueKind::Proposals => {
            // Of the first that the list of proposals shows: one's own, however many, are not passed by.
            "SELECT since FROM (SELECT p.proposed_at AS since, p.proposed_by AS maker FROM proposals p \
             JOIN areas a ON a.id = p.area_id WHERE p.decided_at IS NULL AND p.expires_at > $3 AND p.subject_id <> $2 \
             AND ({places}) ORDER BY p.id LIMIT {most}) w WHERE maker <> $2"
        }
        QueueKind::RedemptionsWaiting => {
            "SELECT redeemed_at AS since FROM redemptions WHERE community_id = $1 AND state = 'held' ORDER BY id"
        }
    }
}

#[async_trait]
impl QueueReader for Db {
    async fn queues(&self, viewer: &Viewer, scope: &Scope, now: DateTime<Utc>) -> Outcome<Vec<Queue>> {
        let mut values = values![scope.community(), viewer.member(), now];
        let places = within_reach(viewer, &mut values);
        let rows =
            all(&self.read, &QUEUES.replace("{places}", &places).replace("{most}", &COUNTED.to_string()), values)
                .await?;
        let mut queues =
            read_all(&rows, |row| Ok(Queue { kind: row.word(&KIND)?, waiting: row.read()?, oldest: row.read()? }))?;
        queues.sort_by_key(|queue| QueueKind::ALL.iter().position(|kind| *kind == queue.kind));
        Ok(queues)
    }
}
