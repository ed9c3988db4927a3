//! Any object by its id.

use async_graphql::{Context, ID, Interface, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::{Failure, Invalid, Outcome};
use domain::ids::{Id, Kind};

use super::answer::answer;
use super::by_id::ById;
use super::context::{ports, viewer};
use crate::attendance::hours::Hours;
use crate::certificates::certificate::Certificate;
use crate::media::attachment::Attachment;
use crate::media::photo::Photo;
use crate::members::person::Person;
use crate::moderation::case::ContentCase;
use crate::notices::notice::Notice;
use crate::party::duty::{DutyCheckIn, DutyPoint};
use crate::party::report_in::ReportIn;
use crate::places::area::Area;
use crate::points::goods::Goods;
use crate::points::redemption::Redemption;
use crate::proposals::proposal::Proposal;
use crate::screens::screen::Screen;
use crate::spreadsheets::spreadsheet::Spreadsheet;
use crate::units::unit::Unit;
use crate::volunteering::activity::Activity;
use crate::volunteering::shift::Shift;
use crate::volunteering::sign_up::SignUp;
use crate::volunteering::team::Team;
use crate::wishes::wish::Wish;

/// The table of all that has an id. A macro, because the interface of the schema is an enum, and each of its variants
/// has to be looked for.
macro_rules! nodes {
    ($($object:ident),* $(,)?) => {
        /// An object with an id. Ids are opaque, never reused, and sort by the time they were made.
        #[derive(Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "The id of this object."))]
        pub enum Node {
            $(#[doc = stringify!($object)] $object($object),)*
        }

        async fn find(ports: &Ports, by: &Viewer, id: &str) -> Outcome<Option<Node>> {
            match id.split_once('_').map(|(kind, _)| kind) {
                $(Some(<<$object as ById>::Kind as Kind>::PREFIX) => {
                    Ok($object::by_id(ports, by, Id::parse("id", id)?).await?.map(Node::$object))
                })*
                _ => Err(Failure::from(Invalid::new("id", Invalid::NOT_AN_ID))),
            }
        }
    };
}

nodes! {
    Area, Unit, Person, Wish, Goods, Redemption, Notice, ReportIn, DutyPoint, DutyCheckIn, Team, Activity, Shift, SignUp,
    Hours, Certificate, ContentCase, Proposal, Photo, Attachment, Spreadsheet, Screen,
}

/// Queries about any object.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object of this id, or null if there is none that you may see.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id of any object.")] id: ID) -> Result<Option<Node>> {
        answer(ctx, async { find(ports(ctx), viewer(ctx)?, &id).await }).await
    }
}
