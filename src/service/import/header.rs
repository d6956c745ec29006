//! The header of a file: names of columns made comparable, with the unit that a name may carry.

use crate::units::text::normalise;

/// The columns of a file by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    columns: Vec<Column>,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    keys: Vec<String>,
    unit_fen: Option<i64>,
}

/// The outcome of looking for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// At this place.
    At(usize),
    /// Under no column.
    Nowhere,
    /// Over more than one column.
    Twice,
}

impl Header {
    /// From the rows of the header, the upper first. In a header of several rows a merged cell
    /// spreads to the right, and a column is known as `upper/lower` and by its lower name alone.
    pub(super) fn new(rows: &[&[String]]) -> Self {
        let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
        let mut columns = Vec::with_capacity(width);
        let mut above: Vec<String> = vec![String::new(); rows.len()];
        for at in 0..width {
            let mut parts: Vec<&str> = Vec::new();
            for (level, row) in rows.iter().enumerate() {
                let own = normalise(row.get(at).map_or("", String::as_str));
                if !own.is_empty() {
                    own.as_ref().clone_into(&mut above[level]);
                    above[level + 1..].iter_mut().for_each(String::clear);
                }
            }
            let last = rows.len().saturating_sub(1);
            for (level, text) in above.iter().enumerate() {
                let fits = level < last || !row_cell_empty(rows.get(last), at) || rows.len() == 1;
                if !text.is_empty() && fits && parts.last() != Some(&text.as_str()) {
                    parts.push(text);
                }
            }
            if rows.len() == 1 && row_cell_empty(rows.first(), at) {
                parts.clear();
            }
            columns.push(Column::new(&parts));
        }
        Self { columns }
    }

    /// The number of columns.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// The names as the file has them.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The unit that a column's name carries, in fen.
    pub(super) fn unit_fen(&self, at: usize) -> Option<i64> {
        self.columns.get(at).and_then(|column| column.unit_fen)
    }

    /// Looks for a column by name, whatever its case, width of brackets and spaces.
    pub(super) fn find(&self, name: &str) -> Found {
        let key = key(name);
        let mut found = Found::Nowhere;
        for (at, column) in self.columns.iter().enumerate() {
            if column.keys.contains(&key) {
                if found != Found::Nowhere {
                    return Found::Twice;
                }
                found = Found::At(at);
            }
        }
        found
    }
}

fn row_cell_empty(row: Option<&&[String]>, at: usize) -> bool {
    row.and_then(|row| row.get(at))
        .is_none_or(|cell| normalise(cell).is_empty())
}

impl Column {
    fn new(parts: &[&str]) -> Self {
        let name = parts.join("/");
        let mut keys = vec![key(&name)];
        keys.extend(parts.last().map(|lower| key(lower)));
        let mut unit_fen = None;
        for at in 0..keys.len() {
            if let Some((bare, fen)) = split_unit(&keys[at]) {
                unit_fen = Some(fen);
                keys.push(bare);
            }
        }
        keys.retain(|key| !key.is_empty());
        Self {
            name,
            keys,
            unit_fen,
        }
    }
}

/// The form of a column's name by which names are compared.
pub(super) fn key(name: &str) -> String {
    let plain = normalise(name);
    plain
        .trim_start_matches('*')
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '_')
        .flat_map(char::to_lowercase)
        .collect()
}

/// `营业收入(万元)` apart: the name and the fen of its unit.
fn split_unit(key: &str) -> Option<(String, i64)> {
    let (bare, rest) = key.rsplit_once(['(', ':', '/', ','])?;
    let (bare, word) = match rest.strip_suffix(')') {
        Some(word) => match bare.rsplit_once('(') {
            Some((before, "单位")) => (before, word),
            _ => (bare, word),
        },
        None => (bare, rest),
    };
    unit_word(word).map(|fen| (bare.to_owned(), fen))
}

/// The fen that one of a unit is.
pub(super) fn unit_word(word: &str) -> Option<i64> {
    Some(match word {
        "元" | "人民币元" | "yuan" | "CNY" | "cny" | "RMB" | "rmb" => 100,
        "千元" | "thousand" => 100_000,
        "万元" | "万" => 1_000_000,
        "百万" | "百万元" | "million" => 100_000_000,
        "亿元" | "亿" => 10_000_000_000,
        _ => return None,
    })
}

/// The name of a unit for people.
pub(super) fn unit_name(fen: i64) -> &'static str {
    match fen {
        100 => "元",
        100_000 => "千元",
        1_000_000 => "万元",
        100_000_000 => "百万元",
        10_000_000_000 => "亿元",
        _ => "a unit of its own",
    }
}

/// The unit that a line above the table states: `单位：万元`.
pub(super) fn stated_unit(cells: &[String]) -> Option<i64> {
    cells.iter().find_map(|cell| {
        let plain = key(cell);
        let (_, after) = plain.split_once("单位:")?;
        let word = after.split([')', ' ', ',', ';']).next()?;
        unit_word(word.strip_prefix("人民币").unwrap_or(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let cells = row(&[
            "公开（公告）号",
            " Period_End ",
            "营业收入（万元）",
            "*净利润",
            "",
        ]);
        let header = Header::new(&[&cells]);
        assert_eq!(header.find("公开(公告)号"), Found::At(0));
        assert_eq!(header.find("period end"), Found::At(1));
        assert_eq!(header.find("营业收入"), Found::At(2));
        assert_eq!(header.unit_fen(2), Some(1_000_000));
        assert_eq!(header.find("净利润"), Found::At(3));
        assert_eq!(header.find(""), Found::Nowhere);
        let cells = row(&["a", "A"]);
        assert_eq!(Header::new(&[&cells]).find("a"), Found::Twice);
    }

    #[test]
    fn a_header_of_two_rows_is_read_across_its_merged_cells() {
        let upper = row(&["企业代码", "2017年", "", "2018年", ""]);
        let lower = row(&["", "营业收入(元)", "净利润", "营业收入(元)", "净利润"]);
        let header = Header::new(&[&upper, &lower]);
        assert_eq!(
            header.names().collect::<Vec<_>>(),
            [
                "企业代码",
                "2017年/营业收入(元)",
                "2017年/净利润",
                "2018年/营业收入(元)",
                "2018年/净利润"
            ]
        );
        assert_eq!(header.find("2018年/净利润"), Found::At(4));
        assert_eq!(header.find("2018年/营业收入"), Found::At(3));
        assert_eq!(header.find("净利润"), Found::Twice);
        assert_eq!(header.find("企业代码"), Found::At(0));
    }

    #[test]
    fn a_unit_above_the_table_is_seen() {
        assert_eq!(stated_unit(&row(&["", "（单位：万元）"])), Some(1_000_000));
        assert_eq!(stated_unit(&row(&["单位：人民币元"])), Some(100));
        assert_eq!(stated_unit(&row(&["单位：某某公司"])), None);
    }
}
