//! A table of named things in the order in which they came, each with a small number for its key.

use super::index::Index;
use super::rows::Rows;
use foldhash::fast::FixedState;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

/// Hashes the same in every run; nothing ever walks an index in its order.
pub(in crate::pool) type Fixed = FixedState;

/// Named things by number.
#[derive(Debug, Clone)]
pub(in crate::pool) struct Table<K, V> {
    rows: Rows<(K, V)>,
    /// The numbers of the rows, found by the hashes of their names. A name is kept once, in its row.
    index: Index,
}

/// The part of a name's hash that is kept.
fn hash<Q: Hash + ?Sized>(name: &Q) -> u32 {
    let whole = Fixed::default().hash_one(name);
    u32::try_from(whole >> 32).expect("32 bits are left")
}

/// The number of the next row.
fn next<T>(rows: &Rows<T>) -> u32 {
    u32::try_from(rows.len()).expect("fewer than four thousand million names")
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self {
            rows: Rows::default(),
            index: Index::default(),
        }
    }
}

/// The index follows from the rows.
impl<K: PartialEq, V: PartialEq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<K: Eq, V: Eq> Eq for Table<K, V> {}

impl<K: Serialize, V: Serialize> Serialize for Table<K, V> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}

impl<'de, K: DeserializeOwned + Hash + Send, V: DeserializeOwned + Send> Deserialize<'de>
    for Table<K, V>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = Rows::<(K, V)>::deserialize(deserializer)?;
        let hashes = (0..rows.len()).map(|place| hash(&rows.at(place).0));
        let index = Index::of(hashes);
        Ok(Self { rows, index })
    }
}

impl<K: Hash + Eq, V> Table<K, V> {
    /// The number of a name.
    pub(in crate::pool) fn number<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
    {
        self.find(hash(name), name)
    }

    fn find<Q: Eq + ?Sized>(&self, hash: u32, name: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
    {
        let is_it = |number| self.name(number).borrow() == name;
        self.index.find(hash, is_it)
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
        &self.rows.at(number as usize).1
    }

    /// The same, to change.
    pub(in crate::pool) fn at_mut(&mut self, number: u32) -> &mut V {
        &mut self.rows.at_mut(number as usize).1
    }

    /// The name of a number that this table gave.
    pub(in crate::pool) fn name(&self, number: u32) -> &K {
        &self.rows.at(number as usize).0
    }

    /// How many there are.
    pub(in crate::pool) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds a thing, or puts it in the place of the one of that name.
    pub(in crate::pool) fn put(&mut self, name: K, thing: V) -> u32 {
        let hash = hash(&name);
        if let Some(number) = self.find(hash, &name) {
            *self.at_mut(number) = thing;
            return number;
        }
        self.add(hash, name, thing)
    }

    /// Adds a thing unless there is one of that name.
    pub(in crate::pool) fn first(&mut self, name: K, thing: V) {
        let hash = hash(&name);
        if self.find(hash, &name).is_none() {
            self.add(hash, name, thing);
        }
    }

    fn add(&mut self, hash: u32, name: K, thing: V) -> u32 {
        let number = next(&self.rows);
        self.index.add(hash, number);
        self.rows.push((name, thing));
        number
    }

    /// All, in the order in which they came.
    pub(in crate::pool) fn all(&self) -> impl Iterator<Item = (u32, &K, &V)> {
        (0..)
            .zip(self.rows.iter())
            .map(|(number, (name, thing))| (number, name, thing))
    }

    /// Those after the first so many, with their numbers.
    pub(in crate::pool) fn after(&self, count: u32) -> impl Iterator<Item = (u32, &V)> {
        let end = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        (count..end).map(|number| (number, self.at(number)))
    }
}

impl<K: Hash + Eq + Clone, V: Default> Table<K, V> {
    /// The number of a name, which is added if it is new.
    pub(in crate::pool) fn intern(&mut self, name: &K) -> u32 {
        let hash = hash(name);
        match self.find(hash, name) {
            Some(number) => number,
            None => self.add(hash, name.clone(), V::default()),
        }
    }
}
