//! The tree `data/rke`: RKE's tables as people keep them.
//!
//! ```text
//! system-images/v1.26.yaml    version → images, one file per Kubernetes minor
//! addons.yaml                 addon → [{versions: RANGE, template: KEY}]; introduced: addon → [RANGE]
//! templates/KEY.yaml.tmpl     the text of a template, byte for byte
//! service-options.yaml        linux, windows: version or minor → component → option → value
//! versions.yaml               info: version or minor → bounds; rancherDefaults, rkeDefaults
//! docker.yaml                 minor → [Docker version]
//! cis.yaml                    configParams, benchmarks
//! ```
//!
//! A table whose file or key is missing is Go's nil map.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    files::BuildFiles,
    layout::{SYSTEM_IMAGES, TEMPLATE_SUFFIX, TEMPLATES},
    loading::{Loading, stem},
    part::{Part, TreePart},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, FileId, Rule, Span, words::did_you_mean},
    model::{
        Table, Text,
        field::{Named, named},
        reader::Reader,
        rke::{Introduced, Rke, RkeTable, SystemImages, TEMPLATE_KEYS, Templates},
    },
    source::{LoadError, Node, Sources, Value, join},
};

named! {
    /// The parts of `service-options.yaml`.
    pub(crate) enum OptionsPart {
        Linux = "linux",
        Windows = "windows",
    }
}

named! {
    /// The parts of `versions.yaml`.
    pub(crate) enum VersionsPart {
        Info = "info",
        RancherDefaults = "rancherDefaults",
        RkeDefaults = "rkeDefaults",
    }
}

named! {
    /// The parts of `cis.yaml`.
    pub(crate) enum CisPart {
        ConfigParams = "configParams",
        Benchmarks = "benchmarks",
    }
}

/// The key in `addons.yaml`, beside the addons, of the ranges of versions that must have a template.
pub(crate) const INTRODUCED: &str = "introduced";

named! {
    /// A choice of a template in `addons.yaml`.
    pub(crate) enum ChoicePart {
        Versions = "versions",
        Template = "template",
    }
}

impl BuildFiles {
    /// Loads a tree, in an order that does not depend on that of the folder.
    pub(super) fn load_tree(&mut self, folder: &Path, sources: &mut Sources) -> Vec<LoadError> {
        let mut loading = Loading::of(folder);
        for (name, path) in loading.entries(folder, sources) {
            let known = TreePart::FILES.iter().find(|(file, _)| *file == name);
            if let Some((_, part)) = known
                && let Some(file) = loading.load(&path, sources)
            {
                self.files.push((Part::Tree(part.clone()), file));
            } else if known.is_none() && ![SYSTEM_IMAGES, TEMPLATES].contains(&name.as_str()) {
                loading.stray(&path);
            }
        }
        if !loading.failed.is_empty() {
            return loading.failed;
        }
        for (name, path) in loading.entries(&join(folder, SYSTEM_IMAGES), sources) {
            match stem(&name, ".yaml") {
                Some(minor) => {
                    let file = loading.load(&path, sources);
                    self.files.extend(file.map(|file| (Part::Tree(TreePart::SystemImages(minor)), file)));
                }
                None => loading.stray(&path),
            }
        }
        for (name, path) in loading.entries(&join(folder, TEMPLATES), sources) {
            match stem(&name, TEMPLATE_SUFFIX) {
                Some(key) => {
                    let file = loading.load(&path, sources);
                    self.templates.extend(file.map(|file| (key, file)));
                }
                None => loading.stray(&path),
            }
        }
        if loading.failed.is_empty()
            && self.templates.is_empty()
            && !self.files.iter().any(|(part, _)| matches!(part, Part::Tree(_)))
        {
            loading.failed.push(LoadError::new(folder, "there is no tree of RKE tables in it"));
        }
        loading.failed
    }

