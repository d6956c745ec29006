//! The declaration of a kind of fact: one list gives the struct, its JSON, its reader and its merge.

/// Declares a kind of fact. Required fields are plain, optional ones become `Option`.
macro_rules! fact {
    (
        $(#[doc = $doc:literal])*
        $name:ident, $kind:literal, $zh:literal;
        required { $( $(#[doc = $rdoc:literal])* $req:ident : $rty:ty = [$($ralias:literal),* $(,)?] ),* $(,)? }
        optional { $( $(#[doc = $odoc:literal])* $opt:ident : $oty:ty = [$($oalias:literal),* $(,)?] ),* $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $( $(#[doc = $rdoc])* pub $req: $rty, )*
            $( $(#[doc = $odoc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $opt: Option<$oty>, )*
        }

        impl $crate::evidence::field::Fields for $name {
            const KIND: &'static str = $kind;
            const KIND_ZH: &'static str = $zh;
            const MEANING: &'static str = concat!($($doc),*);
            const FIELDS: &'static [$crate::evidence::field::Field] = &[
                $( $crate::evidence::field::Field {
                    name: stringify!($req),
                    holds: <$rty as $crate::evidence::field::FieldValue>::HOLDS,
                    required: true,
                    aliases: &[$($ralias),*],
                    meaning: concat!($($rdoc),*),
                }, )*
                $( $crate::evidence::field::Field {
                    name: stringify!($opt),
                    holds: <$oty as $crate::evidence::field::FieldValue>::HOLDS,
                    required: false,
                    aliases: &[$($oalias),*],
                    meaning: concat!($($odoc),*),
                }, )*
            ];

            fn read(
                cells: &[Option<$crate::evidence::field::Cell<'_>>],
                problems: &mut $crate::units::Problems,
            ) -> Option<Self> {
                let mut pairs = Self::FIELDS.iter().zip(cells);
                $( let (field, cell) = pairs.next()?;
                   let $req = $crate::evidence::field::read_cell::<$rty>(field, cell.as_ref(), problems); )*
                $( let (field, cell) = pairs.next()?;
                   let $opt = $crate::evidence::field::read_cell::<$oty>(field, cell.as_ref(), problems); )*
                let _ = pairs;
                Some(Self { $( $req: $req?, )* $( $opt, )* })
            }

            fn fill_from(&mut self, lower: &Self, differing: &mut Vec<&'static str>) {
                $( if self.$req != lower.$req { differing.push(stringify!($req)); } )*
                $( match (&self.$opt, &lower.$opt) {
                    (None, Some(_)) => self.$opt.clone_from(&lower.$opt),
                    (Some(mine), Some(theirs)) if mine != theirs => differing.push(stringify!($opt)),
                    _ => {}
                } )*
                let _ = (lower, differing);
            }
        }
    };
}

/// Declares a closed list of words that a field may hold, with the words people write for each.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        $name:ident, $rule:literal;
        $( $(#[doc = $vdoc:literal])* $variant:ident = $word:literal [$($alias:literal),* $(,)?] ),* $(,)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $( $(#[doc = $vdoc])* #[serde(rename = $word)] $variant, )*
        }

        impl $name {
            /// The words of the list, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The list for the reference page: what it is, and each word with what people write for
            /// it and what it means.
            #[cfg(test)]
            pub(in crate::evidence::facts) const PAGE: (&'static str, &'static [super::page::Word]) = (
                concat!($($doc),*),
                &[$( ($word, &[$($alias),*], concat!($($vdoc),*)) ),*],
            );

            /// The stable word.
            pub fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }

            /// Reads the stable word or one that people write for it.
            pub fn from_word(text: &str) -> Option<Self> {
                match text {
                    $( $word $(| $alias)* => Some(Self::$variant), )*
                    _ => None,
                }
            }
        }

        impl $crate::evidence::field::FieldValue for $name {
            const HOLDS: $crate::evidence::field::FieldType =
                $crate::evidence::field::FieldType::Choice(Self::WORDS);
            const RULE: &'static str = $rule;
            fn read(cell: &$crate::evidence::field::Cell<'_>) -> Result<Self, String> {
                Self::from_word(cell.text).ok_or_else(|| {
                    format!("`{}` is none of: {}", cell.text, Self::WORDS.join(", "))
                })
            }
        }
    };
}

pub(crate) use {choice, fact};
