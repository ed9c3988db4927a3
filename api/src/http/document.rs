//! GraphQL documents: parsed once, measured before they run.
//!
//! A document is refused by its measures before anything of it is validated or executed, in time linear in its text.
//! The executor's own checks come too late: they walk every fragment as often as it is spread.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Variables;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet, TypeCondition,
};
use async_graphql::parser::{Error, parse_query};

/// The longest document, in bytes, that is kept for the next request.
const KEEP: usize = 16 * 1024;
/// How many bytes the kept documents may take, parsed.
const KEPT: u64 = 16 * 1024 * 1024;
/// How many bytes a token takes when parsed (measured: 266 a field).
const TOKEN: usize = 300;
/// How deep brackets may nest in the text: the parser and the validator call themselves for each.
const NESTING: usize = 64;
/// How many words and signs a document may have.
const TOKENS: usize = 1_000;
/// How deep fields may nest.
const DEPTH: usize = 12;
/// How deep they may nest in questions about the schema: those of GraphiQL go down to 15.
const SCHEMA_DEPTH: usize = 20;
/// How often lists may stand within lists in questions about the schema: each multiplies the answer.
const SCHEMA_LISTS: usize = 2;
/// How often one field may stand beside itself under different names.
const ALIASES: usize = 15;
/// How many selections a document may have when all its fragments are written out.
const SELECTIONS: u64 = 2_000;

/// A document that passed the measures.
pub struct Document {
    /// As the executor takes it.
    pub parsed: ExecutableDocument,
    tokens: usize,
}

/// Documents by their text.
pub struct Documents(moka::sync::Cache<String, Arc<Document>>);

impl Default for Documents {
    fn default() -> Self {
        // A parsed document is up to seventy times its text: what counts is what it takes.
        let weight = |text: &String, document: &Arc<Document>| {
            u32::try_from(text.len() + document.tokens * TOKEN).unwrap_or(u32::MAX)
        };
        Self(moka::sync::Cache::builder().weigher(weight).max_capacity(KEPT).build())
    }
}

impl Documents {
    /// The document of this text, or what is wrong with it.
    pub fn get(&self, text: &str) -> Result<Arc<Document>, String> {
        if let Some(known) = self.0.get(text) {
            return Ok(known);
        }
        let tokens = measure_text(text)?;
        let parsed = parse_query(text).map_err(|error| plainly(&error))?;
        measure(&parsed)?;
        let document = Arc::new(Document { parsed, tokens });
        if text.len() <= KEEP {
            self.0.insert(text.to_owned(), document.clone());
        }
        Ok(document)
    }
}

impl Document {
    /// The operation that would run: `None` if the name fits none, or more than one would fit.
    pub fn operation(&self, name: Option<&str>) -> Option<&OperationDefinition> {
        let operation = match (&self.parsed.operations, name) {
            (DocumentOperations::Single(operation), None) => Some(operation),
            (DocumentOperations::Single(_), Some(_)) => None,
            (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
            (DocumentOperations::Multiple(operations), None) => match operations.len() {
                1 => operations.values().next(),
                _ => None,
            },
        };
        operation.map(|operation| &operation.node)
    }
}

/// The variable that the operation must have and was not given. Asked before it runs: the executor would notice only
/// when it comes to the field, after the fields before it had their effects (GraphQL, section 6.1.2).
pub fn missing_variable<'d>(operation: &'d OperationDefinition, variables: &Variables) -> Option<&'d str> {
    let missing = operation.variable_definitions.iter().map(|definition| &definition.node).find(|definition| {
        let given = variables.get(&definition.name.node);
        !definition.var_type.node.nullable
            && given.map_or(definition.default_value.is_none(), |value| *value == async_graphql::Value::Null)
    });
    missing.map(|definition| definition.name.node.as_str())
}

/// The parser draws the line that it could not read, which can be the whole document: one sentence is enough.
fn plainly(error: &Error) -> String {
    let Error::Syntax { message, start, .. } = error else { return error.to_string() };
    let what = message.lines().last().unwrap_or_default().trim_start_matches([' ', '=']);
    format!("Syntax error in line {}, column {}: {what}.", start.line, start.column)
}

