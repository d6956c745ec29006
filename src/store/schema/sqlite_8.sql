-- Version 8 of the schema, for SQLite: consents, objections, decisions on scores, monthly reports and look-ups.

-- One row gives an event of governance its place: about what it is, and which step of its life. Of two that
-- would be the same step only one is ever written. Never changed.
create table governed (
    sequence integer primary key references event (sequence),
    -- consent, objection, decision, report or look-ups.
    topic text not null,
    id text not null,
    step integer not null check (step >= 1),
    -- The enterprise that it is about; empty for none.
    enterprise text not null,
    -- The bank whose it is; empty for none.
    bank text not null,
    unique (topic, id, step)
) strict;
create index governed_of_enterprise on governed (enterprise, topic, sequence);
create index governed_of_bank on governed (bank, topic, sequence);

-- One row is a score that gave way to another when an objection was upheld. Both stay as they were issued. Never
-- changed.
create table superseded_score (
    score text primary key references issued_score (id),
    successor text not null references issued_score (id),
    sequence integer not null references governed (sequence)
) strict;

-- One row is one thing about an enterprise that was shown to somebody. Never changed; a seal in the journal stands
-- for every run of rows.
create table look_up (
    number integer primary key check (number >= 1),
    at integer not null,
    client text not null,
    person text not null,
    -- The role, with what it is narrowed to, such as bank:cq-bank.
    role text not null,
    enterprise text not null,
    purpose text not null,
    -- consent:ID, own-data, supervision or audit.
    ground text not null,
    shown_kind text not null,
    shown_id text not null,
    shown_digest text not null,
    trace text not null
) strict;
create index look_up_of_enterprise on look_up (enterprise, number);
create index look_up_of_thing on look_up (shown_id, number);

-- One row is a request that was refused. Never changed.
create table denial (
    number integer primary key check (number >= 1),
    at integer not null,
    -- Empty where no client proved itself.
    client text not null,
    caller text not null,
    route text not null,
    reason text not null,
    -- How many like it came before and were only counted.
    more integer not null check (more >= 0),
    trace text not null
) strict;

-- One row is a bank's monthly report as it was read, beside the event that it came in. Never changed.
create table loan_report (
    sequence integer primary key references event (sequence),
    id text not null unique,
    bank text not null,
    as_of text not null,
    file text not null,
    body text not null
) strict;

create trigger governed_is_never_updated before update on governed
begin select raise(abort, 'the place of an event is never changed'); end;
create trigger governed_is_never_deleted before delete on governed
begin select raise(abort, 'the place of an event is never deleted'); end;

create trigger superseded_score_is_never_updated before update on superseded_score
begin select raise(abort, 'what a score gave way to is never changed'); end;
create trigger superseded_score_is_never_deleted before delete on superseded_score
begin select raise(abort, 'what a score gave way to is never deleted'); end;

create trigger look_up_is_never_updated before update on look_up
begin select raise(abort, 'a look-up is never changed'); end;
create trigger look_up_is_never_deleted before delete on look_up
begin select raise(abort, 'a look-up is never deleted'); end;

create trigger denial_is_never_updated before update on denial
begin select raise(abort, 'a refused request is never changed'); end;
create trigger denial_is_never_deleted before delete on denial
begin select raise(abort, 'a refused request is never deleted'); end;

create trigger loan_report_is_never_updated before update on loan_report
begin select raise(abort, 'a monthly report is never changed'); end;
create trigger loan_report_is_never_deleted before delete on loan_report
begin select raise(abort, 'a monthly report is never deleted'); end;
