//! A walk through the whole schema as one person: every query with every argument that fits, every object by its id
//! (also by the ids of another community and of other people), every field of each, and then whatever ids came up.

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::harness::contract::{Contract, Type};
use crate::harness::scene::{BUILDING, CAST, PERIOD, Scene};

/// How many objects deep a document goes at most; less where it would pass a limit of documents.
const DEPTH: usize = 4;
/// How many times a query is asked with other arguments.
const WAYS: usize = 200;

/// A walk.
pub(crate) struct Crawl<'c> {
    contract: &'c Contract,
    scene: &'c Scene<'c>,
    who: usize,
    found: VecDeque<String>,
    known: BTreeSet<String>,
    /// The fields that were asked for at an object that was there.
    pub(crate) seen: BTreeSet<String>,
}

impl<'c> Crawl<'c> {
    /// A walk as one of the cast.
    pub(crate) fn new(contract: &'c Contract, scene: &'c Scene<'c>, who: usize) -> Self {
        let (known, seen) = (BTreeSet::new(), BTreeSet::new());
        let mut crawl = Self { contract, scene, who, found: VecDeque::new(), known, seen };
        let of_people = scene.players.values().map(|player| player.person.id.clone());
        let ids: Vec<_> = scene.things.iter().flat_map(|things| things.values().cloned()).chain(of_people).collect();
        ids.iter().for_each(|id| crawl.meet(id));
        crawl
    }

