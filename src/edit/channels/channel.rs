//! The release that a channel names.

use super::{outcome::Edit, view::View};
use crate::{diagnostic::words::did_you_mean, edit::refusal::Refusal, source::yaml::WrittenId};

/// The channels of a file: the name, and the value of `latest`.
pub(super) fn channels<'s>(view: &View<'s>) -> Vec<(&'s str, WrittenId)> {
    let Some(list) = view.document.root.and_then(|root| view.document.pair(root, "channels")) else {
        return Vec::new();
    };
    let channel = |item: &WrittenId| {
        let name = view.written(view.document.pair(*item, "name")?.value).value.as_str()?;
        Some((name, view.document.pair(*item, "latest")?.value))
    };
    view.document.items(view.defined(list.value)).iter().filter_map(channel).collect()
}

pub(super) fn set(view: &View<'_>, name: &str, version: &str) -> Result<Edit, Refusal> {
    let channels = channels(view);
    let Some((_, latest)) = channels.iter().find(|(other, _)| *other == name) else {
        let help = did_you_mean(
            name,
            channels.iter().map(|(name, _)| *name),
            "add it to `channels` by hand: its order and its notes are yours",
        );
        return Err(Refusal::new(format!("there is no channel `{name}` with a `latest` in this file"), help));
    };
    let mut edit = Edit { touches_channels: true, ..Edit::default() };
    let old = view.written(*latest).value.as_str().unwrap_or_default();
    if old != version {
        edit.splices.replace(view.inner(*latest), view.requoted(*latest, version));
        edit.told.push(format!("the channel `{name}` names `{version}` instead of `{old}`"));
        if !view.entries.is_empty() && view.find(version).is_none() {
            edit.told.push(format!("`{version}` is not among the releases of this file yet"));
        }
    }
    Ok(edit)
}
