//! A socket lives as long as its login, with the rights that its member has by now.

use std::time::Duration;

use api::http::gate::{Gate, LiveGate};
use serde_json::json;

use crate::harness::attendance::shift_with;
use crate::harness::live::Socket;
use crate::harness::notices::publish;
use crate::harness::town::{Town, appoint, staff};
use crate::harness::world::World;

/// Logins are looked at far more often than every 25 seconds.
fn gate() -> Gate {
    let live = LiveGate { look: Duration::from_millis(100), unanswered: 1_000, ..LiveGate::default() };
    Gate { explore: true, rate_factor: 1_000, live, ..Gate::default() }
}

macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test(&crate::harness::world::World::on_postgres(super::gate()).await).await;
                }
            )*
        }
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test(&crate::harness::world::World::on_sqlite(super::gate()).await).await;
                }
            )*
        }
    };
}

on_both!(
    a_socket_ends_with_its_login,
    looking_on_keeps_no_staff_logged_in,
    what_somebody_may_no_longer_see_ends,
    somebody_who_moves_sees_their_new_home,
);

const BOARD: &str = "subscription { boardChanged { community { id } notices { title } } }";
const CODE: &str = "subscription($s: ID!) { checkInCode(shiftId: $s) { digits } }";

async fn a_socket_ends_with_its_login(world: &World) {
    let town = Town::build(world).await;
    for way in ["logout", "logoutEverywhere", "blockMember", "eraseAccount"] {
        let who = town.resident(world, way, 0, None).await;
        let other = world.login(way).await;
        let mut socket = Socket::of(&world.url, &who).await;
        let mut beside = Socket::of(&world.url, &other).await;
        for socket in [&mut socket, &mut beside] {
            socket.subscribe("1", BOARD, json!({}));
            socket.data("1").await;
        }
        match way {
            "blockMember" => {
                let input = json!({ "memberId": who.id, "reason": "冒用他人姓名" });
                world.act(&town.staff[0], "blockMember", input, "").await;
            }
            "eraseAccount" => {
                world.act(&who, "eraseAccount", json!({}), "").await;
            }
            _ => {
                world.get(&who, &format!("mutation {{ {way} {{ __typename }} }}"), json!({})).await;
            }
        }
        assert_eq!(socket.closed().await, 4403, "{way}");
        if way == "logout" {
            // Only that login.
            publish(world, &town.staff[0], &town.communities[0], "还在", json!({})).await;
            assert_eq!(beside.data("1").await["boardChanged"]["notices"][0]["title"], "还在");
        } else {
            assert_eq!(beside.closed().await, 4403, "{way}");
        }
        let mut again = Socket::open(&world.url).await;
        again.send(crate::harness::live::init(&who));
        assert_eq!(again.closed().await, 4403, "{way}");
    }
}

async fn looking_on_keeps_no_staff_logged_in(world: &World) {
    let town = Town::build(world).await;
    let who = staff(world, &town).await;
    let mut socket = Socket::of(&world.url, &who).await;
    let document = "subscription($c: ID) { boardChanged(communityId: $c) { notices { title } } }";
    socket.subscribe("1", document, json!({ "c": town.communities[0] }));
    socket.data("1").await;
    // News that comes in is no use either.
    for minutes in [10, 10, 9] {
        world.pass(chrono::Duration::minutes(minutes));
        let another = staff(world, &town).await;
        publish(world, &another, &town.communities[0], "通知", json!({})).await;
        socket.data("1").await;
    }
    world.pass(chrono::Duration::minutes(2));
    assert_eq!(socket.closed().await, 4403);
}

async fn what_somebody_may_no_longer_see_ends(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let shift = shift_with(world, &town, 2, &[&helper]).await;
    let clerk = town.resident(world, "clerk", 0, None).await;
    let city_admin = world.login("city-admin").await;
    let role = appoint(world, &city_admin, &clerk, "COMMUNITY_STAFF", &town.communities[0]).await;
    let clerk = world.login("clerk").await;
    let mut socket = Socket::of(&world.url, &clerk).await;
    socket.subscribe("code", CODE, json!({ "s": shift }));
    socket.data("code").await;
    let revoked = json!({ "roleId": role });
    let done = world.act(&world.login("city-admin").await, "revokeRole", revoked, "").await;
    assert_ne!(done["__typename"], "Refusal", "{done}");
    assert_eq!(socket.error("code").await, "FORBIDDEN");
    // They still live there.
    socket.subscribe("board", BOARD, json!({}));
    socket.data("board").await;
}

async fn somebody_who_moves_sees_their_new_home(world: &World) {
    let town = Town::build(world).await;
    let mover = town.resident(world, "mover", 0, None).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let mut socket = Socket::of(&world.url, &mover).await;
    let named = "subscription($c: ID) { boardChanged(communityId: $c) { notices { title } } }";
    socket.subscribe("home", BOARD, json!({}));
    assert_eq!(socket.data("home").await["boardChanged"]["community"]["id"], json!(town.communities[0]));
    socket.subscribe("named", named, json!({ "c": town.communities[0] }));
    socket.data("named").await;
    let mut stays = Socket::of(&world.url, &neighbour).await;
    stays.subscribe("home", BOARD, json!({}));
    stays.data("home").await;
    world.act(&mover, "joinCommunity", json!({ "communityId": town.communities[1] }), "").await;
    let (mut home, mut named) = (false, false);
    while !home || !named {
        let message = socket.next().await;
        match message["id"].as_str() {
            Some("home") => {
                let community = &message["payload"]["data"]["boardChanged"]["community"]["id"];
                assert_eq!(*community, json!(town.communities[1]));
                home = true;
            }
            _ => {
                assert_eq!(message["payload"][0]["extensions"]["code"], "NOT_FOUND", "{message}");
                named = true;
            }
        }
    }
    // What is shared with the neighbours goes on for them alone.
    publish(world, &staff(world, &town).await, &town.communities[0], "桂花", json!({})).await;
    assert_eq!(stays.data("home").await["boardChanged"]["notices"][0]["title"], "桂花");
    let other = world.login(&format!("staff-{}", town.communities[1])).await;
    publish(world, &other, &town.communities[1], "翠湖", json!({})).await;
    assert_eq!(socket.data("home").await["boardChanged"]["notices"][0]["title"], "翠湖");
}
