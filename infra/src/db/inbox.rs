//! What members are told: table `inbox_entries`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, InboxEntryId};
use domain::inbox::entry::{InboxEntry, Told};
use domain::inbox::news::{News, Topic};
use domain::inbox::repo::{COUNTED, InboxReader, InboxRepo};
use domain::page::{Page, PageRequest};
use sea_orm::{EntityTrait, QueryFilter};

use super::entities::inbox_entry;
use super::paging::{Paged, latest_from, limit, page_of};
use super::row::{Row, values};
use super::section::Shown::{At, Number, Text};
use super::section::{Source, id};
use super::sql::{delete, marks_from, of_rows, one, run};
use super::words::{Words, word};
use super::{Db, DbTx};

/// So many rows are added by one statement: SQLite takes 32,766 values.
const AT_ONCE: usize = 1_024;

pub(super) const TOPIC: Words<Topic, 7> = [
    ("wishes", Topic::Wishes),
    ("volunteering", Topic::Volunteering),
    ("points", Topic::Points),
    ("party", Topic::Party),
    ("notices", Topic::Notices),
    ("office", Topic::Office),
    ("account", Topic::Account),
];

pub(super) const NEWS: Words<News, 37> = [
    ("wish_approved", News::WishApproved),
    ("wish_rejected", News::WishRejected),
    ("wish_claimed", News::WishClaimed),
    ("wish_given_back", News::WishGivenBack),
    ("wish_lapsed", News::WishLapsed),
    ("wish_fulfilled", News::WishFulfilled),
    ("wish_confirmed", News::WishConfirmed),
    ("claim_lapsed", News::ClaimLapsed),
    ("wish_withdrawn", News::WishWithdrawn),
    ("seat_freed", News::SeatFreed),
    ("activity_called_off", News::ActivityCalledOff),
    ("team_handed_on", News::TeamHandedOn),
    ("hours_voided", News::HoursVoided),
    ("hours_entered", News::HoursEntered),
    ("certificate_revoked", News::CertificateRevoked),
    ("points_earned", News::PointsEarned),
    ("goods_handed_out", News::GoodsHandedOut),
    ("redemption_cancelled", News::RedemptionCancelled),
    ("report_in_accepted", News::ReportInAccepted),
    ("report_in_refused", News::ReportInRefused),
    ("report_in_ended", News::ReportInEnded),
    ("party_membership_confirmed", News::PartyMembershipConfirmed),
    ("party_membership_declined", News::PartyMembershipDeclined),
    ("role_given", News::RoleGiven),
    ("role_ended", News::RoleEnded),
    ("proposal_carried_out", News::ProposalCarriedOut),
    ("proposal_declined", News::ProposalDeclined),
    ("text_kept", News::TextKept),
    ("text_removed", News::TextRemoved),
    ("photo_refused", News::PhotoRefused),
    ("phone_lost", News::PhoneLost),
    ("paired", News::Paired),
    ("screen_paired", News::ScreenPaired),
    ("notice_published", News::NoticePublished),
    ("proposal_waits", News::ProposalWaits),
    ("spreadsheet_ready", News::SpreadsheetReady),
    ("spreadsheet_failed", News::SpreadsheetFailed),
];

/// Whether a row of `message_agreements` `c` has any left.
pub(super) const HAS_LEFT: &str = "(c.reported > c.spent OR c.pushed > c.spent)";
/// An erasure that is under way deletes what was told before its end; one that has ended is seen.
///
/// What is pressing is sent, too, to those who agreed to any message, and want messages about this.
static TELL: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH v (id, member_id, topic, news, about, number, told_at, send_at, lapses_at) AS (VALUES ()) \
         INSERT INTO inbox_entries (id, member_id, topic, news, about, number, told_at, send_at, lapses_at) \
         SELECT v.id, v.member_id, v.topic, v.news, v.about, v.number, v.told_at, CASE WHEN EXISTS \
         (SELECT 1 FROM message_agreements c WHERE c.member_id = v.member_id AND {HAS_LEFT}) AND NOT EXISTS \
         (SELECT 1 FROM unwanted_topics u WHERE u.member_id = v.member_id AND u.topic = v.topic) THEN v.send_at END, \
         v.lapses_at FROM v WHERE v.id IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM members m WHERE m.id = v.member_id AND m.erased_at IS NOT NULL)"
    )
});
const MARK: &str = "UPDATE inbox_entries SET read_at = COALESCE(read_at, $2) WHERE member_id = $1 AND id IN ()";
const MARK_ALL: &str = "UPDATE inbox_entries SET read_at = $2 WHERE member_id = $1 AND read_at IS NULL";
const UNREAD: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM inbox_entries WHERE member_id = $1 AND read_at IS NULL LIMIT $2) u";
static ALL: LazyLock<Paged> = LazyLock::new(|| paged(""));
static OF_TOPIC: LazyLock<Paged> = LazyLock::new(|| paged("AND topic = $4"));

