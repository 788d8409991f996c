//! data.json: upstream's `kdm.Data` on the wire.
//!
//! Structs are taken apart field by field, so that a new field does not compile until somebody has decided
//! what it means here. The order and the `omitempty`s are those of rancher/rke `types/kdm/kdm.go` and
//! `types/rke_types.go`; keys that Go does not know come after the ones it knows.

use std::io::{self, Write};

use super::{
    digest::Digest,
    json::{JsonWriter, Layout},
    sink::Sink,
};
use crate::{
    model::{
        Distribution, Metadata, Table, Text,
        channel::ChannelData,
        field::Named,
        rke::{
            CisBenchmark, CisBenchmarkVersionInfo, CisConfigParams, CisParam, Rke, RkeTable, ServiceOptions,
            SystemImages, VersionInfo,
        },
    },
    source::{Entry, Node, Value},
};

/// Writes a data.json.
///
/// # Errors
///
/// When `out` fails.
pub fn write_data_json<W: Write>(metadata: &Metadata<'_>, out: W) -> io::Result<W> {
    let mut json = JsonWriter::new(out, Layout::Indented);
    parts(&mut json, metadata)?;
    json.finish()
}

/// Gives every part of a data.json to `json`.
pub(super) fn parts<'s>(json: &mut impl Sink<'s>, metadata: &Metadata<'s>) -> io::Result<()> {
    let Metadata { rke, k3s, rke2, rfo, unknown, prime: _ } = metadata;
    json.map(|json| {
        if let Some(rke) = rke {
            tables(json, rke)?;
        }
        section(json, Distribution::K3s, k3s.as_ref())?;
        section(json, Distribution::Rke2, rke2.as_ref())?;
        section(json, Distribution::Rfo, rfo.as_ref())?;
        entries(json, unknown)
    })
}

/// Writes a data.json with nothing but RKE tables.
///
/// # Errors
///
/// When `out` fails.
pub fn write_rke_tables<W: Write>(rke: &Rke<'_>, out: W) -> io::Result<W> {
    let mut json = JsonWriter::new(out, Layout::Indented);
    json.map(|json| tables(json, rke))?;
    json.finish()
}

/// The SHA-256 of what RKE tables compile to.
pub fn rke_digest(rke: &Rke<'_>) -> String {
    // Hashing does not fail.
    write_rke_tables(rke, Digest::default()).map(Digest::finish).unwrap_or_default()
}

/// `map[string]interface{}` with `omitempty`.
fn section<'s>(
    json: &mut impl Sink<'s>,
    distribution: Distribution,
    data: Option<&ChannelData<'s>>,
) -> io::Result<()> {
    // Its releases are in the map.
    let Some(ChannelData { map, span, origin: _, .. }) = data else { return Ok(()) };
    if map.entries().is_empty() {
        return Ok(());
    }
    json.field(distribution.key())?;
    json.section(Node { value: Value::Map(*map), span: *span })
}

fn tables<'s>(json: &mut impl Sink<'s>, rke: &Rke<'s>) -> io::Result<()> {
    let Rke {
        service_options: options,
        system_images: images,
        templates,
        version_info: info,
        rancher_defaults,
        rke_defaults,
        docker_info: docker,
        windows_service_options: windows_options,
        cis_config_params: cis_params,
        cis_benchmark_version_info: cis_benchmarks,
        introduced: _,
    } = rke;
    json.field(RkeTable::K8sVersionServiceOptions.name())?;
    table(json, options.as_ref(), service_options)?;
    json.field(RkeTable::K8sVersionRKESystemImages.name())?;
    table(json, images.as_ref(), system_images)?;
    json.field(RkeTable::K8sVersionedTemplates.name())?;
    match templates {
        None => json.null()?,
        Some(templates) => json.map(|json| {
            templates.joined().into_iter().try_for_each(|(key, rows)| {
                json.key(key)?;
                texts(json, rows)
            })
        })?,
    }
    json.field(RkeTable::K8sVersionInfo.name())?;
    table(json, info.as_ref(), version_info)?;
    json.field(RkeTable::RancherDefaultK8sVersions.name())?;
    texts(json, rancher_defaults.as_ref())?;
    json.field(RkeTable::RKEDefaultK8sVersions.name())?;
    texts(json, rke_defaults.as_ref())?;
    json.field(RkeTable::K8sVersionDockerInfo.name())?;
    table(json, docker.as_ref(), |json, versions| match versions {
        None => json.null(),
        Some(versions) => json.list(|json| {
            versions.iter().try_for_each(|version| {
                json.item()?;
                json.text(Some(*version))
            })
        }),
    })?;
    json.field(RkeTable::K8sVersionWindowsServiceOptions.name())?;
    table(json, windows_options.as_ref(), service_options)?;
    json.field(RkeTable::CisConfigParams.name())?;
    table(json, cis_params.as_ref(), cis_config_params)?;
    json.field(RkeTable::CisBenchmarkVersionInfo.name())?;
    table(json, cis_benchmarks.as_ref(), cis_benchmark)
}

