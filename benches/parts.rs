//! The parts of `kdm generate`, each alone. On upstream's largest line when `KDM_GOLDEN` names the golden data,
//! on this repository's own channel files without.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{env, hint::black_box, path::PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kdm::{
    diagnostic::Diagnostics,
    emit::write_data_json,
    model::{Catalog, DataJson, Distribution},
    pass,
    source::{Arena, Sources, json, yaml},
};

fn root() -> PathBuf {
    match env::var_os("KDM_GOLDEN") {
        Some(golden) => PathBuf::from(golden).join("lines/dev-v2.9"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")),
    }
}

fn data_json() -> PathBuf {
    let root = root();
    if root.join("data.json").exists() { root.join("data.json") } else { root.join("data/data.json") }
}

fn read_yaml(c: &mut Criterion) {
    let mut sources = Sources::default();
    let file = sources.load(&root().join(Distribution::Rke2.channel_file())).unwrap();
    let text = sources.text(file, &mut Diagnostics::default()).unwrap();
    let mut group = c.benchmark_group("source::yaml");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("channels-rke2.yaml", |bencher| {
        bencher.iter(|| {
            let arena = Arena::new();
            black_box(yaml::parse(file, black_box(text), &arena, &mut Diagnostics::default())).is_some()
        });
    });
    group.finish();
}

fn read_json(c: &mut Criterion) {
    let mut sources = Sources::default();
    let file = sources.load(&data_json()).unwrap();
    let text = sources.text(file, &mut Diagnostics::default()).unwrap();
    let mut group = c.benchmark_group("source::json");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("data.json", |bencher| {
        bencher.iter(|| {
            let arena = Arena::new();
            black_box(json::parse(file, black_box(text), &arena, &mut Diagnostics::default())).is_some()
        });
    });
    group.finish();
}

fn write(c: &mut Criterion) {
    let mut sources = Sources::default();
    let file = sources.load(&data_json()).unwrap();
    let mut found = Diagnostics::default();
    let text = sources.text(file, &mut found).unwrap();
    let arena = Arena::new();
    let node = json::parse(file, text, &arena, &mut found).unwrap();
    let compiled = Some(DataJson::read(&node, &mut found));
    let metadata =
        pass::compile(Catalog { compiled, ..Catalog::default() }, &arena, &mut Diagnostics::default());
    let mut group = c.benchmark_group("emit");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("data.json", |bencher| {
        bencher.iter(|| write_data_json(black_box(&metadata), std::io::sink()).unwrap());
    });
    group.finish();
}

criterion_group!(parts, read_yaml, read_json, write);
criterion_main!(parts);
