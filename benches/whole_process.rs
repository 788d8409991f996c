//! `kdm generate` as a whole process, against a floor measured in the same run: another process that reads the
//! same inputs once and writes the same output once, in the same way (a temporary file, to the disk, renamed).
//!
//! `cargo bench --bench whole_process` prints both and the ratio. On upstream's largest line when `KDM_GOLDEN`
//! names the golden data, on this repository without.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const RUNS: usize = 41;

fn main() {
    let arguments: Vec<_> = env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == "--floor") {
        let paths: Vec<_> = arguments[2..].iter().map(PathBuf::from).collect();
        return floor(&paths[0], &paths[1..]);
    }
    let work = tempfile::tempdir().unwrap();
    let out = work.path().join("data.json");
    let (name, inputs, generate) = workload(&out);

    // The output of the floor is the largest input where that is a data.json, else what kdm has written.
    assert!(command(&generate).status().unwrap().success());
    let written = work.path().join("written.json");
    fs::copy(&out, &written).unwrap();
    let mut floor_inputs = inputs.clone();
    if inputs.iter().all(|input| input.extension().is_none_or(|extension| extension != "json")) {
        floor_inputs.push(written);
    }
    let itself = env::current_exe().unwrap();
    let mut floor = vec![itself, "--floor".into(), out.clone()];
    floor.extend(floor_inputs);

    let (mut kdm_times, mut floor_times) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        kdm_times.push(time(&generate, &out));
        floor_times.push(time(&floor, &out));
    }
    let (kdm, floor) = (median(&mut kdm_times), median(&mut floor_times));
    println!("{name}, {RUNS} runs in turn, medians:");
    println!("  kdm generate  {:6.1} ms{}", milliseconds(kdm), peak(&generate, &out));
    println!("  floor         {:6.1} ms", milliseconds(floor));
    println!("  ratio         {:6.2}", kdm.as_secs_f64() / floor.as_secs_f64());
}

/// What is compiled: its name, the input files and the command line.
fn workload(out: &Path) -> (&'static str, Vec<PathBuf>, Vec<PathBuf>) {
    let mut generate: Vec<PathBuf> =
        vec![env!("CARGO_BIN_EXE_kdm").into(), "generate".into(), "--out".into(), out.into()];
    let root = match env::var_os("KDM_GOLDEN") {
        Some(golden) => PathBuf::from(golden).join("lines/dev-v2.9"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")),
    };
    generate.extend(["--root".into(), root.clone()]);
    let files = |names: &[&str]| names.iter().map(|name| root.join(name)).collect::<Vec<_>>();
    if env::var_os("KDM_GOLDEN").is_some() {
        generate.extend(["--rke-source".into(), root.join("data.json")]);
        ("dev-v2.9", files(&["channels.yaml", "channels-rke2.yaml", "data.json"]), generate)
    } else {
        ("this repository", files(&["channels.yaml", "channels-rke2.yaml", "channels-rfo.yaml"]), generate)
    }
}

/// Reads all inputs and writes the last of them.
fn floor(out: &Path, inputs: &[PathBuf]) {
    let texts: Vec<_> = inputs.iter().map(|input| fs::read(input).unwrap()).collect();
    let mut temporary = tempfile::NamedTempFile::new_in(out.parent().unwrap()).unwrap();
    temporary.write_all(texts.last().unwrap()).unwrap();
    temporary.as_file().sync_all().unwrap();
    temporary.persist(out).unwrap();
}

fn command(line: &[PathBuf]) -> Command {
    let mut command = Command::new(&line[0]);
    command.args(&line[1..]).stderr(Stdio::null());
    command
}

fn time(line: &[PathBuf], out: &Path) -> Duration {
    fs::remove_file(out).unwrap();
    let mut command = command(line);
    let start = Instant::now();
    assert!(command.status().unwrap().success());
    start.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The peak memory, where GNU time is there to tell it.
fn peak(line: &[PathBuf], out: &Path) -> String {
    let _ = fs::remove_file(out);
    let output = Command::new("/usr/bin/time").args(["-f", "%M"]).args(line).output();
    let peak = output.ok().and_then(|output| {
        String::from_utf8_lossy(&output.stderr).lines().last().and_then(|line| line.parse::<f64>().ok())
    });
    peak.map(|kilobytes| format!(", peak memory {:.1} MB", kilobytes / 1000.0)).unwrap_or_default()
}
