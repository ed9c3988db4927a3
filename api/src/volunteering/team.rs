//! What clients see of teams.

use crate::graphql::answer::answer;
use crate::graphql::batch::load_page;
use crate::graphql::by_id::ById;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::viewer;
use crate::graphql::cursor::List;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::person::Person;
use crate::moderation::loader::removal_reason;
use crate::moderation::text::TextState;
use crate::places::area::Area;
use async_graphql::{Context, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::MemberId;
use domain::ids::{self, Id};
use domain::moderation::case::Target;
use domain::volunteering::team;
use domain::volunteering::team::Membership;

/// A team (服务队) of volunteers. Seen by the people of its community, staff of the areas above, and anyone who is or
/// was in it.
pub struct Team(pub team::Team);

listed!(Team);

impl ById for Team {
    type Kind = ids::TeamKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::TeamKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.teams(by, &[id]).await?.pop().map(Self))
    }
}

/// A team (服务队) of volunteers. Seen by the people of its community, staff of the areas above, and anyone who is or
/// was in it.
#[Object]
impl Team {
    /// The id of this team.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its name, up to 30 characters. No two teams of a community bear the same at a time.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether its name is shown. While it is hidden, only those who are or were in it and staff who administer the
    /// community see the team; its members see no name once it is removed.
    async fn text_state(&self) -> TextState {
        self.0.text_state.into()
    }

    /// Why staff removed its name; null if they did not, and for everybody but the captain and staff who administer the
    /// community.
    async fn removal_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        answer(ctx, removal_reason(ctx, self.0.text_state, Target::Team(self.0.id))).await
    }

    /// The community that it belongs to.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// 队长: the member who leads it. First the founder; when a captain is blocked, moves away or erases the account,
    /// the one who has been in the team longest.
    async fn captain(&self) -> Person {
        Person(self.0.captain.clone())
    }

    /// How many are in it, the captain included; 0 once it is closed.
    async fn size(&self) -> i32 {
        self.0.size
    }

    /// When it was founded.
    async fn founded_at(&self) -> DateTime {
        DateTime(self.0.founded)
    }

    /// When the last one left, and closed it; null while it stands.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed.map(DateTime)
    }

    /// Whether you are in it.
    async fn joined(&self) -> bool {
        self.0.membership == Membership::Current
    }

    /// Those who are in it, in the order of their accounts. For its members and staff who administer the community;
    /// null and `FORBIDDEN` for others.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Person>>> {
        answer(ctx, async {
            let list = List::new("team.members", self.0.id);
            self.0.must_show_members(viewer(ctx)?)?;
            let page = list.page::<MemberId>(first, after, last, before)?;
            let page = load_page(ctx, self.0.id, &page).await?;
            Ok(Some(Connection::of(page, &list, |person| person.id, Person)))
        })
        .await
    }
}
