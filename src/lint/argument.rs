//! Arguments that Rancher does not pass on as intended.
//!
//! `filterField` of its planner keeps an argument that is listed for the release, and converts a value only where the
//! type is `boolean`: with `bool` it passes the string "true". It looks a name up in `agentArgs` first, on servers too. Without
//! any argument a cluster is blocked (`KDM release data is empty`, Rancher 2.7 and later).

use std::collections::BTreeSet;

use super::{
    cause::has_close,
    finding::{finding, part, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, Weight},
    model::{
        channel::{Release, ReleaseTable},
        field::Named,
    },
    source::{Entry, Map, Value, yaml::is_plain_string},
};

/// The types that Rancher and its dashboard know.
const TYPES: [&str; 4] = ["string", "boolean", "array", "enum"];

/// Rancher provisions clusters of these minors and later (v2.6).
const PROVISIONED: (u64, u64) = (1, 21);

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        // An anchor is wrong in one place, not in ninety.
        let mut checked = BTreeSet::new();
        for release in subject_of.seen_first(section) {
            let Some(version) = release.version() else { continue };
            let about = subject(distribution.key(), version.value);
            for table in ReleaseTable::ARGUMENTS {
                let arguments = release.table(table);
                if arguments.entries().is_empty() && is_provisioned(release) {
                    let title = format!("`{}` has no `{}`", version.value, table.name());
                    let help = "copy the list of the release before";
                    let about = part(&about, table.name());
                    let at = release.map.get(table.name()).map_or(version.span, |entry| entry.key_span);
                    diagnostics.report(finding(Rule::ArgsEmpty, &about, title, at, help));
                }
                for entry in arguments.entries() {
                    let about = part(&about, &format!("{}.{}", table.name(), entry.key));
                    let argument = Argument { entry, release, table, about: &about };
                    if checked.insert((entry.node.span, None)) {
                        diagnostics.report_all(argument.name());
                        match entry.node.value {
                            Value::Map(map) => argument.check(map, diagnostics),
                            Value::Null => argument.check(Map::EMPTY, diagnostics),
                            // `channel-type`.
                            _ => {}
                        }
                    }
                    if let Some(other) = argument.of_agents()
                        && checked.insert((entry.node.span, Some(other.node.span)))
                    {
                        diagnostics.report_all(argument.compare(other));
                    }
                }
            }
        }
    }
}

fn is_provisioned(release: &Release<'_>) -> bool {
    release.number().is_some_and(|number| number.minor() >= PROVISIONED)
}

/// An argument of a release.
struct Argument<'a, 's> {
    entry: &'a Entry<'s>,
    release: &'a Release<'s>,
    table: ReleaseTable,
    about: &'a str,
}

impl Argument<'_, '_> {
    /// A name as no flag of K3s or RKE2 has it: theirs are lower-case words with dashes between.
    fn name(&self) -> Option<Diagnostic> {
        let name = self.entry.key;
        let right = name.split('=').next().unwrap_or_default().trim();
        let right = right.trim_start_matches('-').replace('_', "-").to_ascii_lowercase();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        (name != right || !name.chars().all(is_plain)).then(|| {
            let title = format!("no argument is called `{name}`");
            let is_known = !right.is_empty() && right.chars().all(is_plain);
            let help = if !is_known {
                "write the name of a flag of K3s or RKE2, without the dashes before it".to_owned()
            } else {
                format!("write `{right}`, as the configuration file of K3s and RKE2 has it")
            };
            let found = finding(Rule::ArgName, self.about, title, self.entry.key_span, &help);
            // Beside the right one it would be there twice, and `no` is no text.
            let is_free = self.release.table(self.table).get(&right).is_none() && is_plain_string(&right);
            found.mend(self.entry.key_span, (is_known && is_free).then_some(right))
        })
    }

    fn check(&self, argument: Map<'_>, diagnostics: &mut Diagnostics) {
        let name = self.entry.key;
        let found = |title: String, help: &str| {
            let at = argument.get("type").map_or(self.entry.key_span, |entry| entry.node.span);
            finding(Rule::ArgType, self.about, title, at, help)
        };
        let kind = argument.value("type").as_str();
        match kind {
            // A misspelt `type` is a key that nothing reads.
            None if matches!(argument.value("type"), Value::Null) && !has_close(argument, "type") => {
                let title = format!("`{name}` has no `type`");
                diagnostics.report(found(title, &format!("write one of {}", types())));
            }
            Some(kind) if !TYPES.contains(&kind) => {
                let help = match kind {
                    "bool" => "write `boolean`: Rancher converts only that type".to_owned(),
                    _ => format!("use one of {}", types()),
                };
                let at = argument.get("type").and_then(|entry| entry.node.span);
                let found = found(format!("`{name}` has the type `{kind}`"), &help);
                diagnostics.report(found.mend(at, (kind == "bool").then_some("boolean")));
            }
            Some(_) | None => {}
        }
        diagnostics.report_all(self.twice(argument));
        diagnostics.report_all(self.lacking(argument, kind));
        diagnostics.report_all(self.default_of_options(argument, kind));
    }

