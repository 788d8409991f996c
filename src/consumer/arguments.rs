//! Which arguments a node has.

use crate::model::channel::Release;

/// Whether a release has an argument, chart or feature version in a table. What every node takes (`agentArgs`) a server
/// takes, too: `filterConfigData` of Rancher's planner keeps what either lists.
pub(crate) fn has(release: &Release<'_>, table: &str, name: &str) -> bool {
    release.table(table).get(name).is_some()
        || (table == "serverArgs" && release.table("agentArgs").get(name).is_some())
}
