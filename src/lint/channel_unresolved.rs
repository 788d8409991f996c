//! Channels that lead to no release. channelserver matches `latestRegexp` with the releases that it finds on GitHub, which
//! no data.json may make it ask (`channel`): a channel without `latest` answers with an error (404) (`resolveChannels`).

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        for channel in section.map.value("channels").items() {
            let fields = channel.value.fields();
            let text = |key| fields.text(key).map(|text| text.value).filter(|text| !text.is_empty());
            // What is wrong with the `default` channel is `channel`.
            if text("latest").is_some() || text("name") == Some("default") {
                continue;
            }
            let name = text("name").unwrap_or_default();
            let title = format!("the channel `{name}` leads to no release");
            let about = subject(distribution.key(), name);
            diagnostics.report(finding(
                Rule::ChannelUnresolved,
                &about,
                title,
                channel.span,
                "write its `latest`",
            ));
        }
    }
}
