//! `kdm generate` as a whole process, against a floor measured in the same run: another process that reads the
//! same inputs once and writes the same output once, in the same way (a temporary file, to the disk, renamed).
//!
//! `cargo bench --bench whole_process` prints both and the ratio. On upstream's largest line when `KDM_GOLDEN`
//! names the golden data, on this repository without; and on Go code when `KDM_UPSTREAM` names a checkout of upstream's.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const RUNS: usize = 41;

/// One measurement: what `kdm generate` is called with, and what the floor reads and writes.
struct Case {
    name: &'static str,
    arguments: Vec<PathBuf>,
    inputs: Vec<PathBuf>,
    /// What stands in the place of the output before each run.
    old: Option<PathBuf>,
}

fn main() {
    let arguments: Vec<_> = env::args_os().collect();
    let mode = arguments.get(1).and_then(|mode| mode.to_str());
    let paths = || arguments[2..].iter().map(PathBuf::from).collect::<Vec<_>>();
    match mode {
        Some("--floor") => return floor(&paths()[0], &paths()[1..]),
        Some("--compare") => {
            let texts: Vec<_> = paths().iter().map(|path| fs::read(path).unwrap()).collect();
            return println!("{}", texts[0] == texts[1]);
        }
        _ => {}
    }
    let work = tempfile::tempdir().unwrap();
    let out = work.path().join("data.json");
    println!("medians of {RUNS} runs in turn:");
    for case in cases(work.path()).into_iter().chain(upstream()) {
        measure(&case, &out, work.path());
    }
    measure_diffs(work.path());
}

/// `kdm diff` against a process that reads both files and compares their bytes, against `cmp` and `diff -u`.
fn measure_diffs(work: &Path) {
    let Some(golden) = env::var_os("KDM_GOLDEN") else { return };
    let line = |name: &str| PathBuf::from(&golden).join("lines").join(name).join("data.json");
    let edited = work.join("edited.json");
    fs::write(&edited, fs::read_to_string(line("dev-v2.9")).unwrap().replace("v2.9.99", "v2.9.98")).unwrap();
    for (name, old, new) in [
        ("kdm diff dev-v2.9, every window changed", line("dev-v2.9"), edited),
        ("kdm diff dev-v2.7 dev-v2.9", line("dev-v2.7"), line("dev-v2.9")),
    ] {
        let tools: [Vec<PathBuf>; 4] = [
            vec![env!("CARGO_BIN_EXE_kdm").into(), "diff".into()],
            vec![env::current_exe().unwrap(), "--compare".into()],
            vec!["cmp".into(), "-s".into()],
            vec!["diff".into(), "-u".into()],
        ];
        let lines = tools.map(|tool| [tool, vec![old.clone(), new.clone()]].concat());
        let mut times = [(); 4].map(|()| Vec::new());
        for _ in 0..RUNS {
            for (line, times) in lines.iter().zip(&mut times) {
                let mut command = command(line);
                let start = Instant::now();
                // A machine without one of them has no figure for it.
                if command.stdout(Stdio::null()).status().is_ok() {
                    times.push(start.elapsed());
                }
            }
        }
        let [kdm, read, cmp, diff] =
            times.map(|mut times| if times.is_empty() { f64::NAN } else { milliseconds(median(&mut times)) });
        println!(
            "{name:<48} {kdm:6.1} ms, both read and compared {read:5.1} ms, cmp {cmp:5.1} ms, diff -u {diff:5.1} ms{}",
            peak_of(&lines[0])
        );
    }
}

fn measure(case: &Case, out: &Path, work: &Path) {
    let mut generate: Vec<PathBuf> =
        vec![env!("CARGO_BIN_EXE_kdm").into(), "generate".into(), "--out".into(), out.into()];
    generate.extend(case.arguments.iter().cloned());
    let _ = fs::remove_file(out);
    assert!(command(&generate).status().unwrap().success());
    // The floor writes the last of its inputs: the output, which stands for an input of the same size where
    // there is a data.json among them.
    let written = work.join("written.json");
    fs::copy(out, &written).unwrap();
    let mut inputs = case.inputs.clone();
    inputs.retain(|input| fs::metadata(input).unwrap().len() != fs::metadata(&written).unwrap().len());
    let mut floor = vec![env::current_exe().unwrap(), "--floor".into(), out.into()];
    floor.extend(inputs);
    floor.push(written);
    let (mut kdm_times, mut floor_times) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        kdm_times.push(time(&generate, case, out));
        floor_times.push(time(&floor, case, out));
    }
    let (kdm, floor) = (median(&mut kdm_times), median(&mut floor_times));
    println!(
        "{:<48} {:6.1} ms, floor {:5.1} ms, ratio {:4.2}{}",
        case.name,
        milliseconds(kdm),
        milliseconds(floor),
        kdm.as_secs_f64() / floor.as_secs_f64(),
        peak(&generate, case, out)
    );
}

