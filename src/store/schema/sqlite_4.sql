-- Version 4 of the schema, for SQLite: terms of pools on record.

-- One row is the file of one version of terms, byte for byte, beside the event that put it on record. Never
-- changed.
create table recorded_terms (
    sequence integer primary key references event (sequence),
    id text not null unique,
    body text not null
) strict;

create trigger recorded_terms_are_never_updated before update on recorded_terms
begin select raise(abort, 'terms on record are never changed'); end;
create trigger recorded_terms_are_never_deleted before delete on recorded_terms
begin select raise(abort, 'terms on record are never deleted'); end;
