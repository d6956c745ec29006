//! A table of named things in the order in which they came, each with a small number for its key.

use serde::Serialize;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash};

/// Hashes the same in every run; nothing ever walks a map in its order.
pub(in crate::pool) type Fixed = BuildHasherDefault<DefaultHasher>;

/// Named things by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound(serialize = "K: Serialize, V: Serialize"))]
pub(in crate::pool) struct Table<K: Hash + Eq, V> {
    rows: Vec<(K, V)>,
    #[serde(skip)]
    numbers: HashMap<K, u32, Fixed>,
}

impl<K: Hash + Eq, V> Default for Table<K, V> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            numbers: HashMap::default(),
        }
    }
}

impl<K: Hash + Eq + Clone, V> Table<K, V> {
    /// The number of a name.
    pub(in crate::pool) fn number<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
    {
        self.numbers.get(name).copied()
    }

    /// The number and the thing of a name.
    pub(in crate::pool) fn named<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<(u32, &V)>
    where
        K: Borrow<Q>,
    {
        let number = self.number(name)?;
        Some((number, self.at(number)))
    }

    /// The thing of a number that this table gave.
    pub(in crate::pool) fn at(&self, number: u32) -> &V {
        &self.rows[number as usize].1
    }

    /// The same, to change.
    pub(in crate::pool) fn at_mut(&mut self, number: u32) -> &mut V {
        &mut self.rows[number as usize].1
    }

    /// The name of a number that this table gave.
    pub(in crate::pool) fn name(&self, number: u32) -> &K {
        &self.rows[number as usize].0
    }

    /// Adds a thing, or puts it in the place of the one of that name.
    pub(in crate::pool) fn put(&mut self, name: K, thing: V) -> u32 {
        if let Some(number) = self.number(&name) {
            *self.at_mut(number) = thing;
            return number;
        }
        let number =
            u32::try_from(self.rows.len()).expect("fewer than four thousand million names");
        self.numbers.insert(name.clone(), number);
        self.rows.push((name, thing));
        number
    }

    /// All, in the order in which they came.
    pub(in crate::pool) fn all(&self) -> impl Iterator<Item = (u32, &K, &V)> {
        (0..)
            .zip(&self.rows)
            .map(|(number, (name, thing))| (number, name, thing))
    }
}

impl<K: Hash + Eq + Clone, V: Default> Table<K, V> {
    /// The number of a name, which is added if it is new.
    pub(in crate::pool) fn intern(&mut self, name: &K) -> u32 {
        match self.number(name) {
            Some(number) => number,
            None => self.put(name.clone(), V::default()),
        }
    }
}