/// Before parsing: brackets that nest too deep would exhaust the stack. Counts the tokens, generously.
fn measure_text(text: &str) -> Result<usize, String> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut tokens, mut before) = (0, 0usize, 0usize, b' ');
    while let Some(&byte) = bytes.get(at) {
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
        let goes_on = (word(byte) && word(before)) || (byte == b'.' && before == b'.');
        tokens += usize::from(!goes_on && !byte.is_ascii_whitespace() && byte != b',' && byte != b'#');
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > NESTING {
            return Err(format!("The document nests deeper than {NESTING} brackets."));
        }
        if tokens > TOKENS {
            return Err(format!("The document has more than {TOKENS} tokens."));
        }
        before = byte;
        at = match byte {
            b'#' => bytes[at..].iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(bytes.len(), |n| at + n),
            b'"' => string_end(bytes, at).ok_or("A string does not end.")?,
            _ => at + 1,
        };
    }
    Ok(tokens)
}

/// Where the string that begins at `start` is over.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let block = bytes[start..].starts_with(br#"""""#);
    let mut at = start + if block { 3 } else { 1 };
    loop {
        let rest = bytes.get(at..)?;
        at += match (block, rest.first()?) {
            (true, b'"') if rest.starts_with(br#"""""#) => return Some(at + 3),
            (true, b'\\') if rest.starts_with(br#"\""""#) => 4,
            (false, b'"') => return Some(at + 1),
            (false, b'\\') => 2,
            (false, b'\n' | b'\r') => return None,
            _ => 1,
        };
    }
}

/// What a selection amounts to when its fragments are written out.
#[derive(Clone, Default)]
struct Measure<'d> {
    depth: usize,
    selections: u64,
    /// How many lists of the schema's own description stand within each other.
    schema_lists: usize,
    /// How often each field stands here, those of fragments included. By type condition too, because a field may well
    /// stand once for each member of a union.
    beside: HashMap<(&'d str, &'d str), usize>,
}

/// Measures each fragment once, however often it is spread.
struct Measuring<'d> {
    document: &'d ExecutableDocument,
    /// `None` while it is being measured.
    known: HashMap<&'d str, Option<Measure<'d>>>,
}

fn measure(document: &ExecutableDocument) -> Result<(), String> {
    let mut measuring = Measuring { document, known: HashMap::new() };
    for (_, operation) in document.operations.iter() {
        let measure = measuring.selection(&operation.node.selection_set.node, "", 0)?;
        if measure.depth > DEPTH {
            return Err(too_deep());
        }
        if measure.selections > SELECTIONS {
            return Err(format!("The document has more than {SELECTIONS} fields, its fragments written out."));
        }
    }
    Ok(())
}

fn too_deep() -> String {
    format!("The document is deeper than {DEPTH} levels.")
}

