-- Version 5 of the schema, for SQLite: copies of the records that were made.

-- One row is one copy of these records that was made and found whole, with the journal's head in it.
create table backup (
    number integer primary key check (number >= 1),
    made_at integer not null,
    file text not null,
    sequence integer not null,
    hash text not null
) strict;
