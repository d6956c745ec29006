//! What holds of facts, tried on real files.

use super::*;
use crate::store::samples::{Place, begin, file, firm, import, row, slice};
use crate::store::statement::Statement;

#[tokio::test]
async fn facts_read_back_as_recorded() {
    let place = Place::new();
    let store = place.open().await;
    import(&store, &file("a"), &slice(2..12, 4)).await;
    let facts = store.facts_of(&firm(5), 1).await.unwrap();
    assert_eq!(facts.len(), 2);
    for (fact, given) in facts.iter().zip(row(5)) {
        assert_eq!(*fact.fact, given.fact);
        assert_eq!(fact.available, given.availability);
        assert_eq!(fact.digest, given.digest);
        assert_eq!(fact.happened_on, given.fact.happened_on());
        assert_eq!((fact.row, &fact.enterprise), (5, &given.enterprise));
        assert_eq!(*fact.source, file("a").source);
        // Learned when the batch was sealed, not when reading began.
        assert_eq!(
            fact.recorded_at,
            crate::store::samples::sealing(1).recorded_at
        );
        assert!(Arc::ptr_eq(&fact.source, &facts[0].source));
    }
    assert!(facts[0].sequence < facts[1].sequence);
    let digest = RecordedFact::content_digest(
        &facts[0].enterprise,
        &facts[0].fact,
        &facts[0].available,
        &facts[0].source,
    );
    assert_eq!(digest, facts[0].digest);
}

#[tokio::test]
async fn an_open_batch_is_seen_by_nobody() {
    let place = Place::new();
    let store = place.open().await;
    let mut batch = begin(&store, &file("a")).await;
    store
        .append_slice(&mut batch, &slice(2..12, 4))
        .await
        .unwrap();
    assert_eq!(store.head().await.unwrap().sealed_batches, 0);
    let upto = i64::MAX;
    assert!(store.facts_of(&firm(5), upto).await.unwrap().is_empty());
    assert!(
        store
            .facts_in_range(None, 9, upto)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(store.enterprises(None, 9, upto).await.unwrap().is_empty());
    assert!(store.patent_facts(0, 9, upto).await.unwrap().is_empty());
    assert!(
        store
            .find_by_name("知信", 9, upto)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(!store.enterprise_exists(&firm(5), upto).await.unwrap());
    assert_eq!(store.enterprise_count(upto).await.unwrap(), 0);
}

#[tokio::test]
async fn a_later_batch_does_not_change_what_an_earlier_head_shows() {
    let place = Place::new();
    let store = place.open().await;
    import(&store, &file("a"), &slice(2..12, 4)).await;
    import(&store, &file("b"), &slice(10..20, 4)).await;
    assert_eq!(store.head().await.unwrap().sealed_batches, 2);
    assert_eq!(store.enterprise_count(1).await.unwrap(), 8);
    assert_eq!(store.enterprise_count(2).await.unwrap(), 14);
    assert!(!store.enterprise_exists(&firm(15), 1).await.unwrap());
    assert!(store.enterprise_exists(&firm(15), 2).await.unwrap());
    assert_eq!(store.patent_facts(0, 99, 1).await.unwrap().len(), 8);
}

#[tokio::test]
async fn pages_hold_every_enterprise_once() {
    let place = Place::new();
    let store = place.open().await;
    import(&store, &file("a"), &slice(2..52, 1000)).await;
    import(&store, &file("b"), &slice(40..82, 1000)).await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = store.facts_in_range(after.as_ref(), 7, 2).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        after = Some(last.clone());
        for (enterprise, facts) in page {
            assert_eq!(facts, store.facts_of(&enterprise, 2).await.unwrap());
            assert_eq!(facts.len(), 2);
            seen.push(enterprise);
        }
    }
    assert!((2..82).map(firm).eq(seen.iter().cloned()));
    let after = store.enterprises(Some(&firm(70)), 100, 2).await.unwrap();
    assert!((71..82).map(firm).eq(after));
    let patents = store.patent_facts(0, 50, 2).await.unwrap();
    let rest = store
        .patent_facts(patents[49].sequence, 50, 2)
        .await
        .unwrap();
    assert_eq!((patents.len(), rest.len()), (50, 30));
}

#[tokio::test]
async fn names_are_found_by_any_part() {
    let place = Place::new();
    let store = place.open().await;
    import(&store, &file("a"), &slice(2..12, 1000)).await;
    for (part, count) in [
        ("知信", 10),
        ("７号ａｂｃ", 1),
        ("c_科", 10),
        ("b%科", 0),
        ("无", 0),
    ] {
        let found = store.find_by_name(part, 99, 1).await.unwrap();
        assert_eq!(found.len(), count, "{part}");
    }
    let found = store.find_by_name("信3号", 99, 1).await.unwrap();
    assert_eq!(found[0].enterprise, firm(3));
    assert_eq!(found[0].name, "重庆知信3号ABC_科技");
}

#[tokio::test]
async fn pages_are_read_by_index() {
    let place = Place::on_sqlite();
    let store = place.open().await;
    for condition in [
        "f.enterprise = $2",
        "f.enterprise > $2 and f.enterprise <= $3",
    ] {
        let text =
            format!("explain query plan {SEEN} and {condition} order by f.enterprise, f.sequence");
        let plan = Statement::of(text)
            .bind(1)
            .bind(2)
            .bind(3)
            .all(&mut store.db().await.unwrap())
            .await
            .unwrap();
        let steps: Vec<String> = plan.iter().map(|row| row.get("detail").unwrap()).collect();
        assert!(
            steps.iter().all(|step| !step.starts_with("SCAN")),
            "{steps:?}"
        );
        assert!(
            !steps.iter().any(|step| step.contains("TEMP B-TREE")),
            "{steps:?}"
        );
    }
}