impl<'d> Measuring<'d> {
    fn selection(&mut self, set: &'d SelectionSet, on: &'d str, level: usize) -> Result<Measure<'d>, String> {
        // The brackets of the text are limited, and each fragment is entered once: so are these calls.
        if level > NESTING * 2 {
            return Err(too_deep());
        }
        let mut total = Measure::default();
        for item in &set.items {
            let part = match &item.node {
                Selection::Field(field) => {
                    let inner = self.selection(&field.node.selection_set.node, "", level + 1)?;
                    within(&field.node.name.node, on, inner)?
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map_or(on, |condition| type_name(&condition.node));
                    self.selection(&inline.node.selection_set.node, on, level + 1)?
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, level)?,
            };
            total.depth = total.depth.max(part.depth);
            // A spread counts too: fragments without a field would double for nothing.
            total.selections = total.selections.saturating_add(part.selections).saturating_add(1);
            total.schema_lists = total.schema_lists.max(part.schema_lists);
            for ((on, name), count) in part.beside {
                let known = total.beside.entry((on, name)).or_default();
                *known += count;
                if *known > ALIASES {
                    return Err(format!("The field `{name}` stands beside itself more than {ALIASES} times."));
                }
            }
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &'d str, level: usize) -> Result<Measure<'d>, String> {
        match self.known.get(name) {
            Some(Some(measure)) => return Ok(measure.clone()),
            Some(None) => return Err(format!("The fragment `{name}` spreads itself.")),
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Err(format!("There is no fragment `{name}`."));
        };
        self.known.insert(name, None);
        let on = type_name(&fragment.node.type_condition.node);
        let measure = self.selection(&fragment.node.selection_set.node, on, level + 1)?;
        self.known.insert(name, Some(measure.clone()));
        Ok(measure)
    }
}

fn type_name(condition: &TypeCondition) -> &str {
    condition.on.node.as_str()
}

/// The measure of a field, from that of what is selected within it.
fn within<'d>(name: &'d str, on: &'d str, inner: Measure<'d>) -> Result<Measure<'d>, String> {
    let multiplies = matches!(name, "fields" | "inputFields" | "interfaces" | "possibleTypes");
    let mut depth = inner.depth + 1;
    if matches!(name, "__schema" | "__type") {
        if depth > SCHEMA_DEPTH || inner.schema_lists > SCHEMA_LISTS {
            return Err("The question about the schema goes too deep.".into());
        }
        depth = 1;
    }
    Ok(Measure {
        depth,
        selections: inner.selections,
        schema_lists: inner.schema_lists + usize::from(multiplies),
        beside: HashMap::from([((on, name), 1)]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::types::OperationType;

    fn fault(text: &str) -> Option<String> {
        Documents::default().get(text).err()
    }

    fn refused(text: &str, because: &str) {
        let fault = fault(text).expect("refused");
        assert!(fault.contains(because) && fault.len() < 300, "{fault}");
    }

    #[test]
    fn fragments_that_double_are_refused_at_once() {
        // Spreads alone are enough, and so is a fragment that is missing at the end.
        for (spreads, last) in [(2, "fragment F60 on Query { __typename }"), (2, ""), (8, "")] {
            let mut text = String::from("{ ...F0 }");
            for n in 0..if spreads == 2 { 60 } else { 25 } {
                text += &format!(" fragment F{n} on Query {{ {} }}", format!("...F{} ", n + 1).repeat(spreads));
            }
            // Written out, these would not be measured before the sun is cold.
            assert!(fault(&(text + last)).is_some());
        }
        let mut text = String::from("{ ...F0 }");
        for n in 0..20 {
            text += &format!(" fragment F{n} on Query {{ a {{ ...F{0} }} b {{ ...F{0} }} }}", n + 1);
        }
        refused(&(text + " fragment F20 on Query { c }"), "levels");
        let mut text = String::from("{ ...F0 }");
        for n in 0..11 {
            text += &format!(" fragment F{n} on Query {{ a {{ ...F{0} }} b {{ ...F{0} }} }}", n + 1);
        }
        refused(&(text + " fragment F11 on Query { c }"), "2000 fields");
    }

    #[test]
    fn what_is_too_deep_wide_or_long_is_refused() {
        refused(&format!("{}a{}", "{a".repeat(100_000), "}".repeat(100_000)), "brackets");
        refused(&format!("{{ a(x: {}1{}) }}", "[".repeat(50_000), "]".repeat(50_000)), "brackets");
        refused(&format!("{}a{}", "{a".repeat(13), "}".repeat(13)), "levels");
        refused(&format!("{{ {} }}", "a ".repeat(3_000)), "tokens");
        refused("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "itself");
        refused("{ ...A }", "no fragment");
        refused(&format!("{{ a {} }}", "$".repeat(900)), "line 1, column 5");
    }

    #[test]
    fn no_fragment_hides_how_often_a_field_is_there() {
        let many = |form: &dyn Fn(usize) -> String| (0..16).map(form).collect::<String>();
        for text in [
            format!("{{ {} }}", many(&|n| format!("a{n}: a "))),
            format!("{{ {} }}", many(&|n| format!("... {{ a{n}: a }} "))),
            format!("{{ {} }} {}", "...F ".repeat(16), "fragment F on Query { a }"),
            format!(
                "{{ {} }} {}",
                many(&|n| format!("...F{n} ")),
                many(&|n| format!("fragment F{n} on Q {{ x{n}: a }} "))
            ),
        ] {
            refused(&text, "beside itself");
        }
        let spread =
            "mutation { ... { a: login b: login } ".to_owned() + &"... { c: login d: login } ...F ".repeat(7) + "}";
        refused(&(spread + " fragment F on Mutation { e: login }"), "beside itself");
        // Once for each member of a union is not beside itself.
        assert_eq!(fault(&format!("{{ {} }}", many(&|n| format!("... on T{n} {{ id }} ")))), None);
    }

    #[test]
    fn strings_and_comments_neither_nest_nor_hide() {
        assert_eq!(fault("{ a(x: \"{{{{ # [[[ \\\" (((\") } # (((("), None);
        let deep = format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000));
        let quoted = [r#"""" " """"#, r#"""" \""" """"#, r#""""""""#, r#""""#, r#""\\""#, "1 # \"\n", "1 # \"\"\"\r"];
        for string in quoted {
            assert_eq!(fault(&format!("{{ a(x: {string}, y: 1) }}")), None, "{string}");
            refused(&format!("{{ a(x: {string}, y: {deep}) }}"), "brackets");
        }
        let within = format!(r#"{{ a(x: """ {deep} """, y: "{deep}") }}"#);
        assert_eq!(fault(&within), None);
        refused(r#"{ a(x: """ " "") }"#, "does not end");
        refused("{ a(x: \"\n\") }", "does not end");
    }

    #[test]
    fn the_schema_can_be_asked_for_but_not_multiplied() {
        let types = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind \
            name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }";
        let asked = format!(
            "query {{ __schema {{ types {{ fields {{ args {{ type {{ ...T }} }} }} possibleTypes {{ ...T }} }} }} }} \
             fragment T on __Type {{ {types} }}"
        );
        assert_eq!(fault(&asked), None);
        refused("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", "schema");
    }

    #[test]
    fn what_is_kept_has_a_bound() {
        let documents = Documents::default();
        for n in 0..200 {
            documents
                .get(&format!("{{ a{n} {} }}", (0..900).map(|m| format!("b{m} ")).collect::<String>()))
                .expect("parsed");
        }
        documents.0.run_pending_tasks();
        assert!(documents.0.weighted_size() <= KEPT && documents.0.entry_count() < 100);
    }

    #[test]
    fn the_operation_that_would_run_is_known() {
        let documents = Documents::default();
        let two = documents.get("query A { a } mutation B { b }").expect("parsed");
        assert_eq!(two.operation(Some("B")).map(|o| o.ty), Some(OperationType::Mutation));
        assert!(two.operation(None).is_none());
        assert!(two.operation(Some("C")).is_none());
        assert_eq!(documents.get("{ a }").expect("parsed").operation(None).map(|o| o.ty), Some(OperationType::Query));
    }

    #[test]
    fn a_variable_that_must_be_there_is_missed() {
        let document = Documents::default().get("query($a: Int!, $b: Int, $c: Int! = 1) { a }").expect("parsed");
        let operation = document.operation(None).expect("one");
        let missing =
            |json: serde_json::Value| missing_variable(operation, &Variables::from_json(json)).map(str::to_owned);
        assert_eq!(missing(serde_json::json!({ "a": 1 })), None);
        assert_eq!(missing(serde_json::json!({})).as_deref(), Some("a"));
        assert_eq!(missing(serde_json::json!({ "a": null })).as_deref(), Some("a"));
        assert_eq!(missing(serde_json::json!({ "a": 1, "c": null })).as_deref(), Some("c"));
    }
}