    /// Reads the tree from the values of its files.
    #[expect(clippy::too_many_lines, reason = "one kind of file after the other, into the same tables")]
    pub(super) fn read_tree<'s>(
        &'s self,
        parts: &[(&TreePart, FileId, Node<'s>)],
        sources: &'s Sources,
        diagnostics: &mut Diagnostics,
    ) -> Rke<'s> {
        let mut rke = Rke::default();
        let mut introduced = Introduced::default();
        let mut images = Images::default();
        let mut templates: Option<BTreeMap<&'s str, _>> = None;
        for (part, _, node) in parts {
            let mut table = |reader: &mut Reader<'_>, table: RkeTable, node: &Node<'s>| {
                rke.read_table(reader, table, node)
            };
            if node.value == Value::Null {
                diagnostics.report(
                    Diagnostic::new(Rule::EmptyFile, "there is no data in this file")
                        .at(node.span, "")
                        .help("restore its contents, or delete the file"),
                );
                continue;
            }
            let reader = &mut Reader::of_tree(diagnostics);
            match part {
                TreePart::SystemImages(minor) => images.read(reader, minor, node),
                TreePart::Docker => table(reader, RkeTable::K8sVersionDockerInfo, node),
                TreePart::ServiceOptions => reader.parts(node, |reader, part: OptionsPart, node| {
                    let system = match part {
                        OptionsPart::Linux => RkeTable::K8sVersionServiceOptions,
                        OptionsPart::Windows => RkeTable::K8sVersionWindowsServiceOptions,
                    };
                    table(reader, system, node);
                }),
                TreePart::Versions => reader.parts(node, |reader, part: VersionsPart, node| {
                    let of = match part {
                        VersionsPart::Info => RkeTable::K8sVersionInfo,
                        VersionsPart::RancherDefaults => RkeTable::RancherDefaultK8sVersions,
                        VersionsPart::RkeDefaults => RkeTable::RKEDefaultK8sVersions,
                    };
                    table(reader, of, node);
                }),
                TreePart::Cis => reader.parts(node, |reader, part: CisPart, node| {
                    let of = match part {
                        CisPart::ConfigParams => RkeTable::CisConfigParams,
                        CisPart::Benchmarks => RkeTable::CisBenchmarkVersionInfo,
                    };
                    table(reader, of, node);
                }),
                TreePart::Addons => {
                    read_addons(reader, node, templates.get_or_insert_default(), &mut introduced)
                }
            }
        }
        rke.system_images = images.into_table();
        let addons: BTreeSet<_> = templates.iter().flatten().map(|(addon, _)| *addon).collect();
        report_unknown_addons(&introduced, &addons, diagnostics);
        let texts = self.read_templates(sources, diagnostics);
        if templates.is_some() || !self.templates.is_empty() {
            let addons = templates.unwrap_or_default();
            let first = texts.rows().first().map(|row| row.key.span);
            // A tree with addons has a table of texts, even an empty one.
            let span = first.or_else(|| addons.values().next().map(|(span, _)| *span));
            let addons = addons.into_iter().map(|(value, (span, ranges))| (Text { value, span }, ranges));
            rke.templates = Some(Templates {
                addons: Table::from_rows(addons),
                texts: span.map(|span| (Text { value: TEMPLATE_KEYS, span }, Some(texts))),
            });
        }
        rke.introduced = introduced;
        rke
    }

    fn read_templates<'s>(
        &'s self,
        sources: &'s Sources,
        diagnostics: &mut Diagnostics,
    ) -> Table<'s, Text<'s>> {
        Table::from_rows(self.templates.iter().filter_map(|(key, file)| {
            let text = sources.text(*file, diagnostics)?;
            let span = Span::new(*file, 0, 0);
            Some((Text { value: key, span: Some(span) }, Text { value: text, span: Some(span) }))
        }))
    }
}

/// Reports the addons of `introduced` that the tree does not have.
fn report_unknown_addons(
    introduced: &Introduced<'_>,
    addons: &BTreeSet<&str>,
    diagnostics: &mut Diagnostics,
) {
    for Text { value, span } in introduced.addons.rows().iter().map(|row| &row.key) {
        if !addons.contains(value) {
            let help = did_you_mean(value, addons.iter().copied(), "delete it, or add the addon");
            let title = format!("there is no addon `{value}`");
            diagnostics.report(Diagnostic::new(Rule::UnknownPart, title).at(*span, "").help(help));
        }
    }
}

