-- Version 13 of the schema, for SQLite: documents of scores are kept packed, and what a score was made from in its event alone.

-- One row is the first document that was issued by a model, whole. The documents of that model are packed by zstd with it as
-- their dictionary, this one too. Never changed.
create table document_base (
    model_digest text primary key,
    body text not null
) strict;

create trigger document_base_is_never_updated before update on document_base
begin select raise(abort, 'the base of documents is never changed'); end;
create trigger document_base_is_never_deleted before delete on document_base
begin select raise(abort, 'the base of documents is never deleted'); end;

-- The document, packed; empty where it stands whole in assessment, as up to version 12. Where it is packed, assessment is
-- empty. Where vector is empty, the event has it under subject.
alter table issued_score add column packed blob not null default x'';
