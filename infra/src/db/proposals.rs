//! What waits for a second person: table `proposals`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, MemberId, ProposalId};
use domain::members::member::RoleNode;
use domain::moderation::text_state::REMOVED;
use domain::page::{Page, PageRequest};
use domain::points::rule::{Behaviour, Points};
use domain::proposals::plan::Plan;
use domain::proposals::proposal::{Decided, Decision, Proposal, ProposalKind, Served, What, reach};
use domain::proposals::repo::{NewProposal, ProposalReader, ProposalRepo};
use domain::text::Line;
use sea_orm::Value;
use uuid::Uuid;

use super::paging::{Paged, id_from, limit, of_each, page_of};
use super::roles::ROLE;
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Number, Text};
use super::section::{Source, id};
use super::sql::{all, corrupt, marks_from, run};
use super::words::{Words, word};
use super::{Db, DbTx};

const KIND: Words<ProposalKind, 4> = [
    ("role", ProposalKind::Role),
    ("void_hours", ProposalKind::VoidHours),
    ("enter_hours", ProposalKind::EnterHours),
    ("award_points", ProposalKind::AwardPoints),
];

const DECISION: Words<Decision, 4> = [
    ("carried_out", Decision::CarriedOut),
    ("declined", Decision::Declined),
    ("withdrawn", Decision::Withdrawn),
    ("ended", Decision::Ended),
];

const ADD: &str = "INSERT INTO proposals (id, kind, subject_id, area_id, role, unit_id, hours_id, minutes, deed, points, \
    reason, proposed_by, proposed_at, expires_at) \
    SELECT $1, $2, id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 FROM members WHERE id = $3 AND erased_at IS NULL";
const DECIDE: &str = "UPDATE proposals SET decision = $2, decided_by = $3, decided_at = $4, decision_reason = $5, \
    made_id = $6 WHERE id = $1 AND decided_at IS NULL AND expires_at > $4 AND subject_id <> $3 \
    AND (proposed_by = $3) = ($2 = 'withdrawn')";
const IN_OFFICE: &str = "SELECT DISTINCT g.member_id FROM proposals p JOIN areas a ON a.id = p.area_id \
    JOIN areas o ON a.path LIKE o.path || '%' JOIN grants g ON g.area_id = o.id AND g.ended_at IS NULL \
    WHERE p.id = $1 ORDER BY g.member_id";
static SHOWN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT p.id, p.kind, s.id, s.shown_name, a.id, a.kind, a.name, a.path, p.role, \
         u.id, u.name, u.path, u.area_id, a.path, p.hours_id, \
         CASE WHEN v.text_state = 'removed' THEN '{REMOVED}' ELSE v.title END, h.day, p.minutes, p.deed, p.points, \
         p.reason, b.id, b.shown_name, p.proposed_at, p.expires_at, p.decision, d.id, d.shown_name, p.decided_at, \
         p.decision_reason, p.made_id FROM proposals p JOIN members s ON s.id = p.subject_id \
         JOIN areas a ON a.id = p.area_id JOIN members b ON b.id = p.proposed_by LEFT JOIN units u ON u.id = p.unit_id \
         LEFT JOIN hours h ON h.id = p.hours_id LEFT JOIN shifts t ON t.id = h.shift_id \
         LEFT JOIN activities v ON v.id = t.activity_id LEFT JOIN members d ON d.id = p.decided_by WHERE"
    )
});
static SOME: LazyLock<String> = LazyLock::new(|| format!("{} p.id IN ()", *SHOWN));

pub(super) const PROPOSALS_SECTION: Source = Source {
    name: "proposals",
    sql: "SELECT p.id, p.kind, a.name, p.role, CAST(p.minutes AS bigint), p.deed, p.points, p.reason, p.proposed_at, \
          p.decision, p.decided_at, p.decision_reason FROM proposals p JOIN areas a ON a.id = p.area_id \
          WHERE p.subject_id = $1 ORDER BY p.id",
    columns: &[
        ("id", id::<ids::ProposalKind>()),
        ("act", Text),
        ("place", Text),
        ("role", Text),
        ("minutes", Number),
        ("deed", Text),
        ("points", Number),
        ("reason", Text),
        ("proposedAt", At),
        ("decision", Text),
        ("decidedAt", At),
        ("decisionReason", Text),
    ],
};

