//! The house: a room imports only rooms below it, and no two files import each other, however long the way round.
//!
//! `src/lib.rs` has the rooms from the ground floor up. Paths behind `use crate::…`, `use super::…` and `crate::…` are
//! followed to the file that has the name; tests inside of files are left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// A file by its module, as in `["lint", "window"]`.
type Module = Vec<String>;

struct House {
    texts: BTreeMap<Module, String>,
}

impl House {
    fn read() -> Self {
        fn collect(folder: &Path, module: &[String], texts: &mut BTreeMap<Module, String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
                let inner = [module, &[stem]].concat();
                if path.is_dir() {
                    collect(&path, &inner, texts);
                } else if path.extension().is_some_and(|extension| extension == "rs")
                    && !path.ends_with("tests.rs")
                {
                    let text = fs::read_to_string(&path).unwrap();
                    let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap().lines();
                    let code = code.filter(|line| !line.trim_start().starts_with("//"));
                    let code = code.map(|line| format!("{line}\n")).collect();
                    let is_own =
                        ["mod", "lib"].iter().any(|name| inner.last().is_some_and(|last| last == name));
                    texts.insert(if is_own { module.to_vec() } else { inner }, code);
                }
            }
        }
        let mut texts = BTreeMap::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[], &mut texts);
        Self { texts }
    }

    /// The rooms, from the ground floor up.
    fn rooms(&self) -> Vec<&str> {
        let lines = self.texts[&Module::new()].lines();
        lines.filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect()
    }

    /// The file that has what a path leads to: where a `mod.rs` only passes a name on, the file that it is from.
    fn file(&self, path: &[String]) -> Module {
        let length = (0..=path.len()).rev().find(|length| self.texts.contains_key(&path[..*length])).unwrap();
        let (module, rest) = path.split_at(length);
        let Some(name) = rest.first() else { return module.to_vec() };
        let passed_on = uses(&self.texts[module], "pub").into_iter().find(|used| used.last() == Some(name));
        match passed_on {
            Some(used) if used.len() > 1 && used[0] != "crate" && used[0] != "super" => {
                self.file(&[module, &used].concat())
            }
            _ => module.to_vec(),
        }
    }

    /// Which files a file imports.
    fn arrows(&self, module: &Module) -> BTreeSet<Module> {
        let text = &self.texts[module];
        let inline = text.split("crate::").skip(1).map(|rest| {
            let path = rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').next().unwrap();
            path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        });
        let used = uses(text, "").into_iter().filter_map(|path| match path[0].as_str() {
            "crate" => Some(path[1..].to_vec()),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                Some([&module[..module.len().checked_sub(up)?], &path[up..]].concat())
            }
            _ => None,
        });
        // A `mod.rs` that does more than to pass names on.
        let lines = text.lines().filter(|line| !line.starts_with("pub"));
        let code: String = lines.map(|line| format!("{line}\n")).collect();
        let words = code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        let children = words
            .filter_map(|word| word.split_once("::"))
            .map(|(first, _)| [&module[..], &[first.to_owned()]].concat());
        let children: Vec<_> = children.filter(|child| self.texts.contains_key(child)).collect();
        let paths = inline.chain(used).chain(children).filter(|path| !path.is_empty());
        let files = paths.map(|path| self.file(&path));
        files.filter(|file| file != module && !file.is_empty()).collect()
    }
}

/// The paths of `use` declarations: with `pub` before them, or without.
fn uses(text: &str, visibility: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in text.match_indices("use ") {
        let before = text[..at].rsplit('\n').next().unwrap();
        if before.starts_with("pub") == (visibility == "pub")
            && (before.is_empty() || before.starts_with("pub"))
        {
            let tree = text[at + "use ".len()..].split(';').next().unwrap();
            flatten(&tree.split_whitespace().collect::<String>(), &[], &mut paths);
        }
    }
    paths
}

/// `a::{b,c::d}` as `a::b` and `a::c::d`.
fn flatten(tree: &str, before: &[String], paths: &mut Vec<Vec<String>>) {
    let Some((head, inner)) = tree.split_once('{') else {
        let parts = tree.split("::").filter(|part| *part != "self").map(str::to_owned);
        return paths.push(before.iter().cloned().chain(parts).collect());
    };
    let head = head.split("::").filter(|part| !part.is_empty()).map(str::to_owned);
    let before: Vec<_> = before.iter().cloned().chain(head).collect();
    let (mut depth, mut start) = (0, 0);
    let inner = inner.strip_suffix('}').unwrap();
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if start < at {
                    flatten(&inner[start..at], &before, paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

fn name(module: &Module) -> String {
    format!("src/{}", module.join("/"))
}

#[test]
fn no_arrow_climbs() {
    let house = House::read();
    let rooms = house.rooms();
    let floor =
        |module: &Module| rooms.iter().position(|room| module.first().is_some_and(|first| first == room));
    let mut climbing = Vec::new();
    for from in house.texts.keys().filter(|module| !module.is_empty() && *module != &["main"]) {
        assert!(floor(from).is_some(), "`{}` is in no room of src/lib.rs", name(from));
        let above = house.arrows(from).into_iter().filter(|to| floor(to) > floor(from));
        climbing.extend(above.map(|to| format!("{} imports {}, which is above it", name(from), name(&to))));
    }
    assert!(climbing.is_empty(), "{}", climbing.join("\n"));
}

#[test]
fn no_files_import_each_other() {
    let house = House::read();
    let arrows: BTreeMap<_, _> =
        house.texts.keys().map(|module| (module.clone(), house.arrows(module))).collect();
    // What a file leads to, over any number of others.
    let reached = |from: &Module| {
        let mut reached = BTreeSet::new();
        let mut open: Vec<_> = arrows[from].iter().cloned().collect();
        while let Some(module) = open.pop() {
            if reached.insert(module.clone()) {
                open.extend(arrows[&module].iter().cloned());
            }
        }
        reached
    };
    let circles = arrows.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)));
    let circles: Vec<_> = circles
        .filter(|(from, to)| reached(to).contains(*from))
        .map(|(from, to)| format!("{} imports {}, which leads back to it", name(from), name(to)))
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn imports_are_followed_to_the_file_that_has_the_name() {
    let paths = uses("use a::{b::{self, C}, D};\npub use e::F;\n    use g::H;\n", "");
    let paths: Vec<_> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["a::b", "a::b::C", "a::D"]);
    let house = House::read();
    let path = ["diagnostic", "Rule"].map(str::to_owned);
    assert_eq!(name(&house.file(&path)), "src/diagnostic/rule");
}

/// Files that are one table.
const TABLES: [&str; 2] = ["consumer/addon_data.rs", "diagnostic/rule.rs"];

#[test]
fn no_file_has_two_things_in_it() {
    fn long(folder: &Path, names: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                long(&path, names);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && fs::read_to_string(&path).unwrap().lines().count() > 400
                && !TABLES.iter().any(|table| path.ends_with(table))
            {
                names.push(path.display().to_string());
            }
        }
    }
    let mut names = Vec::new();
    ["src", "tests"]
        .iter()
        .for_each(|folder| long(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut names));
    assert_eq!(names, [""; 0]);
}

#[test]
fn contributing_draws_the_same_rooms() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(rows.collect::<Vec<_>>(), House::read().rooms());
}

#[test]
fn every_dependency_is_in_the_table_of_contributing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let table = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let mut section = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]")
            && section != "[dev-dependencies]"
            && let Some((name, _)) = line.split_once(" = ").filter(|(name, _)| !name.starts_with('#'))
        {
            assert!(table.contains(&format!("| **{name}** |")), "{name}");
        }
    }
}
