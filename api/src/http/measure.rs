//! What a document amounts to: counted before anything of it is validated or executed, in time linear in its text.
//!
//! The executor's own checks come too late: they walk every fragment as often as it is spread.

use std::collections::HashMap;

use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet, TypeCondition};
use async_graphql::{Name, Positioned, Value, Variables};
use async_graphql_value::Value as Literal;

/// How deep brackets may nest in the text: the parser and the validator call themselves for each.
const NESTING: usize = 64;
/// How many words and signs a document may have.
const TOKENS: usize = 1_000;
/// How long a name or a number may be: an answer repeats the name of a field for each item of a list.
const WORD: usize = 128;
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
/// How many bytes the values of a document may take when its fragments and variables are written out: each use of a
/// value is a copy of it.
const VALUES: u64 = 256 * 1024;
/// What a value takes besides its text.
const VALUE: u64 = 100;

/// The values of a document, its fragments written out.
#[derive(Clone, Default)]
pub(super) struct Values {
    /// The bytes of those that stand in it.
    literals: u64,
    /// How often each variable is used.
    uses: HashMap<Name, u64>,
}

/// Before parsing: brackets that nest too deep would exhaust the stack. Counts the tokens, generously.
pub(super) fn measure_text(text: &str) -> Result<usize, String> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut tokens, mut before, mut long) = (0, 0usize, 0usize, b' ', 0usize);
    while let Some(&byte) = bytes.get(at) {
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
        let goes_on = (word(byte) && word(before)) || (byte == b'.' && before == b'.');
        long = if goes_on { long + 1 } else { 1 };
        if long > WORD {
            return Err(format!("A word of the document is longer than {WORD} bytes."));
        }
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

/// Where the string that begins at `start` ends.
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
    values: Values,
}

/// Measures each fragment once, however often it is spread.
struct Measuring<'d> {
    document: &'d ExecutableDocument,
    /// `None` while it is being measured.
    known: HashMap<&'d str, Option<Measure<'d>>>,
}

/// The measures of all operations together: what validates walks all of them.
pub(super) fn measure(document: &ExecutableDocument) -> Result<Values, String> {
    let mut measuring = Measuring { document, known: HashMap::new() };
    let (mut selections, mut values) = (0_u64, Values::default());
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let measure = measuring.selection(&operation.selection_set.node, "", 0)?;
        if measure.depth > DEPTH {
            return Err(too_deep());
        }
        selections = selections.saturating_add(measure.selections);
        if selections > SELECTIONS {
            return Err(format!("The document has more than {SELECTIONS} fields, its fragments written out."));
        }
        // Here all type conditions mean the same type: what stands under another of them stands beside it.
        let mut roots = HashMap::<&str, usize>::new();
        for ((_, name), count) in measure.beside {
            crowd(roots.entry(name).or_default(), name, count)?;
        }
        values.add(&measure.values);
        values.of_directives(&operation.directives);
        for definition in &operation.variable_definitions {
            let uses = measure.values.uses.get(&definition.node.name.node).copied().unwrap_or_default().max(1);
            let value = definition.node.default_value.as_ref().map_or(VALUE, |value| weight(&value.node));
            values.literals = values.literals.saturating_add(uses.saturating_mul(value));
        }
    }
    values.fit(&Variables::default())?;
    Ok(values)
}

impl Values {
    /// Whether all fits, with these values of the variables.
    pub(super) fn fit(&self, variables: &Variables) -> Result<(), String> {
        let given = variables.iter().map(|(name, value)| {
            // What is not used was still read.
            self.uses.get(name).copied().unwrap_or_default().max(1).saturating_mul(weight(value))
        });
        match given.fold(self.literals, u64::saturating_add) > VALUES {
            true => Err(format!("Values and variables take more than {} KiB, each use counted.", VALUES / 1024)),
            false => Ok(()),
        }
    }

    fn add(&mut self, other: &Self) {
        self.literals = self.literals.saturating_add(other.literals);
        for (name, uses) in &other.uses {
            let known = self.uses.entry(name.clone()).or_default();
            *known = known.saturating_add(*uses);
        }
    }

    fn of_arguments(&mut self, arguments: &[(Positioned<Name>, Positioned<Literal>)]) {
        for (_, value) in arguments {
            self.of(&value.node);
        }
    }

    fn of_directives(&mut self, directives: &[Positioned<Directive>]) {
        for directive in directives {
            self.of_arguments(&directive.node.arguments);
        }
    }

