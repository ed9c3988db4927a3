//! A long random walk over what people do, in any order and often out of place. After each step the books, seats and
//! states must be right; the same seed goes the same way on both databases.

use std::collections::HashMap;

use domain::points::verify::verify;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};

use crate::harness::town::{Town, text};
use crate::harness::world::{Person, World, error_of};

/// How far the walk goes. `LINLI_TEST_STEPS` and `LINLI_TEST_SEED` set another length and another way.
const STEPS: u64 = 10_000;
/// How many steps make a day: less than a quarter of an hour of them, so that tokens last.
const DAY: u64 = 400;

/// What must never be found, whatever happened.
const NEVER: [&str; 8] = [
    "SELECT 1 FROM wishes w WHERE (w.state IN ('claimed', 'fulfilled', 'confirmed')) <> EXISTS \
     (SELECT 1 FROM claims c WHERE c.id = w.claim_id AND c.wish_id = w.id AND c.ended_at IS NULL)",
    "SELECT 1 FROM claims c JOIN wishes w ON w.id = c.wish_id WHERE c.confirmed_at IS NOT NULL AND w.state <> 'confirmed'",
    "SELECT 1 FROM claims c JOIN wishes w ON w.id = c.wish_id WHERE c.claimer_id = w.author_id",
    "SELECT 1 FROM shifts s WHERE s.taken <> (SELECT COUNT(*) FROM sign_ups u WHERE u.shift_id = s.id AND u.ended_at IS NULL \
     AND u.seated_at IS NOT NULL) OR s.waiting <> (SELECT COUNT(*) FROM sign_ups u WHERE u.shift_id = s.id \
     AND u.ended_at IS NULL AND u.seated_at IS NULL)",
    "SELECT 1 FROM sign_ups a JOIN sign_ups b ON b.member_id = a.member_id AND b.id > a.id AND b.starts_at < a.ends_at \
     AND a.starts_at < b.ends_at WHERE a.ended_at IS NULL AND b.ended_at IS NULL",
    "SELECT 1 FROM hours WHERE voided_at IS NULL GROUP BY member_id, day HAVING SUM(minutes) > 480",
    "SELECT 1 FROM entries e JOIN hours h ON h.id = e.source_id WHERE e.source = 'hours' AND e.credit = 'member' \
     AND e.member_id <> h.member_id",
    "SELECT 1 FROM report_ins WHERE state IN ('asked', 'active') GROUP BY member_id HAVING COUNT(*) > 1",
];

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_random_steps_keep_everything_right_and_go_the_same_way_on_both_databases() {
    let read = |name: &str, usual| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let seed: u64 = read("LINLI_TEST_SEED", uuid::Uuid::new_v4().as_u64_pair().0);
    let steps = read("LINLI_TEST_STEPS", STEPS);
    println!("LINLI_TEST_SEED={seed}");
    let (postgres, sqlite) = (World::postgres().await, World::sqlite().await);
    // The same noon for both, because days have caps.
    let noon = (postgres.ports.now().max(sqlite.ports.now()) + chrono::Duration::days(1)).date_naive();
    let noon = noon.and_hms_opt(4, 0, 0).expect("a time").and_utc();
    for world in [&postgres, &sqlite] {
        world.pass(noon - world.ports.now());
    }
    let (one, other) = tokio::join!(walk(&postgres, seed, steps), walk(&sqlite, seed, steps));
    for (step, (one, other)) in one.iter().zip(&other).enumerate() {
        assert_eq!(one, other, "step {step}, LINLI_TEST_SEED={seed}");
    }
    let mut done = std::collections::BTreeMap::new();
    for told in one.iter().filter(|told| told.ends_with(" ok")) {
        *done.entry(told.split(' ').nth(1).unwrap_or_default()).or_insert(0) += 1;
    }
    println!("{done:?}");
    // A walk on which something never works walks past it.
    assert!(steps < STEPS || done.len() >= 20, "{done:?}");
}

