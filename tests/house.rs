//! How the house is kept: what the compiler lets pass, and a reader would stumble over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

/// The files that import each other in a circle, crate by crate: only the schema's own, where an activity has shifts, a
/// shift its activity and sign-ups, and a sign-up its shift. To any other, move what both files need into a third one.
const CIRCLES: &[(&str, &[&str])] =
    &[("api", &["volunteering::activity", "volunteering::shift", "volunteering::sign_up"])];

/// The only files of `api` that know which database and which servers there are.
const KNOW_INFRA: [&str; 4] = ["main", "settings", "log", "commands"];

/// All that the rules are built on: a driver of anything would be one more.
const DOMAIN_STANDS_ON: [&str; 6] = ["async-trait", "base64", "chrono", "ring", "serde", "uuid"];

#[test]
fn no_files_of_a_crate_import_each_other_in_a_circle() {
    let found: BTreeSet<_> =
        ["domain", "infra", "api"].iter().flat_map(|name| circles(name).into_iter().map(|it| (*name, it))).collect();
    let known = CIRCLES.iter().map(|(name, files)| (*name, files.iter().map(|file| file.to_string()).collect()));
    assert_eq!(found, known.collect(), "what is found, and the list of what there may be");
}

#[test]
fn only_the_program_itself_knows_the_adapters() {
    let crate_of_the_api = Crate::read("api");
    for (name, text) in &crate_of_the_api.files {
        let names_it = words(text).any(|word| word == "infra");
        let may = KNOW_INFRA.iter().any(|known| name == known || name.starts_with(&format!("{known}::")));
        assert!(may || !names_it, "{name} names infra");
    }
    assert!(words(&crate_of_the_api.files["main"]).any(|word| word == "infra"), "it is looked for in the right place");
}

#[test]
fn the_rules_stand_on_no_driver() {
    let manifest = read_to_string(root().join("domain/Cargo.toml")).expect("a manifest");
    let dependencies = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let dependencies = dependencies.take_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty());
    let names: Vec<_> = dependencies.filter_map(|line| line.split(['.', ' ', '=']).next()).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>(), DOMAIN_STANDS_ON.iter().collect(), "{names:?}");
}