#[async_trait]
impl ProposalRepo for DbTx {
    async fn add_proposal(&mut self, new: &NewProposal<'_>) -> Outcome<bool> {
        let mut role = (None, None);
        let mut hours = (None, None);
        let mut award = (None, None);
        let reason = match new.plan {
            Plan::Role(held) => {
                let unit = match &held.node {
                    RoleNode::Unit(unit) => Some(unit.id.uuid()),
                    RoleNode::Area(_) => None,
                };
                role = (Some(word(&ROLE, held.role)), unit);
                None
            }
            Plan::VoidHours(entry, reason) => {
                hours = (Some(entry.id.uuid()), Some(new.moved.minutes));
                Some(reason.as_str())
            }
            Plan::EnterHours(entry) => {
                hours = (entry.replaces.map(|id| id.uuid()), Some(new.moved.minutes));
                award = (None, Some(new.moved.points.0));
                entry.reason.as_deref()
            }
            Plan::AwardPoints(_, earning) => {
                let deed = match &earning.behaviour {
                    Behaviour::Deed(deed) => Some(deed.as_str()),
                    Behaviour::WishConfirmed | Behaviour::Hour => None,
                };
                award = (deed, Some(new.moved.points.0));
                earning.note.as_deref()
            }
        };
        let values = values![
            new.id,
            word(&KIND, new.plan.kind()),
            new.plan.subject(),
            new.plan.area(),
            role.0,
            role.1,
            hours.0,
            hours.1,
            award.0,
            award.1,
            reason,
            new.by,
            new.at,
            new.expires,
        ];
        Ok(run(&self.tx, ADD, values).await? == 1)
    }

    async fn decide_proposal(
        &mut self,
        proposal: ProposalId,
        decision: Decision,
        by: MemberId,
        reason: &str,
        made: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let values = values![proposal, word(&DECISION, decision), by, now, reason, made];
        Ok(run(&self.tx, DECIDE, values).await? == 1)
    }
}

#[async_trait]
impl ProposalReader for Db {
    async fn proposals(&self, viewer: &Viewer, ids: &[ProposalId]) -> Outcome<Vec<Proposal>> {
        let mut seen = read_all(&of_each(self, &SOME, Vec::new(), ids).await?, read)?;
        seen.retain(|proposal| proposal.seen_by(viewer));
        Ok(seen)
    }

    async fn in_office_for(&self, proposal: ProposalId) -> Outcome<Vec<MemberId>> {
        read_all(&all(&self.read, IN_OFFICE, values![proposal]).await?, |row| row.id())
    }

    async fn open_proposals(
        &self,
        viewer: &Viewer,
        page: &PageRequest<ProposalId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<Proposal>> {
        let mut values = values![now, id_from(page), limit(page), viewer.member()];
        let places = within_reach(viewer, &mut values);
        let sql = Paged::of(&format!(
            "{} p.decided_at IS NULL AND p.expires_at > $1 AND p.id {{after}} $2 AND p.subject_id <> $4 AND ({places}) \
             ORDER BY p.id {{asc}} LIMIT $3",
            *SHOWN
        ));
        let mut page = page_of(self, &sql, values, page, read).await?;
        page.items.retain(|proposal| proposal.seen_by(viewer));
        Ok(page)
    }
}

/// Whether a proposal `p` of an area `a` is one that the viewer may see ([`reach`]): as many places as they hold roles on,
/// and not as many as there are proposals. Their values are added.
pub(super) fn within_reach(viewer: &Viewer, values: &mut Vec<Value>) -> String {
    let mut places = Vec::new();
    for (path, roles) in reach(viewer) {
        let roles: Vec<Value> = roles.into_iter().map(|role| word(&ROLE, role).into()).collect();
        let (at, role) = (values.len() + 1, marks_from(values.len() + 2, &roles));
        places.push(format!("a.path LIKE ${at} AND (p.role IS NULL OR p.role IN ({role}))"));
        values.push(format!("{}%", path.to_text()).into());
        values.extend(roles);
    }
    if places.is_empty() { "FALSE".to_owned() } else { places.join(" OR ") }
}

fn read(row: &mut Row<'_>) -> Outcome<Proposal> {
    let (id, kind, subject, area) = (row.id()?, row.word(&KIND)?, row.person()?, row.area()?);
    let (role, unit) = (row.maybe_word(&ROLE)?, row.maybe_unit()?);
    let served = match (row.maybe_id()?, row.read()?, row.read()?, row.read()?) {
        (Some(hours), Some(title), Some(day), Some(minutes)) => Some(Served { hours, title, day, minutes }),
        _ => None,
    };
    let (deed, points): (Option<String>, _) = (row.read()?, row.read::<Option<i64>>()?.map(Points));
    let what = match (kind, role, served, deed.map(Line::stored), points) {
        (ProposalKind::Role, Some(role), ..) => {
            What::Role(role, unit.map_or_else(|| RoleNode::Area(area.clone()), RoleNode::Unit))
        }
        (ProposalKind::VoidHours, _, Some(served), ..) => What::VoidHours(served),
        (ProposalKind::EnterHours, _, Some(served), _, Some(points)) => What::EnterHours(served, points),
        (ProposalKind::AwardPoints, _, _, Some(deed), Some(points)) => What::AwardPoints(deed, points),
        _ => return Err(corrupt("proposal")),
    };
    let (reason, by, at, expires) = (row.read()?, row.person()?, row.read()?, row.read()?);
    let decision = row.maybe_word(&DECISION)?;
    let (decided_by, decided_at) = (row.maybe_person()?, row.read()?);
    let (why, made) = (row.read()?, row.read()?);
    let decided =
        decision.zip(decided_at).map(|(decision, at)| Decided { decision, by: decided_by, at, reason: why, made });
    Ok(Proposal { id, what, subject, area, reason, by, at, expires, decided })
}
