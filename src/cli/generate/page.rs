//! The page that goes with a build.

use super::Generate;
use crate::{
    cli::{
        candidate::policy_of,
        check::lists::judged,
        page::{About, Size, shown_name},
    },
    diagnostic::{Diagnostics, Policy, Purpose},
    lint::{self, Built},
    model::{Metadata, RancherLine, settings::Settings},
    output::{Output, Written},
    repository::{ListFiles, Repository},
};

impl Generate {
    /// The page of a build, where one is wanted: with all that `kdm check` finds, not only what this stops on. `found` is what was
    /// found until images were looked at.
    pub(super) fn write_page(
        &self,
        (repository, settings): (&Repository, &Settings<'_>),
        metadata: &Metadata<'_>,
        line: Option<RancherLine>,
        build: &Written,
        lists: Option<&ListFiles>,
        found: Option<Diagnostics>,
    ) -> anyhow::Result<Option<Written>> {
        let Some((file, mut found)) = self.page.as_ref().zip(found) else { return Ok(None) };
        let sources = &repository.sources;
        let judging = Policy { purpose: Purpose::Release, allowed: self.allow.clone(), ..Policy::default() };
        let policy = policy_of(settings, line, judging);
        let image_prefixes = &settings.image_prefixes;
        lint::before_shipping(Built { metadata, sources, line, image_prefixes, policy: &policy }, &mut found);
        let about = About {
            name: &shown_name(build.name()),
            size: Size::Known(build.sha256.clone(), build.bytes),
            line,
            upstream: settings.upstream.as_ref().and_then(|pin| pin.commit).map(|commit| commit.value),
            found: &judged((metadata, settings, line), lists, sources, &policy, (found, (false, false))),
            sources,
            repository: Some(repository),
        };
        let page = about.page(metadata, None, true);
        Ok(Some(Output::whole(file, page.as_bytes())?))
    }
}
