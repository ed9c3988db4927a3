//! The schema: one object of queries, one of mutations and one of subscriptions, with the fields of all features.

pub mod answer;
pub mod batch;
pub mod by_id;
pub mod connection;
pub mod context;
pub mod cursor;
pub mod node;
pub mod operations;
pub mod refusal;
pub mod root;
pub mod scalars;
pub mod shown;

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Response, SDLExportOptions, Schema, SchemaBuilder};
use domain::Ports;
use domain::rule::Rule;

use crate::attendance::mutation::AttendanceMutation;
use crate::attendance::query::AttendanceQuery;
use crate::attendance::screen::AttendanceSubscription;
use crate::attendance::today::{TodayQuery, TodaySubscription};
use crate::audit::query::AuditQuery;
use crate::calendar::query::CalendarQuery;
use crate::certificates::mutation::CertificateMutation;
use crate::certificates::query::CertificateQuery;
use crate::feeds::mutation::FeedMutation;
use crate::figures::query::FigureQuery;
use crate::inbox::mutation::InboxMutation;
use crate::inbox::screen::InboxSubscription;
use crate::jobs::mutation::JobMutation;
use crate::jobs::query::JobQuery;
use crate::media::mutation::MediaMutation;
use crate::members::blocks::{BlockMutation, BlockQuery};
use crate::members::mutation::MemberMutation;
use crate::members::query::MemberQuery;
use crate::members::roles::{RoleMutation, RoleQuery};
use crate::members::second_factor::SecondFactorMutation;
use crate::members::session::SessionMutation;
use crate::messages::mutation::MessageMutation;
use crate::moderation::mutation::ModerationMutation;
use crate::moderation::query::ModerationQuery;
use crate::notices::mutation::NoticeMutation;
use crate::notices::query::NoticeQuery;
use crate::notices::screen::NoticeSubscription;
use crate::pairing::mutation::PairingMutation;
use crate::pairing::query::PairingQuery;
use crate::party::mutation::PartyMutation;
use crate::party::query::PartyQuery;
use crate::party::record::RecordQuery;
use crate::places::mutation::PlaceMutation;
use crate::places::query::PlaceQuery;
use crate::points::counter::CounterMutation;
use crate::points::mutation::PointsMutation;
use crate::points::query::PointsQuery;
use crate::privacy::mutation::PrivacyMutation;
use crate::privacy::query::PrivacyQuery;
use crate::proposals::mutation::ProposalMutation;
use crate::proposals::query::ProposalQuery;
use crate::queues::query::QueueQuery;
use crate::screens::mutation::ScreenMutation;
use crate::screens::query::ScreenQuery;
use crate::spreadsheets::mutation::SpreadsheetMutation;
use crate::together::Rushes;
use crate::tokens::Tokens;
use crate::units::mutation::UnitMutation;
use crate::units::query::UnitQuery;
use crate::volunteering::mutation::VolunteeringMutation;
use crate::volunteering::query::VolunteeringQuery;
use crate::wishes::mutation::WishMutation;
use crate::wishes::query::WishQuery;
use crate::wishes::screen::WishSubscription;
use node::NodeQuery;
use root::{Fields, Kind, Root};

/// What can be asked.
pub struct Query;

impl Kind for Query {
    const NAME: &'static str = "Query";
    const DESCRIPTION: &'static str = "What can be asked.";
    const FEATURES: &'static [Fields] = &[
        Fields::of::<NodeQuery>(),
        Fields::of::<MemberQuery>(),
        Fields::of::<RoleQuery>(),
        Fields::of::<BlockQuery>(),
        Fields::of::<PairingQuery>(),
        Fields::of::<ScreenQuery>(),
        Fields::of::<PlaceQuery>(),
        Fields::of::<UnitQuery>(),
        Fields::of::<WishQuery>(),
        Fields::of::<PointsQuery>(),
        Fields::of::<NoticeQuery>(),
        Fields::of::<PartyQuery>(),
        Fields::of::<RecordQuery>(),
        Fields::of::<VolunteeringQuery>(),
        Fields::of::<AttendanceQuery>(),
        Fields::of::<TodayQuery>(),
        Fields::of::<CertificateQuery>(),
        Fields::of::<PrivacyQuery>(),
        Fields::of::<AuditQuery>(),
        Fields::of::<CalendarQuery>(),
        Fields::of::<ModerationQuery>(),
        Fields::of::<ProposalQuery>(),
        Fields::of::<QueueQuery>(),
        Fields::of::<FigureQuery>(),
        Fields::of::<JobQuery>(),
    ];
}

/// What can be done. A mutation takes one `input`, if it needs any, and answers with what it made or a `Refusal`.
pub struct Mutation;

