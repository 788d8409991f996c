//! The shape of a data.json, as far as it matters for saying what belongs to what.
//!
//! Nothing is compared by this alone: what has no shape here is compared anyway, value by value.

use std::sync::LazyLock;

use crate::{
    consumer::{SECTION, Type},
    model::{
        Distribution,
        field::Named,
        rke::{CisBenchmark, Component, RkeTable},
    },
};

/// How a value is compared with another one.
#[derive(Debug)]
pub(super) enum Shape {
    /// Key by key where both are maps, else as a whole.
    Any,
    /// A struct; fields that are not listed are [`Shape::Any`].
    Fields(Vec<(&'static str, Shape)>),
    /// A map of things of one kind; one that is missing or null is as good as empty.
    Table(Whose, Box<Shape>),
    /// A list of things that are known by one of their fields; their order is compared apart.
    Keyed(Whose, &'static str, Box<Shape>),
}

/// What the things in a table or list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Versions: the same change in many of them is one change.
    Versions,
    /// Parts of something.
    Parts,
}

/// `kdm.Data`.
pub(super) static DATA: LazyLock<Shape> = LazyLock::new(|| {
    let tables = RkeTable::all().map(|table| (table.name(), of_table(table)));
    let sections = Distribution::ALL.map(|distribution| (distribution.key(), of_type(&SECTION)));
    Shape::Fields(tables.chain(sections).collect())
});

fn of_table(table: RkeTable) -> Shape {
    let parts = || Shape::Table(Whose::Parts, Box::new(Shape::Any));
    match table {
        RkeTable::K8sVersionServiceOptions | RkeTable::K8sVersionWindowsServiceOptions => {
            let options = Component::all().map(|component| (component.name(), parts()));
            Shape::Table(Whose::Versions, Box::new(Shape::Fields(options.collect())))
        }
        RkeTable::K8sVersionRKESystemImages
        | RkeTable::K8sVersionInfo
        | RkeTable::K8sVersionDockerInfo
        | RkeTable::CisConfigParams => Shape::Table(Whose::Versions, Box::new(Shape::Any)),
        RkeTable::K8sVersionedTemplates => Shape::Table(Whose::Parts, Box::new(parts())),
        RkeTable::RancherDefaultK8sVersions | RkeTable::RKEDefaultK8sVersions => parts(),
        RkeTable::CisBenchmarkVersionInfo => {
            let checks = CisBenchmark::all().filter_map(|field| match field {
                CisBenchmark::Managed | CisBenchmark::MinKubernetesVersion => None,
                CisBenchmark::SkippedChecks | CisBenchmark::NotApplicableChecks => {
                    Some((field.name(), parts()))
                }
            });
            Shape::Table(Whose::Parts, Box::new(Shape::Fields(checks.collect())))
        }
    }
}

/// Of channel data: maps hold parts, and what a list holds is known by the key of its struct.
fn of_type(of: &Type) -> Shape {
    match of {
        Type::Any | Type::Bool | Type::Integer | Type::String | Type::Text => Shape::Any,
        Type::Map(_) => Shape::Table(Whose::Parts, Box::new(Shape::Any)),
        Type::Ignored(of) => of_type(of),
        Type::List(of) => match of {
            Type::Struct(item) => item.known_by.map_or(Shape::Any, |key| {
                let whose = if key == "version" { Whose::Versions } else { Whose::Parts };
                Shape::Keyed(whose, key, Box::new(of_type(of)))
            }),
            _ => Shape::Any,
        },
        Type::Struct(of) => {
            let fields = of.fields.iter().map(|(name, of)| (*name, of_type(of)));
            Shape::Fields(fields.filter(|(_, shape)| !matches!(shape, Shape::Any)).collect())
        }
    }
}

impl Shape {
    /// The shape of what is under a key.
    pub(super) fn under(&self, key: &str) -> &Shape {
        static ANY: Shape = Shape::Any;
        match self {
            Self::Any => &ANY,
            Self::Fields(fields) => {
                fields.iter().find(|(name, _)| *name == key).map_or(&ANY, |(_, shape)| shape)
            }
            Self::Table(_, shape) | Self::Keyed(_, _, shape) => shape,
        }
    }
}
