//! Reading a definition of default from its file.

use super::definition::Definition;
use crate::units::Problems;
use crate::units::form::Form;

/// The most days that anybody waits before a loan counts as defaulted.
const MOST_DAYS: i64 = 3_650;

impl Definition {
    /// Reads and checks a definition file: `id`, `version`, `name`, `mark`, `source`, and `days_overdue` or
    /// `charge_off = true` or both. Every problem is told at once, with its line.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let form = Form::parse(text)?;
        let root = form.root();
        let id = super::parse_policy::id(&root);
        let version = root.integer("version");
        if version.is_some_and(|version| version < 1) {
            root.problem("version", "figure.range", "versions are counted from 1");
        }
        let name = root.bilingual("name");
        let origin = root.origin();
        let days = root.opt_integer("days_overdue");
        let days_overdue = days.and_then(|days| {
            let right = (1..=MOST_DAYS).contains(&days);
            if !right {
                let why = format!("it is {days}; 1 to {MOST_DAYS} days would pass");
                root.problem("days_overdue", "figure.range", why);
            }
            u32::try_from(days).ok().filter(|_| right)
        });
        let charge_off = root.flag("charge_off");
        if root.node("days_overdue").is_none() && !charge_off {
            root.problem(
                "days_overdue",
                "definition.empty",
                "nothing would ever be a default; `days_overdue`, `charge_off = true` or both would pass",
            );
        }
        root.close();
        let whole = (|| {
            Some(Self {
                id: id?,
                version: version?,
                name: name?,
                origin: origin?,
                days_overdue,
                charge_off,
            })
        })();
        form.finish(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::backtest::application::{Flow, Life};
    use crate::units::{Amount, Date};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn shipped_definitions_say_what_their_names_say() {
        for (text, days, charge_off) in [
            (
                include_str!("../../../models/definitions/overdue-90.toml"),
                Some(90),
                false,
            ),
            (
                include_str!("../../../models/definitions/charge-off.toml"),
                None,
                true,
            ),
            (
                include_str!("../../../models/definitions/overdue-90-or-charge-off.toml"),
                Some(90),
                true,
            ),
        ] {
            let definition = Definition::parse(text).unwrap();
            let said = (definition.days_overdue, definition.charge_off);
            assert_eq!(said, (days, charge_off), "{}", definition.id);
        }
    }

    /// Overdue from 2 March 2020: the first day overdue is the first of them, so that 31 May is the 91st, and the
    /// first on which more than 90 days have passed: 30 days of March, 30 of April, 31 of May.
    #[test]
    fn ninety_days_have_passed_on_the_ninety_first() {
        let text = include_str!("../../../models/definitions/overdue-90.toml");
        let definition = Definition::parse(text).unwrap();
        let life = Life {
            drawn_on: day("2020-01-01"),
            drawn: Amount::from_fen(100),
            flows: vec![(day("2020-03-02"), Flow::Overdue)],
            known_until: day("2020-12-31"),
        };
        let found = definition.defaulted_on(&life, day("2020-12-31"));
        assert_eq!(found, Some(day("2020-05-31")));
        assert_eq!(definition.defaulted_on(&life, day("2020-05-30")), None);
    }

    #[test]
    fn every_problem_is_told_with_its_line() {
        let problems = Definition::parse(
            "id = \"Over due\"\nversion = 0\nname = { zh = \"逾期\", en = \"\" }\nmark = \"rule\"\ndays_overdue = 0\ndays = 90\n",
        )
        .unwrap_err();
        insta::assert_snapshot!(problems, @"
line 1: id: `Over due`: character 1 is `O`; an item's id (事项) is written in small letters, digits and hyphens, a hyphen not first [name.character]
line 1: source: this key is required [form.missing]
line 2: version: versions are counted from 1 [figure.range]
line 3: name: the text in `en` is empty [text.both_languages]
line 5: days_overdue: it is 0; 1 to 3650 days would pass [figure.range]
line 6: days: this key is not known here; known are: id, version, name, mark, source, days_overdue, charge_off [form.unknown_key]
");
        let nothing = "id = \"a\"\nversion = 1\nname = { zh = \"甲\", en = \"a\" }\nmark = \"ours\"\nsource = \"us\"\n";
        insta::assert_snapshot!(Definition::parse(nothing).unwrap_err(), @"line 1: days_overdue: nothing would ever be a default; `days_overdue`, `charge_off = true` or both would pass [definition.empty]");
    }
}