fn paged(which: &str) -> Paged {
    Paged::of(&format!(
        "SELECT id, news, about, number, told_at, read_at FROM inbox_entries WHERE member_id = $1 {which} \
         AND id {{before}} $2 ORDER BY id {{desc}} LIMIT $3"
    ))
}

pub(super) const INBOX_SECTION: Source = Source {
    name: "inbox",
    sql: "SELECT id, news, about, number, told_at, read_at FROM inbox_entries WHERE member_id = $1 ORDER BY id",
    columns: &[
        ("id", id::<ids::InboxEntryKind>()),
        ("news", Text),
        ("about", Text),
        ("number", Number),
        ("toldAt", At),
        ("readAt", At),
    ],
};

#[async_trait]
impl InboxRepo for DbTx {
    async fn tell(&mut self, told: &[Told]) -> Outcome<()> {
        let row = |told: &Told| {
            let (topic, news) = (word(&TOPIC, told.news.topic()), word(&NEWS, told.news));
            let send = told.news.is_pressing().then_some(told.at);
            values![told.id, told.to, topic, news, told.about.clone(), told.number, told.at, send, told.lapses]
        };
        self.told.extend(told.iter().map(|told| told.to));
        for told in told.chunks(AT_ONCE) {
            let (sql, values) = of_rows(&TELL, Vec::new(), told.iter().map(row).collect());
            run(&self.tx, &sql, values).await?;
        }
        Ok(())
    }

    async fn mark_inbox_read(
        &mut self,
        me: &Viewer,
        entries: Option<&[InboxEntryId]>,
        now: DateTime<Utc>,
    ) -> Outcome<u64> {
        self.told.push(me.member());
        let mut values = values![me.member(), now];
        let Some(entries) = entries else { return run(&self.tx, MARK_ALL, values).await };
        let sql = MARK.replace("IN ()", &format!("IN ({})", marks_from(3, entries)));
        values.extend(entries.iter().map(|entry| entry.uuid().into()));
        run(&self.tx, &sql, values).await
    }
}

#[async_trait]
impl InboxReader for Db {
    async fn inbox(
        &self,
        me: &Viewer,
        topic: Option<Topic>,
        page: &PageRequest<InboxEntryId>,
    ) -> Outcome<Page<InboxEntry>> {
        let mut values = values![me.member(), latest_from(page), limit(page)];
        let sql = match topic {
            None => &ALL,
            Some(topic) => {
                values.push(word(&TOPIC, topic).into());
                &OF_TOPIC
            }
        };
        page_of(self, sql, values, page, |row| {
            Ok(InboxEntry {
                id: row.id()?,
                news: row.word(&NEWS)?,
                about: row.read()?,
                number: row.read()?,
                at: row.read()?,
                read: row.read()?,
            })
        })
        .await
    }

    async fn unread_inbox(&self, me: &Viewer) -> Outcome<i64> {
        let row = one(&self.read, UNREAD, values![me.member(), COUNTED]).await?;
        row.map_or(Ok(0), |row| Row::of(&row).read())
    }

    async fn forget_told(&self, then: DateTime<Utc>) -> Outcome<u64> {
        delete(&self.write, inbox_entry::Entity::delete_many().filter(inbox_entry::COLUMN.told_at.lt(then))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wechat::field::{FieldKind, fit};

    #[test]
    fn what_is_sent_is_shown_whole() {
        for (word, news) in NEWS.into_iter().filter(|(_, news)| news.is_pressing()) {
            let text = news.text(None).zh;
            assert_eq!(fit(FieldKind::Thing, &text), Some(text), "{word}");
        }
    }
}
