//! Writing down who did what.

use uuid::Uuid;

use crate::access::Viewer;
use crate::audit::entry::{Deed, Ending, Entry};
use crate::failure::Outcome;
use crate::ids::{MemberId, ScreenId};
use crate::live::publish::inbox_of;
use crate::ports::Ports;
use crate::store::Tx;

impl Ports {
    /// Keeps what was done in a transaction, and in the same one writes down who did what. A request that lost a race
    /// drops its transaction, and costs no entry. Afterwards all processes are told which screens to refresh.
    pub async fn commit(&self, tx: Box<dyn Tx>, deed: Deed) -> Outcome<()> {
        self.commit_all(tx, [deed]).await
    }

    /// As [`Ports::commit`], of a transaction that did several things.
    pub async fn commit_all(&self, tx: Box<dyn Tx>, deeds: impl IntoIterator<Item = Deed>) -> Outcome<()> {
        let deeds: Vec<_> = deeds.into_iter().collect();
        let mut changes: Vec<_> = deeds.iter().filter_map(Deed::change).collect();
        let entries: Vec<_> = deeds.into_iter().map(|deed| self.entry(deed)).collect();
        let told = tx.commit(&entries).await?;
        changes.extend(told.into_iter().map(inbox_of));
        self.tell(changes);
        Ok(())
    }

    /// Writes down what was done elsewhere than in the database.
    pub async fn write_down(&self, deed: Deed) -> Outcome<()> {
        self.store.write_down(&self.entry(deed)).await
    }

    /// Writes down that something was refused to a member for lack of power; `field` is the name of it in the API.
    pub async fn write_down_refusal(&self, to: MemberId, asked_in: Option<Uuid>, field: &str) -> Outcome<()> {
        let (now, act) = (self.now(), field.to_owned());
        let (id, actor, ending) = (self.id(now), Some(to), Ending::Refused);
        self.store.write_down(&Entry { id, at: now, actor, act, target: None, area: None, asked_in, ending }).await
    }

    /// As [`Ports::write_down_refusal`], to whoever asks: of a screen of a hall it is told which one, and where.
    pub async fn write_down_refusal_to(&self, by: &Viewer, field: &str) -> Outcome<()> {
        let (Some(_), Some(home)) = (by.standing.screen, &by.standing.home) else {
            return self.write_down_refusal(by.member(), by.asked_in, field).await;
        };
        let (now, act, asked_in) = (self.now(), field.to_owned(), by.asked_in);
        let screen = ScreenId::from_uuid(by.member().uuid()).to_string();
        let (target, area, ending) = (Some(screen), Some(home.community), Ending::Refused);
        self.store
            .write_down(&Entry { id: self.id(now), at: now, actor: None, act, target, area, asked_in, ending })
            .await
    }

    fn entry(&self, deed: Deed) -> Entry {
        let Deed { actor, act, target, area, asked_in } = deed;
        let (act, now) = (act.name.to_owned(), self.now());
        Entry { id: self.id(now), at: now, actor, act, target, area, asked_in, ending: Ending::Done }
    }
}
