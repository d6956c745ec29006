//! A contributor signs over HTTP what was issued of its compartment, and sees no other.

use super::served::Served;
use crate::place::Place;
use serde_json::json;

const SEAT: &str = "contributor:cq:yubei:district:qu";
const OTHER: &str = "contributor:cq:jiangbei:district:xu";

const COMMANDS: &str = "action,as,booked-on,pool,district,scheme,contributor,amount,through\n\
    create,maker:ma,2022-01-04,cq,,cq-knowledge-value,,,\n\
    open-district,maker:ma,2022-01-04,cq,yubei,,,,\n\
    open-district,maker:ma,2022-01-04,cq,jiangbei,,,,\n\
    contribute,maker:ma,2022-01-05,cq,yubei,,district,6000000,\n\
    close-period,supervisor:sun,2022-02-01,cq,,,,,2022-01-31\n";

/// The compartment's January, issued.
fn issued() -> Place {
    let place = Place::new();
    place.file("commands.csv", COMMANDS);
    place.ok(&["pool", "run", "commands.csv"]);
    place.ok(&[
        "pool",
        "statement",
        "--pool=cq",
        "--district=yubei",
        "--from=2022-01-01",
        "--to=2022-01-31",
        "--issue",
        "--as=supervisor:sun",
        "--booked-on=2022-02-07",
    ]);
    place
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contributor_signs_its_own_and_sees_no_other() {
    let place = issued();
    let served = Served::start(&place).await;
    let list = "/v1/pools/cq/statements";
    let seen = served.get(SEAT, list).await.json();
    let digest = seen["statements"][0]["digest"].as_str().unwrap().to_owned();
    assert_eq!(seen["statements"][0]["signatures"], json!([]));
    assert_eq!(
        served.get(OTHER, list).await.json()["statements"],
        json!([])
    );
    let route = "/v1/pools/cq/statements/1/signatures";
    let body = |digest: &str| json!({"digest": digest, "booked_on": "2022-02-08"});
    let elsewhere = served.post(OTHER, route, "s-1", &body(&digest)).await;
    assert_eq!(elsewhere.status, 404, "{}", elsewhere.text);
    let nowhere = "/v1/pools/cq/statements/2/signatures";
    let nowhere = served.post(OTHER, nowhere, "s-2", &body(&digest)).await;
    assert_eq!(elsewhere.text.replace('1', "2"), nowhere.text);
    let supervisor = served
        .post("supervisor:sun", route, "s-3", &body(&digest))
        .await;
    assert_eq!(supervisor.status, 403, "{}", supervisor.text);
    let wrong = zhixin::units::Digest::of(b"other bytes").to_string();
    let other = served.post(SEAT, route, "s-4", &body(&wrong)).await;
    assert_eq!(other.told(), "refused sign.digest");
    let signed = served.post(SEAT, route, "s-5", &body(&digest)).await;
    assert_eq!(signed.told(), "pool.statement.signed", "{}", signed.text);
    let again = served.post(SEAT, route, "s-5", &body(&digest)).await;
    assert_eq!(again.told(), "done before");
    let twice = served.post(SEAT, route, "s-6", &body(&digest)).await;
    assert_eq!(twice.told(), "refused sign.done");
    let seen = served.get(SEAT, list).await.json();
    let signature = &seen["statements"][0]["signatures"][0];
    assert_eq!(signature["contributor"], "district");
    assert_eq!(signature["signed_on"], "2022-02-08");
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}
