//! The image as an archive.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, anyhow, bail};

use crate::{
    emit::{Files, OciError, write_oci_archive},
    output::{Output, Written},
    source::describe,
};

/// Writes the archive beside its target; with it the number of its images.
pub(super) fn write(
    file: &Path,
    base: &Path,
    context: &Files,
    (tag, time): (&str, u64),
) -> anyhow::Result<(Written, usize)> {
    if !base.is_dir() {
        bail!(
            "there is no folder `{}`; write one with `skopeo copy docker://IMAGE oci:{}`",
            base.display(),
            base.display()
        );
    }
    let read = |path: &str| -> io::Result<Vec<u8>> {
        let path = base.join(path);
        match fs::metadata(&path)? {
            metadata if metadata.is_file() => fs::read(path),
            _ => Err(io::Error::other("it is not a regular file")),
        }
    };
    let mut output = Output::new(file, false)?;
    let images = write_oci_archive(context, &read, tag, time, &mut output);
    let images = images.map_err(|error| match error {
        OciError::Base(_) => anyhow!("{error}"),
        OciError::Write(error) => anyhow!(describe(&error)),
    });
    let images =
        images.with_context(|| format!("cannot make `{}` from `{}`", file.display(), base.display()))?;
    output.flush()?;
    Ok((output.finish()?, images))
}