/// Splitmix64: small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    /// One of the latest: what is new is what things happen to.
    fn pick<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        let end = of.len();
        (end > 0).then(|| &of[end - 1 - self.below(end.min(12))])
    }

    fn request(&mut self) -> String {
        let mut half = || self.below(usize::MAX) as u128;
        uuid::Uuid::from_u128(half() << 64 | half() | 1).to_string()
    }
}

/// Who and what there is.
struct Walk<'w> {
    world: &'w World,
    town: Town,
    chance: Chance,
    people: Vec<Person>,
    wishes: Vec<String>,
    goods: Vec<String>,
    redemptions: Vec<(String, String)>,
    report_ins: Vec<String>,
    shifts: Vec<String>,
    sign_ups: Vec<(String, usize, String)>,
    authors: HashMap<String, usize>,
    claimers: HashMap<String, usize>,
    hours: Vec<String>,
    earlier: Vec<(usize, &'static str, Value)>,
    db: DatabaseConnection,
}

/// Staff are number 0; then come ten residents, of whom all but two are helpers, and a stranger.
const PEOPLE: usize = 12;

async fn walk(world: &World, seed: u64, steps: u64) -> Vec<String> {
    let town = Town::build(world).await;
    let db = Database::connect(&world.database).await.expect("connect");
    let mut walk = Walk {
        world,
        people: vec![town.staff[0].clone()],
        town,
        chance: Chance(seed),
        wishes: Vec::new(),
        goods: Vec::new(),
        redemptions: Vec::new(),
        report_ins: Vec::new(),
        shifts: Vec::new(),
        sign_ups: Vec::new(),
        authors: HashMap::new(),
        claimers: HashMap::new(),
        hours: Vec::new(),
        earlier: Vec::new(),
        db,
    };
    walk.settle().await;
    let mut told = Vec::new();
    for step in 0..steps {
        if step % DAY == DAY - 1 {
            walk.next_day().await;
        }
        world.pass(chrono::Duration::seconds(1));
        told.push(walk.step().await);
        walk.must_be_right(step, seed, told.last().expect("a step")).await;
    }
    told
}

