//! Closed lists of words: what a key of a file or a field of a request may say, with the Chinese beside each.

/// Makes an enumeration of which every variant is one word.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$about:meta])* $variant:ident = $word:literal, $zh:literal;)+
    })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$about])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every word and what it stands for, in the order of the enumeration.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),+];

            /// The word, as files and requests say it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The word in Chinese 中文.
            pub fn zh(self) -> &'static str {
                match self {
                    $(Self::$variant => $zh,)+
                }
            }
        }
    )+};
}

pub(crate) use words;
