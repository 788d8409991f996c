//! What the new file has of the old one besides its name: permissions, owner and group.
//!
//! A file is replaced, not written into, so that it is whole at every moment. That costs what is bound to the old one: other
//! names of it (hard links) keep the old contents, which people are told. A file without any permission to write says that
//! it is not to be replaced, although its folder would allow it, and is left alone.

use std::{
    fs::{File, Metadata},
    io,
};

/// Gives a new file the permissions and the owner of the old one; what it cannot have, in words.
///
/// # Errors
///
/// When the old file must not be replaced, or the permissions cannot be set.
pub(super) fn take_over(new: &File, old: &Metadata) -> io::Result<Vec<String>> {
    if old.permissions().readonly() {
        return Err(io::Error::other("it is read-only; make it writable or name another file"));
    }
    let mut lost = Vec::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let made = new.metadata()?;
        // The owner first: changing it takes permissions away.
        let (user, group) = (old.uid(), old.gid());
        if (made.uid(), made.gid()) != (user, group) && fchown(new, Some(user), Some(group)).is_err() {
            let group_is_kept = fchown(new, None, Some(group)).is_ok();
            let whose = if group_is_kept || made.gid() == group {
                format!("user {user}")
            } else {
                format!("user {user} and group {group}")
            };
            lost.push(format!("it belonged to {whose}, and the new file is yours"));
        }
        if old.nlink() > 1 {
            lost.push("other names of the old file (hard links) keep its contents".to_owned());
        }
    }
    new.set_permissions(old.permissions())?;
    Ok(lost)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::{
        fs,
        os::unix::fs::{MetadataExt, PermissionsExt},
    };

    use super::*;

    #[test]
    fn permissions_are_kept_and_other_names_are_told() {
        let folder = tempfile::TempDir::new().unwrap();
        let [old, new, other] = ["old", "new", "other"].map(|name| folder.path().join(name));
        fs::write(&old, "").unwrap();
        fs::set_permissions(&old, fs::Permissions::from_mode(0o640)).unwrap();
        fs::hard_link(&old, other).unwrap();
        let file = File::create(&new).unwrap();
        let lost = take_over(&file, &fs::metadata(&old).unwrap()).unwrap();
        assert_eq!(lost, ["other names of the old file (hard links) keep its contents"]);
        assert_eq!(fs::metadata(&new).unwrap().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_read_only_file_is_not_replaced() {
        let folder = tempfile::TempDir::new().unwrap();
        let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
        fs::write(&old, "").unwrap();
        fs::set_permissions(&old, fs::Permissions::from_mode(0o444)).unwrap();
        let refused = take_over(&File::create(new).unwrap(), &fs::metadata(&old).unwrap());
        assert!(refused.unwrap_err().to_string().starts_with("it is read-only"));
    }
}
