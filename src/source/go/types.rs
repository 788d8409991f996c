//! The types that tables have, and the packages that they come from.

use std::fmt;

/// A type of Go, as far as tables use them. Keys of maps are strings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Type<'t> {
    /// `string`.
    String,
    /// `bool`.
    Bool,
    /// `map[string]T`.
    Map(&'t Type<'t>),
    /// `[]T`.
    Slice(&'t Type<'t>),
    /// A struct of a library.
    Struct(&'static Struct),
}

/// A struct of a library.
#[derive(Debug)]
pub struct Struct {
    /// Its name in Go, without the package.
    pub name: &'static str,
    /// The fields, in order.
    pub fields: fn() -> Vec<Field>,
}

/// A field of a struct.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name in Go, as in `CalicoFlexVol`.
    pub go: &'static str,
    /// The key in JSON, as in `calicoFlexVol`.
    pub json: &'static str,
    /// The type.
    pub ty: Type<'static>,
}

impl PartialEq for Struct {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl fmt::Display for Type<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Bool => f.write_str("bool"),
            Self::Map(element) => write!(f, "map[string]{element}"),
            Self::Slice(element) => write!(f, "[]{element}"),
            Self::Struct(ty) => f.write_str(ty.name),
        }
    }
}

/// A package that tables import.
#[derive(Debug)]
pub struct Library {
    /// The paths that it was imported by over the years.
    pub paths: &'static [&'static str],
    /// Its own name, which counts where the importing file gives none.
    pub name: &'static str,
    /// What it exports.
    pub exports: fn() -> Vec<(&'static str, Export)>,
}

/// Something that a library exports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Export {
    /// A type.
    Struct(&'static Struct),
    /// A constant.
    Text(&'static str),
    /// A function from a string to a string.
    Rewrite(Rewrite),
    /// `fmt.Sprintf`.
    Sprintf,
}

/// A function from a string to a string.
#[derive(Debug, Clone, Copy)]
pub struct Rewrite(pub fn(&str) -> String);

impl PartialEq for Rewrite {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}
