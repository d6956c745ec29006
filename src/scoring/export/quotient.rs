//! A quotient compared with a number in SQL, exactly: by whole parts, then by the reciprocals of what is left. No
//! product is formed, so nothing overflows, and no decimal, so nothing is rounded.

use super::sql::Dialect;
use crate::scoring::model::Edge;
use crate::units::Ratio;

/// How a number stands to another.
#[derive(Debug, Clone, Copy)]
enum Stands {
    Above,
    AtLeast,
    Below,
    AtMost,
}

impl Stands {
    /// The same of the reciprocals.
    fn turned(self) -> Self {
        match self {
            Self::Above => Self::Below,
            Self::AtLeast => Self::AtMost,
            Self::Below => Self::Above,
            Self::AtMost => Self::AtLeast,
        }
    }
}

/// That a quotient lies on the upper side of an edge.
pub(super) fn passes(column: &str, edge: Edge) -> String {
    let stands = if edge.above {
        Stands::Above
    } else {
        Stands::AtLeast
    };
    compared(column, 0, &parts(edge.at), stands)
}

/// That it lies below.
pub(super) fn fails(column: &str, edge: Edge) -> String {
    let stands = if edge.above {
        Stands::AtMost
    } else {
        Stands::Below
    };
    compared(column, 0, &parts(edge.at), stands)
}

/// The whole parts of a number and of the reciprocals of what is left, to the end.
pub(super) fn parts(number: Ratio) -> Vec<i128> {
    let (mut num, mut den) = (number.reduced().num(), number.reduced().den());
    let mut parts = vec![num.div_euclid(den)];
    let mut left = num.rem_euclid(den);
    while left != 0 {
        (num, den) = (den, left);
        parts.push(num / den);
        left = num % den;
    }
    parts
}

/// The comparison from a depth on. `q<k>` is a whole part of the quotient, `r<k>` what is left, 0 where it ends.
fn compared(column: &str, depth: usize, parts: &[i128], stands: Stands) -> String {
    let (whole, rest) = (parts[0], &parts[1..]);
    let part = format!("{column}_q{depth}");
    let left = format!("{column}_r{}", depth + 1);
    let (sign, tail) = match stands {
        Stands::Above => (
            ">",
            if rest.is_empty() {
                format!("{left} <> 0")
            } else {
                String::new()
            },
        ),
        Stands::AtLeast => (
            ">",
            if rest.is_empty() {
                "1 = 1".to_owned()
            } else {
                String::new()
            },
        ),
        Stands::Below => (
            "<",
            if rest.is_empty() {
                "1 = 0".to_owned()
            } else {
                String::new()
            },
        ),
        Stands::AtMost => (
            "<",
            if rest.is_empty() {
                format!("{left} = 0")
            } else {
                String::new()
            },
        ),
    };
    let tail = if rest.is_empty() {
        tail
    } else {
        let deeper = compared(column, depth + 1, rest, stands.turned());
        match stands {
            Stands::Above | Stands::AtLeast => format!("{left} <> 0 and {deeper}"),
            Stands::Below | Stands::AtMost => format!("({left} = 0 or {deeper})"),
        }
    };
    format!("({part} {sign} {whole} or ({part} = {whole} and {tail}))")
}

/// The columns that a layer adds: layer 0 what is left of the quotient, layer k the whole part before what is left.
pub(super) fn layer(column: &str, layer: usize, deepest: usize, dialect: Dialect) -> Vec<String> {
    let left = |k: usize| match k {
        0 => format!("{column}_den"),
        k => format!("{column}_r{k}"),
    };
    if layer == 0 {
        let den = left(0);
        // What is left of a quotient below nought is above nought all the same.
        return vec![format!(
            "case when {column} % {den} < 0 then {column} % {den} + {den} else {column} % {den} end as {column}_r1"
        )];
    }
    let mut columns = Vec::new();
    if layer == 1 {
        let whole = dialect.over(&format!("({column} - {column}_r1)"), &left(0));
        columns.push(format!("{whole} as {column}_q0"));
    } else {
        let divisor = format!("nullif({}, 0)", left(layer - 1));
        let whole = dialect.over(&left(layer - 2), &divisor);
        columns.push(format!("{whole} as {column}_q{}", layer - 1));
    }
    if layer < deepest {
        columns.push(format!(
            "{} % nullif({}, 0) as {column}_r{}",
            left(layer - 1),
            left(layer),
            layer + 1
        ));
    }
    columns
}
