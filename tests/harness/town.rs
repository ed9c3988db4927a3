//! A small town to test in, made through the API like any other.

use domain::ids::MemberId;
use domain::members::roles::first_administrator;
use domain::text::Line;
use serde_json::{Value, json};

use super::world::{Person, World, request_id};

/// A city, a street, two communities with two grids each, and who works there.
pub(crate) struct Town {
    /// City administrator.
    pub(crate) city_admin: Person,
    /// Another, who is the second person for what waits for one.
    pub(crate) second_admin: Person,
    /// The city.
    pub(crate) city: String,
    /// The street.
    pub(crate) street: String,
    /// Two communities.
    pub(crate) communities: [String; 2],
    /// Two grids of the first community.
    pub(crate) grids: [String; 2],
    /// Staff of each community.
    pub(crate) staff: [Person; 2],
}

impl Town {
    /// Builds it.
    pub(crate) async fn build(world: &World) -> Self {
        let (city_admin, second_admin) = (world.login("city-admin").await, world.login(SECOND).await);
        let name = Line::parse("city", "江城市").expect("a name");
        for administrator in [&city_admin, &second_admin] {
            let member = MemberId::parse("id", &administrator.id).expect("an id");
            first_administrator(&world.ports, member, &name).await.expect("an administrator");
        }
        let roots = world.get(&city_admin, "{ areas { edges { node { id } } } }", json!({})).await;
        let city = text(&roots["areas"]["edges"][0]["node"]["id"]);
        let street = area(world, &city_admin, &city, "STREET", "梧桐街道").await;
        let first = area(world, &city_admin, &street, "COMMUNITY", "桂花社区").await;
        let second = area(world, &city_admin, &street, "COMMUNITY", "翠湖社区").await;
        let grids = [
            area(world, &city_admin, &first, "GRID", "第1网格").await,
            area(world, &city_admin, &first, "GRID", "第2网格").await,
        ];
        let mut staff = Vec::new();
        for community in [&first, &second] {
            let person = world.login(&format!("staff-{community}")).await;
            world.consent(&person).await;
            appoint(world, &city_admin, &person, "COMMUNITY_STAFF", community).await;
            staff.push(person);
        }
        let staff = staff.try_into().expect("two");
        Self { city_admin, second_admin, city, street, communities: [first, second], grids, staff }
    }

    /// A resident of a community, perhaps in a grid, who agreed to the privacy text.
    pub(crate) async fn resident(&self, world: &World, name: &str, community: usize, grid: Option<usize>) -> Person {
        let person = world.login(name).await;
        world.consent(&person).await;
        let input = json!({ "communityId": self.communities[community], "gridId": grid.map(|n| &self.grids[n]) });
        let joined = world.act(&person, "joinCommunity", input, "... on Viewer { home { community { id } } }").await;
        assert_eq!(joined["home"]["community"]["id"], json!(self.communities[community]), "{joined}");
        person
    }

    /// A volunteer of a community.
    pub(crate) async fn volunteer(&self, world: &World, name: &str, community: usize) -> Person {
        let person = self.resident(world, name, community, None).await;
        let text = "mutation { registerVolunteer { ... on Viewer { volunteerSince } } }";
        let done = world.get(&person, text, json!({})).await;
        assert!(done["registerVolunteer"]["volunteerSince"].is_string(), "{done}");
        person
    }

    /// A confirmed party member of a new unit of this name, who lives in a community; and the unit.
    pub(crate) async fn party_member(
        &self,
        world: &World,
        name: &str,
        community: usize,
        unit: &str,
    ) -> (String, Person) {
        let input = json!({ "areaId": self.city, "name": unit });
        let unit = text(&world.act(&self.city_admin, "createUnit", input, "... on Unit { id }").await["id"]);
        let person = self.resident(world, name, community, None).await;
        world.act(&person, "setRealName", json!({ "realName": "赵卫国" }), "").await;
        world.act(&person, "askPartyMembership", json!({ "unitId": unit }), "").await;
        let input = json!({ "memberId": person.id, "unitId": unit, "confirm": true });
        let decided = world.act(&self.city_admin, "decidePartyMembership", input, "... on Person { id }").await;
        assert_eq!(decided["id"], json!(person.id), "{decided}");
        (unit, person)
    }

    /// An open wish of somebody in the first community.
    pub(crate) async fn open_wish(&self, world: &World, author: &Person, title: &str) -> String {
        let wish = post(world, author, title).await;
        let input = json!({ "wishId": wish });
        let opened = world.act(&self.staff[0], "approveWish", input, "... on Wish { state }").await;
        assert_eq!(opened["state"], "OPEN", "{opened}");
        wish
    }
}

/// Posts a wish and gives its id.
pub(crate) async fn post(world: &World, author: &Person, title: &str) -> String {
    // What happens at once has no order of its own.
    world.pass(chrono::Duration::milliseconds(1));
    let posted = world.act(author, "postWish", wish_input(title), "... on Wish { id state }").await;
    assert_eq!(posted["state"], "PENDING_REVIEW", "{posted}");
    text(&posted["id"])
}

/// What a wish for a service says.
pub(crate) fn wish_input(title: &str) -> Value {
    json!({ "requestId": request_id(), "kind": "SERVICE", "category": "HOUSEHOLD", "title": title, "text": "白天都在家。" })
}

/// Adds an area.
pub(crate) async fn area(world: &World, by: &Person, parent: &str, kind: &str, name: &str) -> String {
    let input = json!({ "parentId": parent, "kind": kind, "name": name });
    text(&world.act(by, "createArea", input, "... on Area { id }").await["id"])
}

/// The login of the second administrator of a city.
const SECOND: &str = "city-admin-2";

/// Gives a role: one proposes, and the second administrator carries it out.
pub(crate) async fn appoint(world: &World, by: &Person, who: &Person, role: &str, node: &str) -> String {
    let proposal = propose(world, by, who, role, node).await;
    // Staff are logged out after half an hour.
    let second = world.login(SECOND).await;
    let done = second_it(world, &second, &proposal).await;
    assert_eq!(done["state"], "CARRIED_OUT", "{done}");
    text(&done["resultId"])
}

/// Proposes a role.
pub(crate) async fn propose(world: &World, by: &Person, who: &Person, role: &str, node: &str) -> String {
    // What happens at once has no order of its own.
    world.pass(chrono::Duration::milliseconds(1));
    let input = json!({ "memberId": who.id, "role": role, "nodeId": node });
    text(&world.act(by, "grantRole", input, "... on Proposal { id }").await["id"])
}

/// Carries a proposal out.
pub(crate) async fn second_it(world: &World, by: &Person, proposal: &str) -> Value {
    let input = json!({ "proposalId": proposal, "carryOut": true, "reason": "情况属实" });
    world.act(by, "decideProposal", input, "... on Proposal { state resultId }").await
}

/// A text of an answer.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// Staff of the first community, logged in again: access tokens live for 15 minutes.
pub(crate) async fn staff(world: &World, town: &Town) -> Person {
    world.login(&format!("staff-{}", town.communities[0])).await
}
