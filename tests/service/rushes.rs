//! A rush when something goes wrong: a commit that is cut off, a lock that is not let go of, and what came in between.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use domain::Ports;
use domain::failure::{Failure, Outcome, Reason};
use domain::ids::{GoodsId, MemberId, ShiftId};
use domain::points::goods::Quantity;
use domain::points::redeem::redeem;
use domain::request::Request;
use domain::together::Asking;
use domain::volunteering::sign_up::sign_up;
use infra::db;
use infra::seal::Seal;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::points::{award, books_are_right, rice, rule};
use crate::harness::rush::{asking, told};
use crate::harness::service::service_on;
use crate::harness::sql::{count, database};
use crate::harness::town::Town;
use crate::harness::volunteering::{helpers, must_be_exact, organise, roster, shift};
use crate::harness::world::{KEY, World, error_of};

on_both_stores!(who_waits_in_line_is_told_in_time_and_never_begins_after_it);

/// Where the way to the database breaks off.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    /// The database does not hear of the commit.
    Before,
    /// The database commits, and nobody hears of it.
    After,
}

/// The ports of a world whose way to the database breaks off at the next commit after something is put into the place.
async fn breaking(world: &World) -> (Ports, Arc<Mutex<Option<Cut>>>) {
    let mut url = reqwest::Url::parse(&world.database).expect("an address");
    let server = (url.host_str().expect("a host").to_owned(), url.port().expect("a port"));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    url.set_port(Some(listener.local_addr().expect("an address").port())).expect("a port");
    let cut: Arc<Mutex<Option<Cut>>> = Arc::default();
    let cuts = cut.clone();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(server.clone()).await.expect("the database");
            tokio::spawn(carry(client, server, cuts.clone()));
        }
    });
    let settings = db::Settings { url: url.to_string(), connections: 2, patient: false };
    let store = db::connect(&settings, Seal::new(&[KEY], &KEY)).await.expect("connect");
    (Ports { store: Arc::new(store), ..world.ports.clone() }, cut)
}

/// Carries what both say, until one of them is gone or the way breaks off.
async fn carry(mut client: TcpStream, mut server: TcpStream, cut: Arc<Mutex<Option<Cut>>>) -> std::io::Result<()> {
    let (mut said, mut answered) = ([0; 65_536], [0; 65_536]);
    loop {
        tokio::select! {
            length = client.read(&mut said) => {
                let said = &said[..length?];
                let commits = said.windows(7).any(|bytes| bytes == b"COMMIT\0");
                let cut = if commits { cut.lock().expect("the place").take() } else { None };
                if said.is_empty() || cut == Some(Cut::Before) {
                    return Ok(());
                }
                server.write_all(said).await?;
                if cut == Some(Cut::After) {
                    assert_ne!(server.read(&mut answered).await?, 0, "it answers");
                    return Ok(());
                }
            }
            length = server.read(&mut answered) => match length? {
                0 => return Ok(()),
                length => client.write_all(&answered[..length]).await?,
            }
        }
    }
}

