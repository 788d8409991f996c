//! Loading a checkout of upstream's repository: RKE's tables as Go code.

use std::path::Path;

use super::{
    files::BuildFiles,
    layout::TEMPLATES,
    loading::Loading,
    part::{Package, Part},
    rke_source::is_part,
};
use crate::source::{LoadError, Sources, join};

/// The system or processor that a file is built for, by its name (`goodOSArchFile` of `go/build`).
fn built_for(name: &str) -> Option<&str> {
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
    // What comes after the first point does not count.
    let name = name.split('.').next()?;
    let (_, last) = name.rsplit_once('_')?;
    (SYSTEMS.contains(&last) || PROCESSORS.contains(&last)).then_some(last)
}

impl BuildFiles {
    /// Loads the files of both packages, in an order that does not depend on that of the folder.
    pub(super) fn load_go(&mut self, tables: &Path, sources: &mut Sources) -> Vec<LoadError> {
        let mut loading = Loading::of(tables);
        for (package, folder) in
            [(Package::Tables, tables.to_owned()), (Package::Templates, join(tables, TEMPLATES))]
        {
            let entries = loading.entries(&folder, sources).into_iter();
            for (name, path) in entries.filter(|(name, _)| is_part(name)) {
                if let Some(system) = built_for(&name) {
                    let reason = format!("its name limits it to builds for `{system}`; rename it");
                    loading.failed.push(LoadError::new(&path, &reason));
                    continue;
                }
                let file = loading.load(&path, sources);
                self.files.extend(file.map(|file| (Part::Go(package), file)));
            }
        }
        loading.failed
    }
}
