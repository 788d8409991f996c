//! The tree `data/rke`, in a form that a person would have written: versions ascending, images in wire order,
//! quotes only where YAML would change a value, and options that many versions share written once.

mod text;

use std::collections::BTreeMap;

use text::{Anchors, YamlWriter};

use crate::{
    model::{
        Table, Text,
        field::Named,
        rke::{
            CisBenchmark, CisBenchmarkVersionInfo, CisConfigParams, CisParam, Introduced, Rke,
            ServiceOptions, SystemImages, Templates, VersionInfo,
        },
    },
    repository::{
        ChoicePart, CisPart, INTRODUCED, OptionsPart, SYSTEM_IMAGES, TEMPLATE_SUFFIX, TEMPLATES, VersionsPart,
    },
    source::Entry,
};

/// The files of a tree: path in the tree → contents.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Why tables have no form as a tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// The key of a template cannot be the name of a file.
    #[error("the template key `{0}` cannot be the name of a file")]
    TemplateKey(String),
    /// A version without a minor has no file.
    #[error("`{0}` is not a version, so it belongs to no minor")]
    Version(String),
}

/// The files that the tables are written as.
///
/// # Errors
///
/// When a template key or a version cannot be the name of a file.
#[expect(
    clippy::too_many_lines,
    reason = "one file of the tree after the other, and every field of `Rke` named"
)]
pub fn render_tree(rke: &Rke<'_>) -> Result<Files, TreeError> {
    let Rke {
        service_options,
        system_images,
        templates,
        version_info,
        rancher_defaults,
        rke_defaults,
        docker_info,
        windows_service_options,
        cis_config_params,
        cis_benchmark_version_info,
        introduced,
    } = rke;
    let mut files = Files::new();
    for (minor, versions) in by_minor(system_images.as_ref())? {
        files.insert(format!("{SYSTEM_IMAGES}/{minor}.yaml"), images_file(&minor, &versions));
    }
    if let Some(templates) = templates {
        files.insert("addons.yaml".to_owned(), addons_file(templates, introduced));
        for row in rke.texts().into_iter().flat_map(Table::rows) {
            let key = row.key.value;
            if key.is_empty() || key.starts_with('.') || key.contains(['/', '\\', '\0']) {
                return Err(TreeError::TemplateKey(key.to_owned()));
            }
            files.insert(format!("{TEMPLATES}/{key}{TEMPLATE_SUFFIX}"), row.value.value.as_bytes().to_vec());
        }
    }
    let mut file = |name: &str, heading: &str, content: &dyn Fn(&mut YamlWriter)| {
        let mut yaml = YamlWriter::new(heading);
        content(&mut yaml);
        if !yaml.is_empty() {
            files.insert(name.to_owned(), yaml.finish());
        }
    };
    file(
        "service-options.yaml",
        "Options of the Kubernetes services, by minor or by version; the entry of a version replaces its minor's.",
        &|yaml| {
            part(yaml, OptionsPart::Linux, service_options.as_ref(), |yaml, table| {
                options_table(yaml, table, OptionsPart::Linux)
            });
            part(yaml, OptionsPart::Windows, windows_service_options.as_ref(), |yaml, table| {
                options_table(yaml, table, OptionsPart::Windows)
            });
        },
    );
    file("versions.yaml", "Which RKE and Rancher versions offer a version, and the defaults.", &|yaml| {
        part(yaml, VersionsPart::Info, version_info.as_ref(), |yaml, table| {
            yaml.table(ascending(table), |yaml, info| info_map(yaml, info));
        });
        part(yaml, VersionsPart::RancherDefaults, rancher_defaults.as_ref(), |yaml, table| {
            texts(yaml, table)
        });
        part(yaml, VersionsPart::RkeDefaults, rke_defaults.as_ref(), |yaml, table| texts(yaml, table));
    });
    file("docker.yaml", "Docker versions that RKE accepts, by Kubernetes minor.", &|yaml| {
        let Some(table) = docker_info else { return };
        yaml.table(ascending(table), |yaml, versions| match versions {
            Some(versions) => yaml.flow_list(versions.iter().map(|version| version.value)),
            None => yaml.null(),
        });
    });
    file("cis.yaml", "CIS benchmarks of Rancher 2.4 to 2.6.", &|yaml| {
        part(yaml, CisPart::ConfigParams, cis_config_params.as_ref(), cis_params_table);
        part(yaml, CisPart::Benchmarks, cis_benchmark_version_info.as_ref(), |yaml, table| {
            yaml.table(ascending(table), |yaml, info| benchmark_map(yaml, info));
        });
    });
    Ok(files)
}

