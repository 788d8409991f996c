//! What the programs that read data.json do with it: Rancher, RKE, channelserver and hangar.
//!
//! Each of their rules is written once, here, and names the function of theirs that it follows: `lint` checks a build
//! with them, `show` answers with them, and `diff` uses them to say what a change does.

mod addon_data;
mod addons;
pub(crate) mod arguments;
mod channelserver;
pub mod choice;
mod currents;
mod default_answers;
mod defaults;
pub(crate) mod features;
pub mod functions;
mod images;
pub mod mcuadros;
mod menu;
mod mirror;
mod offers;
pub mod os_image;
mod previous;
mod ranchers;
mod regsync;
mod standings;
mod window;

pub use addon_data::AddonData;
pub(crate) use addon_data::DELIVERED;
pub(crate) use addons::is_refused;
pub(crate) use channelserver::{SECTION, Type, check_types, why_unloadable};
pub use currents::Currents;
pub use default_answers::DefaultAnswers;
pub use defaults::{DefaultVersion, Defaults};
pub use images::{
    MissingList, Names, Need, NeededImage, Origin, Role, Selection, Wanted, missing_lists, needed,
    release_images, releases_of, selected, versions_of,
};
pub use menu::menu;
pub use mirror::{Copy, Mirrored, mirror};
pub(crate) use offers::reading;
pub use offers::{Consumer, Limit, LimitKind, Offer, Offers, Standing};
pub use previous::Line;
pub use ranchers::{AskedRancher, has_rke};
pub(crate) use ranchers::{DEVELOPMENT, LAST_WITH_RKE, asking, rke_line};
pub use regsync::{MirroredTag, Mirroring, Regsync, RegsyncCounts};
pub use standings::Standings;
pub use window::Window;
pub(crate) use window::strict_bound;
