//! What holds of slices, tried on real files.

use super::*;
use crate::store::Begun;
use crate::store::samples::{Place, begin, event, file, firm, import, row, sealing, slice};

#[tokio::test]
async fn the_same_file_again_adds_nothing() {
    let place = Place::new();
    let store = place.open().await;
    import(&store, &file("a"), &slice(2..12, 4)).await;
    let Begun::Already(batch) = store.begin_batch(&file("a")).await.unwrap() else {
        panic!("it was sealed");
    };
    let counts = batch.counts;
    assert_eq!((counts.read, counts.accepted, counts.rejected), (10, 8, 2));
    assert_eq!((batch.ordinal, batch.sealed_by), (Some(1), Some(1)));
    // The same rows in another file are duplicates.
    let other = import(&store, &file("b"), &slice(2..12, 4)).await;
    let counts = other.counts;
    assert_eq!((counts.accepted, counts.duplicate, counts.facts), (0, 8, 0));
    assert_eq!(store.facts_of(&firm(5), 2).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_row_is_a_duplicate_only_if_all_of_it_was_known() {
    let place = Place::new();
    let store = place.open().await;
    let mut half = slice(2..3, 1000);
    half.facts.pop();
    import(&store, &file("a"), &half).await;
    let mut twice = slice(2..4, 1000);
    // Row 4 repeats row 3 of the same file.
    twice
        .facts
        .extend(row(3).into_iter().map(|fact| NewFact { row: 4, ..fact }));
    twice.rows_done = 3;
    let batch = import(&store, &file("b"), &twice).await;
    assert_eq!((batch.counts.accepted, batch.counts.duplicate), (2, 1));
    assert_eq!(batch.counts.facts, 3);
}

#[tokio::test]
async fn a_killed_import_goes_on_where_it_stopped() {
    let place = Place::new();
    let store = place.open().await;
    let mut batch = begin(&store, &file("a")).await;
    store
        .append_slice(&mut batch, &slice(2..12, 4))
        .await
        .unwrap();
    {
        // Killed within the next slice: the transaction is dropped.
        let mut tx = store.begin().await.unwrap();
        let counts = RowCounts {
            read: 7,
            accepted: 7,
            ..RowCounts::default()
        };
        advance(&mut tx, &batch, counts).await.unwrap();
    }
    store.close().await;
    let store = place.open().await;
    let mut again = begin(&store, &file("a")).await;
    assert_eq!((again.id, again.resumed_rows), (batch.id, 10));
    assert_eq!(again.counts, batch.counts);
    store
        .append_slice(&mut again, &slice(12..22, 4))
        .await
        .unwrap();
    store.seal_batch(&again, sealing(1)).await.unwrap();
    let counts = store.batches().await.unwrap()[0].counts;
    assert_eq!((counts.read, counts.accepted, counts.rejected), (20, 15, 5));
    assert_eq!(counts, again.counts);
    let facts = store.patent_facts(0, 99, 1).await.unwrap();
    assert_eq!(facts.len(), 15);
    assert!(
        facts
            .windows(2)
            .all(|pair| pair[0].sequence + 2 == pair[1].sequence)
    );
}

#[tokio::test]
async fn two_imports_of_one_batch_do_not_mix() {
    let place = Place::new();
    let (one, two) = (place.open().await, place.open().await);
    let mut first = begin(&one, &file("a")).await;
    let mut second = begin(&two, &file("a")).await;
    one.append_slice(&mut first, &slice(2..12, 4))
        .await
        .unwrap();
    let error = two
        .append_slice(&mut second, &slice(2..8, 4))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Conflict(Conflict::Batch(1))));
    let error = two.seal_batch(&second, sealing(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict(Conflict::Batch(1))));
    assert_eq!(two.journal_head().await.unwrap().sequence, 0);
    let sealed = one.seal_batch(&first, sealing(1)).await.unwrap();
    assert_eq!(sealed.ordinal, 1);
    let again = one.seal_batch(&first, sealing(1)).await.unwrap();
    assert!(again.appended.replayed && again.appended.record == sealed.appended.record);
    let error = one.seal_batch(&first, event(5)).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict(Conflict::Batch(1))));
    let error = one
        .append_slice(&mut first, &slice(12..14, 99))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Conflict(Conflict::Batch(1))));
}

#[tokio::test]
async fn a_fact_in_an_abandoned_batch_is_not_lost_to_others() {
    let place = Place::new();
    let store = place.open().await;
    let mut abandoned = begin(&store, &file("a")).await;
    store
        .append_slice(&mut abandoned, &slice(2..7, 1000))
        .await
        .unwrap();
    let other = import(&store, &file("b"), &slice(2..12, 1000)).await;
    assert_eq!(other.counts.accepted, 10);
    assert_eq!(store.patent_facts(0, 99, 1).await.unwrap().len(), 10);
    let before = store.facts_of(&firm(3), 1).await.unwrap();
    // Taken up again and sealed later, it repeats nothing.
    store
        .append_slice(&mut abandoned, &slice(7..14, 1000))
        .await
        .unwrap();
    assert_eq!(
        (abandoned.counts.accepted, abandoned.counts.duplicate),
        (7, 5)
    );
    store
        .seal_batch(&abandoned, sealing(abandoned.id))
        .await
        .unwrap();
    assert_eq!(store.patent_facts(0, 99, 2).await.unwrap().len(), 12);
    assert_eq!(store.facts_of(&firm(3), 2).await.unwrap(), before);
}

#[tokio::test]
async fn every_row_must_be_accounted_for() {
    let place = Place::new();
    let store = place.open().await;
    let mut batch = begin(&store, &file("a")).await;
    let mut slice = slice(2..12, 4);
    slice.rows_done += 1;
    let error = store.append_slice(&mut batch, &slice).await.unwrap_err();
    assert!(matches!(
        error,
        StoreError::Miscounted {
            accounted: 10,
            read: 11
        }
    ));
    slice.rejects[0].row = 3;
    assert!(store.append_slice(&mut batch, &slice).await.is_err());
    assert_eq!(
        store.batches().await.unwrap()[0].counts,
        RowCounts::default()
    );
    assert!(store.rejects(None, 0, 9).await.unwrap().is_empty());
}
