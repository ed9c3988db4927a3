//! The schema as introspection tells it, and documents made from it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::world::World;

/// The whole schema.
pub(crate) struct Contract {
    /// Its types by name.
    pub(crate) types: BTreeMap<String, Type>,
}

/// A type of the schema.
pub(crate) struct Type {
    /// `OBJECT`, `UNION`, `ENUM`, …
    pub(crate) kind: String,
    /// What is said of it.
    pub(crate) description: String,
    /// The fields of an object, the input fields of an input.
    pub(crate) fields: BTreeMap<String, Field>,
    /// The objects that a union or an interface stands for.
    pub(crate) possible: Vec<String>,
    /// The values of an enum.
    pub(crate) values: Vec<String>,
}

/// A field.
pub(crate) struct Field {
    /// What is said of it.
    pub(crate) description: String,
    /// Its type with all marks, such as `[Shift!]!`.
    pub(crate) shape: String,
    /// Its arguments, each with its shape.
    pub(crate) arguments: BTreeMap<String, String>,
}

impl Field {
    /// The name of its type without marks.
    pub(crate) fn named(&self) -> &str {
        self.shape.trim_matches(['[', ']', '!'])
    }
}

impl Contract {
    /// Asks for it.
    pub(crate) async fn read(world: &World) -> Self {
        let text = "{ __schema { types { kind name description possibleTypes { name } enumValues { name } inputFields { name type { ...T } } \
            fields { name description type { ...T } args { name type { ...T } } } } } } \
            fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
        let answer = world.ask(None, text, json!({})).await;
        let types = answer["data"]["__schema"]["types"].as_array().unwrap_or_else(|| panic!("{answer}"));
        let read = |found: &Value| Type {
            kind: text_of(&found["kind"]),
            description: text_of(&found["description"]).replace('\n', " "),
            fields: list(&found["fields"]).chain(list(&found["inputFields"])).map(field).collect(),
            possible: list(&found["possibleTypes"]).map(|member| text_of(&member["name"])).collect(),
            values: list(&found["enumValues"]).map(|value| text_of(&value["name"])).collect(),
        };
        Self { types: types.iter().map(|found| (text_of(&found["name"]), read(found))).collect() }
    }

    /// A type that there is.
    pub(crate) fn of(&self, name: &str) -> &Type {
        self.types.get(name).unwrap_or_else(|| panic!("there is no type {name}"))
    }

    /// The field of this name among the queries, the mutations or the subscriptions; the word before the document, too.
    pub(crate) fn operation(&self, name: &str) -> (&'static str, &Field) {
        let found = [("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription")]
            .into_iter()
            .find_map(|(word, root)| Some((word, self.of(root).fields.get(name)?)));
        found.unwrap_or_else(|| panic!("there is no operation {name}"))
    }

    /// Whether fields of this type have no fields.
    pub(crate) fn is_leaf(&self, name: &str) -> bool {
        matches!(self.of(name).kind.as_str(), "SCALAR" | "ENUM")
    }

    /// The document that asks an operation for all it can give, this many objects deep, and its variables.
    pub(crate) fn document(&self, name: &str, given: &Value, depth: usize) -> (String, Value) {
        let (word, field) = self.operation(name);
        let given = match word {
            "mutation" if field.arguments.is_empty() => json!({}),
            "mutation" => json!({ "input": given }),
            _ => given.clone(),
        };
        let given_names: Vec<_> = given.as_object().expect("an object").keys().collect();
        let list = |show: &dyn Fn(&str) -> String| {
            let shown: Vec<_> = given_names.iter().map(|name| show(name)).collect();
            if shown.is_empty() { String::new() } else { format!("({})", shown.join(", ")) }
        };
        let declared = list(&|argument| format!("${argument}: {}", field.arguments[argument]));
        let passed = list(&|argument| format!("{argument}: ${argument}"));
        (format!("{word}{declared} {{ {name}{passed} {} }}", self.selection(field.named(), depth)), given)
    }

    /// All that an object can give, this many objects deep. The edges of a list are no depth of their own.
    pub(crate) fn selection(&self, name: &str, depth: usize) -> String {
        if self.is_leaf(name) {
            return String::new();
        }
        let here = self.of(name);
        if !here.possible.is_empty() {
            let each: Vec<_> = here
                .possible
                .iter()
                .map(|member| format!("... on {member} {}", self.selection(member, depth)))
                .collect();
            return format!("{{ __typename {} }}", each.join(" "));
        }
        let asked: Vec<_> = here.fields.iter().filter_map(|(name, field)| self.asked(name, field, depth)).collect();
        format!("{{ __typename {} }}", asked.join(" "))
    }

    /// A field with all that it can give, or nothing where it lies too deep.
    pub(crate) fn asked(&self, name: &str, field: &Field, depth: usize) -> Option<String> {
        if self.is_leaf(field.named()) {
            return Some(name.to_owned());
        }
        let free = field.named().ends_with("Edge") || name == "node" || name == "pageInfo";
        if depth == 0 && !free {
            return None;
        }
        // Enough of every list: what is in it is looked at by its id, too.
        let page = if field.arguments.contains_key("first") { "(first: 4)" } else { "" };
        Some(format!("{name}{page} {}", self.selection(field.named(), depth - usize::from(!free))))
    }
}

fn field(found: &Value) -> (String, Field) {
    let field = Field {
        description: text_of(&found["description"]).replace('\n', " "),
        shape: shape(&found["type"]),
        arguments: list(&found["args"]).map(|one| (text_of(&one["name"]), shape(&one["type"]))).collect(),
    };
    (text_of(&found["name"]), field)
}

fn shape(found: &Value) -> String {
    match found["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", shape(&found["ofType"])),
        Some("LIST") => format!("[{}]", shape(&found["ofType"])),
        _ => text_of(&found["name"]),
    }
}

fn list(found: &Value) -> impl Iterator<Item = &Value> {
    found.as_array().into_iter().flatten()
}

fn text_of(found: &Value) -> String {
    found.as_str().unwrap_or_default().to_owned()
}
