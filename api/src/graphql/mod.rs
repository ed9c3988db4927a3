//! The schema: one object of queries and one of mutations, merged from the features.

pub mod connection;
pub mod context;
pub mod cursor;
pub mod failure;
pub mod node;
pub mod pages;
pub mod rules;
pub mod scalars;

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{EmptySubscription, MergedObject, Response, SDLExportOptions, Schema, SchemaBuilder};
use domain::Ports;

use crate::attendance::mutation::AttendanceMutation;
use crate::attendance::query::AttendanceQuery;
use crate::audit::query::AuditQuery;
use crate::http::tokens::Tokens;
use crate::members::blocks::{BlockMutation, BlockQuery};
use crate::members::mutation::MemberMutation;
use crate::members::query::MemberQuery;
use crate::members::roles::RoleMutation;
use crate::members::second_factor::SecondFactorMutation;
use crate::members::session::SessionMutation;
use crate::moderation::mutation::ModerationMutation;
use crate::moderation::query::ModerationQuery;
use crate::notices::mutation::NoticeMutation;
use crate::notices::query::NoticeQuery;
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
use crate::units::mutation::UnitMutation;
use crate::units::query::UnitQuery;
use crate::volunteering::mutation::VolunteeringMutation;
use crate::volunteering::query::VolunteeringQuery;
use crate::wishes::mutation::WishMutation;
use crate::wishes::query::WishQuery;
use node::NodeQuery;
use rules::Ruled;

/// What can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQuery,
    MemberQuery,
    BlockQuery,
    PlaceQuery,
    UnitQuery,
    WishQuery,
    PointsQuery,
    NoticeQuery,
    PartyQuery,
    RecordQuery,
    VolunteeringQuery,
    AttendanceQuery,
    PrivacyQuery,
    AuditQuery,
    ModerationQuery,
    ProposalQuery,
);

/// What can be done. A mutation takes one `input`, if it needs any, and answers with what it made or a `Refusal`.
#[derive(MergedObject, Default)]
pub struct Mutation(
    SessionMutation,
    MemberMutation,
    RoleMutation,
    SecondFactorMutation,
    BlockMutation,
    PlaceMutation,
    UnitMutation,
    WishMutation,
    PointsMutation,
    CounterMutation,
    NoticeMutation,
    PartyMutation,
    VolunteeringMutation,
    AttendanceMutation,
    PrivacyMutation,
    ModerationMutation,
    ProposalMutation,
);

/// How many fields an answer may have, counting every item that its lists could hold: a hundred cards with all that
/// they show, and not lists of lists of lists.
const COMPLEXITY: usize = 10_000;

/// The schema of the program.
pub type Linli = Schema<Ruled<Query>, Ruled<Mutation>, EmptySubscription>;

/// The schema, over what the use cases need.
pub fn schema(ports: Ports, tokens: Arc<Tokens>, introspection: bool) -> Linli {
    let mut builder = blank().data(ports).data(tokens);
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

fn blank() -> SchemaBuilder<Ruled<Query>, Ruled<Mutation>, EmptySubscription> {
    Schema::build(Ruled(Query::default()), Ruled(Mutation::default()), EmptySubscription).limit_complexity(COMPLEXITY)
}
