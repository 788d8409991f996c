//! data.json: upstream's `kdm.Data` on the wire.
//!
//! Structs are taken apart field by field, so that a new field does not compile until somebody has decided
//! what it means here. The order and the `omitempty`s are those of rancher/rke `types/kdm/kdm.go` and
//! `types/rke_types.go`; keys that Go does not know come after the ones it knows.

use std::io::{self, Write};

use super::json::{JsonWriter, Layout};
use crate::{
    model::{
        Distribution, Metadata, Table, Text,
        channel::ChannelData,
        rke::{
            CisBenchmark, CisBenchmarkVersionInfo, CisConfigParams, CisParam, Named, Rke, RkeTable,
            ServiceOptions, SystemImages, VersionInfo,
        },
    },
    source::Entry,
};

/// Writes a data.json.
///
/// # Errors
///
/// When `out` fails.
pub fn write_data_json<W: Write>(metadata: &Metadata<'_>, out: W) -> io::Result<W> {
    let mut json = JsonWriter::new(out, Layout::Indented);
    let Metadata { rke, k3s, rke2, rfo, unknown, prime: _ } = metadata;
    json.map(|json| {
        if let Some(rke) = rke {
            tables(json, rke)?;
        }
        section(json, Distribution::K3s, k3s.as_ref())?;
        section(json, Distribution::Rke2, rke2.as_ref())?;
        section(json, Distribution::Rfo, rfo.as_ref())?;
        entries(json, unknown)
    })?;
    json.finish()
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

/// `map[string]interface{}` with `omitempty`.
fn section<W: Write>(
    json: &mut JsonWriter<W>,
    distribution: Distribution,
    data: Option<&ChannelData<'_>>,
) -> io::Result<()> {
    let Some(ChannelData { map, span: _, origin: _ }) = data else { return Ok(()) };
    if map.entries().is_empty() {
        return Ok(());
    }
    json.key(distribution.key())?;
    json.map(|json| map.entries().iter().try_for_each(|entry| json.entry(entry)))
}

fn tables<W: Write>(json: &mut JsonWriter<W>, rke: &Rke<'_>) -> io::Result<()> {
    let Rke {
        service_options: options,
        system_images: images,
        versioned_templates: templates,
        version_info: info,
        rancher_defaults,
        rke_defaults,
        docker_info: docker,
        windows_service_options: windows_options,
        cis_config_params: cis_params,
        cis_benchmark_version_info: cis_benchmarks,
        introduced: _,
    } = rke;
    json.key(RkeTable::K8sVersionServiceOptions.name())?;
    table(json, options.as_ref(), service_options)?;
    json.key(RkeTable::K8sVersionRKESystemImages.name())?;
    table(json, images.as_ref(), system_images)?;
    json.key(RkeTable::K8sVersionedTemplates.name())?;
    table(json, templates.as_ref(), |json, ranges| texts(json, ranges.as_ref()))?;
    json.key(RkeTable::K8sVersionInfo.name())?;
    table(json, info.as_ref(), version_info)?;
    json.key(RkeTable::RancherDefaultK8sVersions.name())?;
    texts(json, rancher_defaults.as_ref())?;
    json.key(RkeTable::RKEDefaultK8sVersions.name())?;
    texts(json, rke_defaults.as_ref())?;
    json.key(RkeTable::K8sVersionDockerInfo.name())?;
    table(json, docker.as_ref(), |json, versions| match versions {
        None => json.null(),
        Some(versions) => json.list(|json| {
            versions.iter().try_for_each(|version| {
                json.item()?;
                json.string(version.value)
            })
        }),
    })?;
    json.key(RkeTable::K8sVersionWindowsServiceOptions.name())?;
    table(json, windows_options.as_ref(), service_options)?;
    json.key(RkeTable::CisConfigParams.name())?;
    table(json, cis_params.as_ref(), cis_config_params)?;
    json.key(RkeTable::CisBenchmarkVersionInfo.name())?;
    table(json, cis_benchmarks.as_ref(), cis_benchmark)
}

fn service_options<W: Write>(json: &mut JsonWriter<W>, options: &ServiceOptions<'_>) -> io::Result<()> {
    json.map(|json| {
        for (component, table) in options.components() {
            json.key(component.name())?;
            texts(json, table)?;
        }
        entries(json, &options.unknown)
    })
}

fn system_images<W: Write>(json: &mut JsonWriter<W>, images: &SystemImages<'_>) -> io::Result<()> {
    let SystemImages { images, unknown } = images;
    json.map(|json| {
        for (field, image) in images {
            json.key(field.name())?;
            json.string(image.value)?;
        }
        entries(json, unknown)
    })
}

fn version_info<W: Write>(json: &mut JsonWriter<W>, info: &VersionInfo<'_>) -> io::Result<()> {
    json.map(|json| {
        for (bound, version) in info.bounds() {
            // `omitempty`
            if let Some(version) = version.filter(|version| !version.value.is_empty()) {
                json.key(bound.name())?;
                json.string(version.value)?;
            }
        }
        entries(json, &info.unknown)
    })
}

fn cis_config_params<W: Write>(json: &mut JsonWriter<W>, params: &CisConfigParams<'_>) -> io::Result<()> {
    let CisConfigParams { benchmark_version, unknown } = params;
    json.map(|json| {
        json.key(CisParam::BenchmarkVersion.name())?;
        json.string(benchmark_version.map_or("", |text| text.value))?;
        entries(json, unknown)
    })
}

fn cis_benchmark<W: Write>(json: &mut JsonWriter<W>, info: &CisBenchmarkVersionInfo<'_>) -> io::Result<()> {
    let CisBenchmarkVersionInfo {
        managed,
        min_kubernetes_version,
        skipped_checks,
        not_applicable_checks,
        unknown,
    } = info;
    json.map(|json| {
        json.key(CisBenchmark::Managed.name())?;
        json.bool(*managed)?;
        json.key(CisBenchmark::MinKubernetesVersion.name())?;
        json.string(min_kubernetes_version.map_or("", |text| text.value))?;
        json.key(CisBenchmark::SkippedChecks.name())?;
        texts(json, skipped_checks.as_ref())?;
        json.key(CisBenchmark::NotApplicableChecks.name())?;
        texts(json, not_applicable_checks.as_ref())?;
        entries(json, unknown)
    })
}

fn texts<W: Write>(json: &mut JsonWriter<W>, table_of: Option<&Table<'_, Text<'_>>>) -> io::Result<()> {
    table(json, table_of, |json, text| json.string(text.value))
}

/// A Go map: `null` when it is nil.
fn table<W: Write, T>(
    json: &mut JsonWriter<W>,
    table: Option<&Table<'_, T>>,
    mut value: impl FnMut(&mut JsonWriter<W>, &T) -> io::Result<()>,
) -> io::Result<()> {
    let Some(table) = table else { return json.null() };
    json.map(|json| {
        table.rows().iter().try_for_each(|row| {
            json.key(row.key.value)?;
            value(json, &row.value)
        })
    })
}

fn entries<W: Write>(json: &mut JsonWriter<W>, unknown: &[Entry<'_>]) -> io::Result<()> {
    unknown.iter().try_for_each(|entry| json.entry(entry))
}
