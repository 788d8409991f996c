//! Which Releases count.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

use crate::model::os_image::{Provider, ReadRelease, State};

/// Which of the Releases count; the others are not named, so they cannot be errors.
#[derive(Debug, Default, Args)]
pub(super) struct Selection {
    /// Only releases of these providers (repeat it, or use commas).
    #[arg(long, value_name = "PROVIDER", value_delimiter = ',', value_parser = provider())]
    provider: Vec<Provider>,

    /// Only releases in these states (repeat it, or use commas).
    #[arg(long, value_name = "STATE", value_delimiter = ',', value_parser = state())]
    state: Vec<State>,
}

fn provider() -> impl TypedValueParser<Value = Provider> {
    PossibleValuesParser::new(Provider::ALL.map(Provider::name))
        .try_map(|name| Provider::by_name(&name).ok_or("there is no such provider"))
}

fn state() -> impl TypedValueParser<Value = State> {
    PossibleValuesParser::new(State::ALL.map(State::name))
        .try_map(|name| State::by_name(&name).ok_or("there is no such state"))
}

impl Selection {
    /// Whether a Release counts. What cannot be told counts, and is an error of its own.
    pub(super) fn includes(&self, read: &ReadRelease<'_>) -> bool {
        let provider = read.identity.as_ref().map(|identity| identity.provider);
        let is_of_others = !self.provider.is_empty()
            && provider.is_some_and(|provider| !provider.is_some_and(|of| self.provider.contains(&of)));
        let is_in_other =
            !self.state.is_empty() && read.state.is_some_and(|state| !self.state.contains(&state));
        !is_of_others && !is_in_other
    }

    /// The same of every provider.
    pub(super) fn of_every_provider(&self) -> Self {
        Self { provider: Vec::new(), state: self.state.clone() }
    }

    /// Whether a provider counts.
    pub(super) fn has_provider(&self, provider: Provider) -> bool {
        self.provider.is_empty() || self.provider.contains(&provider)
    }

    /// Whether it matters in which state a Release is.
    pub(super) fn asks_for_state(&self) -> bool {
        !self.state.is_empty()
    }
}
