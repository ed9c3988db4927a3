//! What clients see of activities.

use super::shift::Shift;
use super::team::Team;
use crate::graphql::answer::answer;
use crate::graphql::batch::load;
use crate::graphql::by_id::ById;
use crate::graphql::connection::long;
use crate::graphql::context::viewer;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::media::loader::photos_of;
use crate::media::photo::Photo;
use crate::members::person::Person;
use crate::moderation::loader::removal_reason;
use crate::moderation::text::TextState;
use crate::places::area::Area;
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::media::photo::ShownBy;
use domain::moderation::case::Target;
use domain::volunteering::activity;
use domain::volunteering::organise::SHIFTS_AT_MOST;

/// Who can sign up for an activity. Everybody must live in its community and be a volunteer or a confirmed party
/// member.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActivityAudience {
    /// 志愿者和在职党员: all of them.
    Helpers,
    /// 在职党员: confirmed party members only.
    PartyMembers,
    /// 服务队: the members of one team only.
    Team,
}

/// A volunteer activity (活动). Seen by the people of its community and staff of the areas above.
pub struct Activity(pub activity::Activity);

listed!(Activity);

impl ById for Activity {
    type Kind = ids::ActivityKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::ActivityKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.activities(by, &[id]).await?.pop().map(Self))
    }
}

/// A volunteer activity (活动). Seen by the people of its community and staff of the areas above.
#[Object]
impl Activity {
    /// The id of this activity.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The activity in one line, up to 60 characters.
    async fn title(&self) -> &str {
        self.0.content.title.as_str()
    }

    /// The activity in full, up to 2,000 characters, with line breaks. Plain text.
    #[graphql(complexity = "long(2000)")]
    async fn text(&self) -> &str {
        self.0.content.text.as_str()
    }

    /// Where people meet, up to 100 characters.
    async fn place(&self) -> &str {
        self.0.content.place.as_str()
    }

    /// Photos of it, in their order, 9 at most: those that you may see. One that is not shown yet, or was
    /// removed, is left out for others than its author and staff who administer the community.
    #[graphql(complexity = "9 * child_complexity + 1")]
    async fn photos(&self, ctx: &Context<'_>) -> Result<Vec<Photo>> {
        answer(ctx, async {
            let shows = self.0.shows_photos_to(viewer(ctx)?);
            photos_of(ctx, ShownBy::Activity(self.0.id), shows).await
        })
        .await
    }

    /// Who can sign up.
    async fn audience(&self) -> ActivityAudience {
        match self.0.audience {
            activity::ActivityAudience::Helpers => ActivityAudience::Helpers,
            activity::ActivityAudience::PartyMembers => ActivityAudience::PartyMembers,
            activity::ActivityAudience::Team(_) => ActivityAudience::Team,
        }
    }

    /// Whether what it says is shown. While it is hidden, only its organiser and staff who administer the community see
    /// the activity; those who had signed up see it through the shift, without its words once they are removed.
    async fn text_state(&self) -> TextState {
        self.0.text_state.into()
    }

    /// Why staff removed what it says; null if they did not, and for everybody but the organiser and staff who
    /// administer the community.
    async fn removal_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        answer(ctx, removal_reason(ctx, self.0.text_state, Target::Activity(self.0.id))).await
    }

    /// The team that it is for; null if it is not for one, and if its name is hidden from you.
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        answer(ctx, async {
            Ok(match &self.0.audience {
                activity::ActivityAudience::Team(team) => team.clone().shown_to(viewer(ctx)?).map(Team),
                activity::ActivityAudience::Helpers | activity::ActivityAudience::PartyMembers => None,
            })
        })
        .await
    }

    /// The community that it belongs to.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// Who organises it.
    async fn organiser(&self) -> Person {
        Person(self.0.organiser.clone())
    }

    /// Whether you lead it, and so may call its roll (`rollCall`) and call it off: the captain of its team, and staff who
    /// administer the community.
    async fn led_by_me(&self, ctx: &Context<'_>) -> Result<bool> {
        answer(ctx, async { Ok(self.0.led_by(viewer(ctx)?)) }).await
    }

    /// When its first shift starts.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.first_start)
    }

    /// When its last shift ends.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.last_end)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created)
    }

    /// When it was called off; null if it was not.
    async fn cancelled_at(&self) -> Option<DateTime> {
        self.0.called_off.as_ref().map(|off| DateTime(off.at))
    }

    /// Why it was called off; null if it was not, and if that is hidden from you.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.called_off.as_ref().and_then(|off| off.reason.as_deref())
    }

    /// Whether `cancelReason` is shown; null if it was not called off.
    async fn cancel_text_state(&self) -> Option<TextState> {
        self.0.called_off.as_ref().map(|off| off.text_state.into())
    }

    /// Its shifts by their start: 1 to 20.
    #[graphql(complexity = "SHIFTS_AT_MOST * child_complexity + 1")]
    async fn shifts(&self, ctx: &Context<'_>) -> Result<Vec<Shift>> {
        answer(ctx, async {
            let found = load(ctx, self.0.id).await?;
            Ok(found.unwrap_or_default().into_iter().map(Shift).collect())
        })
        .await
    }
}
