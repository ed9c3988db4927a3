//! Who gets what: each operation and each guarded part of the schema, tried as everybody; and a walk through the whole
//! schema that looks for what the walker must not see.

mod crawl;
mod lines;

use std::collections::BTreeSet;

use api::graphql::GUARDED;
use domain::features;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::contract::Contract;
use crate::harness::live::first_answer;
use crate::harness::on_both_stores;
use crate::harness::scene::{CAST, CITY, ELSEWHERE, LIAISON, MARKS, Player, STAFF, STREET, Scene, VOLUNTEER};
use crate::harness::sql::count;
use crate::harness::world::{World, request_id};
use crawl::{Crawl, reachable};

on_both_stores!(
    each_operation_does_for_each_person_what_its_rule_says,
    without_a_code_an_administrator_is_as_a_stranger,
    a_screen_of_a_hall_can_ask_for_what_it_shows_and_for_nothing_else,
    a_walk_through_the_whole_schema_shows_nobody_what_is_anothers,
    a_foreign_id_is_told_like_one_that_does_not_exist,
);

/// What a description says where not everybody sees it.
const SAID: [&str; 10] = [
    "Seen ",
    "else sees",
    "Only for",
    "Only the",
    "For staff",
    "For the ",
    "null for others",
    "for others than",
    "For its ",
    "FORBIDDEN",
];
/// Words in the names of fields that show what is somebody's own.
const OWN: [&str; 12] = [
    "phone",
    "realname",
    "openid",
    "address",
    "building",
    "code",
    "digits",
    "qrtext",
    "token",
    "contact",
    "roster",
    "accesslog",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_and_every_guarded_part_has_a_rule_and_a_line_and_every_rule_is_about_something() {
    let world = World::sqlite().await;
    let contract = Contract::read(&world).await;
    let operations: BTreeSet<String> = ["Query", "Mutation", "Subscription"]
        .iter()
        .flat_map(|root| contract.of(root).fields.keys().cloned())
        .collect();
    let declared = features::operations().filter(|operation| operation.rule.is_some());
    let declared = declared.map(|operation| operation.name.to_owned()).collect();
    same("operations", &operations, "the operations (domain/src/*/mod.rs)", &declared);

    let guarded = guarded(&contract);
    let stated = GUARDED.iter().flat_map(|guarded| names(guarded)).collect::<BTreeSet<_>>();
    let missing: Vec<_> = guarded.difference(&stated).collect();
    assert!(missing.is_empty(), "guarded, without a rule (api/src/*/mod.rs): {missing:?}");
    for name in &stated {
        let (object, field) = name.split_once('.').unwrap_or((name, "id"));
        let there = contract
            .types
            .get(object)
            .is_some_and(|found| found.kind == "OBJECT" && (!name.contains('.') || found.fields.contains_key(field)));
        assert!(there, "a rule about nothing: {name}");
    }

    // What has an id is tried as everybody; the rest is part of such a thing, and is tried with it.
    let nodes = &contract.of("Node").possible;
    let tried = |name: &&String| nodes.iter().any(|node| name.split('.').next() == Some(node));
    let needed: BTreeSet<String> = operations.into_iter().chain(stated.iter().filter(tried).cloned()).collect();
    let lines = lines::names(&Scene::build(&world).await);
    same("what has a rule", &needed, "the lines (tests/whole/access/lines.rs)", &lines);
}

async fn each_operation_does_for_each_person_what_its_rule_says(world: &World) {
    let contract = Contract::read(world).await;
    let mut scene = Scene::build(world).await;
    let (mut wrong, mut told_of) = (Vec::new(), BTreeSet::new());
    for (name, input, expected) in lines::lines(&scene) {
        let mut came = Vec::new();
        for (who, played) in CAST.iter().enumerate() {
            let (answer, path) = told(&contract, &scene, name, &input, who).await;
            came.push(outcome(&answer, &path));
            // The holder of the claim is shown the contact.
            if (name, who) != ("revealContact", VOLUNTEER) {
                let leaks = scene.leaks(who, name, &answer);
                if !leaks.is_empty() {
                    wrong.push(format!("{name} showed {leaks:?} to {played}\n{answer:#}"));
                }
            }
        }
        // A query that is done leaves no entry; all that is refused does.
        let mutates = contract.of("Mutation").fields.contains_key(name);
        if came.contains(&'y') && mutates && features::operation(name).is_some_and(|it| it.recorded) {
            told_of.insert((name.to_owned(), "done"));
        }
        if came.contains(&'F') {
            told_of.insert((name.rsplit('.').next().unwrap_or(name).to_owned(), "refused"));
        }
        let came = came.iter().map(|letter| letter.to_string()).collect::<Vec<_>>().join(" ");
        if came != expected {
            wrong.push(format!("{name}: {expected:?} was expected, and {came:?} came"));
        }
        if name.starts_with("logout") {
            scene.log_in_again().await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (act, ending) in told_of {
        let sql = format!("SELECT COUNT(*) FROM audit_entries WHERE act = '{act}' AND ending = '{ending}'");
        assert!(count(world, &sql).await > 0, "{act} was {ending}, and the audit log does not say so");
    }
}

/// In the columns of the lines: where a stranger is told that they may not, or that there is no such thing, an
/// administrator can be told that a code is missing; nothing else is different.
async fn without_a_code_an_administrator_is_as_a_stranger(world: &World) {
    let contract = Contract::read(world).await;
    let strict = world.with_second_factor().await;
    let mut scene = Scene::build(world).await.with_a_stranger().await;
    scene.world = &strict;
    let (mut wrong, mut missed) = (Vec::new(), 0);
    for (name, input, _) in lines::lines(&scene) {
        // The last administrator of a city stays, whatever they proved; the other two are the way to a code.
        if ["eraseAccount", "enrolSecondFactor", "giveSecondFactorCode"].contains(&name) {
            continue;
        }
        let mut came = Vec::new();
        for who in [scene.cast.len() - 1, STREET, CITY] {
            let (answer, path) = told(&contract, &scene, name, &input, who).await;
            came.push(outcome(&answer, &path));
        }
        let stranger = came[0];
        missed += came.iter().filter(|letter| **letter == '2').count();
        if came.iter().any(|letter| *letter != stranger && !(*letter == '2' && ['F', 'N'].contains(&stranger))) {
            wrong.push(format!("{name}: {came:?} to a stranger, a street and a city administrator"));
        }
        if name == "publishPrivacyPolicy" {
            assert_eq!(came, ['F', 'F', '2'], "a code would not help the street's");
        }
        if name.starts_with("logout") {
            scene.log_in_again().await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(missed > 100, "{missed} times a code was missing");
}

/// What each screen of a hall can ask for, in the order of the purposes. What is not here is refused, whatever is asked.
const SHOWN: [&[&str]; 3] = [
    &["noticeBoard", "boardChanged", "moralBank", "enterScreen"],
    &["wishes", "openWishesChanged", "enterScreen"],
    &["checkInCodesOfToday", "enterScreen"],
];

async fn a_screen_of_a_hall_can_ask_for_what_it_shows_and_for_nothing_else(world: &World) {
    let contract = Contract::read(world).await;
    let scene = Scene::build(world).await.with_screens().await;
    let (mut wrong, first) = (Vec::new(), CAST.len());
    for (name, input, _) in lines::lines(&scene) {
        for (n, shown) in SHOWN.iter().enumerate() {
            let who = first + n;
            let (answer, path) = told(&contract, &scene, name, &input, who).await;
            // A thing is refused as `node` is.
            let path = if name.starts_with(char::is_uppercase) { vec!["node"] } else { path };
            let (came, expected) = (outcome(&answer, &path), if shown.contains(&name) { 'y' } else { 'F' });
            if came != expected {
                wrong.push(format!("{name}: {expected} was expected for {:?}, and {came} came", scene.cast[who]));
            }
            let leaks = scene.leaks(who, name, &answer);
            if !leaks.is_empty() || answer.to_string().contains(MARKS[1]) {
                wrong.push(format!("{name} showed {leaks:?} to {:?}\n{answer:#}", scene.cast[who]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What is asked for both by a query and by a subscription is the same to a screen.
    let code_screen = &scene.player(first + 2).expect("a screen").person;
    let document = "subscription { checkInCodesOfToday { shifts { code { digits } } } }";
    let answer = first_answer(&world.url, Some(code_screen), document, json!({})).await;
    assert!(answer["data"]["checkInCodesOfToday"]["shifts"].is_array(), "{answer}");
}

/// The answer to a line as one of the cast asks it, and where in the answer its outcome stands.
async fn told<'n>(
    contract: &Contract,
    scene: &Scene<'_>,
    name: &'n str,
    input: &Value,
    who: usize,
) -> (Value, Vec<&'n str>) {
    let person = scene.player(who).map(|player| &player.person);
    // As deep as the limits of documents allow.
    for depth in [2, 1, 0] {
        let (text, variables, path) = asked(contract, scene, name, input, who, depth);
        let answer = match text.starts_with("subscription") {
            true => first_answer(&scene.world.url, person, &text, variables).await,
            false => scene.world.ask(person, &text, variables).await,
        };
        if answer.get("data").is_some() {
            return (answer, path);
        }
    }
    panic!("{name} cannot be asked");
}

/// The document of a line, its variables, and where in the answer its outcome stands.
fn asked<'n>(
    contract: &Contract,
    scene: &Scene<'_>,
    name: &'n str,
    input: &Value,
    who: usize,
    depth: usize,
) -> (String, Value, Vec<&'n str>) {
    if !name.starts_with(char::is_uppercase) {
        let (text, variables) = contract.document(name, &filled(contract, scene, name, input.clone(), who), depth);
        return (text, variables, vec![name]);
    }
    let variables = json!({ "id": input });
    let node =
        |object: &str, asked: String| format!("query($id: ID!) {{ node(id: $id) {{ ... on {object} {asked} }} }}");
    let Some((object, field)) = name.split_once('.') else {
        return (node(name, contract.selection(name, depth)), variables, vec!["node"]);
    };
    let asked = contract.asked(field, &contract.of(object).fields[field], depth + 1).expect("within reach");
    (node(object, format!("{{ {asked} }}")), variables, vec!["node", field])
}

/// The input with what each request and each person needs of their own.
fn filled(contract: &Contract, scene: &Scene<'_>, name: &str, mut input: Value, who: usize) -> Value {
    let (_, operation) = contract.operation(name);
    if let Some(shape) = operation.arguments.get("input")
        && contract.of(shape.trim_end_matches('!')).fields.contains_key("requestId")
    {
        input["requestId"] = json!(request_id());
    }
    for (_, value) in input.as_object_mut().expect("an object") {
        let own = |own: &dyn Fn(&Player) -> String| scene.player(who).map(own).unwrap_or_default();
        *value = match value.as_str() {
            Some("$login") => json!(scene.world.code("passer-by")),
            Some("$refresh") => json!(scene.spare.refresh),
            Some("$name") => json!(own(&|player| player.real_name.clone())),
            Some("$phone") => json!(own(&|player| format!("phone-{}.1", player.phone))),
            _ => continue,
        };
    }
    input
}

/// The letter of what came of it.
fn outcome(answer: &Value, path: &[&str]) -> char {
    let at = |error: &&Value| error["path"].as_array().is_none_or(|at| at.len() <= path.len());
    if let Some(error) = answer["errors"].as_array().and_then(|errors| errors.iter().find(at)) {
        return match error["extensions"]["code"].as_str() {
            Some("UNAUTHENTICATED") => 'U',
            Some("FORBIDDEN") => 'F',
            Some("NOT_FOUND") => 'N',
            Some("BAD_USER_INPUT") => 'b',
            Some("SECOND_FACTOR_NEEDED") => '2',
            _ => panic!("{answer:#}"),
        };
    }
    let found = path.iter().fold(&answer["data"], |found, name| &found[*name]);
    match found {
        Value::Null => '-',
        found if found["__typename"] == "Refusal" => 'r',
        found if found["edges"] == json!([]) => '-',
        _ => 'y',
    }
}

/// Whatever an operation is given of another community, in whichever field, the answer is that to an id of nothing.
/// Areas and units are seen by everybody.
async fn a_foreign_id_is_told_like_one_that_does_not_exist(world: &World) {
    let contract = Contract::read(world).await;
    let scene = Scene::build(world).await;
    let mut wrong = Vec::new();
    for (name, input, _) in lines::lines(&scene) {
        if name.starts_with(char::is_uppercase) || name.contains("ccount") || name.contains("og") {
            continue;
        }
        for (field, own) in input.as_object().expect("an object") {
            // The key of a screen is no id, though it may hold an underscore at that very place.
            let Some((kind, _)) = own
                .as_str()
                .and_then(|id| id.split_once('_'))
                .filter(|(kind, id)| kind.bytes().all(|letter| letter.is_ascii_lowercase()) && id.len() == 26)
            else {
                continue;
            };
            if ["area", "unit"].contains(&kind) {
                continue;
            }
            let what = scene.things[0].iter().find(|(_, id)| own == id.as_str()).map(|(what, _)| *what);
            let there = json!(scene.things[1][what.expect("a thing of the scene")]);
            // Those of the first community are given what is of the second, and the other way.
            for (who, foreign) in
                (1..=STAFF).filter(|who| *who != LIAISON).map(|who| (who, &there)).chain([(ELSEWHERE, own)])
            {
                let mut told_of = Vec::new();
                for id in [foreign.clone(), json!(format!("{kind}_01h455vb4pex5vsknk084sn02q"))] {
                    let mut input = input.clone();
                    input[field] = id;
                    let (answer, path) = told(&contract, &scene, name, &input, who).await;
                    let found = path.iter().fold(&answer["data"], |found, step| &found[*step]);
                    let error = &answer["errors"][0]["extensions"];
                    told_of.push(json!([
                        error["code"],
                        error["field"],
                        found["code"],
                        found["field"],
                        found["__typename"]
                    ]));
                }
                if told_of[0] != told_of[1] {
                    wrong.push(format!("{name} {field} to {}: {} and {}", CAST[who], told_of[0], told_of[1]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn a_walk_through_the_whole_schema_shows_nobody_what_is_anothers(world: &World) {
    let contract = Contract::read(world).await;
    let scene = Scene::build(world).await;
    let walks = (1..CAST.len() - 1).map(|who| {
        let mut crawl = Crawl::new(&contract, &scene, who);
        async move {
            crawl.run().await;
            crawl.seen
        }
    });
    let seen: BTreeSet<String> = join_all(walks).await.into_iter().flatten().collect();
    let unseen: Vec<_> = reachable(&contract).into_iter().filter(|field| !seen.contains(field)).collect();
    assert!(unseen.is_empty(), "nobody was shown: let it happen in the scene (tests/harness/scene.rs): {unseen:?}");
}

/// The parts of the schema that not everybody sees: types and fields whose description says so, fields that bear the
/// name of something private, and all that has an id.
fn guarded(contract: &Contract) -> BTreeSet<String> {
    let said = |description: &str| SAID.iter().any(|word| description.contains(word));
    let mut guarded: BTreeSet<String> = contract.of("Node").possible.iter().cloned().collect();
    for (name, object) in &contract.types {
        if object.kind != "OBJECT"
            || name.starts_with("__")
            || ["Query", "Mutation", "Subscription"].contains(&name.as_str())
        {
            continue;
        }
        if said(&object.description) {
            guarded.insert(name.clone());
        }
        for (field, found) in &object.fields {
            let (low, of) = (field.to_lowercase(), contract.of(found.named()));
            // A code of an enum is a word of the program, a time is no secret.
            let own = OWN.iter().any(|word| low.contains(word)) && of.kind != "ENUM" && found.named() != "DateTime";
            if own || said(&found.description) {
                guarded.insert(format!("{name}.{field}"));
            }
        }
    }
    guarded
}

fn names(rules: &[(&str, domain::rule::Rule)]) -> BTreeSet<String> {
    let names: BTreeSet<String> = rules.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names.len(), rules.len(), "a rule is stated once");
    names
}

fn same(these: &str, one: &BTreeSet<String>, those: &str, other: &BTreeSet<String>) {
    let missing: Vec<_> = one.difference(other).collect();
    let idle: Vec<_> = other.difference(one).collect();
    assert!(missing.is_empty() && idle.is_empty(), "{these} that {those} lack: {missing:?}; the other way: {idle:?}");
}
