//! Reading figures from a table of a terms file: a value in its range, `unknown`, or a table of value, mark and
//! source.

use super::figure::{Figure, UNKNOWN};
use super::section::Section;
use crate::units::form::Node;
use crate::units::names::NameError;
use crate::units::{Amount, Ratio};

const AMOUNT: &str = "an amount in yuan above 0, as a text such as \"3000000.00\" or \"300万\"";

impl<'f> Section<'f> {
    /// A share that must be there: from nought to one.
    pub(super) fn share(&self, key: &'static str) -> Option<Figure<Ratio>> {
        self.must(key).then(|| self.opt_share(key)).flatten()
    }

    /// A share that may be absent.
    pub(super) fn opt_share(&self, key: &'static str) -> Option<Figure<Ratio>> {
        self.figure(key, "a share from 0 to 1, such as 0.8", |node| {
            node.decimal()
                .filter(|share| (Ratio::ZERO..=Ratio::ONE).contains(share))
        })
    }

    /// A rate a year that must be there: from nought to one half.
    pub(super) fn rate(&self, key: &'static str) -> Option<Figure<Ratio>> {
        let half = Ratio::new(1, 2).expect("two is not nought");
        let expected = "a rate a year from 0 to 0.5, such as 0.015 for 150 basis points";
        let read = || {
            self.figure(key, expected, |node| {
                node.decimal()
                    .filter(|rate| (Ratio::ZERO..=half).contains(rate))
            })
        };
        self.must(key).then(read).flatten()
    }

    /// How many times, above nought; it must be there.
    pub(super) fn times(&self, key: &'static str) -> Option<Figure<Ratio>> {
        let read = || {
            self.figure(key, "a number above 0, such as 10", |node| {
                node.decimal().filter(|times| *times > Ratio::ZERO)
            })
        };
        self.must(key).then(read).flatten()
    }

    /// A whole number above nought that must be there.
    pub(super) fn count(&self, key: &'static str) -> Option<Figure<u32>> {
        self.must(key).then(|| self.opt_count(key)).flatten()
    }

    /// A whole number above nought that may be absent.
    pub(super) fn opt_count(&self, key: &'static str) -> Option<Figure<u32>> {
        self.figure(key, "a whole number from 1 to 100000", |node| {
            let number = node.integer().and_then(|number| u32::try_from(number).ok());
            number.filter(|number| (1..=100_000).contains(number))
        })
    }

    /// A whole number, nought too, that must be there.
    pub(super) fn count_or_none(&self, key: &'static str) -> Option<Figure<u32>> {
        let read = || {
            self.figure(key, "a whole number from 0 to 100000", |node| {
                let number = node.integer().and_then(|number| u32::try_from(number).ok());
                number.filter(|number| *number <= 100_000)
            })
        };
        self.must(key).then(read).flatten()
    }

    /// An amount above nought that must be there.
    pub(super) fn amount(&self, key: &'static str) -> Option<Figure<Amount>> {
        self.must(key).then(|| self.opt_amount(key)).flatten()
    }

    /// An amount above nought that may be absent. A bare number is refused: yuan or fen?
    pub(super) fn opt_amount(&self, key: &'static str) -> Option<Figure<Amount>> {
        self.figure(key, AMOUNT, amount)
    }

    /// Names and the amount of each.
    pub(super) fn amounts<T>(
        &self,
        key: &'static str,
        parse: fn(&str) -> Result<T, NameError>,
    ) -> Vec<(T, Figure<Amount>)> {
        self.by_name(key, parse, AMOUNT, amount)
    }

    /// Names and the share of each.
    pub(super) fn shares<T>(
        &self,
        key: &'static str,
        parse: fn(&str) -> Result<T, NameError>,
    ) -> Vec<(T, Figure<Ratio>)> {
        self.by_name(key, parse, "a share from 0 to 1, such as 0.8", |node| {
            node.decimal()
                .filter(|share| (Ratio::ZERO..=Ratio::ONE).contains(share))
        })
    }

    fn by_name<T, V: Copy>(
        &self,
        key: &'static str,
        parse: fn(&str) -> Result<T, NameError>,
        expected: &str,
        read: impl Fn(Node<'f>) -> Option<V>,
    ) -> Vec<(T, Figure<V>)> {
        let Some(table) = self.table.table(key) else {
            return Vec::new();
        };
        let entries = table.entries().into_iter();
        let pairs = entries.map(|(name, node)| {
            let name = self.named(key, &name, parse);
            let figure = self.read(key, node, expected, &read);
            name.zip(figure)
        });
        pairs.flatten().collect()
    }

    /// A figure: a value, `unknown`, or a table of value, mark and source.
    fn figure<T: Copy>(
        &self,
        key: &'static str,
        expected: &str,
        read: impl Fn(Node<'f>) -> Option<T>,
    ) -> Option<Figure<T>> {
        let node = self.table.node(key)?;
        self.read(key, node, expected, &read)
    }

    fn read<T: Copy>(
        &self,
        key: &'static str,
        node: Node<'f>,
        expected: &str,
        read: &impl Fn(Node<'f>) -> Option<T>,
    ) -> Option<Figure<T>> {
        if let Some(table) = node.table(self.table.path(key)) {
            let inner = Section::new(table, &self.origin);
            let figure = inner
                .must("value")
                .then(|| inner.table.node("value"))
                .flatten()
                .and_then(|node| inner.plain("value", node, expected, read));
            inner.close();
            return figure;
        }
        self.plain(key, node, expected, read)
    }

    fn plain<T: Copy>(
        &self,
        key: &'static str,
        node: Node<'f>,
        expected: &str,
        read: &impl Fn(Node<'f>) -> Option<T>,
    ) -> Option<Figure<T>> {
        if node.text() == Some(UNKNOWN) {
            return Some(Figure::unknown(self.origin.clone()));
        }
        let value = read(node);
        if value.is_none() {
            let message = format!(
                "expected {expected}, or \"unknown\", found {}",
                node.shown()
            );
            self.problem(key, "figure.range", message);
        }
        Some(Figure::known(value?, self.origin.clone()))
    }
}

fn amount(node: Node<'_>) -> Option<Amount> {
    let amount = Amount::parse(node.text()?).ok()?;
    (amount > Amount::ZERO).then_some(amount)
}