fn service_options<'s>(json: &mut impl Sink<'s>, options: &ServiceOptions<'s>) -> io::Result<()> {
    json.map(|json| {
        for (component, table) in options.components() {
            json.field(component.name())?;
            texts(json, table)?;
        }
        entries(json, &options.unknown)
    })
}

fn system_images<'s>(json: &mut impl Sink<'s>, images: &SystemImages<'s>) -> io::Result<()> {
    let SystemImages { images, unknown } = images;
    json.map(|json| {
        for (field, image) in images {
            json.field(field.name())?;
            json.text(Some(*image))?;
        }
        entries(json, unknown)
    })
}

fn version_info<'s>(json: &mut impl Sink<'s>, info: &VersionInfo<'s>) -> io::Result<()> {
    json.map(|json| {
        for (bound, version) in info.bounds() {
            // `omitempty`
            if let Some(version) = version.filter(|version| !version.value.is_empty()) {
                json.field(bound.name())?;
                json.text(Some(*version))?;
            }
        }
        entries(json, &info.unknown)
    })
}

fn cis_config_params<'s>(json: &mut impl Sink<'s>, params: &CisConfigParams<'s>) -> io::Result<()> {
    let CisConfigParams { benchmark_version, unknown } = params;
    json.map(|json| {
        json.field(CisParam::BenchmarkVersion.name())?;
        json.text(*benchmark_version)?;
        entries(json, unknown)
    })
}

fn cis_benchmark<'s>(json: &mut impl Sink<'s>, info: &CisBenchmarkVersionInfo<'s>) -> io::Result<()> {
    let CisBenchmarkVersionInfo {
        managed,
        min_kubernetes_version,
        skipped_checks,
        not_applicable_checks,
        unknown,
    } = info;
    json.map(|json| {
        json.field(CisBenchmark::Managed.name())?;
        json.bool(*managed)?;
        json.field(CisBenchmark::MinKubernetesVersion.name())?;
        json.text(*min_kubernetes_version)?;
        json.field(CisBenchmark::SkippedChecks.name())?;
        texts(json, skipped_checks.as_ref())?;
        json.field(CisBenchmark::NotApplicableChecks.name())?;
        texts(json, not_applicable_checks.as_ref())?;
        entries(json, unknown)
    })
}

fn texts<'s>(json: &mut impl Sink<'s>, table_of: Option<&Table<'s, Text<'s>>>) -> io::Result<()> {
    table(json, table_of, |json, text| json.text(Some(*text)))
}

/// A Go map: `null` when it is nil.
fn table<'s, S: Sink<'s>, T>(
    json: &mut S,
    table: Option<&Table<'s, T>>,
    mut value: impl FnMut(&mut S, &T) -> io::Result<()>,
) -> io::Result<()> {
    let Some(table) = table else { return json.null() };
    json.map(|json| {
        table.rows().iter().try_for_each(|row| {
            json.key(row.key)?;
            value(json, &row.value)
        })
    })
}

fn entries<'s>(json: &mut impl Sink<'s>, unknown: &[Entry<'s>]) -> io::Result<()> {
    unknown.iter().try_for_each(|entry| json.entry(entry))
}