    /// Walks until nothing new comes up.
    pub(crate) async fn run(&mut self) {
        let contract = self.contract;
        for (name, query) in &contract.of("Query").fields {
            if name == "node" {
                continue;
            }
            for given in self.ways(name) {
                let declared: Vec<_> =
                    given.keys().map(|argument| format!("${argument}: {}", query.arguments[argument])).collect();
                let passed: Vec<_> = given.keys().map(|argument| format!("{argument}: ${argument}")).collect();
                let list =
                    |list: &[String]| if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) };
                let (before, after) = (format!("query{} {{ {name}{}", list(&declared), list(&passed)), "}");
                self.fields(&before, after, query.named(), &[name], &Value::Object(given)).await;
            }
        }
        while let Some(id) = self.found.pop_front() {
            let variables = json!({ "id": id });
            let answer = self.ask("query($id: ID!) { node(id: $id) { __typename id } }", &variables).await;
            let Some(object) = answer["data"]["node"]["__typename"].as_str().map(str::to_owned) else { continue };
            let (before, after) = (format!("query($id: ID!) {{ node(id: $id) {{ ... on {object}"), "} }");
            self.fields(&before, after, &object, &["node"], &variables).await;
        }
    }

    /// Asks for each field of an object by itself, as deep as the limits of documents allow.
    async fn fields(&mut self, before: &str, after: &str, object: &str, path: &[&str], variables: &Value) {
        let contract = self.contract;
        if contract.is_leaf(object) {
            self.ask(&format!("{before} {after}"), variables).await;
            return;
        }
        for (name, field) in &contract.of(object).fields {
            let mut depth = DEPTH;
            loop {
                let Some(asked) = contract.asked(name, field, depth) else {
                    panic!("{object}.{name} is too large to ask")
                };
                let text = format!("{before} {{ __typename {asked} }} {after}");
                let answer = self.ask(&text, variables).await;
                let refused = answer.get("data").is_none();
                if !refused {
                    let here = path.iter().fold(&answer["data"], |found, step| &found[*step]);
                    self.look(object, here);
                    break;
                }
                depth = depth.checked_sub(1).unwrap_or_else(|| panic!("{text}\n{answer}"));
            }
        }
    }

    /// Sends a document, and holds the answer against what this person must not see.
    async fn ask(&mut self, text: &str, variables: &Value) -> Value {
        let player = self.scene.player(self.who).expect("somebody");
        let answer = self.scene.world.ask(Some(&player.person), text, variables.clone()).await;
        let leaks = self.scene.leaks(self.who, text, &answer);
        assert!(leaks.is_empty(), "{leaks:?} was shown to {}\n{text}\n{variables}\n{answer:#}", CAST[self.who]);
        self.collect("", &answer["data"]);
        answer
    }

    /// Takes up the ids of an answer. A building may be seen as a place in the tree, and as one's own.
    fn collect(&mut self, key: &str, value: &Value) {
        match value {
            Value::String(text) => self.meet(text),
            Value::Array(list) => list.iter().for_each(|item| self.collect(key, item)),
            Value::Object(fields) => {
                let name = fields.get("name").and_then(Value::as_str).unwrap_or_default();
                let mine = self.scene.things[0]["building"].as_str();
                let own = key == "building" && fields.get("id").is_none_or(|id| id == mine);
                assert!(!name.contains(BUILDING) || key == "node" || own, "{key} shows where somebody lives: {value}");
                fields.iter().for_each(|(key, value)| self.collect(key, value));
            }
            _ => {}
        }
    }

    fn meet(&mut self, text: &str) {
        let is_id = text.split_once('_').is_some_and(|(_, rest)| rest.len() == 26 && rest.is_ascii());
        if is_id && self.known.insert(text.to_owned()) {
            self.found.push_back(text.to_owned());
        }
    }

    /// Notes which fields of which objects an answer shows.
    fn look(&mut self, object: &str, value: &Value) {
        if let Value::Array(list) = value {
            list.iter().for_each(|item| self.look(object, item));
        }
        let Value::Object(shown) = value else { return };
        let object = shown["__typename"].as_str().unwrap_or(object).to_owned();
        for (name, value) in shown {
            if let Some(field) = self.contract.of(&object).fields.get(name) {
                self.seen.insert(format!("{object}.{name}"));
                self.look(field.named(), value);
            }
        }
    }

    /// Every way to fill the arguments of a query from what there is, each optional one also left out.
    fn ways(&self, name: &str) -> Vec<Map<String, Value>> {
        let mut ways = vec![Map::new()];
        for (argument, shape) in &self.contract.of("Query").fields[name].arguments {
            let mut choices = self.choices(argument, self.contract.of(shape.trim_end_matches('!')));
            if !shape.ends_with('!') {
                choices.push(Value::Null);
            }
            assert!(
                !choices.is_empty(),
                "tell the walk (tests/whole/access/crawl.rs) what the {argument} of {name} can be"
            );
            ways = choices
                .iter()
                .flat_map(|choice| {
                    ways.iter().map(|way| {
                        let mut way = way.clone();
                        if !choice.is_null() {
                            way.insert(argument.clone(), choice.clone());
                        }
                        way
                    })
                })
                .collect();
        }
        assert!(ways.len() <= WAYS, "{name} could be asked in {} ways", ways.len());
        ways
    }

    fn choices(&self, argument: &str, of: &Type) -> Vec<Value> {
        let things = &self.scene.things;
        let both = |what: &str| things.iter().map(|things| json!(things[what])).collect::<Vec<_>>();
        match (argument, of.kind.as_str()) {
            ("communityId" | "areaId", _) => both("community"),
            ("parentId", _) => [both("community"), both("unit"), vec![json!(self.scene.town.city)]].concat(),
            ("nodeId", _) => [both("community"), both("unit")].concat(),
            ("unitId", _) => both("unit"),
            ("memberId" | "actorId", _) => [both("member"), both("author")].concat(),
            ("code", _) => [both("code"), both("pairing code")].concat(),
            ("number", _) => both("certificate number"),
            ("from", _) => vec![json!(PERIOD[0])],
            ("to", _) => vec![json!(PERIOD[1])],
            ("year", _) => vec![json!(2026)],
            ("count", _) => vec![json!(3)],
            (_, "ENUM") => of.values.iter().map(|value| json!(value)).collect(),
            _ => Vec::new(),
        }
    }
}

/// The fields of all objects that queries lead to.
pub(crate) fn reachable(contract: &Contract) -> BTreeSet<String> {
    let mut objects = BTreeSet::new();
    let mut next = vec!["Query".to_owned()];
    while let Some(object) = next.pop() {
        let found = contract.of(&object);
        if contract.is_leaf(&object) || !objects.insert(object) {
            continue;
        }
        next.extend(found.possible.iter().cloned());
        next.extend(found.fields.values().map(|field| field.named().to_owned()));
    }
    let objects = objects.iter().filter(|name| *name != "Query" && contract.of(name).kind == "OBJECT");
    objects.flat_map(|name| contract.of(name).fields.keys().map(move |field| format!("{name}.{field}"))).collect()
}
