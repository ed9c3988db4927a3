//! Screens of halls: table `screens`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{MemberId, ScreenId};
use domain::page::{Page, PageRequest};
use domain::screens::key::ScreenKey;
use domain::screens::purpose::ScreenPurpose;
use domain::screens::repo::{ScreenReader, ScreenRepo};
use domain::screens::screen::{NewScreen, Screen, login_of};
use domain::standing::{Home, Standing};
use domain::text::Line;
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter};

use super::entities::screen::{ActiveModel, COLUMN, Entity};
use super::paging::{Paged, latest_from, limit, of_each, page_of};
use super::row::{Row, read_all, values};
use super::sql::{insert, one, update};
use super::words::{Words, word};
use super::{Db, DbTx};

pub(super) const SCREEN_PURPOSE: Words<ScreenPurpose, 3> = [
    ("board", ScreenPurpose::Board),
    ("open_wishes", ScreenPurpose::OpenWishes),
    ("check_in_codes", ScreenPurpose::CheckInCodes),
];

const ENTER: &str = "UPDATE screens SET last_seen_at = $2 WHERE key_digest = $1 AND ended_at IS NULL RETURNING id";
const STANDING: &str = "SELECT s.community_id, a.path, s.purpose FROM screens s JOIN areas a ON a.id = s.community_id \
    WHERE s.id = $1 AND s.ended_at IS NULL";

/// What a screen shows to staff; `{found}` is which are looked at.
const CARDS: &str = "SELECT x.id, co.id, co.kind, co.name, co.path, x.purpose, x.name, p.id, p.shown_name, x.paired_at, \
    x.last_seen_at, e.id, e.shown_name, x.ended_at FROM {found} x JOIN areas co ON co.id = x.community_id \
    JOIN members p ON p.id = x.paired_by LEFT JOIN members e ON e.id = x.ended_by";
static SOME: LazyLock<String> = LazyLock::new(|| CARDS.replace("{found}", "screens") + " WHERE x.id IN ()");
static OF_COMMUNITY: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        CARDS,
        "SELECT * FROM screens WHERE community_id = $1 AND ended_at IS NULL AND id {before} $2 ORDER BY id {desc} LIMIT $3",
        "x.id {desc}",
    )
});

fn read(row: &mut Row<'_>) -> Outcome<Screen> {
    Ok(Screen {
        id: row.id()?,
        community: row.area()?,
        purpose: row.word(&SCREEN_PURPOSE)?,
        name: Line::stored(row.read()?),
        paired_by: row.person()?,
        paired: row.read()?,
        last_seen: row.read()?,
        ended: {
            let (by, at) = (row.maybe_person()?, row.read::<Option<_>>()?);
            by.zip(at)
        },
    })
}

#[async_trait]
impl ScreenRepo for DbTx {
    async fn add_screen(&mut self, new: &NewScreen<'_>) -> Outcome<()> {
        let row = ActiveModel {
            id: Set(new.id.uuid()),
            key_digest: Set(self.seal.digest("screen.key", new.key.0)),
            community_id: Set(new.wanted.community.uuid()),
            purpose: Set(word(&SCREEN_PURPOSE, new.wanted.purpose).into()),
            name: Set(new.wanted.name.as_str().into()),
            paired_by: Set(new.by.uuid()),
            paired_at: Set(new.at),
            ..Default::default()
        };
        insert(&self.tx, row).await
    }

    async fn end_screen(&mut self, screen: ScreenId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        let ended = ActiveModel { ended_by: Set(Some(by.uuid())), ended_at: Set(Some(now)), ..Default::default() };
        let lives = COLUMN.id.eq(screen.uuid()).and(COLUMN.ended_at.is_null());
        Ok(update(&self.tx, Entity::update_many().set(ended).filter(lives)).await? == 1)
    }
}

#[async_trait]
impl ScreenReader for Db {
    async fn enter_screen(&self, key: &ScreenKey, now: DateTime<Utc>) -> Outcome<Option<ScreenId>> {
        let row = one(&self.write, ENTER, values![self.seal.digest("screen.key", key.0), now]).await?;
        row.map(|row| Row::of(&row).id()).transpose()
    }

    async fn own_screen(&self, screen: ScreenId) -> Outcome<Option<Screen>> {
        Ok(read_all(&of_each(self, &SOME, Vec::new(), &[screen]).await?, read)?.pop())
    }

    async fn standing_of_screen(&self, screen: ScreenId) -> Outcome<Option<Standing>> {
        let Some(row) = one(&self.read, STANDING, values![screen]).await? else { return Ok(None) };
        let mut row = Row::of(&row);
        let (community, path, purpose) = (row.id()?, row.path()?, row.word(&SCREEN_PURPOSE)?);
        Ok(Some(Standing {
            member: login_of(screen).0,
            home: Some(Home { community, path, grid: None }),
            volunteer: false,
            party_unit: None,
            grants: Vec::new(),
            withheld: Vec::new(),
            blocked: false,
            unblocked: None,
            screen: Some(purpose),
        }))
    }

    async fn screens(&self, viewer: &Viewer, ids: &[ScreenId]) -> Outcome<Vec<Screen>> {
        let found = read_all(&of_each(self, &SOME, Vec::new(), ids).await?, read)?;
        Ok(found.into_iter().filter(|screen| screen.seen_by(viewer)).collect())
    }

    async fn screens_of(&self, scope: &Scope, page: &PageRequest<ScreenId>) -> Outcome<Page<Screen>> {
        let values = values![scope.community(), latest_from(page), limit(page)];
        page_of(self, &OF_COMMUNITY, values, page, read).await
    }
}
