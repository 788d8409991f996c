//! Two names change places in one step, where the system has it (renameat2(2), renameatx_np(2)).

use std::{io, path::Path};

/// Exchanges what two paths lead to.
///
/// # Errors
///
/// When the file system cannot, or one of them is not there.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Exchanges what two paths lead to.
///
/// # Errors
///
/// Always, on this system.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub(super) fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
