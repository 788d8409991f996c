//! Channel data: the releases of a distribution, as K3s, RKE2 and RFO write them.
//!
//! channelserver decodes a whole section into Go structs at once, so one value of a wrong type (an unquoted
//! `1.20`) takes away *every* version of the distribution. `consumer::check_types` compares the data with those
//! structs; the views ([`ChannelData`], [`Release`]) give typed access and lose nothing, since below them the
//! data stays as it was written.

mod names;
mod view;

pub use names::ReleaseTable;
pub use view::{AppDefault, ChannelData, Origin, Release};
pub(crate) use view::{MAX, MIN};