    fn of_options(&self, argument: Map<'_>, key: &str, title: String, help: &str) -> Diagnostic {
        let at = argument.get(key).map_or(self.entry.key_span, |entry| entry.node.span);
        finding(Rule::ArgOptions, self.about, title, at, help)
    }

    /// An option that is there twice.
    fn twice(&self, argument: Map<'_>) -> Option<Diagnostic> {
        let mut known = BTreeSet::new();
        let options = argument.value("options").items().iter();
        let (twice, span) = options
            .filter_map(|option| Some((option.value.as_str()?, option.span)))
            .find(|(text, _)| !known.insert(*text))?;
        let title = format!("`{}` has the option `{twice}` twice", self.entry.key);
        let help = "delete one of them; or was another one meant?";
        Some(finding(Rule::ArgOptions, self.about, title, span, help).because("the dashboard lists it twice"))
    }

    /// Options that have to be there.
    fn lacking(&self, argument: Map<'_>, kind: Option<&str>) -> Option<Diagnostic> {
        let name = self.entry.key;
        // Of a wrong type it is `channel-type`.
        let lacks_options = matches!(argument.value("options"), Value::Null | Value::List([]))
            && !has_close(argument, "options");
        if !lacks_options {
            return None;
        }
        if kind == Some("enum") {
            let title = format!("`{name}` is an `enum` without `options`");
            let help = "list what can be chosen, or write `string`";
            let found = self.of_options(argument, "type", title, help);
            return Some(found.because("the dashboard offers nothing to choose"));
        }
        // `this.serverArgs?.disable?.options.includes(...)` of shell/edit/provisioning.cattle.io.cluster/rke2.vue.
        (name == "disable" && self.table == ReleaseTable::ServerArgs).then(|| {
            let help = "list what can be disabled, as the release before does";
            let found = self.of_options(argument, "", "`disable` has no `options`".to_owned(), help);
            found
                .because("the dashboard's form for clusters fails without them")
                .weighing(Weight::StopsRelease)
        })
    }

    /// A default that cannot be chosen.
    fn default_of_options(&self, argument: Map<'_>, kind: Option<&str>) -> Option<Diagnostic> {
        let name = self.entry.key;
        let options = argument.value("options").items();
        let default = argument.value("default").as_str()?;
        if kind == Some("boolean") {
            let title = format!("the default of `{name}` is a text, and the argument is `boolean`");
            return Some(self.of_options(
                argument,
                "default",
                title,
                "write `true` or `false`, without quotes",
            ));
        }
        let is_none = !default.is_empty()
            && !options.is_empty()
            && !options.iter().any(|option| option.value == Value::String(default));
        is_none.then(|| {
            let title = format!("the default `{default}` of `{name}` is not one of its options");
            self.of_options(argument, "default", title, "add it to `options`, or choose one of them")
        })
    }

    /// The same argument in `agentArgs`, of one of servers.
    fn of_agents(&self) -> Option<&Entry<'_>> {
        let agents = self.release.table(ReleaseTable::AgentArgs);
        agents.get(self.entry.key).filter(|_| self.table == ReleaseTable::ServerArgs)
    }

    /// Another type in `agentArgs`, reported where the release itself writes it.
    fn compare(&self, other: &Entry<'_>) -> Option<Diagnostic> {
        let own = self.entry.node.value.fields().text("type")?;
        let theirs = other.node.value.fields().text("type")?;
        let known = TYPES.contains(&own.value) && TYPES.contains(&theirs.value);
        (known && own.value != theirs.value).then(|| {
            let (at, there) = if self.release.writes(theirs.span) { (theirs, own) } else { (own, theirs) };
            let name = self.entry.key;
            let title =
                format!("`{name}` is `{}` in `serverArgs` and `{}` in `agentArgs`", own.value, theirs.value);
            let help = "give it one type: Rancher takes that of `agentArgs`, on servers too";
            finding(Rule::ArgType, self.about, title, at.span, help).at(there.span, "the other one")
        })
    }
}

fn types() -> String {
    TYPES.map(|kind| format!("`{kind}`")).join(", ")
}
