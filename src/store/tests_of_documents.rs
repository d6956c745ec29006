//! Documents of scores as an auditor tries them: brought forward from before they were packed, written by two at once, too
//! long, and changed behind the triggers.

use super::samples::{Place, event, score};
use super::statement::Statement;
use super::{IssuedScore, ScorePage, Store, StoreError, schema};
use crate::units::Digest;

const ALL: ScorePage = ScorePage {
    after: 0,
    limit: 100,
    enterprise: None,
};

async fn count(store: &Store, of: &'static str) -> i64 {
    let mut db = store.db().await.unwrap();
    Statement::of(of).value(&mut db).await.unwrap()
}

async fn told(store: &Store) -> Vec<IssuedScore> {
    let found = store.scores(&ALL).await.unwrap();
    found.into_iter().map(|of| of.score).collect()
}

/// Records of version 12 with scores, as the release of that version kept them.
async fn version_12(place: &Place, scores: &[IssuedScore]) {
    let (engine, _) = Store::reach(&place.url, true).await.unwrap();
    let mut tx = engine.begin_making().await.unwrap();
    for (version, step) in schema::steps(&engine).filter(|(version, _)| *version <= 12) {
        tx.script(step).await.unwrap();
        let text = "insert into schema_version (version) values ($1)";
        let kept = Statement::of(text).bind(version).execute(&mut tx).await;
        assert_eq!(kept.unwrap(), 1);
    }
    schema::begin(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let store = Store::over(engine);
    for (score, n) in scores.iter().zip(1_i64..) {
        store.append_event(event(n)).await.unwrap();
        let text = "insert into issued_score (sequence, id, enterprise, model_digest, as_of, basis, reader, \
             evidence_head, vector, assessment, assessment_digest) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let row = Statement::of(text)
            .bind(n)
            .bind(&score.id)
            .bind(score.enterprise.to_string())
            .bind(score.model_digest.to_string())
            .bind(score.as_of.to_string())
            .bind(score.basis.to_string())
            .bind(score.reader.as_deref())
            .bind(score.evidence_head)
            .bind(&score.vector)
            .bind(&score.assessment)
            .bind(score.assessment_digest.to_string());
        let mut db = store.db().await.unwrap();
        assert_eq!(row.execute(&mut db).await.unwrap(), 1);
    }
    store.close().await;
}

#[tokio::test]
async fn scores_kept_whole_read_to_the_byte_beside_those_that_are_packed() {
    for place in Place::on_each() {
        let old = [score(1), score(2), score(3)];
        version_12(&place, &old).await;
        let store = place.open().await;
        assert_eq!(told(&store).await, old);
        let new = vec![(event(4), score(4)), (event(5), score(5))];
        store.issue_scores(new).await.unwrap();
        let all: Vec<_> = (1..=5).map(score).collect();
        assert_eq!(told(&store).await, all);
        // What was whole stays whole, and is nobody's base.
        let whole = "select count(*) from issued_score where assessment <> ''";
        let base = "select count(*) from document_base where body like '%4%'";
        assert_eq!(
            (count(&store, whole).await, count(&store, base).await),
            (3, 1)
        );
        if place.url.starts_with("postgres") {
            let shown = "select count(assessment) * 10 + count(*) from read_issued_score";
            assert_eq!(count(&store, shown).await, 35);
        }
        // Carried to the other engine, and back to this one, they are the same.
        let mut there = vec![Place::on_sqlite()];
        there.extend(Place::on_postgres());
        for there in there {
            let other = there.open().await;
            store.carry_into(&other).await.unwrap();
            assert_eq!(told(&other).await, all);
            other
                .issue_scores(vec![(event(6), score(6))])
                .await
                .unwrap();
            assert_eq!(told(&other).await.last(), Some(&score(6)));
            let bases = "select count(*) from document_base";
            assert_eq!(count(&other, bases).await, 1);
        }
    }
}

#[tokio::test]
async fn of_two_that_issue_the_first_score_of_a_model_one_gives_the_base() {
    for place in Place::on_each() {
        // Each has connections and a memory of its own, as a process has.
        let (one, two) = (place.open().await, place.open().await);
        let scores = |from: i64| -> Vec<_> {
            let each = from..from + 4;
            each.map(|n| (event(n), score(n.unsigned_abs()))).collect()
        };
        let done = tokio::join!(one.issue_scores(scores(1)), two.issue_scores(scores(11)));
        done.0.unwrap();
        done.1.unwrap();
        let bases = "select count(*) from document_base";
        assert_eq!(count(&one, bases).await, 1);
        let third = place.open().await;
        let found = told(&third).await;
        assert_eq!(found, told(&one).await);
        assert_eq!(found, told(&two).await);
        assert_eq!(found.len(), 8);
        for of in found {
            let n = of.id["score-".len()..].parse().unwrap();
            assert_eq!(of, score(n));
        }
    }
}

#[tokio::test]
async fn a_first_score_that_comes_to_nothing_leaves_no_base_behind() {
    for place in Place::on_each() {
        let store = place.open().await;
        let twice = vec![(event(1), score(1)), (event(2), score(1))];
        assert!(store.issue_scores(twice).await.is_err());
        // Struck when the base and the event are on their way in already.
        store.fail(("insert", "issued_score"), 0).await;
        let struck = store.issue_scores(vec![(event(1), score(1))]).await;
        assert!(struck.is_err());
        store.mend().await;
        let bases = "select count(*) from document_base";
        assert_eq!(count(&store, bases).await, 0);
        let next = vec![(event(3), score(3)), (event(4), score(4))];
        store.issue_scores(next).await.unwrap();
        let found = told(&place.open().await).await;
        assert_eq!(found[found.len() - 2..], [score(3), score(4)]);
        assert_eq!(count(&store, bases).await, 1);
    }
}

#[tokio::test]
async fn a_document_that_is_too_long_is_kept_whole_and_is_no_base() {
    for place in Place::on_each() {
        let store = place.open().await;
        let mut long = score(1);
        long.assessment = "知".repeat(400_000);
        long.assessment_digest = Digest::of(long.assessment.as_bytes());
        let first = vec![(event(1), long.clone())];
        store.issue_scores(first).await.unwrap();
        let bases = "select count(*) from document_base";
        assert_eq!(count(&store, bases).await, 0);
        let mut longer = long.clone();
        longer.id = "score-9".to_owned();
        let next = vec![(event(2), score(2)), (event(9), longer.clone())];
        store.issue_scores(next).await.unwrap();
        let packed = "select count(*) from issued_score where assessment = ''";
        assert_eq!(
            (count(&store, bases).await, count(&store, packed).await),
            (1, 1)
        );
        assert_eq!(told(&place.open().await).await, [long, score(2), longer]);
    }
}

#[tokio::test]
async fn a_base_that_was_changed_or_taken_away_is_found_by_whoever_reads() {
    for place in Place::on_each() {
        let store = place.open().await;
        let scores = (1..=3).map(|n| (event(n), score(n.unsigned_abs())));
        store.issue_scores(scores.collect()).await.unwrap();
        let on = if place.url.starts_with("postgres") {
            " on document_base"
        } else {
            ""
        };
        for (trigger, change) in [
            (
                "document_base_is_never_updated",
                "update document_base set body = replace(body, 'grade', 'grape')",
            ),
            (
                "document_base_is_never_deleted",
                "delete from document_base",
            ),
        ] {
            let unguarded = format!("drop trigger {trigger}{on}");
            store.engine.script(&unguarded).await.unwrap();
            store.engine.script(change).await.unwrap();
            let error = place.open().await.scores(&ALL).await.unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        }
        // One by its id is refused as well.
        let error = place.open().await.score_by_id("score-2").await;
        assert!(error.unwrap_err().to_string().contains("is gone"));
    }
}
