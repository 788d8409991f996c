//! The names of what releases have.

use crate::model::field::named;

named! {
    /// A table of a release that Rancher reads.
    pub enum ReleaseTable {
        ServerArgs = "serverArgs",
        AgentArgs = "agentArgs",
        Charts = "charts",
        FeatureVersions = "featureVersions",
    }
}

impl ReleaseTable {
    /// Those of arguments: of servers, and of every node.
    pub const ARGUMENTS: [Self; 2] = [Self::ServerArgs, Self::AgentArgs];
}
