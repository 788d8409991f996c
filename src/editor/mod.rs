//! What an editor asks of a text that people write: what stands at a place, where it is defined, what could stand there, and
//! what to write instead. Over a text as it is at that moment, which most of the time is not a whole one.

mod at;
mod context;
mod names;
mod position;

pub use at::{At, Found, anchor_and_aliases, at, defined, mentioned};
pub use context::{Place, Wanted, wanted};
pub use names::{AnchorName, Names, lines_of, newest_first};
pub use position::{Position, Positions};
