//! A package: the declarations of all its files under their names.

use std::{cell::Cell, collections::BTreeMap};

use super::{
    parser::outside,
    syntax::{Declaration, File, Form, Import, Meaning, Name},
    types::{Export, Library},
};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, SHOWN, Span, words::nearest};

/// The files of a package as one.
#[derive(Debug)]
pub struct Package<'p, 's> {
    files: Vec<&'p File<'s>>,
    libraries: &'p [Library],
    declared: BTreeMap<&'s str, Declared<'p, 's>>,
    /// How many names were looked for.
    suggested: Cell<usize>,
}

/// A declaration and the file that it is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared<'p, 's> {
    pub(super) file: &'p File<'s>,
    pub(super) declaration: &'p Declaration<'s>,
}

impl<'p, 's> Package<'p, 's> {
    /// Puts files together. Reports what Go's compiler refuses about their names.
    pub fn new(
        files: impl IntoIterator<Item = &'p File<'s>>,
        libraries: &'p [Library],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut package = Self {
            files: files.into_iter().collect(),
            libraries,
            declared: BTreeMap::new(),
            suggested: Cell::new(0),
        };
        let mut twice = 0;
        for &file in &package.files {
            let first = package.files[0].package;
            if file.package.text != first.text {
                let title = format!("this file belongs to another package, `{}`", file.package.text);
                diagnostics.report(
                    Diagnostic::new(Rule::GoCompile, title)
                        .at(file.package.span, "")
                        .at(first.span, "the others belong to this package")
                        .help("move it to a folder of its own, or give it the same package"),
                );
            }
            for declaration in &file.declarations {
                let name = declaration.name;
                // Any number of these may stand side by side. They run before the tables are made, and may change what
                // tables are made of.
                if name.text == "init" || (name.text == "_" && calls(declaration)) {
                    let met = "code that runs before the tables are made";
                    diagnostics.report(outside(name.span, met, "tables that nothing changes"));
                }
                if matches!(name.text, "_" | "init") {
                    continue;
                }
                refuse_predeclared(name, diagnostics);
                let declared = Declared { file, declaration };
                match package.declared.get(name.text) {
                    Some(first) => {
                        twice += 1;
                        if twice <= SHOWN {
                            redeclared(name, first.declaration.name, diagnostics);
                        }
                    }
                    None => {
                        package.declared.insert(name.text, declared);
                    }
                }
            }
        }
        for file in &package.files {
            package.check_imports(file, diagnostics);
        }
        package
    }

    fn check_imports(&self, file: &File<'s>, diagnostics: &mut Diagnostics) {
        let mut names: BTreeMap<&str, Name<'s>> = BTreeMap::new();
        for import in &file.imports {
            let shown = import.alias.unwrap_or(import.path);
            if shown.text == "." {
                diagnostics.report(outside(shown.span, "a dot import", "imports under a name"));
            }
            let Some(name) = self.name_of(import).filter(|name| !matches!(*name, "_" | ".")) else {
                continue;
            };
            refuse_predeclared(Name { text: name, span: shown.span }, diagnostics);
            if let Some(first) = names.insert(name, shown) {
                redeclared(Name { text: name, span: shown.span }, first, diagnostics);
            } else if let Some(declared) = self.declared.get(name) {
                redeclared(Name { text: name, span: shown.span }, declared.declaration.name, diagnostics);
            }
            if !import.used {
                diagnostics.report(
                    Diagnostic::new(
                        Rule::GoCompile,
                        format!("`{}` is imported and not used", import.path.text),
                    )
                    .at(shown.span, "")
                    .help("delete the import"),
                );
            }
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<Declared<'p, 's>> {
        self.declared.get(name).copied()
    }

    /// A place that stands for the whole package; nothing when it has no file.
    pub fn place(&self) -> Option<Span> {
        Some(self.files.first()?.package.span)
    }

    /// The declared name that was probably meant. Only what is shown needs a suggestion.
    pub(super) fn nearest(&self, name: &str) -> Option<&'s str> {
        self.suggested.set(self.suggested.get() + 1);
        if self.suggested.get() > SHOWN {
            return None;
        }
        nearest(name, self.declared.keys().copied())
    }

    fn library(&self, import: &Import<'_>) -> Option<&'p Library> {
        self.libraries.iter().find(|library| library.paths.contains(&import.path.text))
    }

    /// The name of an import in its file, where it can be known.
    fn name_of(&self, import: &Import<'s>) -> Option<&'s str> {
        import.alias.map(|alias| alias.text).or_else(|| Some(self.library(import)?.name)).or(import.name)
    }

    /// What `package.name` stands for in a file.
    pub(super) fn select(
        &self,
        file: &File<'s>,
        package: Name<'s>,
        name: Name<'s>,
    ) -> Result<Export, Box<Diagnostic>> {
        let import = file.imports.iter().find(|import| match self.name_of(import) {
            Some(known) => known == package.text,
            // A package that is not known: its name mostly is the end of its path.
            None => import.path.text.rsplit('/').next() == Some(package.text),
        });
        let Some(import) = import else {
            return Err(Box::new(undefined(package, self.nearest(package.text))));
        };
        let Some(library) = self.library(import) else {
            let met = format!("something of `{}`", import.path.text);
            return Err(Box::new(outside(
                package.span.to(name.span),
                &met,
                "`fmt` and the packages `types`, `types/kdm` and `types/image` of rancher/rke",
            )));
        };
        let exports = (library.exports)();
        let found = exports.iter().find(|(export, _)| *export == name.text);
        found.map(|(_, export)| *export).ok_or_else(|| {
            let names = exports.iter().map(|(name, _)| *name);
            let meant = nearest(name.text, names);
            let help = meant.map_or_else(
                || "kdm knows only the names of this package that tables use".to_owned(),
                |meant| format!("did you mean `{}.{meant}`?", package.text),
            );
            let title = format!("`{}` has no `{}` that kdm knows", library.name, name.text);
            Box::new(Diagnostic::new(Rule::GoSubset, title).at(name.span, "").help(help))
        })
    }
}

/// Whether finding a value calls something, or is not understood at all.
fn calls(declaration: &Declaration<'_>) -> bool {
    match &declaration.meaning {
        Ok(Meaning::Value { value: Some(value), .. }) => matches!(value.form, Form::Call(..)),
        Ok(_) => false,
        Err(_) => !declaration.constant,
    }
}

/// Go lets a package give these names another meaning; the tables' part of Go does not.
pub(super) fn refuse_predeclared(name: Name<'_>, diagnostics: &mut Diagnostics) {
    if matches!(name.text, "true" | "false" | "nil" | "string" | "bool" | "delete" | "map") {
        let met = format!("another meaning of `{}`", name.text);
        diagnostics.report(outside(name.span, &met, "the one that Go gives it"));
    }
}

fn redeclared(again: Name<'_>, first: Name<'_>, diagnostics: &mut Diagnostics) {
    diagnostics.report(
        Diagnostic::new(Rule::GoCompile, format!("`{}` is declared twice in this package", again.text))
            .at(again.span, "again here")
            .at(first.span, "first here")
            .help("delete or rename one of them"),
    );
}

/// The finding for a name that nothing declares.
pub(super) fn undefined(name: Name<'_>, meant: Option<&str>) -> Diagnostic {
    let help = meant.map_or_else(
        || "declare it, or correct the name".to_owned(),
        |meant| format!("did you mean `{meant}`?"),
    );
    let title = format!("`{}` is not defined", name.text);
    Diagnostic::new(Rule::GoCompile, title).at(name.span, "").help(help)
}