fn all_unavailable<T>(answers: &[Outcome<T>]) -> bool {
    answers.iter().all(|answer| matches!(answer, Err(Failure::Unavailable(_))))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_commit_is_cut_off_has_one_effect_when_it_is_sent_again() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    rule(&world, &town, "DEED", Some("拾金不昧"), 20).await;
    let people = helpers(&world, &town, 4).await;
    for who in &people {
        award(&world, &town, who).await;
    }
    let (_, shifts) =
        organise(&world, &town.staff[0], &town, vec![shift(&world, 24, 2, 3), shift(&world, 48, 2, 3)]).await;
    let (ports, place) = breaking(&world).await;
    let done = |act: &str| format!("SELECT COUNT(*) FROM audit_entries WHERE act = '{act}'");
    for (n, cut) in [Cut::Before, Cut::After].into_iter().enumerate() {
        let effects = |before: i64| if cut == Cut::After { before + 4 } else { before };
        let goods = rice(&world, &town, 5, 9, None).await;
        let goods = GoodsId::parse("id", &goods).expect("an id");
        let id = ShiftId::parse("id", &shifts[n]).expect("an id");
        let mut batch = Vec::new();
        for who in &people {
            batch.push(asking(&world, who, 100 + n as u128, ()).await);
        }
        let before = count(&world, &done("signUp")).await;
        *place.lock().expect("the place") = Some(cut);
        let answers = sign_up(&ports, id, &batch).await;
        assert!(all_unavailable(&answers), "{answers:?}");
        assert_eq!(count(&world, &done("signUp")).await, effects(before), "all of it or nothing");
        for again in [&ports, &world.ports] {
            let answers = sign_up(again, id, &batch).await;
            assert!(answers.iter().all(Result::is_ok), "{answers:?}");
            assert_eq!(answers.iter().flatten().map(|one| one.place).collect::<Vec<_>>(), [1, 2, 3, 4]);
            assert_eq!(count(&world, &done("signUp")).await, before + 4);
        }
        must_be_exact(&roster(&world, &town, &shifts[n]).await, 3, 1);

        let one_piece = |one: Asking| {
            let request = Request { id: uuid::Uuid::from_u128(200 + n as u128), ..one.request };
            Asking { by: one.by, request, wants: Quantity::ONE }
        };
        let batch: Vec<_> = batch.into_iter().map(one_piece).collect();
        let before = count(&world, &done("redeemGoods")).await;
        *place.lock().expect("the place") = Some(cut);
        let answers = redeem(&ports, goods, &batch).await;
        assert!(all_unavailable(&answers), "{answers:?}");
        assert_eq!(count(&world, &done("redeemGoods")).await, effects(before), "all of it or nothing");
        let answers = redeem(&ports, goods, &batch).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        assert_eq!(count(&world, &done("redeemGoods")).await, before + 4);
        books_are_right(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_in_between_is_seen_and_harms_nobody_else() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let people = helpers(&world, &town, 3).await;
    let (_, shifts) =
        organise(&world, &town.staff[0], &town, vec![shift(&world, 24, 2, 2), shift(&world, 25, 2, 2)]).await;
    let [here, other] = [&shifts[0], &shifts[1]].map(|id| ShiftId::parse("id", id).expect("an id"));
    let mut batch = Vec::new();
    for who in &people {
        batch.push(asking(&world, who, 1, ()).await);
    }
    let busy = MemberId::parse("id", &people[0].id).expect("an id").uuid();
    let db = database(&world).await;
    let held = db.begin().await.expect("a transaction");
    held.execute_unprepared(&format!("UPDATE members SET created_at = created_at WHERE id = '{busy}'"))
        .await
        .expect("held");
    let in_between = async {
        let waits =
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while count(&world, waits).await == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // What was read said that all are free. Now one of them is not.
        let (id, other) = (uuid::Uuid::now_v7(), other.uuid());
        for sql in [
            format!("UPDATE shifts SET taken = 1, next_place = 1 WHERE id = '{other}'"),
            format!(
                "INSERT INTO sign_ups (id, shift_id, member_id, starts_at, ends_at, place, signed_up_at, seated_at, \
                 checked_in) SELECT '{id}', id, '{busy}', starts_at, ends_at, 1, now(), now(), FALSE FROM shifts \
                 WHERE id = '{other}'"
            ),
        ] {
            held.execute_unprepared(&sql).await.expect("written");
        }
        held.commit().await.expect("let go");
    };
    let (answers, ()) = tokio::join!(sign_up(&world.ports, here, &batch), in_between);
    let overlap = format!("{:?}", Reason::ShiftsOverlap);
    assert_eq!(answers.iter().map(told).collect::<Vec<_>>(), [overlap.as_str(), "ok", "ok"]);
    assert_eq!(answers.iter().flatten().map(|one| one.place).collect::<Vec<_>>(), [1, 2], "no gap");
    must_be_exact(&roster(&world, &town, &shifts[0]).await, 2, 0);
}

async fn who_waits_in_line_is_told_in_time_and_never_begins_after_it(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 8).await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 24, 2, 20)]).await;
    let mine = database(world).await;
    // Somebody holds the row and does not let go. On SQLite they hold the one lock for writing.
    let held = mine.begin().await.expect("a transaction");
    held.execute_unprepared("UPDATE shifts SET taken = taken").await.expect("held");
    let began = Instant::now();
    let answers =
        all(people.iter().map(|who| async { world.try_act(who, "signUp", json!({ "shiftId": shifts[0] }), "").await }))
            .await;
    assert!(answers.iter().all(|answer| error_of(answer).0 == "UNAVAILABLE"), "{answers:#?}");
    assert!(began.elapsed() < Duration::from_millis(5_500), "{:?}", began.elapsed());
    // The second batch has begun before they were told, and waits for four seconds.
    tokio::time::sleep(Duration::from_secs(10).saturating_sub(began.elapsed())).await;
    held.rollback().await.expect("let go");
    assert_eq!(count(world, "SELECT COUNT(*) FROM sign_ups").await, 0);
    let answers = all(people.iter().map(|who| crate::harness::volunteering::sign_up(world, who, &shifts[0]))).await;
    assert!(answers.iter().all(|answer| answer["state"] == "SEATED"), "{answers:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sizes_of_batches_are_told_to_the_operator() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let author = town.resident(&world, "author", 0, None).await;
    let wish = town.open_wish(&world, &author, "修门铃").await;
    let helper = town.volunteer(&world, "helper", 0).await;
    let service = service_on(&world, true).await;
    let text = format!(
        "mutation {{ claimWish(input: {{ requestId: \"{}\", wishId: \"{wish}\" }}) {{ ... on Wish {{ state }} }} }}",
        crate::harness::world::request_id()
    );
    let answer = service.ask(&helper, &text, json!({})).await;
    assert_eq!(answer["data"]["claimWish"]["state"], "CLAIMED", "{answer}");
    let page = service.metrics().await;
    for line in [
        "linli_decided_together_bucket{act=\"claimWish\",le=\"1\"} 1",
        "linli_decided_together_bucket{act=\"claimWish\",le=\"128\"} 1",
        "linli_decided_together_sum{act=\"claimWish\"} 1",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}\n{page}");
    }
}
