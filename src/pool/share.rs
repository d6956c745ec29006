//! Shares of a growing total: what is posted now is the share of the total so far, less what was posted
//! before, so that rounding never adds up, however many steps a total takes.

use crate::units::names::ContributorId;
use crate::units::{Amount, Ratio};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The finest share: denominators go up to this, so that any amount times a share fits 128 bits.
const FINEST: i128 = 1_000_000_000_000;

/// A share 比例: from nought to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    num: i64,
    den: i64,
}

impl Share {
    /// All of it.
    pub const ALL: Self = Self { num: 1, den: 1 };

    /// A ratio as a share; `None` when it is below nought, above one, or finer than a million millionth.
    pub fn new(ratio: Ratio) -> Option<Self> {
        let ratio = ratio.reduced();
        if ratio.num() < 0 || ratio.num() > ratio.den() || ratio.den() > FINEST {
            return None;
        }
        Some(Self {
            num: i64::try_from(ratio.num()).ok()?,
            den: i64::try_from(ratio.den()).ok()?,
        })
    }

    /// As a ratio.
    pub fn ratio(self) -> Ratio {
        Ratio::new(self.num.into(), self.den.into()).unwrap_or(Ratio::ZERO)
    }

    /// The share of a total, rounded down to the fen.
    pub fn of(self, total: Amount) -> Amount {
        fraction(total, self.num.into(), self.den.into())
    }

    /// The least total of which this share is at least `part`; without end when the share is nought.
    pub fn whole_for(self, part: Amount) -> Amount {
        if self.num == 0 {
            return Amount::MAX;
        }
        let (num, den) = (i128::from(self.num), i128::from(self.den));
        let whole = (i128::from(part.fen()) * den + num - 1).div_euclid(num);
        fen(whole)
    }

    /// The share of a total, rounded to the nearest fen, half a fen upwards.
    fn nearest(self, total: Amount) -> Amount {
        let (num, den) = (i128::from(self.num), i128::from(self.den));
        let doubled = 2 * i128::from(total.fen()) * num + den;
        fen(floor(doubled, 2 * den))
    }
}

/// ⌊total × num ÷ den⌋, for `den` above nought and a quotient no larger than 64 bits hold.
pub(super) fn fraction(total: Amount, num: i128, den: i128) -> Amount {
    fen(floor(i128::from(total.fen()) * num, den))
}

/// ⌊num ÷ den⌋ for `den` above nought. Nearly all fit 64 bits, which divide many times as fast as 128.
fn floor(num: i128, den: i128) -> i128 {
    match (i64::try_from(num), i64::try_from(den)) {
        (Ok(num), Ok(den)) if den > 0 => num.div_euclid(den).into(),
        _ => num.div_euclid(den),
    }
}

/// 128 bits of fen as an amount, at the ends of the range where they would leave it.
fn fen(value: i128) -> Amount {
    let most = i128::from(i64::MAX);
    let held = value.clamp(-most, most);
    Amount::from_fen(i64::try_from(held).expect("clamped to 64 bits"))
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.ratio().serialize(serializer)
        } else {
            (self.num, self.den).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let share = if deserializer.is_human_readable() {
            Self::new(Ratio::deserialize(deserializer)?)
        } else {
            let (num, den) = <(i64, i64)>::deserialize(deserializer)?;
            let right = 0 <= num && num <= den && 0 < den && i128::from(den) <= FINEST;
            right.then_some(Self { num, den })
        };
        share.ok_or_else(|| serde::de::Error::custom("a share is from 0 to 1"))
    }
}

/// One contributor's part of a split, which may be negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portion {
    /// Whose.
    pub contributor: ContributorId,
    /// How much.
    pub amount: Amount,
}

/// How a compartment's contributors bear and share 出资方分担比例: their ratios, which make one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Split(Vec<(ContributorId, Share)>);

impl Split {
    /// Joins ratios; `None` unless they make exactly one.
    pub fn new(ratios: impl IntoIterator<Item = (ContributorId, Ratio)>) -> Option<Self> {
        let mut sum = Ratio::ZERO;
        let mut upper_ends = Vec::new();
        for (contributor, ratio) in ratios {
            Share::new(ratio)?;
            sum = sum.checked_add(ratio)?;
            upper_ends.push((contributor, Share::new(sum)?));
        }
        (sum == Ratio::ONE).then_some(Self(upper_ends))
    }

    /// The same contributors, of whom some bear layers alone: of each layer its part of the whole, and by whom.
    /// `None` unless the layers make exactly one.
    pub fn layered(&self, layers: &[(Option<&ContributorId>, Ratio)]) -> Option<Self> {
        if layers.iter().all(|(payer, _)| payer.is_none()) {
            return Some(self.clone());
        }
        let mut low = Ratio::ZERO;
        let mut ratios = Vec::with_capacity(self.0.len());
        for (contributor, upper_end) in &self.0 {
            let high = upper_end.ratio();
            let own = high.checked_sub(low)?;
            low = high;
            let mut sum = Ratio::ZERO;
            for (payer, part) in layers {
                let borne = match payer {
                    None => part.checked_mul(own)?,
                    Some(payer) if *payer == contributor => *part,
                    Some(_) => Ratio::ZERO,
                };
                sum = sum.checked_add(borne)?;
            }
            ratios.push((contributor.clone(), sum));
        }
        Self::new(ratios)
    }

    /// The contributors, in the order of the terms.
    pub fn contributors(&self) -> impl Iterator<Item = &ContributorId> {
        self.0.iter().map(|(contributor, _)| contributor)
    }

