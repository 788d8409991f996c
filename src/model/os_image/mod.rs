//! What names the image that the nodes of a Giant Swarm workload cluster boot: a `Release`, and the rules by which charts put
//! versions of it together.
//!
//! The name is made in Helm, in an operator and in a workflow's awk, each by itself. A name that no pipeline has built means
//! nodes that do not come up; a name that changes means nodes that are replaced.

mod comparison;
mod provider;
mod read;
mod read_rules;
mod release;
mod rules;
mod template;
#[cfg(test)]
mod tests;

pub use comparison::Comparison;
pub use provider::Provider;
pub use read::{ReadRelease, read_release};
pub use read_rules::{BUILT_IN, read_rules};
pub(crate) use read_rules::{NamingRulePart, RulesPart};
pub use release::{Component, Identity, Release, State, Step};
pub use rules::{Chart, Name, NamingRule, NamingRules, Unfit};
pub use template::{Field, Missing, Part, Template, TemplateError, VersionPart};

/// The components that image names are made of, in the order in which people name them. `flatcar-variant` is what `os-tooling`
/// replaced.
pub const COMPONENTS: [&str; 4] = [KUBERNETES, FLATCAR, OS_TOOLING, FLATCAR_VARIANT];

/// The version of Kubernetes.
pub const KUBERNETES: &str = "kubernetes";
/// The version of the operating system.
pub const FLATCAR: &str = "flatcar";
/// The version of capi-image-builder, which builds the image.
pub const OS_TOOLING: &str = "os-tooling";
/// A bare counter, written as a version, of which only the first number counts.
pub const FLATCAR_VARIANT: &str = "flatcar-variant";