/// `addon → [{versions, template}]`, and `introduced`.
fn read_addons<'s>(
    reader: &mut Reader<'_>,
    node: &Node<'s>,
    addons: &mut BTreeMap<&'s str, (Option<Span>, Option<Table<'s, Text<'s>>>)>,
    introduced: &mut Introduced<'s>,
) {
    let Value::Map(map) = node.value else {
        reader.mismatch(node, "addons.yaml", "a map");
        return;
    };
    for entry in map.in_source_order() {
        if entry.key == INTRODUCED {
            *introduced = Introduced::read(reader, &entry.node);
            continue;
        }
        let mut rows: Vec<(Text<'s>, Text<'s>)> = Vec::new();
        if entry.key == TEMPLATE_KEYS {
            reader.report(
                Diagnostic::new(Rule::UnknownPart, format!("`{TEMPLATE_KEYS}` is not an addon"))
                    .at(entry.key_span, "")
                    .help("put the texts of templates into files in `templates`"),
            );
            continue;
        }
        let choices = reader.list(&entry.node, entry.key, |reader, item| {
            let (mut versions, mut template) = (None, None);
            reader.parts(item, |reader, part: ChoicePart, node| {
                let slot = match part {
                    ChoicePart::Versions => &mut versions,
                    ChoicePart::Template => &mut template,
                };
                *slot = Some(reader.text(node, part.name()));
            });
            match (versions, template) {
                (Some(versions), Some(template)) => rows.push((versions, template)),
                _ => reader.report(
                    Diagnostic::new(Rule::TableType, "a template choice needs `versions` and `template`")
                        .at(item.span, "")
                        .help("write `- {versions: \">=1.26.0-rancher0\", template: the-key}`"),
                ),
            }
        });
        rows.sort_by(|a, b| a.0.value.cmp(b.0.value));
        for pair in rows.windows(2).filter(|pair| pair[0].0.value == pair[1].0.value) {
            reader.report(
                Diagnostic::new(Rule::DuplicateVersion, format!("`{}` has this range twice", entry.key))
                    .at(pair[1].0.span, "again here")
                    .at(pair[0].0.span, "first here")
                    .help("delete one of them"),
            );
        }
        addons.insert(entry.key, (entry.key_span, choices.map(|_| Table::from_rows(rows))));
    }
}

/// The images of all minors' files.
#[derive(Default)]
struct Images<'s> {
    any: bool,
    versions: BTreeMap<&'s str, (Option<Span>, SystemImages<'s>)>,
}

impl<'s> Images<'s> {
    fn read(&mut self, reader: &mut Reader<'_>, minor: &str, node: &Node<'s>) {
        self.any = true;
        let Some(table) = reader.table(node, minor, SystemImages::read) else { return };
        for (key, images) in table.into_rows() {
            let belongs = key.value.strip_prefix(minor).is_some_and(|rest| rest.starts_with('.'));
            if !belongs {
                reader.report(
                    Diagnostic::new(Rule::WrongMinor, format!("`{}` is not a `{minor}` version", key.value))
                        .at(key.span, "")
                        .help("move it to the file of its minor"),
                );
            }
            if let Some((first, _)) = self.versions.get(key.value) {
                reader.report(
                    Diagnostic::new(
                        Rule::DuplicateVersion,
                        format!("`{}` has its images in two files", key.value),
                    )
                    .at(key.span, "again here")
                    .at(*first, "first here")
                    .help("delete one of them"),
                );
                continue;
            }
            self.versions.insert(key.value, (key.span, images));
        }
    }

    fn into_table(self) -> Option<Table<'s, SystemImages<'s>>> {
        let rows = self.versions.into_iter().map(|(value, (span, images))| (Text { value, span }, images));
        self.any.then(|| Table::from_rows(rows))
    }
}