    /// Each contributor's change when a total goes from `before` to `after`. Their sum is the change of
    /// the total; the parts so far are each within one fen of the exact share. Parts of nought are left out.
    pub fn delta(&self, before: Amount, after: Amount) -> Vec<Portion> {
        let mut portions = Vec::with_capacity(self.0.len());
        let (mut low_before, mut low_after) = (0, 0);
        for (contributor, upper_end) in &self.0 {
            let high_before = upper_end.nearest(before).fen();
            let high_after = upper_end.nearest(after).fen();
            let fen = (high_after - low_after) - (high_before - low_before);
            (low_before, low_after) = (high_before, high_after);
            if fen != 0 {
                portions.push(Portion {
                    contributor: contributor.clone(),
                    amount: Amount::from_fen(fen),
                });
            }
        }
        portions
    }

    /// Each contributor's part of an amount that is added, once it was given the parts so far: together they are
    /// its part of the whole, however unevenly corrections took some of them back.
    pub fn more(&self, so_far: &[Portion], amount: Amount) -> Vec<Portion> {
        let held = so_far.iter().map(|part| part.amount.fen()).sum::<i64>();
        let mut parts = self.delta(
            Amount::ZERO,
            Amount::from_fen(held.saturating_add(amount.fen())),
        );
        add(&mut parts, so_far, -1);
        parts
    }
}

/// Adds parts to the parts so far, or takes them off; who has nothing is left out.
pub(super) fn add(so_far: &mut Vec<Portion>, parts: &[Portion], sign: i64) {
    for part in parts {
        let fen = sign * part.amount.fen();
        match so_far
            .iter_mut()
            .find(|of| of.contributor == part.contributor)
        {
            Some(of) => of.amount = Amount::from_fen(of.amount.fen() + fen),
            None => so_far.push(Portion {
                contributor: part.contributor.clone(),
                amount: Amount::from_fen(fen),
            }),
        }
    }
    so_far.retain(|of| of.amount != Amount::ZERO);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(parts: &[i128], whole: i128) -> Split {
        let named = parts.iter().enumerate().map(|(at, part)| {
            let id = ContributorId::parse(&format!("c{at}")).unwrap();
            (id, Ratio::new(*part, whole).unwrap())
        });
        Split::new(named).unwrap()
    }

    #[test]
    fn ratios_must_make_one() {
        let id = |text| ContributorId::parse(text).unwrap();
        let ratio = |text| Ratio::parse(text).unwrap();
        let short = [(id("a"), ratio("0.4")), (id("b"), ratio("0.5"))];
        assert_eq!(Split::new(short), None);
        assert!(Split::new([(id("a"), ratio("1/3")), (id("b"), ratio("2/3"))]).is_some());
        assert_eq!(Share::new(ratio("1.01")), None);
        assert_eq!(Share::new(ratio("-0.01")), None);
    }

    #[test]
    fn layers_are_borne_by_their_payers() {
        let split = split(&[2, 1, 1], 4);
        let id = |text| ContributorId::parse(text).unwrap();
        let (a, c) = (id("c0"), id("c2"));
        let ratio = |text| Ratio::parse(text).unwrap();
        // Half of it is borne by all at 2:1:1, three eighths by the first alone, one eighth by the last.
        let layers = [
            (None, ratio("0.5")),
            (Some(&a), ratio("0.375")),
            (Some(&c), ratio("0.125")),
        ];
        let parts = split.layered(&layers).unwrap();
        let told: Vec<String> = parts
            .delta(Amount::ZERO, Amount::from_fen(800))
            .iter()
            .map(|of| format!("{} {}", of.contributor, of.amount.fen()))
            .collect();
        // 200 + 300, 100, and 100 + 100 of 800.
        assert_eq!(told, ["c0 500", "c1 100", "c2 200"]);
        assert_eq!(split.layered(&[(None, Ratio::ONE)]), Some(split.clone()));
        assert_eq!(split.layered(&[(Some(&a), ratio("0.9"))]), None);
    }

    #[test]
    fn a_thousand_fens_at_eighty_to_twenty_do_not_drift() {
        let share = Share::new(Ratio::parse("0.8").unwrap()).unwrap();
        let step =
            |n: i64| share.of(Amount::from_fen(n)).fen() - share.of(Amount::from_fen(n - 1)).fen();
        assert_eq!((1..=1000).map(step).sum::<i64>(), 800);
    }

    proptest! {
        #[test]
        fn parts_make_the_whole_and_never_drift(
            weights in prop::collection::vec(1i128..50, 1..5),
            steps in prop::collection::vec(-500i64..1_000, 1..60),
        ) {
            let whole = weights.iter().sum();
            let split = split(&weights, whole);
            let mut total = 0i64;
            let mut so_far = vec![0i64; weights.len()];
            for step in steps {
                let after = (total + step).max(0);
                let parts = split.delta(Amount::from_fen(total), Amount::from_fen(after));
                prop_assert_eq!(parts.iter().map(|part| part.amount.fen()).sum::<i64>(), after - total);
                for part in parts {
                    so_far[part.contributor.as_str()[1..].parse::<usize>().unwrap()] += part.amount.fen();
                }
                total = after;
                for (sum, weight) in so_far.iter().zip(&weights) {
                    let off = i128::from(*sum) * whole - i128::from(total) * weight;
                    prop_assert!(off.abs() <= whole, "{off} of {whole}");
                }
            }
        }

        #[test]
        fn the_whole_for_a_part_is_the_least(num in 1i128..100, part in 0i64..1_000_000) {
            let share = Share::new(Ratio::new(num, 100).unwrap()).unwrap();
            let whole = share.whole_for(Amount::from_fen(part));
            prop_assert!(share.of(whole).fen() >= part);
            prop_assert!(whole.fen() == 0 || share.of(Amount::from_fen(whole.fen() - 1)).fen() < part);
        }
    }
}
