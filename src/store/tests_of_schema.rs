//! Both engines keep the same tables: columns, what may be missing, keys, references and what is refused.

use super::Store;
use super::engine::Engine;
use super::samples::Place;
use super::statement::Statement;
use std::collections::{BTreeMap, BTreeSet};

/// A table as both engines can tell it: columns with their kind and whether they may be missing, and keys.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: Vec<(String, String, bool)>,
    keys: BTreeSet<String>,
    references: BTreeSet<String>,
    refused: BTreeSet<String>,
}

async fn strings(store: &Store, text: &'static str) -> Vec<Vec<String>> {
    let rows = Statement::of(text)
        .all(&mut store.db().await.unwrap())
        .await;
    let rows = rows.unwrap();
    rows.iter()
        .map(|row| {
            let line: String = row.get(0).unwrap();
            line.split('|').map(str::to_owned).collect()
        })
        .collect()
}

/// What is asked: columns, keys, references, and triggers.
const ON_SQLITE: [&str; 4] = [
    "select t.name || '|' || c.name || '|' || c.type || '|' || \
     (c.\"notnull\" = 0 and c.pk = 0) from sqlite_schema t, pragma_table_info(t.name) c \
     where t.type = 'table' order by t.name, c.cid",
    "select m.name || '|' || (select group_concat(name, ',') from (select name from pragma_table_info(m.name) \
     where pk > 0 order by pk)) from sqlite_schema m where m.type = 'table' \
     union all select m.name || '|' || (select group_concat(name, ',') from \
     (select name from pragma_index_info(i.name) order by seqno)) \
     from sqlite_schema m, pragma_index_list(m.name) i where m.type = 'table' and i.origin <> 'pk'",
    "select m.name || '|' || f.\"from\" || '|' || f.\"table\" || '|' || f.\"to\" \
     from sqlite_schema m, pragma_foreign_key_list(m.name) f where m.type = 'table'",
    "select tbl_name || '|' || name from sqlite_schema where type = 'trigger'",
];

const ON_POSTGRES: [&str; 4] = [
    "select table_name || '|' || column_name || '|' || data_type || '|' || \
     case is_nullable when 'YES' then '1' else '0' end from information_schema.columns \
     where table_schema = current_schema() and table_name not like 'read\\_%' \
     order by table_name collate \"C\", ordinal_position",
    "select c.relname || '|' || (select string_agg(a.attname, ',' order by k.n) \
     from unnest(string_to_array(cast(i.indkey as text), ' ')) with ordinality k (at, n) \
     join pg_attribute a on a.attrelid = c.oid and a.attnum = cast(k.at as int)) \
     from pg_index i join pg_class c on c.oid = i.indrelid \
     join pg_namespace s on s.oid = c.relnamespace where s.nspname = current_schema()",
    "select cast(k.conrelid as regclass) || '|' || a.attname || '|' || cast(k.confrelid as regclass) || '|' || b.attname \
     from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] \
     join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1] where k.contype = 'f'",
    "select cast(tgrelid as regclass) || '|' || tgname from pg_trigger where not tgisinternal",
];

async fn tables(store: &Store) -> BTreeMap<String, Table> {
    let asked = match store.engine {
        Engine::Sqlite(_) => ON_SQLITE,
        Engine::Postgres(..) => ON_POSTGRES,
    };
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for column in strings(store, asked[0]).await {
        let [table, name, kind, missing] = &column[..] else {
            panic!("{column:?}")
        };
        let kind = match kind.to_lowercase().as_str() {
            "integer" | "bigint" => "number",
            "text" => "text",
            "blob" | "bytea" => "bytes",
            other => panic!("{table}.{name} is {other}"),
        };
        let column = (name.clone(), kind.to_owned(), missing == "1");
        tables
            .entry(table.clone())
            .or_default()
            .columns
            .push(column);
    }
    for key in strings(store, asked[1]).await {
        tables.get_mut(&key[0]).unwrap().keys.insert(key[1].clone());
    }
    for of in strings(store, asked[2]).await {
        let told = of[1..].join(" ");
        tables.get_mut(&of[0]).unwrap().references.insert(told);
    }
    for of in strings(store, asked[3]).await {
        // Only PostgreSQL can empty a table at once.
        if !of[1].ends_with("_emptied") {
            let refused = &mut tables.get_mut(&of[0]).unwrap().refused;
            refused.insert(of[1].clone());
        }
    }
    tables
}

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let Some(place) = Place::on_postgres() else {
        return;
    };
    let sqlite = tables(&Place::on_sqlite().open().await).await;
    let postgres = tables(&place.open().await).await;
    assert!(sqlite.len() >= 20, "{} tables", sqlite.len());
    let names = |of: &BTreeMap<String, Table>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    for (name, table) in &sqlite {
        assert_eq!(table, &postgres[name], "{name}");
    }
}
