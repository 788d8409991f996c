//! A checkout of upstream's repository: RKE's tables as Go code.
//!
//! They were in `rke` until 2023 and are in `pkg/rke` since; upstream has none since dev-v2.12.

use std::path::{Path, PathBuf};

use super::{Repository, loading::Loading};
use crate::source::LoadError;

/// A Go package of upstream's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    /// All tables but that of the templates.
    Tables,
    /// The templates and the ranges that choose them.
    Templates,
}

/// Where upstream's repository has its tables.
const LAYOUTS: [&str; 2] = ["pkg/rke", "rke"];

/// The package of the templates, in that of the tables.
const TEMPLATES: &str = "templates";

/// The folder of the tables in a checkout, or a folder that is it; nothing when there are none.
///
/// # Errors
///
/// When there are two.
pub(super) fn find_tables(folder: &Path) -> Result<Option<PathBuf>, LoadError> {
    let is_package = |folder: &Path| has_go_files(folder) && has_go_files(&folder.join(TEMPLATES));
    if is_package(folder) {
        return Ok(Some(folder.to_owned()));
    }
    let found = LAYOUTS.map(|layout| crate::source::join(folder, layout)).into_iter();
    let found: Vec<_> = found.filter(|folder| is_package(folder)).collect();
    match &found[..] {
        [] => Ok(None),
        [tables] => Ok(Some(tables.clone())),
        _ => {
            let reason = "it has RKE tables in `pkg/rke` and in `rke`; name one of them with `--rke-source`";
            Err(LoadError::new(folder, reason))
        }
    }
}

/// Whether a folder looks like a checkout of upstream's repository, tables or not.
pub(super) fn is_checkout(folder: &Path) -> bool {
    folder.join("go.mod").is_file() && folder.join("channels.yaml").is_file()
}

fn has_go_files(folder: &Path) -> bool {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| is_part(&path))
}

/// Whether `go build` takes a file: tests and files that begin with `_` or `.` it does not.
fn is_part(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.ends_with(".go") && !name.ends_with("_test.go") && !name.starts_with(['_', '.'])
}

/// The system or processor that a file is built for, by its name (`goodOSArchFile` of `go/build`).
fn built_for(path: &Path) -> Option<&str> {
    const SYSTEMS: [&str; 18] = [
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "hurd",
        "illumos",
        "ios",
        "js",
        "linux",
        "nacl",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "wasip1",
        "windows",
        "zos",
    ];
    const PROCESSORS: [&str; 24] = [
        "386",
        "amd64",
        "amd64p32",
        "arm",
        "arm64",
        "arm64be",
        "armbe",
        "loong64",
        "mips",
        "mips64",
        "mips64le",
        "mips64p32",
        "mips64p32le",
        "mipsle",
        "ppc",
        "ppc64",
        "ppc64le",
        "riscv",
        "riscv64",
        "s390",
        "s390x",
        "sparc",
        "sparc64",
        "wasm",
    ];
    // What is behind the first point does not count.
    let name = path.file_name()?.to_str()?.split('.').next()?;
    let (_, last) = name.rsplit_once('_')?;
    (SYSTEMS.contains(&last) || PROCESSORS.contains(&last)).then_some(last)
}

impl Repository {
    /// Loads the files of both packages, in an order that does not depend on that of the folder.
    pub(super) fn load_go(&mut self, tables: &Path) -> Vec<LoadError> {
        let mut loading = Loading::of(tables);
        for (package, folder) in
            [(Package::Tables, tables.to_owned()), (Package::Templates, tables.join(TEMPLATES))]
        {
            for path in loading.entries(&folder).into_iter().filter(|path| is_part(path)) {
                if let Some(system) = built_for(&path) {
                    let reason = format!("by its name it is built for `{system}` only; rename it");
                    loading.failed.push(LoadError::new(&path, &reason));
                    continue;
                }
                let file = loading.load(&path, &mut self.sources);
                self.files.extend(file.map(|file| (super::Part::Go(package), file)));
            }
        }
        loading.failed
    }
}