impl Kind for Mutation {
    const NAME: &'static str = "Mutation";
    const DESCRIPTION: &'static str = "What can be done. A mutation takes one `input`, if it needs any, and answers with what it made or a `Refusal`.";
    const FEATURES: &'static [Fields] = &[
        Fields::of::<SessionMutation>(),
        Fields::of::<PairingMutation>(),
        Fields::of::<ScreenMutation>(),
        Fields::of::<MemberMutation>(),
        Fields::of::<RoleMutation>(),
        Fields::of::<SecondFactorMutation>(),
        Fields::of::<BlockMutation>(),
        Fields::of::<PlaceMutation>(),
        Fields::of::<UnitMutation>(),
        Fields::of::<WishMutation>(),
        Fields::of::<MediaMutation>(),
        Fields::of::<SpreadsheetMutation>(),
        Fields::of::<PointsMutation>(),
        Fields::of::<CounterMutation>(),
        Fields::of::<NoticeMutation>(),
        Fields::of::<PartyMutation>(),
        Fields::of::<VolunteeringMutation>(),
        Fields::of::<AttendanceMutation>(),
        Fields::of::<CertificateMutation>(),
        Fields::of::<PrivacyMutation>(),
        Fields::of::<ModerationMutation>(),
        Fields::of::<ProposalMutation>(),
        Fields::of::<InboxMutation>(),
        Fields::of::<MessageMutation>(),
        Fields::of::<FeedMutation>(),
        Fields::of::<JobMutation>(),
    ];
}

/// What screens show live, over the WebSocket sub-protocol `graphql-transport-ws`: at once as it is now, and again
/// whenever it has changed.
pub struct Subscription;

impl Kind for Subscription {
    const NAME: &'static str = "Subscription";
    const DESCRIPTION: &'static str = "What screens show live, over the WebSocket sub-protocol `graphql-transport-ws`: at once as it is now, and again whenever it has changed. All of it can also be asked for by a query.";
    const STREAMS: bool = true;
    const FEATURES: &'static [Fields] = &[
        Fields::of::<NoticeSubscription>(),
        Fields::of::<WishSubscription>(),
        Fields::of::<AttendanceSubscription>(),
        Fields::of::<TodaySubscription>(),
        Fields::of::<InboxSubscription>(),
    ];
}

/// Who may see the guarded parts of the schema, by feature: the types that only some of those who are logged in see,
/// and the fields that only some of those who see their object see. A field that the viewer may not see is null, with
/// `FORBIDDEN` where its description says so.
///
/// It states what the use case or the reader behind each part decides. Operations are declared in `domain`
/// ([`Operation`](domain::operation::Operation)): the coarse half of their rules is enforced by the [roots](root),
/// before a field runs; the fine half (*this* community, *this* wish) stands in the use case, with the words of
/// `domain/src/access.rs`. `tests/whole/access` walks the schema: all that needs a line has one, and each line is tried
/// as every kind of caller.
pub const GUARDED: &[&[(&str, Rule)]] = &[
    crate::members::GUARDED,
    crate::pairing::GUARDED,
    crate::screens::GUARDED,
    crate::privacy::GUARDED,
    crate::places::GUARDED,
    crate::units::GUARDED,
    crate::wishes::GUARDED,
    crate::media::GUARDED,
    crate::spreadsheets::GUARDED,
    crate::moderation::GUARDED,
    crate::proposals::GUARDED,
    crate::volunteering::GUARDED,
    crate::attendance::GUARDED,
    crate::certificates::GUARDED,
    crate::points::GUARDED,
    crate::notices::GUARDED,
    crate::party::GUARDED,
    crate::audit::GUARDED,
    crate::calendar::GUARDED,
    crate::inbox::GUARDED,
    crate::messages::GUARDED,
    crate::feeds::GUARDED,
];

/// How many fields an answer may have, counting every item that its lists could hold: a hundred cards with all that
/// they show, and not lists of lists of lists.
const COMPLEXITY: usize = 10_000;

/// The schema of the program.
pub type Linli = Schema<Root<Query>, Root<Mutation>, Root<Subscription>>;

/// The schema, over what the use cases need.
pub fn schema(ports: Ports, tokens: Arc<Tokens>, introspection: bool) -> Linli {
    let mut builder = blank().data(ports).data(tokens).data(Rushes::default());
    if !introspection {
        builder = builder.disable_introspection().disable_suggestions();
    }
    builder.finish()
}

/// A schema that says whether a document is valid, and runs nothing.
pub fn validator() -> Linli {
    blank().extension(RunNothing).finish()
}

/// Comes between validation and execution.
struct RunNothing;

impl ExtensionFactory for RunNothing {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for RunNothing {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}

/// The public contract, as `schema.graphql` holds it: sorted, with every description.
pub fn sdl() -> String {
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    blank().finish().sdl_with_options(options)
}

fn blank() -> SchemaBuilder<Root<Query>, Root<Mutation>, Root<Subscription>> {
    Schema::build(Root::default(), Root::default(), Root::default()).limit_complexity(COMPLEXITY)
}
