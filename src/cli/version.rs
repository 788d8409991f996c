//! Which kdm this is.

/// The version, and the commit that the program is built from.
pub(super) const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("KDM_COMMIT"), ")");
