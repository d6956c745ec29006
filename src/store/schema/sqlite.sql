-- Version 1 of the schema, for SQLite. The statements that read and write these tables are the same
-- for every database; only this file is SQLite's own.
--
-- Moments are microseconds of UTC, days are text like 2020-06-30, digests are text like sha256:…,
-- and JSON is text. Numbers that order a table are given out by the program, without gaps.

-- One row for each version of this schema that the file has been brought to.
create table schema_version (
    version integer primary key
) strict;

-- The one row that says where the journal ends. Every append moves it by comparing first, so of two
-- writers only one goes on.
create table journal_head (
    only_row integer primary key check (only_row = 1),
    sequence integer not null check (sequence >= 0),
    hash text not null
) strict;

-- The one row that says which numbers of evidence were given out last.
create table evidence_head (
    only_row integer primary key check (only_row = 1),
    batches integer not null,
    sealed_batches integer not null check (sealed_batches <= batches),
    enterprises integer not null,
    facts integer not null,
    rejects integer not null
) strict;

-- One row is one event of the journal with its place in the hash chain. Never changed.
create table event (
    sequence integer primary key check (sequence >= 1),
    algorithm text not null,
    previous text not null,
    hash text not null unique,
    kind text not null,
    subject text not null,
    effective_on text not null,
    booked_on text not null,
    recorded_at integer not null,
    actor text not null,
    client text not null,
    operation text not null,
    command_key text not null,
    body text not null,
    body_digest text not null,
    unique (client, operation, command_key)
) strict;

-- One row is one file read under one mapping for one source. It is open until it is sealed, and its
-- facts are seen by nobody before that. Its ordinal counts the sealed batches from 1.
create table batch (
    number integer primary key check (number >= 1),
    ordinal integer unique check (ordinal >= 1),
    source_name text not null,
    source_class text not null,
    -- The only bank that may see the facts; empty when they are shared.
    private_to text not null,
    file text not null,
    file_digest text not null,
    mapping_digest text not null,
    label text not null,
    begun_at integer not null,
    sealed_at integer,
    sealed_by integer references event (sequence),
    rows_read integer not null,
    rows_accepted integer not null,
    rows_rejected integer not null,
    rows_duplicate integer not null,
    facts integer not null,
    unique (file_digest, mapping_digest, source_name, source_class, private_to),
    check (rows_read = rows_accepted + rows_rejected + rows_duplicate),
    check ((ordinal is null) = (sealed_at is null) and (ordinal is null) = (sealed_by is null))
) strict;

-- One row gives an enterprise that some fact is about its number, in the order of first mention.
create table enterprise (
    number integer primary key check (number >= 1),
    id text not null unique
) strict;

-- One row is one fact as it was recorded. Never changed: a mistake is taken back by a later fact.
create table fact (
    sequence integer primary key check (sequence >= 1),
    batch integer not null references batch (number),
    enterprise integer not null references enterprise (number),
    kind text not null,
    happened_on text not null,
    available_on text not null,
    -- The lag policy by which available_on was worked out; null when the source states it.
    assumed text,
    file_row integer not null,
    digest text not null,
    body text not null,
    unique (digest, batch)
) strict;
create index fact_of_enterprise on fact (enterprise, sequence);

-- One row names a fact that another batch, sealed earlier, also holds: this copy is never shown.
create table fact_repeated (
    fact integer primary key references fact (sequence)
) strict;

-- One row is a name that a fact of a shared source gives an enterprise, folded for searching.
create table enterprise_name (
    fact integer primary key references fact (sequence),
    enterprise integer not null references enterprise (number),
    name text not null,
    folded text not null
) strict;

-- One row is one row of a file that could not be read, as it stood, and why. Never changed.
create table reject (
    sequence integer primary key check (sequence >= 1),
    batch integer not null references batch (number),
    file_row integer not null,
    given text not null,
    problems text not null
) strict;
create index reject_of_batch on reject (batch, sequence);

-- One row is the text of one evaluation model, under the digest of its meaning. Never changed.
create table model (
    digest text primary key,
    id text not null,
    version text not null,
    body text not null
) strict;

-- One row is one score as it was issued: what was read, and the document, byte for byte. Never
-- changed.
create table issued_score (
    sequence integer primary key references event (sequence),
    id text not null unique,
    enterprise text not null,
    model_digest text not null,
    as_of text not null,
    basis text not null,
    -- The bank whose private evidence was read as well; null when only shared evidence was.
    reader text,
    -- How many sealed batches the evidence consisted of.
    evidence_head integer not null,
    vector text not null,
    assessment text not null,
    assessment_digest text not null
) strict;
create index issued_score_of_enterprise on issued_score (enterprise, sequence);

-- One row is one posting of an event of a pool: an amount on one side of one account. Never changed.
create table posting (
    sequence integer not null references event (sequence),
    line integer not null,
    pool text not null,
    district text not null,
    code integer not null,
    -- Whose part of the account: a contributor, bank, district, claim, loan or payment; empty for none.
    holder text not null,
    -- Debits are positive, credits negative.
    fen integer not null,
    primary key (sequence, line)
) strict;

-- One row is the balance of one account of one holder: the sum of its postings, moved with them.
create table balance (
    pool text not null,
    district text not null,
    code integer not null,
    holder text not null,
    fen integer not null,
    primary key (pool, district, code, holder)
) strict;

create trigger posting_is_never_updated before update on posting
begin select raise(abort, 'a posting is never changed'); end;
create trigger posting_is_never_deleted before delete on posting
begin select raise(abort, 'a posting is never deleted'); end;

create trigger event_is_never_updated before update on event
begin select raise(abort, 'an event is never changed'); end;
create trigger event_is_never_deleted before delete on event
begin select raise(abort, 'an event is never deleted'); end;

create trigger fact_is_never_updated before update on fact
begin select raise(abort, 'a fact is never changed'); end;
create trigger fact_is_never_deleted before delete on fact
begin select raise(abort, 'a fact is never deleted'); end;

create trigger fact_repeated_is_never_updated before update on fact_repeated
begin select raise(abort, 'a repeated fact is never changed'); end;
create trigger fact_repeated_is_never_deleted before delete on fact_repeated
begin select raise(abort, 'a repeated fact is never deleted'); end;

create trigger reject_is_never_updated before update on reject
begin select raise(abort, 'a rejected row is never changed'); end;
create trigger reject_is_never_deleted before delete on reject
begin select raise(abort, 'a rejected row is never deleted'); end;

create trigger model_is_never_updated before update on model
begin select raise(abort, 'a model on record is never changed'); end;
create trigger model_is_never_deleted before delete on model
begin select raise(abort, 'a model on record is never deleted'); end;

create trigger issued_score_is_never_updated before update on issued_score
begin select raise(abort, 'an issued score is never changed'); end;
create trigger issued_score_is_never_deleted before delete on issued_score
begin select raise(abort, 'an issued score is never deleted'); end;

create trigger sealed_batch_is_never_updated before update on batch when old.ordinal is not null
begin select raise(abort, 'a sealed batch is never changed'); end;
create trigger batch_is_never_deleted before delete on batch
begin select raise(abort, 'a batch is never deleted'); end;