/// A table under a key; nothing for a nil one.
fn part<'t, 's, T>(
    yaml: &mut YamlWriter,
    name: impl Named,
    table: Option<&'t Table<'s, T>>,
    write: impl FnOnce(&mut YamlWriter, &'t Table<'s, T>),
) {
    if let Some(table) = table {
        yaml.key(name.name());
        write(yaml, table);
    }
}

fn cis_params_table<'s>(yaml: &mut YamlWriter, table: &Table<'s, CisConfigParams<'s>>) {
    yaml.table(ascending(table), |yaml, CisConfigParams { benchmark_version, unknown }| {
        yaml.map(|yaml| {
            field(yaml, CisParam::BenchmarkVersion.name(), benchmark_version.as_ref());
            entries(yaml, unknown);
        });
    });
}

type Versions<'t, 's> = Vec<(&'s str, &'t SystemImages<'s>)>;

fn by_minor<'t, 's>(
    images: Option<&'t Table<'s, SystemImages<'s>>>,
) -> Result<BTreeMap<String, Versions<'t, 's>>, TreeError> {
    let mut minors: BTreeMap<String, Versions<'t, 's>> = BTreeMap::new();
    for (version, images) in images.into_iter().flat_map(ascending) {
        let minor: Vec<_> = version.splitn(3, '.').collect();
        let [major, minor, _] = minor[..] else { return Err(TreeError::Version(version.to_owned())) };
        let named = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
        if ![major, minor].iter().all(named) {
            return Err(TreeError::Version(version.to_owned()));
        }
        minors.entry(format!("{major}.{minor}")).or_default().push((version, images));
    }
    Ok(minors)
}

fn images_file(minor: &str, versions: &Versions<'_, '_>) -> Vec<u8> {
    let mut yaml = YamlWriter::new(&format!("System images of Kubernetes {minor}."));
    yaml.table(versions.iter().copied(), |yaml, images| {
        let SystemImages { images, unknown } = images;
        yaml.map(|yaml| {
            for (image, name) in images {
                field(yaml, image.name(), Some(name));
            }
            entries(yaml, unknown);
        });
    });
    yaml.finish()
}

fn addons_file(templates: &Templates<'_>, introduced: &Introduced<'_>) -> Vec<u8> {
    let mut yaml = YamlWriter::new(
        "Which template an addon has for which versions. Exactly one range may match a version.",
    );
    for row in templates.addons.rows() {
        yaml.key(row.key.value);
        let Some(ranges) = &row.value else {
            yaml.null();
            continue;
        };
        yaml.list(ranges.rows().iter(), |yaml, range| {
            yaml.map(|yaml| {
                field(yaml, ChoicePart::Versions.name(), Some(&range.key));
                field(yaml, ChoicePart::Template.name(), Some(&range.value));
            });
        });
    }
    if !introduced.addons.rows().is_empty() {
        yaml.comment("From where on an addon must have a template; the others always.");
        yaml.key(INTRODUCED);
        yaml.table(introduced.addons.rows().iter().map(|row| (row.key.value, &row.value)), |yaml, ranges| {
            yaml.list(ranges.iter(), |yaml, range| yaml.scalar(range.value));
        });
    }
    yaml.finish()
}

/// The options of one system. What several versions have alike is written at the first and referred to after.
fn options_table(yaml: &mut YamlWriter, table: &Table<'_, ServiceOptions<'_>>, system: OptionsPart) {
    let rows = ascending(table);
    let whole: Vec<_> =
        rows.iter().map(|(_, options)| text::rendered(|yaml| options_map(yaml, options, None))).collect();
    // Inside of what is written by an alias nothing is written.
    let written = rows.iter().enumerate().filter(|(nth, _)| !whole[..*nth].contains(&whole[*nth]));
    let components = written.flat_map(|(_, (_, options))| options.components());
    let mut components = Anchors::new(
        components.filter_map(|(_, table)| table).map(|table| text::rendered(|yaml| texts(yaml, table))),
    );
    let mut options_of_versions = Anchors::new(whole.iter().cloned());
    yaml.table(rows.iter().zip(&whole).map(|(row, whole)| (row.0, (row, whole))), |yaml, (row, whole)| {
        let name = format!("{}-{}", system.name(), row.0);
        if !options_of_versions.refer(yaml, whole, &name) {
            options_map(yaml, row.1, Some((&mut components, &name)));
        }
    });
}

fn options_map(
    yaml: &mut YamlWriter,
    options: &ServiceOptions<'_>,
    mut anchors: Option<(&mut Anchors, &str)>,
) {
    yaml.map(|yaml| {
        for (component, table) in options.components() {
            let name = component.name();
            let Some(table) = table else { continue };
            yaml.key(name);
            if let Some((anchors, version)) = &mut anchors
                && anchors.refer(
                    yaml,
                    &text::rendered(|yaml| texts(yaml, table)),
                    &format!("{name}-{version}"),
                )
            {
                continue;
            }
            texts(yaml, table);
        }
        entries(yaml, &options.unknown);
    });
}

fn info_map(yaml: &mut YamlWriter, info: &VersionInfo<'_>) {
    yaml.map(|yaml| {
        for (bound, version) in info.bounds() {
            field(yaml, bound.name(), version);
        }
        entries(yaml, &info.unknown);
    });
}

fn benchmark_map(yaml: &mut YamlWriter, info: &CisBenchmarkVersionInfo<'_>) {
    let CisBenchmarkVersionInfo {
        managed,
        min_kubernetes_version,
        skipped_checks,
        not_applicable_checks,
        unknown,
    } = info;
    yaml.map(|yaml| {
        yaml.key(CisBenchmark::Managed.name());
        yaml.bool(*managed);
        field(yaml, CisBenchmark::MinKubernetesVersion.name(), min_kubernetes_version.as_ref());
        part(yaml, CisBenchmark::SkippedChecks, skipped_checks.as_ref(), |yaml, table| texts(yaml, table));
        part(yaml, CisBenchmark::NotApplicableChecks, not_applicable_checks.as_ref(), |yaml, table| {
            texts(yaml, table)
        });
        entries(yaml, unknown);
    });
}

fn field(yaml: &mut YamlWriter, name: &str, text: Option<&Text<'_>>) {
    if let Some(text) = text {
        yaml.key(name);
        yaml.scalar(text.value);
    }
}

fn texts(yaml: &mut YamlWriter, table: &Table<'_, Text<'_>>) {
    yaml.table(ascending(table), |yaml, text| yaml.scalar(text.value));
}

fn entries(yaml: &mut YamlWriter, unknown: &[Entry<'_>]) {
    for entry in unknown {
        yaml.key(entry.key);
        yaml.node(&entry.node);
    }
}

/// The rows in the order that people count: numbers by their value, so that `v1.9` comes before `v1.10`.
fn ascending<'t, 's, T>(table: &'t Table<'s, T>) -> Vec<(&'s str, &'t T)> {
    let mut rows: Vec<_> = table.rows().iter().map(|row| (row.key.value, &row.value)).collect();
    rows.sort_by_cached_key(|(key, _)| counted(key));
    rows
}

/// A key cut into text and numbers.
fn counted(key: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = key;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (text, after) = rest.split_at(digits);
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        parts.push((text.to_owned(), after[..end].parse().unwrap_or(u64::MAX)));
        rest = &after[end..];
    }
    parts
}
