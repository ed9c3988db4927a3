//! Which documents ask for nothing that differs from one person to another with the same rights.

use async_graphql::parser::types::{OperationDefinition, Selection, SelectionSet};

use crate::http::document::Document;

/// The fields whose values depend on rights and on nothing else of the viewer, with the type of each that has fields of
/// its own. Only what is here is shared: a field that is forgotten costs time, one that is wrongly here would show
/// people what is meant for somebody else.
const SAME: &[(&str, &[(&str, &str)])] = &[
    ("Subscription", &[("boardChanged", "LiveBoard"), ("openWishesChanged", "LiveWishes")]),
    ("LiveBoard", &[("community", "Area"), ("notices", "Notice")]),
    ("LiveWishes", &[("community", "Area"), ("wishes", "Wish")]),
    ("Area", &[("id", ""), ("kind", ""), ("name", "")]),
    ("Person", &[("id", ""), ("shownName", "")]),
    (
        "Notice",
        &[
            ("id", ""),
            ("area", "Area"),
            ("category", ""),
            ("title", ""),
            ("text", ""),
            ("audience", ""),
            ("pinned", ""),
            ("author", "Person"),
            ("publishedAt", ""),
            ("expiresAt", ""),
            ("version", ""),
            ("editedAt", ""),
            ("withdrawnAt", ""),
            ("withdrawReason", ""),
        ],
    ),
    (
        "Wish",
        &[
            ("id", ""),
            ("state", ""),
            ("kind", ""),
            ("category", ""),
            ("urgency", ""),
            ("title", ""),
            ("text", ""),
            ("costLimitFen", ""),
            ("neededBy", ""),
            ("postedAt", ""),
            ("openedAt", ""),
            ("community", "Area"),
            ("grid", "Area"),
            ("author", "Person"),
            ("releaseCount", ""),
        ],
    ),
];

/// Whether all that the operation asks for is the same for all who have the same rights.
pub fn same_for_all(document: &Document, operation: &OperationDefinition) -> bool {
    all_same(document, "Subscription", &operation.selection_set.node)
}

/// The document passed the measures: written out it is short, and no fragment spreads itself.
fn all_same(document: &Document, of: &str, set: &SelectionSet) -> bool {
    set.items.iter().all(|item| match &item.node {
        Selection::Field(field) if field.node.name.node == "__typename" => true,
        Selection::Field(field) => match kind(of, &field.node.name.node) {
            Some(kind) => all_same(document, kind, &field.node.selection_set.node),
            None => false,
        },
        Selection::InlineFragment(inline) => {
            let on = inline.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
            on.is_none_or(|on| on == of) && all_same(document, of, &inline.node.selection_set.node)
        }
        Selection::FragmentSpread(spread) => match document.parsed.fragments.get(&spread.node.fragment_name.node) {
            Some(fragment) => {
                fragment.node.type_condition.node.on.node == of
                    && all_same(document, of, &fragment.node.selection_set.node)
            }
            None => false,
        },
    })
}

fn kind(of: &str, field: &str) -> Option<&'static str> {
    let (_, fields) = SAME.iter().find(|(name, _)| *name == of)?;
    fields.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

    use super::*;
    use crate::http::document::Documents;

    fn same(text: &str) -> bool {
        let document = Documents::default().get(text).expect("parsed");
        same_for_all(&document, document.operation(None).expect("one"))
    }

    #[test]
    fn what_is_ones_own_is_not_shared() {
        assert!(same(
            "subscription { boardChanged { notices { id title ... on Notice { text } ...F } } } fragment F on Notice { author { shownName } __typename }"
        ));
        for own in [
            "{ boardChanged { notices { id readByMe } } }",
            "{ boardChanged { notices { readAt } } }",
            "{ boardChanged { notices { readCount } } }",
            "{ boardChanged { notices { ...F } } } fragment F on Notice { id ... on Notice { versions { version } } }",
            "{ boardChanged { notices { ... on Node { id } } } }",
            "{ openWishesChanged { wishes { claim { id } } } }",
            "{ openWishesChanged { wishes { timeline { at } } } }",
            "{ openWishesChanged { wishes { title: removalReason } } }",
            "{ checkInCode(shiftId: 1) { digits } }",
            "{ boardChanged { community { children { edges { node { id } } } } } }",
        ] {
            assert!(!same(&format!("subscription {own}")), "{own}");
        }
    }

    #[test]
    fn every_field_is_one_of_the_schema() {
        let schema = parse_schema(crate::graphql::sdl()).expect("a schema");
        let objects: HashMap<_, _> = schema.definitions.into_iter().filter_map(object).collect();
        for (of, fields) in SAME {
            for (field, kind) in *fields {
                let shown = objects[*of].get(*field).unwrap_or_else(|| panic!("{of}.{field}"));
                let shown = shown.trim_matches(['[', ']', '!']);
                assert!(
                    if kind.is_empty() { !objects.contains_key(shown) } else { shown == *kind },
                    "{of}.{field}: {shown}"
                );
            }
        }
    }

    /// The fields of an object, each with its type.
    fn object(definition: TypeSystemDefinition) -> Option<(String, HashMap<String, String>)> {
        let TypeSystemDefinition::Type(definition) = definition else { return None };
        let TypeKind::Object(object) = definition.node.kind else { return None };
        let fields = object.fields.into_iter();
        let fields = fields.map(|field| (field.node.name.node.to_string(), field.node.ty.node.to_string()));
        Some((definition.node.name.node.to_string(), fields.collect()))
    }
}
