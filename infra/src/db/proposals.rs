//! What waits for a second person: table `proposals`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{HoursId, MemberId, ProposalId};
use domain::members::member::RoleNode;
use domain::page::{Page, PageRequest};
use domain::points::rule::{Behaviour, Points};
use domain::proposals::plan::Plan;
use domain::proposals::proposal::{Decided, Decision, Proposal, ProposalKind, Served, What, reach};
use domain::proposals::repo::{NewProposal, ProposalReader, ProposalRepo};
use domain::text::Line;
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::members::read_person;
use super::places::{id_from, limit, read_area};
use super::sql::{Columns, all, corrupt, marks, marks_from, run};
use super::units::read_unit;
use super::words::{PROPOSAL_DECISION, PROPOSAL_KIND, ROLE, meaning, removed, word};
use super::{Db, DbTx};

const ADD: &str = "INSERT INTO proposals (id, kind, subject_id, area_id, role, unit_id, hours_id, minutes, deed, points, \
    reason, proposed_by, proposed_at, expires_at) \
    SELECT $1, $2, id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 FROM members WHERE id = $3 AND erased_at IS NULL";
const DECIDE: &str = "UPDATE proposals SET decision = $2, decided_by = $3, decided_at = $4, decision_reason = $5, \
    made_id = $6 WHERE id = $1 AND decided_at IS NULL AND expires_at > $4 AND subject_id <> $3 \
    AND (proposed_by = $3) = ($2 = 'withdrawn')";
const SHOWN: &str = concat!(
    "SELECT p.id, p.kind, s.id, s.shown_name, a.id, a.kind, a.name, a.path, p.role, \
    u.id, u.name, u.path, u.area_id, a.path, p.hours_id, \
    CASE WHEN v.text_state = 'removed' THEN ",
    removed!(),
    " ELSE v.title END, h.day, p.minutes, p.deed, p.points, \
    p.reason, b.id, b.shown_name, p.proposed_at, p.expires_at, p.decision, d.id, d.shown_name, p.decided_at, \
    p.decision_reason, p.made_id FROM proposals p JOIN members s ON s.id = p.subject_id \
    JOIN areas a ON a.id = p.area_id JOIN members b ON b.id = p.proposed_by LEFT JOIN units u ON u.id = p.unit_id \
    LEFT JOIN hours h ON h.id = p.hours_id LEFT JOIN shifts t ON t.id = h.shift_id \
    LEFT JOIN activities v ON v.id = t.activity_id LEFT JOIN members d ON d.id = p.decided_by WHERE"
);

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
        let values: Vec<Value> = vec![
            new.id.uuid().into(),
            word(&PROPOSAL_KIND, new.plan.kind()).into(),
            new.plan.subject().uuid().into(),
            new.plan.area().uuid().into(),
            role.0.into(),
            role.1.into(),
            hours.0.into(),
            hours.1.into(),
            award.0.into(),
            award.1.into(),
            reason.into(),
            new.by.uuid().into(),
            new.at.into(),
            new.expires.into(),
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
        let decision = word(&PROPOSAL_DECISION, decision).into();
        let values = vec![proposal.uuid().into(), decision, by.uuid().into(), now.into(), reason.into(), made.into()];
        Ok(run(&self.tx, DECIDE, values).await? == 1)
    }
}

#[async_trait]
impl ProposalReader for Db {
    async fn proposals(&self, viewer: &Viewer, ids: &[ProposalId]) -> Outcome<Vec<Proposal>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{SHOWN} p.id IN ({})", marks(ids));
        let mut seen = read_all(&all(&self.read, &sql, ids.iter().map(|id| id.uuid().into()).collect()).await?)?;
        seen.retain(|proposal| proposal.seen_by(viewer));
        Ok(seen)
    }

    async fn open_proposals(
        &self,
        viewer: &Viewer,
        page: &PageRequest<ProposalId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<Proposal>> {
        let mut values: Vec<Value> =
            vec![now.into(), id_from(page).into(), limit(page).into(), viewer.member().uuid().into()];
        // As many places as the viewer holds roles on, and not as many as there are proposals.
        let mut places = Vec::new();
        for (path, roles) in reach(viewer) {
            let roles: Vec<Value> = roles.into_iter().map(|role| word(&ROLE, role).into()).collect();
            let (at, role) = (values.len() + 1, marks_from(values.len() + 2, &roles));
            places.push(format!("a.path LIKE ${at} AND (p.role IS NULL OR p.role IN ({role}))"));
            values.push(format!("{}%", path.to_text()).into());
            values.extend(roles);
        }
        let places = if places.is_empty() { "FALSE".to_owned() } else { places.join(" OR ") };
        let (sign, order) = if page.backwards { ("<", "DESC") } else { (">", "ASC") };
        let sql = format!(
            "{SHOWN} p.decided_at IS NULL AND p.expires_at > $1 AND p.id {sign} $2 AND p.subject_id <> $4 AND ({places}) \
             ORDER BY p.id {order} LIMIT $3"
        );
        let mut page = Page::of(read_all(&all(&self.read, &sql, values).await?)?, page);
        page.items.retain(|proposal| proposal.seen_by(viewer));
        Ok(page)
    }
}

fn read_all(rows: &[QueryResult]) -> Outcome<Vec<Proposal>> {
    rows.iter().map(|row| read(&mut Columns::of(row))).collect()
}

fn read(columns: &mut Columns<'_>) -> Outcome<Proposal> {
    let id = ProposalId::from_uuid(columns.read()?);
    let kind = meaning(&PROPOSAL_KIND, &columns.read::<String>()?)?;
    let subject = read_person(columns)?.ok_or_else(|| corrupt("account"))?;
    let area = read_area(columns)?.ok_or_else(|| corrupt("area"))?;
    let (role, unit): (Option<String>, _) = (columns.read()?, read_unit(columns)?);
    let (hours, title, day, minutes) =
        (columns.read::<Option<Uuid>>()?, columns.read()?, columns.read()?, columns.read()?);
    let (deed, points): (Option<String>, _) = (columns.read()?, columns.read::<Option<i64>>()?.map(Points));
    let served = match (hours.map(HoursId::from_uuid), title, day, minutes) {
        (Some(hours), Some(title), Some(day), Some(minutes)) => Some(Served { hours, title, day, minutes }),
        _ => None,
    };
    let what = match (kind, role, served, deed.map(Line::stored), points) {
        (ProposalKind::Role, Some(role), ..) => {
            let node = unit.map_or_else(|| RoleNode::Area(area.clone()), RoleNode::Unit);
            What::Role(meaning(&ROLE, &role)?, node)
        }
        (ProposalKind::VoidHours, _, Some(served), ..) => What::VoidHours(served),
        (ProposalKind::EnterHours, _, Some(served), _, Some(points)) => What::EnterHours(served, points),
        (ProposalKind::AwardPoints, _, _, Some(deed), Some(points)) => What::AwardPoints(deed, points),
        _ => return Err(corrupt("proposal")),
    };
    let reason = columns.read()?;
    let by = read_person(columns)?.ok_or_else(|| corrupt("account"))?;
    let (at, expires) = (columns.read()?, columns.read()?);
    let decision = columns.read::<Option<String>>()?.map(|word| meaning(&PROPOSAL_DECISION, &word)).transpose()?;
    let (decided_by, decided_at) = (read_person(columns)?, columns.read()?);
    let (why, made) = (columns.read()?, columns.read()?);
    let decided =
        decision.zip(decided_at).map(|(decision, at)| Decided { decision, by: decided_by, at, reason: why, made });
    Ok(Proposal { id, what, subject, area, reason, by, at, expires, decided })
}
