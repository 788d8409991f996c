//! The names of fields: each is written once, and a match over them has no default arm. A variant has the name of the
//! field in Go, written as in JSON.

/// A field of a Go struct.
pub(crate) trait Named: Copy + 'static {
    /// All fields, in the order of the struct, which is the order on the wire.
    fn all() -> impl Iterator<Item = Self>;

    /// The key in data.json.
    fn name(self) -> &'static str;

    /// The field with a key.
    fn by_name(name: &str) -> Option<Self> {
        Self::all().find(|field| field.name() == name)
    }
}

/// A field whose variant here has its name in Go.
pub(crate) trait GoField: Named {
    /// The name in Go, as in `CalicoCNI`.
    fn go_name(self) -> &'static str;
}

macro_rules! named {
    ($(#[$doc:meta])* $visibility:vis enum $enum:ident { $($field:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // the names say it all
        #[allow(clippy::enum_variant_names)] // and are upstream's
        $visibility enum $enum {
            $($field,)+
        }

        impl $crate::model::field::Named for $enum {
            fn all() -> impl Iterator<Item = Self> {
                [$(Self::$field),+].into_iter()
            }

            fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)+ }
            }
        }

        impl $crate::model::field::GoField for $enum {
            fn go_name(self) -> &'static str {
                match self { $(Self::$field => stringify!($field),)+ }
            }
        }
    };
}

pub(crate) use named;
