//! Channel data: the releases of a distribution, as K3s, RKE2 and RFO write them.
//!
//! channelserver decodes a whole section into Go structs at once, so one value of a wrong type (an unquoted
//! `1.20`) takes away *every* version of the distribution. `check_types` holds the data against those
//! structs; the views ([`ChannelData`], [`Release`]) give typed access and lose nothing, since below them the
//! data stays as it was written.

mod default;
mod previous;
mod schema;
mod view;
mod window;

pub use default::{DefaultVersion, Defaults};
pub use previous::Line;
pub(crate) use schema::check_types;
pub use view::{AppDefault, ChannelData, Origin, Release};
pub(crate) use view::{MAX, MIN};
pub use window::Window;
