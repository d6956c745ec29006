-- Version 10 of the schema, for SQLite: the one process that writes.

-- The one row that says which service writes these records. Its epoch grows with every service that takes it over, so that
-- one that was thought dead finds that it is not its turn any more; its beat grows as long as the service lives.
create table writer_lease (
    only_row integer primary key check (only_row = 1),
    epoch integer not null check (epoch >= 1),
    -- Who holds it; empty once it was given back.
    holder text not null,
    beat integer not null
) strict;