#[test]
fn names_are_read_one_by_one() {
    let text = "use crate::a::{b::{self, C as D}, e};\nuse super::f::G;\npub use h::I;\n#[cfg(test)]\nmod tests {\n    use crate::j::K;\n}\n";
    let names = ["crate::a::b", "crate::a::b::C", "crate::a::e", "super::f::G", "h::I"];
    assert_eq!(imports(&without_tests(text)), names);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The source files of a crate, by the names of their modules; without what is compiled for its tests only.
struct Crate {
    files: BTreeMap<String, String>,
}

impl Crate {
    fn read(name: &str) -> Self {
        let mut read = Self { files: BTreeMap::new() };
        read.folder(&root().join(name).join("src"), "");
        let tested: Vec<_> = read.files.iter().flat_map(|(name, text)| test_files(name, text)).collect();
        read.files.retain(|name, _| !tested.iter().any(|it| name == it || name.starts_with(&format!("{it}::"))));
        read.files.values_mut().for_each(|text| *text = without_tests(text));
        read
    }

    fn folder(&mut self, path: &Path, name: &str) {
        for entry in read_dir(path).expect("a folder") {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
            let module = if stem == "mod" { name.to_owned() } else { below(name, &stem) };
            if path.is_dir() {
                self.folder(&path, &module);
            } else if path.extension().is_some_and(|end| end == "rs") {
                self.files.insert(module, read_to_string(&path).expect("a text"));
            }
        }
    }

    /// The files that each file imports from. A folder may name what lies in it.
    fn arrows(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let arrows = |file: &str, text: &str| {
            let names = imports(text).into_iter().filter_map(|name| absolute(file, &name));
            names.filter_map(|name| self.file_of(&name)).filter(|to| *to != file).collect()
        };
        self.files.iter().map(|(file, text)| (file.as_str(), arrows(file, text))).collect()
    }

    /// The file in which a name is defined, also if a folder gives it on.
    fn file_of(&self, name: &str) -> Option<&str> {
        let (file, text) = self.files.get_key_value(longest(name, |it| self.files.contains_key(it))?)?;
        let rest = format!("::{}", name[file.len()..].trim_start_matches("::"));
        let own = imports(text).into_iter().filter(|it| absolute(file, it).is_none());
        let given_on = own.map(|it| below(file, &it)).find(|it| it.ends_with(&rest) && it != name);
        given_on.and_then(|source| self.file_of(&source)).or(Some(file))
    }
}

/// A name from the root of the crate; `None` if it is none of this crate, or of what lies in the folder.
fn absolute(from: &str, name: &str) -> Option<String> {
    let above = |module: &str| module.rsplit_once("::").map_or(String::new(), |(above, _)| above.to_owned());
    let (mut base, mut name) = (from.to_owned(), name);
    while let Some(rest) = name.strip_prefix("super::") {
        (base, name) = (above(&base), rest);
    }
    name.strip_prefix("crate::").map(str::to_owned).or_else(|| (base != from).then(|| below(&base, name)))
}

fn below(name: &str, child: &str) -> String {
    match (name, child) {
        ("", "lib") => String::new(),
        ("", child) => child.to_owned(),
        (name, child) => format!("{name}::{child}"),
    }
}

/// The longest beginning of a name that fits.
fn longest(name: &str, fits: impl Fn(&str) -> bool) -> Option<&str> {
    std::iter::successors(Some(name), |name| match name.rsplit_once("::") {
        Some((above, _)) => Some(above),
        None => (!name.is_empty()).then_some(""),
    })
    .find(|name| fits(name))
}

/// The circles of a crate, each with its files: those that lead to each other.
fn circles(name: &str) -> BTreeSet<BTreeSet<String>> {
    let read = Crate::read(name);
    let arrows = read.arrows();
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in arrows.keys() {
        let (there, mut next) = (reached.entry(file).or_default(), vec![*file]);
        while let Some(from) = next.pop() {
            next.extend(arrows[from].iter().filter(|to| there.insert(**to)));
        }
    }
    let circle = |file: &str| {
        let back = reached[file].iter().filter(|to| reached[**to].contains(file));
        back.map(|to| to.to_string()).collect::<BTreeSet<_>>()
    };
    arrows.keys().map(|file| circle(file)).filter(|circle| !circle.is_empty()).collect()
}

/// The files that a file declares for its tests only.
fn test_files(name: &str, text: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().collect();
    let after = lines.windows(2).filter(|pair| pair[0].trim() == "#[cfg(test)]").map(|pair| pair[1]);
    let declared = after.filter_map(|line| line.strip_suffix(';')?.rsplit_once("mod "));
    declared.map(|(_, child)| below(name, child)).collect()
}

/// A text without its modules for tests.
fn without_tests(text: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line != "#[cfg(test)]" {
            kept.push(line);
        } else if lines.next().is_some_and(|item| item.ends_with('{')) {
            lines.by_ref().find(|line| *line == "}");
        }
    }
    kept.join("\n")
}

/// What a file imports, name by name, as it is written.
fn imports(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim_start();
        let line = ["pub ", "pub(crate) ", "pub(super) "].iter().find_map(|it| line.strip_prefix(it)).unwrap_or(line);
        let Some(begin) = line.strip_prefix("use ") else { continue };
        let mut text = begin.to_owned();
        while !text.ends_with(';') {
            text.push_str(lines.next().expect("an end of the import").trim());
        }
        flatten("", text.trim_end_matches(';'), &mut names);
    }
    names
}

fn flatten(before: &str, tree: &str, names: &mut Vec<String>) {
    let mut depth = 0;
    let parts = tree.split(|letter| {
        depth += match letter {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        letter == ',' && depth == 0
    });
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        match part.strip_suffix('}').and_then(|part| part.split_once('{')) {
            Some((path, inner)) => flatten(&format!("{before}{path}"), inner, names),
            None => {
                let name = part.split(" as ").next().unwrap_or_default();
                names.push(format!("{before}{name}").trim_end_matches("::self").trim_end_matches("::*").to_owned());
            }
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}