impl Walk<'_> {
    async fn settle(&mut self) {
        let (world, town) = (self.world, &self.town);
        for n in 1..PEOPLE - 1 {
            let name = format!("p{n}");
            self.people.push(match n {
                1 | 2 => town.resident(world, &name, 0, None).await,
                3..=5 => town.party_member(world, &name, 0, &format!("单位{n}")).await.1,
                _ => town.volunteer(world, &name, 0).await,
            });
        }
        self.people.push(town.volunteer(world, "stranger", 1).await);
        for (behaviour, deed, points, day) in
            [("WISH_CONFIRMED", None, 30, Some(70)), ("HOUR", None, 10, None), ("DEED", Some("拾金不昧"), 7, Some(20))]
        {
            let request = self.chance.request();
            let input = json!({ "requestId": request, "communityId": self.town.communities[0], "behaviour": behaviour,
                "deed": deed, "points": points, "dayCap": day });
            world.act(&self.people[0], "setPointRule", input, "").await;
        }
    }

    async fn next_day(&mut self) {
        self.world.pass(chrono::Duration::days(1));
        self.people[0] = self.world.login(&format!("staff-{}", self.town.communities[0])).await;
        for n in 1..PEOPLE - 1 {
            self.people[n] = self.world.login(&format!("p{n}")).await;
        }
        self.people[PEOPLE - 1] = self.world.login("stranger").await;
    }

    /// Does something, and says what came of it.
    async fn step(&mut self) -> String {
        // Now and then somebody's phone sends an earlier request once more.
        let again = self.chance.below(12) == 0;
        let (who, mutation, input) = match again.then(|| self.chance.pick(&self.earlier).cloned()).flatten() {
            Some(earlier) => earlier,
            None => match self.deed() {
                Some(deed) => deed,
                None => return "nothing".into(),
            },
        };
        let made = match mutation {
            "offerGoods" | "restockGoods" => "... on Goods { id }",
            "redeemGoods" | "handOutGoods" | "cancelRedemption" => "... on Redemption { id code }",
            "awardPoints" | "revealContact" => "",
            "createActivity" => "... on Activity { shifts { id } }",
            "signUp" | "cancelSignUp" | "rollCall" => "... on SignUp { id member { id } }",
            "voidHours" | "enterHours" => "... on Hours { id }",
            "askReportIn" | "acceptReportIn" | "refuseReportIn" | "endReportIn" => "... on ReportIn { id }",
            _ => "... on Wish { id }",
        };
        let answer = self.world.try_act(&self.people[who], mutation, input.clone(), made).await;
        let outcome = &answer["data"][mutation];
        let told = match (outcome["__typename"].as_str(), outcome["code"].as_str(), error_of(&answer).0) {
            (Some("Refusal"), Some(code), _) => code.to_owned(),
            (Some(_), ..) => "ok".to_owned(),
            (_, _, code) => code.to_owned(),
        };
        assert!(
            !["none", "INTERNAL_SERVER_ERROR", "UNAVAILABLE", "UNAUTHENTICATED"].contains(&told.as_str()),
            "{answer}"
        );
        if told == "ok" && !again {
            let id = || text(&outcome["id"]);
            match mutation {
                "postWish" => {
                    self.authors.insert(id(), who);
                    self.wishes.push(id());
                }
                "claimWish" => {
                    self.claimers.insert(id(), who);
                }
                "offerGoods" => self.goods.push(id()),
                "redeemGoods" => self.redemptions.push((id(), text(&outcome["code"]))),
                "askReportIn" => self.report_ins.push(id()),
                "signUp" => self.sign_ups.push((id(), who, text(&input["shiftId"]))),
                "enterHours" => self.hours.push(id()),
                "createActivity" => {
                    self.shifts
                        .extend(outcome["shifts"].as_array().expect("shifts").iter().map(|shift| text(&shift["id"])));
                }
                _ => {}
            }
        }
        if !again && mutation != "revealContact" {
            self.earlier.push((who, mutation, input));
        }
        if told == "ok" && mutation == "rollCall" {
            let query = "query($m: ID!) { memberHours(memberId: $m) { entries(first: 1) { edges { node { id } } } } }";
            let seen = self.world.ask(Some(&self.people[0]), query, json!({ "m": outcome["member"]["id"] })).await;
            self.hours
                .extend(seen["data"]["memberHours"]["entries"]["edges"][0]["node"]["id"].as_str().map(str::to_owned));
        }
        format!("{who} {mutation}{} {told}", if again { " again" } else { "" })
    }

    /// Something that somebody may want to do, at the right time or not.
    fn deed(&mut self) -> Option<(usize, &'static str, Value)> {
        let community = self.town.communities[0].clone();
        let chance = &mut self.chance;
        let who = if chance.below(3) == 0 { 0 } else { chance.below(PEOPLE) };
        let request = chance.request();
        let wish = chance.pick(&self.wishes).cloned();
        let of_wish = |more: Value| {
            let mut input = json!({ "requestId": request, "wishId": wish.clone()? });
            input.as_object_mut()?.extend(more.as_object()?.clone());
            Some(input)
        };
        let rating = chance.below(6);
        // Mostly the one whose wish or claim it is.
        let one_of = |known: &HashMap<String, usize>, chance: &mut Chance| {
            let right = wish.as_ref().and_then(|wish| known.get(wish)).copied();
            right.filter(|_| chance.below(4) > 0).unwrap_or(who)
        };
        let (author, claimer) = (one_of(&self.authors, chance), one_of(&self.claimers, chance));
        let member = self.people[chance.below(PEOPLE)].id.clone();
        let goods = chance.pick(&self.goods).cloned();
        let redemption = chance.pick(&self.redemptions).cloned();
        let report_in = chance.pick(&self.report_ins).cloned();
        let pieces = chance.below(4);
        let shift = chance.pick(&self.shifts).cloned();
        let sign_up = chance.pick(&self.sign_ups).cloned();
        let hours = chance.pick(&self.hours).cloned();
        let hour = chance.below(8) as i64;
        let starts = self.world.ports.now() + chrono::Duration::seconds(20 + 10 * hour);
        Some(match chance.below(36) {
            24 => {
                let shift = |n: i32| {
                    let starts = starts + chrono::Duration::minutes(60 * i64::from(n));
                    json!({ "startsAt": starts, "endsAt": starts + chrono::Duration::minutes(90), "capacity": 1 + n })
                };
                let input = json!({ "requestId": request, "communityId": community, "title": "清洁", "text": "河边",
                    "place": "桥头", "shifts": [shift(0), shift(1)] });
                (who, "createActivity", input)
            }
            25..=28 => (who, "signUp", json!({ "requestId": request, "shiftId": shift? })),
            29 => {
                let (id, owner, _) = sign_up?;
                (if rating == 0 { who } else { owner }, "cancelSignUp", json!({ "requestId": request, "signUpId": id }))
            }
            30..=33 => {
                let (_, owner, shift) = sign_up?;
                let present = if pieces < 2 { "OUT" } else { "IN" };
                let member = &self.people[owner].id;
                (
                    0,
                    "rollCall",
                    json!({ "requestId": request, "shiftId": shift, "memberId": member, "present": present }),
                )
            }
            34 => (who, "voidHours", json!({ "requestId": request, "hoursId": hours?, "reason": "看错了" })),
            35 => {
                let input =
                    json!({ "requestId": request, "replacesId": hours?, "minutes": 1 + hour, "reason": "更正" });
                (who, "enterHours", input)
            }
            0 | 1 => {
                let input = json!({ "requestId": request, "kind": "SERVICE", "category": "OTHER", "title": "心愿", "text": "帮忙" });
                (who, "postWish", input)
            }
            2..=4 => (who, "approveWish", of_wish(json!({}))?),
            5 => (who, "rejectWish", of_wish(json!({ "reason": "不合适" }))?),
            6..=8 => (who, "claimWish", of_wish(json!({ "forMyUnit": rating == 0 }))?),
            9 => (claimer, "giveBackWish", of_wish(json!({ "reason": "没空" }))?),
            10..=12 => (claimer, "fulfilWish", of_wish(json!({ "text": "好了" }))?),
            13..=15 => (author, "confirmWish", of_wish(json!({ "rating": rating }))?),
            16 => (author, "withdrawWish", of_wish(json!({}))?),
            17 => {
                let wish = self.wishes.last().cloned()?;
                (who, "revealContact", json!({ "wishId": wish }))
            }
            18 => {
                let input = json!({ "requestId": request, "memberId": member, "deed": "拾金不昧", "note": "钱包" });
                (who, "awardPoints", input)
            }
            19 if self.goods.len() < 5 => {
                let input = json!({ "requestId": request, "communityId": community, "name": "大米", "pricePoints": 5 + pieces,
                    "pieces": pieces, "limitPerPerson": 3, "pickUp": "大厅" });
                (who, "offerGoods", input)
            }
            19 => (who, "restockGoods", json!({ "requestId": request, "goodsId": goods?, "pieces": pieces })),
            20 => (who, "redeemGoods", json!({ "requestId": request, "goodsId": goods? })),
            21 => {
                let input = json!({ "requestId": request, "communityId": community, "code": redemption?.1 });
                (who, "handOutGoods", input)
            }
            22 => {
                let input = json!({ "requestId": request, "redemptionId": redemption?.0, "reason": "算了" });
                (who, "cancelRedemption", input)
            }
            _ => match pieces {
                0 => (who, "askReportIn", json!({ "requestId": request })),
                1 => (who, "acceptReportIn", json!({ "requestId": request, "reportInId": report_in? })),
                2 => (who, "refuseReportIn", json!({ "requestId": request, "reportInId": report_in?, "reason": "不" })),
                _ => (who, "endReportIn", json!({ "requestId": request, "reportInId": report_in?, "reason": "走" })),
            },
        })
    }

    async fn must_be_right(&self, step: u64, seed: u64, told: &str) {
        let place = || format!("after step {step} ({told}), LINLI_TEST_SEED={seed}");
        assert_eq!(verify(&*self.world.ports.store).await.expect("an answer"), [], "{}", place());
        for sql in NEVER {
            let found = self.db.query_one_raw(Statement::from_string(self.db.get_database_backend(), sql)).await;
            assert!(found.expect("an answer").is_none(), "{sql} {}", place());
        }
    }
}
