//! Builds: what is written is read again as the same; a difference is told exactly where there is one; a merge keeps what one
//! side alone has done.

use kdm::{
    diagnostic::{Diagnostics, Policy},
    diff::{self, Build},
    emit::write_data_json,
    lint::{self, Built},
    model::RancherLine,
    report::{
        Detail, Findings, Report, Screen, render_diff, render_diff_json, render_diff_markdown,
        render_findings_json, render_github, render_lines, render_sarif,
    },
    repository::add_build,
    source::{Arena, Sources},
};

use crate::{is_harmless, parts};

/// Reads the builds of an input; nothing where one of them cannot be read.
fn with_builds<const COUNT: usize>(data: &[u8], look: impl FnOnce(&Sources, [Build<'_>; COUNT], &Arena)) {
    let parts = parts(data);
    let (mut sources, mut found, arena) = (Sources::default(), Diagnostics::default(), Arena::new());
    let files: Vec<_> = (0..COUNT)
        .map(|nth| {
            let part = parts.get(nth).copied().unwrap_or_default();
            add_build(&format!("{nth}.json"), part, &mut sources, &mut found)
        })
        .collect();
    let builds = files
        .into_iter()
        .map(|file| Build::read_file(&sources, file, &arena, &mut found))
        .collect::<Option<Vec<_>>>();
    if let Some(Ok(builds)) = builds.map(TryInto::try_into) {
        look(&sources, builds, &arena);
    }
}

pub fn compiled(data: &[u8]) {
    with_builds(data, |sources, [build]: [Build<'_>; 1], arena| {
        let metadata = &build.metadata;
        let written = write_data_json(metadata, Vec::new()).unwrap();
        if written.len() > 1 << 22 {
            return;
        }
        // Written again it is the same.
        let (mut again, mut found) = (Sources::default(), Diagnostics::default());
        let file = add_build("again.json", written.clone(), &mut again, &mut found);
        let same = Build::read_file(&again, file, arena, &mut found).expect("what was written is read");
        assert!(write_data_json(&same.metadata, Vec::new()).unwrap() == written);
        // Whatever is found, every format shows it.
        let (policy, mut found) = (Policy::default(), Diagnostics::default());
        let line = RancherLine::of(metadata);
        let built = Built { metadata, sources, line, image_prefixes: &[], policy: &policy };
        lint::run(built, false, &mut found);
        lint::before_shipping(built, &mut found);
        let judged = policy.judge(found);
        is_harmless(Screen::new(sources).render(&judged).as_str());
        let findings = Findings { found: &judged, sources };
        let commands = render_github(&findings);
        assert!(commands.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")));
        for text in [
            commands,
            render_findings_json(&findings),
            render_sarif(&findings),
            render_lines(&findings).to_string(),
        ] {
            is_harmless(&text);
        }
    });
}

pub fn compare(data: &[u8]) {
    with_builds(data, |_, [old, new]: [Build<'_>; 2], arena| {
        let changes = diff::compare(&old, &new, arena);
        assert_eq!(
            changes.is_empty(),
            old.root.value.is_same(&new.root.value),
            "a difference is told or made up"
        );
        assert!(diff::compare(&new, &new, arena).is_empty());
        let tracked = diff::tracking(&old, &new);
        let report = Report { old: "old", new: "new", changes: &changes, tracked: &tracked };
        for detail in [Detail::Summary, Detail::Everything] {
            is_harmless(render_diff(&report, detail, 80).as_str());
        }
        is_harmless(&render_diff_markdown(&report));
        is_harmless(&render_diff_json(&report));
    });
}

pub fn merge(data: &[u8]) {
    with_builds(data, |_, [base, ours, theirs]: [Build<'_>; 3], arena| {
        let [base, ours, theirs] = [base.root, ours.root, theirs.root];
        // What one side alone has done is what comes out.
        for side in [ours, theirs] {
            for (ours, theirs) in [(side, base), (base, side), (side, side)] {
                let merged = diff::merge(Some(base), ours, theirs, arena).expect("there is no conflict");
                assert!(merged.value.is_same(&side.value), "a side is not kept");
            }
        }
        // Both orders agree on whether it can be merged.
        let one = diff::merge(Some(base), ours, theirs, arena).is_ok();
        assert_eq!(diff::merge(Some(base), theirs, ours, arena).is_ok(), one);
    });
}

pub fn lists(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let parts = parts(text.as_bytes());
    let part = |nth: usize| std::str::from_utf8(parts.get(nth).copied().unwrap_or_default()).unwrap();
    let (base, ours, theirs) = (part(0), part(1), part(2));
    let sorted = |lines: Vec<&str>| {
        let mut lines: Vec<_> = lines.into_iter().map(str::to_owned).collect();
        lines.sort();
        lines.dedup();
        lines
    };
    let of = |list: &str| sorted(list.lines().map(|line| line.trim_end_matches('\r')).collect());
    let merged = diff::merge_lists(base, ours, base).map(sorted).ok();
    assert_eq!(merged, Some(of(ours)), "a side is not kept");
    let both = diff::merge_lists(base, ours, theirs).map(sorted).ok();
    let other = diff::merge_lists(base, theirs, ours).map(sorted).ok();
    assert_eq!(both, other);
}
