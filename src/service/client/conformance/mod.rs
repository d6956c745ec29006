//! Conformance: scripted scenarios that a bank runs against a sandbox, and the list of what holds.

mod claims;
mod loans;
mod report;
mod requests;
mod sandbox;
mod scores;
mod tokens;

pub use report::{Line, Report, Unmet, Verdict};
pub use sandbox::{Sandbox, Setting};

/// Runs every scenario, in one order; each fails or passes for itself.
pub async fn run(sandbox: &Sandbox) -> Report {
    let mut report = Report::default();
    refusals(sandbox, &mut report).await;
    let enrolled = lending(sandbox, &mut report).await;
    claiming(sandbox, enrolled.as_ref(), &mut report).await;
    scoring(sandbox, &mut report).await;
    report
}

/// Scenarios of a loan, and the loan.
async fn lending(sandbox: &Sandbox, report: &mut Report) -> Option<loans::Enrolled> {
    let place = loans::place(sandbox).await;
    let place = report.add(
        "pool",
        "There is a pool and a district to lend in 资金池",
        place,
    );
    let place = place.as_ref();
    let enrolled = loans::enrol(sandbox, place).await;
    let enrolled = report.add(
        "loan.enrolled",
        "A loan is enrolled, with its event, ETag and head 备案",
        enrolled,
    );
    let of = enrolled.as_ref();
    report.add(
        "key.replay",
        "The same again has the effect of once, and the same bytes 幂等重放",
        loans::replay(sandbox, of).await,
    );
    report.add(
        "key.reused",
        "Another body under a key is 422, and the field is named 幂等键冲突",
        loans::reused(sandbox, of).await,
    );
    report.add(
        "if-match",
        "What changed meanwhile is 412, with the ETag of now 并发修改",
        loans::stale(sandbox, of).await,
    );
    report.add(
        "other-bank",
        "Another bank is told 404, as of what is not there 隔离",
        loans::hidden(sandbox, of).await,
    );
    report.add(
        "pages",
        "Pages meet: nothing twice, nothing left out 分页",
        loans::pages(sandbox, place, of).await,
    );
    report.add(
        "days",
        "A command without a day is booked on Shanghai's 营业日",
        loans::today(sandbox, place, of).await,
    );
    enrolled
}

/// Scenarios of a claim on it.
async fn claiming(sandbox: &Sandbox, of: Option<&loans::Enrolled>, report: &mut Report) {
    let filed = claims::filed(sandbox, of).await;
    let filed = report.add(
        "claim.filed",
        "Overdue, too early a claim refused, then one filed 补偿申请",
        filed,
    );
    let of = filed.as_ref();
    report.add(
        "feed",
        "The feed tells of the claim, and ends where it ends 事件流",
        claims::feed(sandbox, of).await,
    );
    report.add(
        "claim.paid",
        "Checked, approved, paid, confirmed; the bank sees it 代偿",
        claims::paid(sandbox, of).await,
    );
}

/// Scenarios of scores.
async fn scoring(sandbox: &Sandbox, report: &mut Report) {
    report.add(
        "score.purpose",
        "A score for no known purpose is 422 用途",
        scores::purpose(sandbox).await,
    );
    report.add(
        "score.consent",
        "No score without a consent: 403 授权",
        scores::without_consent(sandbox).await,
    );
    report.add(
        "score",
        "Consent, score, the same score under the same key, revocation 评分",
        scores::scored(sandbox).await,
    );
    report.add(
        "score-batch",
        "A batch is done line by line, each by its own consent 批量评分",
        scores::batch(sandbox).await,
    );
}

/// Scenarios that need nothing but a credential.
async fn refusals(sandbox: &Sandbox, report: &mut Report) {
    report.add(
        "token",
        "A token is given, and nobody may keep it 令牌",
        tokens::given(sandbox).await,
    );
    report.add(
        "token.wrong-secret",
        "A wrong secret is 401 invalid_client 错误密钥",
        tokens::wrong_secret(sandbox).await,
    );
    report.add(
        "token.wrong",
        "No token or a wrong one is 401 无效令牌",
        tokens::wrong_bearer(sandbox).await,
    );
    report.add(
        "key.missing",
        "A write without a key is 400 缺少幂等键",
        requests::without_key(sandbox).await,
    );
    report.add(
        "fields",
        "Every field at fault is told at once, by its pointer 字段校验",
        requests::fields(sandbox).await,
    );
    report.add(
        "amounts",
        "Whole fen, one currency, days of the calendar 金额与日期",
        requests::days_and_amounts(sandbox).await,
    );
    report.add(
        "json",
        "What is no JSON object is 400, another media type 415 请求体",
        requests::json_body(sandbox).await,
    );
    report.add(
        "parameters",
        "A parameter that is not there is 422 查询参数",
        requests::parameter(sandbox).await,
    );
    report.add(
        "role",
        "A bank does not do the commission's work: 403 角色",
        requests::role(sandbox).await,
    );
    report.add(
        "unknown",
        "What is not there is 404 不存在",
        requests::nowhere(sandbox).await,
    );
    report.add(
        "trace",
        "A trace is gone on with 链路追踪",
        requests::trace(sandbox).await,
    );
}
