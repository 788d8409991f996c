//! The name of a release's node image.

use crate::model::os_image::{Field, NamingRules, Release, Template};

/// What a release is named.
#[derive(Debug, Clone)]
pub struct Named<'r> {
    /// The image; nothing where its nodes have none of this kind.
    pub image: Option<String>,
    /// The number of the rule that says so, from 0; nothing for the old generation, which has no provider.
    pub rule: Option<usize>,
    /// What the name is made by.
    pub template: Option<&'r Template>,
}

/// Why a release has no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unnamed<'r> {
    /// No rule fits it.
    NoRule,
    /// Components that the name needs, and that are not there.
    Missing(Vec<&'r str>),
}

/// Names the image of a release.
///
/// In Helm a component that is not there reads `N/A` (`cluster.component.version`); the operator refuses it. Here it is an error.
///
/// # Errors
///
/// When no rule fits, or components are missing.
pub fn name<'r>(release: &Release<'_>, rules: &'r NamingRules<'_>) -> Result<Named<'r>, Unnamed<'r>> {
    if release.identity.provider.is_none() {
        return Ok(Named { image: None, rule: None, template: None });
    }
    let Some((nth, rule)) = rules.fitting(release) else { return Err(Unnamed::NoRule) };
    let Some((template, _)) = &rule.image else {
        return Ok(Named { image: None, rule: Some(nth), template: None });
    };
    let field = |field| match field {
        Field::Channel => rules.channel,
        // No part of an image's name.
        Field::Image | Field::Provider => "",
    };
    let image = template.render(release, field).map_err(Unnamed::Missing)?;
    Ok(Named { image: Some(image), rule: Some(nth), template: Some(template) })
}