    fn of(&mut self, value: &Literal) {
        let text = match value {
            Literal::Variable(name) => {
                *self.uses.entry(name.clone()).or_default() += 1;
                0
            }
            Literal::String(text) => text.len(),
            Literal::List(items) => {
                items.iter().for_each(|item| self.of(item));
                0
            }
            Literal::Object(fields) => {
                fields.values().for_each(|field| self.of(field));
                0
            }
            _ => 0,
        };
        self.literals = self.literals.saturating_add(VALUE + text as u64);
    }
}

/// The bytes that a value takes.
fn weight(value: &Value) -> u64 {
    VALUE
        + match value {
            Value::String(text) => text.len() as u64,
            Value::List(items) => items.iter().map(weight).sum(),
            Value::Object(fields) => fields.iter().map(|(name, field)| name.len() as u64 + weight(field)).sum(),
            _ => 0,
        }
}

/// Counts a field that stands beside itself.
fn crowd(known: &mut usize, name: &str, count: usize) -> Result<(), String> {
    *known += count;
    match *known > ALIASES {
        true => Err(format!("The field `{name}` stands beside itself more than {ALIASES} times.")),
        false => Ok(()),
    }
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
                    total.values.of_arguments(&field.node.arguments);
                    total.values.of_directives(&field.node.directives);
                    within(&field.node.name.node, on, inner)?
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map_or(on, |condition| type_name(&condition.node));
                    total.values.of_directives(&inline.node.directives);
                    self.selection(&inline.node.selection_set.node, on, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    total.values.of_directives(&spread.node.directives);
                    self.fragment(&spread.node.fragment_name.node, level)?
                }
            };
            total.depth = total.depth.max(part.depth);
            // A spread counts too: fragments without a field would double for nothing.
            total.selections = total.selections.saturating_add(part.selections).saturating_add(1);
            total.schema_lists = total.schema_lists.max(part.schema_lists);
            total.values.add(&part.values);
            for ((on, name), count) in part.beside {
                crowd(total.beside.entry((on, name)).or_default(), name, count)?;
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
        values: inner.values,
    })
}

#[cfg(test)]
mod tests {
    use async_graphql::Variables;

    use super::super::document::Documents;

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
        assert_eq!(fault(&format!("{{ a {{ {} }} }}", many(&|n| format!("... on T{n} {{ id }} ")))), None);
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
    fn what_is_repeated_counts_as_often_as_it_is_there() {
        // As often as a value is used: by variables, by fragments, by its default.
        let uses = |times: usize| format!("query($v: ID!) {{ {} }}", "... { node(id: $v) { id } } ".repeat(times));
        let fits = |text: &str, given: &str| {
            let document = Documents::default().get(text).expect("parsed");
            document.fit(&Variables::from_json(serde_json::json!({ "v": given }))).is_ok()
        };
        assert!(fits(&uses(1), &"x".repeat(200_000)) && fits(&uses(10), &"x".repeat(20_000)));
        assert!(!fits(&uses(10), &"x".repeat(200_000)));
        let items = vec![0; 3_000];
        let document = Documents::default().get("{ a }").expect("parsed");
        let many = document.fit(&Variables::from_json(serde_json::json!({ "x": { "y": items } })));
        assert!(many.is_err_and(|fault| fault.contains("Values and variables")));
        let long = "x".repeat(30_000);
        refused(&format!("{{ {} }} fragment F on Q {{ b(x: \"{long}\") }}", "a { ...F } ".repeat(10)), "Values");
        let default = format!("query($v: ID = \"{long}\") {{ {} }}", "... { node(id: $v) { id } } ".repeat(10));
        refused(&default, "Values");
        let directive = format!("a @skip(if: \"{long}\") ");
        refused(&format!("{{ {} }} fragment F on Q {{ {directive} }}", "a { ...F } ".repeat(10)), "Values");
        // Operations that do not run are validated like the one that does.
        let operations: String = (0..90).map(|n| format!("query Q{n} {{ ...F }} ")).collect();
        refused(&(operations + &format!("fragment F on Query {{ {} }}", "a { b c d } ".repeat(15))), "fields");
    }

    #[test]
    fn names_and_numbers_have_a_length() {
        let long = "x".repeat(129);
        for text in [format!("{{ {long}: id }}"), format!("{{ {long} }}"), format!("{{ a(x: 1{}) }}", "0".repeat(128))]
        {
            refused(&text, "word");
        }
        assert_eq!(fault(&format!("{{ a(x: \"{long}\") {}: b }}", &long[..128])), None);
    }

    #[test]
    fn at_the_root_no_type_condition_hides_how_often_a_field_is_there() {
        let ten = |form: &str| (0..8).map(|n| format!("{form}{n}: login ")).collect::<String>();
        let text = format!("mutation {{ {} ... on Mutation {{ {} }} }}", ten("a"), ten("b"));
        refused(&text, "beside itself");
        assert_eq!(fault(&text.replace("b7: login", "")), None);
    }
}
