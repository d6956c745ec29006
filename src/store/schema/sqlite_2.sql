-- Version 2 of the schema, for SQLite: the body of an erasable event may be erased.

-- One row of event may change in one way only: its body gives place to the digest of it, once an
-- event later in the journal tells of the redaction, and only where the kind is erasable by its name.
drop trigger event_is_never_updated;
create trigger event_is_never_updated before update on event
when not (
    new.sequence is old.sequence
    and new.algorithm is old.algorithm
    and new.previous is old.previous
    and new.hash is old.hash
    and new.kind is old.kind
    and new.subject is old.subject
    and new.effective_on is old.effective_on
    and new.booked_on is old.booked_on
    and new.recorded_at is old.recorded_at
    and new.actor is old.actor
    and new.client is old.client
    and new.operation is old.operation
    and new.command_key is old.command_key
    and new.body_digest is old.body_digest
    and new.body is '{"redacted":"' || old.body_digest || '"}'
    and substr(old.kind, 1, 9) = 'personal.'
    and exists (
        select 1 from event as later
        where later.sequence = (select sequence from journal_head)
        and later.sequence > old.sequence
        and later.kind = 'journal.body.redacted'
        and json_extract(later.body, '$.sequence') = old.sequence
        and json_extract(later.body, '$.hash') = old.hash
    )
)
begin select raise(abort, 'an event is never changed'); end;
