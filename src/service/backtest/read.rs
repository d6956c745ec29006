//! Loans read from a file by a mapping, or from the records.

use super::Ask;
use super::from_records::{self, Recorded};
use super::manifest::{Named, named};
use crate::service::tables::TableFile;
use crate::service::{Error, files};
use crate::simulation::backtest::{Application, Loans, Mapping, Rows};
use crate::store::Store;
use crate::units::Bilingual;
use std::collections::BTreeSet;
use std::path::Path;

/// Loans as they were read, before anything is asked of them.
pub(super) struct Read {
    pub(super) applications: Vec<Application>,
    pub(super) notes: Vec<Bilingual>,
    pub(super) loans: Option<Named>,
    pub(super) mapping: Option<Named>,
    pub(super) flows: Option<Named>,
    pub(super) events: u64,
    /// Columns that no model may read.
    pub(super) forbidden: BTreeSet<String>,
    pub(super) table: Option<TableFile>,
}

type RowsRead = (TableFile, Vec<(u32, Vec<String>)>);

fn rows(path: &Path) -> Result<RowsRead, Error> {
    let read = TableFile::open(path).and_then(|table| Ok((table.texts()?, table)));
    let (rows, table) = read.map_err(|problems| Error::checked(path, problems))?;
    Ok((table, rows))
}

/// Loans of a file.
pub(super) fn of_file(ask: &Ask, path: &Path) -> Result<Read, Error> {
    let mapping = ask.mapping.as_ref().map(|file| {
        let text = files::read_text(file)?;
        let mapping = Mapping::parse(&text).map_err(|problems| Error::checked(file, problems))?;
        Ok::<_, Error>((
            named(&file.display().to_string(), mapping.digest()),
            mapping,
        ))
    });
    let mapping = mapping.transpose()?;
    let (table, own) = rows(path)?;
    let flows = ask
        .flows
        .as_ref()
        .map(|path| rows(path).map(|read| (path, read)));
    let flows = flows.transpose()?;
    let plain = Mapping::plain();
    let by = mapping.as_ref().map_or(&plain, |(_, mapping)| mapping);
    let of = Rows {
        header: &table.header,
        rows: &own,
    };
    let exact = flows.as_ref().map(|(_, (table, rows))| Rows {
        header: &table.header,
        rows,
    });
    let loans = Loans::read(of, by, exact, ask.to);
    let loans = loans.map_err(|problems| Error::checked(path, problems))?;
    Ok(Read {
        applications: loans.applications,
        notes: loans.notes,
        loans: Some(named(&path.display().to_string(), table.digest)),
        flows: flows.map(|(path, (table, _))| named(&path.display().to_string(), table.digest)),
        events: 0,
        forbidden: by.forbidden(&table.header),
        table: Some(table),
        mapping: mapping.map(|(named, _)| named),
    })
}

/// Loans of the records.
pub(super) async fn of_records(store: &Store) -> Result<Read, Error> {
    let Recorded {
        applications,
        notes,
        events,
    } = from_records::applications(store).await?;
    Ok(Read {
        applications,
        notes,
        loans: None,
        mapping: None,
        flows: None,
        events,
        forbidden: BTreeSet::new(),
        table: None,
    })
}