fn cases(work: &Path) -> Vec<Case> {
    let Some(golden) = env::var_os("KDM_GOLDEN") else {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut inputs = files_below(&root.join("data/rke"));
        inputs
            .extend(["channels.yaml", "channels-rke2.yaml", "channels-rfo.yaml"].map(|name| root.join(name)));
        return vec![Case {
            name: "this repository",
            arguments: vec!["--root".into(), root],
            inputs,
            old: None,
        }];
    };
    let lines = PathBuf::from(golden).join("lines");
    let root = lines.join("dev-v2.9");
    let channels = ["channels.yaml", "channels-rke2.yaml"].map(|name| root.join(name));
    let data = root.join("data.json");
    let old = lines.join("dev-v2.7/data.json");
    let from_data: Vec<PathBuf> = vec!["--root".into(), root.clone(), "--rke-source".into(), data.clone()];
    let compiled = |more: &[PathBuf]| [&channels[..], std::slice::from_ref(&data), more].concat();

    let tree = work.join("tree");
    fs::create_dir(&tree).unwrap();
    for channel in &channels {
        fs::copy(channel, tree.join(channel.file_name().unwrap())).unwrap();
    }
    let import =
        [env!("CARGO_BIN_EXE_kdm").into(), "import".into(), "--root".into(), tree.clone(), data.clone()];
    assert!(command(&import).status().unwrap().success());
    let files = files_below(&tree);
    vec![
        Case {
            name: "dev-v2.9, RKE from its data.json",
            arguments: from_data.clone(),
            inputs: compiled(&[]),
            old: None,
        },
        Case {
            name: "the same, replacing dev-v2.7's data.json",
            arguments: from_data,
            inputs: compiled(std::slice::from_ref(&old)),
            old: Some(old),
        },
        Case {
            name: "dev-v2.9, RKE from an imported tree",
            arguments: vec!["--root".into(), tree],
            inputs: files,
            old: None,
        },
    ]
}

/// Upstream's Go code, when `KDM_UPSTREAM` names a checkout.
fn upstream() -> Option<Case> {
    let root = PathBuf::from(env::var_os("KDM_UPSTREAM")?);
    let tables =
        ["pkg/rke", "rke"].map(|layout| root.join(layout)).into_iter().find(|folder| folder.is_dir())?;
    let mut inputs = files_below(&tables);
    inputs.extend(["channels.yaml", "channels-rke2.yaml"].map(|name| root.join(name)));
    let arguments = vec!["--root".into(), root];
    Some(Case { name: "KDM_UPSTREAM, RKE from Go", arguments, inputs, old: None })
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
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

fn time(line: &[PathBuf], case: &Case, out: &Path) -> Duration {
    prepare(case, out);
    let mut command = command(line);
    let start = Instant::now();
    assert!(command.status().unwrap().success());
    start.elapsed()
}

/// The output as it is before a run.
fn prepare(case: &Case, out: &Path) {
    let _ = fs::remove_file(out);
    if let Some(old) = &case.old {
        fs::copy(old, out).unwrap();
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The peak memory, where GNU time is there to tell it.
fn peak(line: &[PathBuf], case: &Case, out: &Path) -> String {
    prepare(case, out);
    peak_of(line)
}

fn peak_of(line: &[PathBuf]) -> String {
    let output = Command::new("/usr/bin/time").args(["-f", "%M"]).args(line).output();
    let peak = output.ok().and_then(|output| {
        String::from_utf8_lossy(&output.stderr).lines().last().and_then(|line| line.parse::<f64>().ok())
    });
    peak.map(|kilobytes| format!(", peak memory {:.1} MB", kilobytes / 1000.0)).unwrap_or_default()
}
