//! What the settings except: one line, so that nobody has to read it again each month.

use std::collections::BTreeMap;

use crate::diagnostic::{Judged, Shown, shown::shown, words::first};

/// `5 excepted: arg-type at k3s v1.27.5+k3s1 serverArgs.debug, …`; empty where nothing is.
pub fn render_excepted(excepted: &[Judged]) -> Shown {
    const NAMED: usize = 3;
    if excepted.is_empty() {
        return Shown::new();
    }
    let mut rules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for judged in excepted {
        let subject = judged.finding.subjects.first().map_or("", String::as_str);
        rules.entry(judged.finding.rule.name()).or_default().push(subject);
    }
    let rules = rules.iter().map(|(rule, subjects)| {
        format!("{rule} at {}", first(subjects, NAMED, |subject| (*subject).to_owned()))
    });
    shown!("{} excepted: {}\n", excepted.len(), rules.collect::<Vec<_>>().join("; "))
}
