//! Which arguments a node has.

use crate::model::channel::{Release, ReleaseTable};

/// Whether a release has an argument, chart or feature version in a table. What every node takes (`agentArgs`) a server
/// takes, too: `filterConfigData` of Rancher's planner keeps what either lists.
pub(crate) fn has(release: &Release<'_>, table: ReleaseTable, name: &str) -> bool {
    release.table(table).get(name).is_some()
        || (table == ReleaseTable::ServerArgs && release.table(ReleaseTable::AgentArgs).get(name).is_some())
}
