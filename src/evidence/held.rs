//! A value that a dossier holds, with the facts it was settled from.

/// A settled value and the facts behind it, best first, as places in the dossier's list of facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Held<T> {
    /// The value.
    pub value: T,
    /// Places in [`super::Dossier::facts`].
    pub from: Vec<usize>,
}

impl<T> std::ops::Deref for Held<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}
