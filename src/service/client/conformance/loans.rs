//! Scenarios of loans: brought under cover once however often it is asked, changed by those who saw the last state, and
//! seen by their own bank alone.

use super::report::{Unmet, holds, problem, same, status};
use super::sandbox::{Sandbox, asked, yuan};
use crate::service::client::{Call, Reply};
use serde_json::{Value, json};

/// A loan that was brought under cover.
pub(super) struct Enrolled {
    pub(super) loan: String,
    call: Call,
    body: Value,
    pub(super) answer: Reply,
}

/// The pool and the district of this run: as it was told, or made by a maker, or the first that there is.
pub(super) async fn place(sandbox: &Sandbox) -> Result<(String, String), Unmet> {
    if let Some(place) = &sandbox.setting.place {
        return Ok(place.clone());
    }
    if let Ok(maker) = sandbox.other("maker") {
        let pool = format!("cf-{}", sandbox.setting.run);
        let on = sandbox.day(0);
        let put = |contributor: &str| json!({"pool": pool, "district": "cf", "contributor": contributor, "amount": yuan("5000000.00"), "booked_on": on});
        let districts = format!("/v1/pools/{pool}/districts");
        for (key, path, body) in [
            (
                "pool",
                "/v1/pools",
                json!({"pool": pool, "scheme": "cq-knowledge-value", "booked_on": on}),
            ),
            (
                "district",
                &districts,
                json!({"district": "cf", "booked_on": on}),
            ),
            ("city", "/v1/contributions", put("city")),
            ("own", "/v1/contributions", put("district")),
        ] {
            let call = Call::post(path, &sandbox.key(key), &body);
            status(asked(maker, &call).await?, 201)?;
        }
        return Ok((pool, "cf".to_owned()));
    }
    let reply = status(sandbox.ask(&Call::get("/v1/pools")).await?, 200)?;
    let pools = reply.json()["pools"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let found = pools.iter().find_map(|pool| {
        let district = pool["districts"].get(0)?.as_str()?;
        Some((pool["pool"].as_str()?.to_owned(), district.to_owned()))
    });
    found.ok_or_else(|| {
        Unmet::skipped("there is no pool: name one by --pool and --district, or give a maker")
    })
}

/// A loan is brought under cover, and acknowledged with its event, its tag and the head of the journal.
pub(super) async fn enrol(
    sandbox: &Sandbox,
    place: Option<&(String, String)>,
) -> Result<Enrolled, Unmet> {
    let place = place.ok_or_else(|| Unmet::skipped("there is no pool to lend in"))?;
    let body = sandbox.enrolment(place, "1")?;
    let call = Call::post("/v1/loans", &sandbox.key("1"), &body);
    let answer = sandbox.ask(&call).await?;
    let said = answer.json();
    // A service that takes scores of its own records alone is no broken one.
    if matches!(said["code"].as_str(), Some("unknown" | "missing"))
        && !sandbox.setting.loan.contains_key("score")
    {
        return Err(Unmet::skipped(format!(
            "the sandbox takes no stated score: set its stated-scores to yes, or name a score that is on record by --loan ({})",
            said["detail"].as_str().unwrap_or("")
        )));
    }
    let answer = status(answer, 201)?;
    same(
        "kind",
        said["events"][0]["kind"].as_str().unwrap_or(""),
        "pool.loan.enrolled",
    )?;
    let hash = said["head"]["hash"].as_str().unwrap_or("");
    holds(hash.starts_with("sha256:") && hash.len() == 71, || {
        format!("the head's hash is `{hash}`")
    })?;
    let tag = format!("\"{}\"", said["events"][0]["number"]);
    same("etag", answer.header("etag"), &tag)?;
    Ok(Enrolled {
        loan: sandbox.name("1"),
        call,
        body,
        answer,
    })
}

/// The loan, where one was enrolled.
pub(super) fn needed(enrolled: Option<&Enrolled>) -> Result<&Enrolled, Unmet> {
    enrolled.ok_or_else(|| Unmet::skipped("no loan was brought under cover"))
}

/// The same again has the effect of once, and the very answer.
pub(super) async fn replay(sandbox: &Sandbox, of: Option<&Enrolled>) -> Result<(), Unmet> {
    let of = needed(of)?;
    let again = status(sandbox.ask(&of.call).await?, 201)?;
    same(
        "idempotent-replayed",
        again.header("idempotent-replayed"),
        "true",
    )?;
    // A first answer that was lost on the way is told as a replay as well.
    if of.answer.attempts == 1 {
        same(
            "idempotent-replayed of the first",
            of.answer.header("idempotent-replayed"),
            "",
        )?;
    }
    holds(again.text == of.answer.text, || {
        "the answer has other bytes".to_owned()
    })
}

/// Another command under the same key is refused, and the field that differs is named.
pub(super) async fn reused(sandbox: &Sandbox, of: Option<&Enrolled>) -> Result<(), Unmet> {
    let of = needed(of)?;
    let mut body = of.body.clone();
    body["limit"] = yuan("100000.01");
    let call = Call::post("/v1/loans", &sandbox.key("1"), &body);
    let reply = problem(sandbox.ask(&call).await?, 422, "key.reused")?;
    let pointer = reply.json()["errors"][0]["pointer"].clone();
    same("pointer", pointer.as_str().unwrap_or(""), "/limit")
}

/// A thing that changed meanwhile is not changed blindly.
pub(super) async fn stale(sandbox: &Sandbox, of: Option<&Enrolled>) -> Result<(), Unmet> {
    let of = needed(of)?;
    let path = format!("/v1/loans/{}", of.loan);
    let seen = status(sandbox.ask(&Call::get(&path)).await?, 200)?;
    let tag = seen.header("etag").to_owned();
    same("etag", &tag, of.answer.header("etag"))?;
    let draw = |key: &str| {
        let body =
            json!({"type": "drawn", "principal": yuan("50000.00"), "booked_on": sandbox.day(1)});
        Call::post(format!("{path}/events"), &sandbox.key(key), &body).with("if-match", &tag)
    };
    let first = status(sandbox.ask(&draw("draw-1")).await?, 201)?;
    let second = problem(sandbox.ask(&draw("draw-2")).await?, 412, "if-match.stale")?;
    same("etag", second.header("etag"), first.header("etag"))
}

/// Another bank is told of our loan as of one that is not there.
pub(super) async fn hidden(sandbox: &Sandbox, of: Option<&Enrolled>) -> Result<(), Unmet> {
    let of = needed(of)?;
    let other = sandbox.other("other-bank")?;
    let nowhere = sandbox.name("nowhere");
    let mut told = Vec::new();
    for loan in [&of.loan, &nowhere] {
        let reply = asked(other, &Call::get(format!("/v1/loans/{loan}"))).await?;
        told.push(problem(reply, 404, "unknown")?.text.replace(loan, "…"));
    }
    same("the two answers", &told[0], &told[1])
}

/// Pages meet: nothing twice, nothing left out.
pub(super) async fn pages(
    sandbox: &Sandbox,
    place: Option<&(String, String)>,
    of: Option<&Enrolled>,
) -> Result<(), Unmet> {
    let of = needed(of)?;
    if let Some(place) = place {
        let body = sandbox.enrolment(place, "2")?;
        let call = Call::post("/v1/loans", &sandbox.key("2"), &body);
        status(sandbox.ask(&call).await?, 201)?;
    }
    let mut seen = Vec::new();
    let (mut after, mut limit) = (0, 1);
    loop {
        let call = Call::get(format!("/v1/loans?limit={limit}&after={after}"));
        let page = status(sandbox.ask(&call).await?, 200)?.json();
        let loans = page["loans"].as_array().cloned().unwrap_or_default();
        holds(loans.len() <= limit, || {
            format!("{} rows came for a limit of {limit}", loans.len())
        })?;
        let names = loans.iter().filter_map(|loan| loan["loan"].as_str());
        seen.extend(names.map(str::to_owned));
        let Some(next) = page["next"].as_u64() else {
            break;
        };
        holds(next > after, || {
            format!("the cursor goes from {after} to {next}")
        })?;
        (after, limit) = (next, 1_000);
    }
    let all = seen.len();
    for name in [of.loan.clone(), sandbox.name("2")] {
        holds(seen.contains(&name), || format!("{name} is on no page"))?;
    }
    seen.sort_unstable();
    seen.dedup();
    holds(seen.len() == all, || {
        format!("{} loans came twice", all - seen.len())
    })
}

/// The day of a command that names none is that of Shanghai.
pub(super) async fn today(
    sandbox: &Sandbox,
    place: Option<&(String, String)>,
    of: Option<&Enrolled>,
) -> Result<(), Unmet> {
    let place = place.filter(|_| of.is_some());
    let place = place.ok_or_else(|| Unmet::skipped("no loan was brought under cover"))?;
    let mut body = sandbox.enrolment(place, "3")?;
    let fields = body.as_object_mut();
    fields.and_then(|fields| fields.remove("booked_on"));
    // From when it counts is said, so that no term of the pool keeps it from being booked today.
    body["on"] = json!(sandbox.day(0));
    let before = sandbox.bank.now().business_day().to_string();
    let call = Call::post("/v1/loans", &sandbox.key("3"), &body);
    let reply = sandbox.ask(&call).await?;
    let after = sandbox.bank.now().business_day().to_string();
    if matches!(reply.status, 409 | 422) {
        return Err(Unmet::skipped(format!(
            "no loan is taken today: {}",
            reply.told()
        )));
    }
    let said = status(reply, 201)?.json();
    let booked = said["events"][0]["booked_on"]
        .as_str()
        .unwrap_or("")
        .to_owned();
    holds(booked == before || booked == after, || {
        format!("it was booked on {booked}, and it is {after} in Shanghai")
    })
}
