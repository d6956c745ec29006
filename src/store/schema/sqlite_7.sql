-- Version 7 of the schema, for SQLite: working days and rates on record.

-- One row is a file of a year's working days or of publications of the rate, byte for byte, beside the event that
-- put it on record. Never changed.
create table recorded_calendar (
    sequence integer primary key references event (sequence),
    id text not null,
    body text not null
) strict;

create trigger recorded_calendar_is_never_updated before update on recorded_calendar
begin select raise(abort, 'working days and rates on record are never changed'); end;
create trigger recorded_calendar_is_never_deleted before delete on recorded_calendar
begin select raise(abort, 'working days and rates on record are never deleted'); end;
