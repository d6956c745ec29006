//! Every verb of the books: the one table from which flags, columns, keys and help are made.

use super::field::{Field, Kind, Need};
use super::verb::Verb;

const fn must(name: &'static str, kind: Kind, place: &'static str, about: &'static str) -> Field {
    Field {
        name,
        kind,
        need: Need::Must,
        place,
        about,
    }
}

const fn may(name: &'static str, kind: Kind, place: &'static str, about: &'static str) -> Field {
    Field {
        name,
        kind,
        need: Need::May,
        place,
        about,
    }
}

const fn or(
    name: &'static str,
    kind: Kind,
    text: &'static str,
    place: &'static str,
    about: &'static str,
) -> Field {
    Field {
        name,
        kind,
        need: Need::Else(text),
        place,
        about,
    }
}

const POOL: Field = must("pool", Kind::Pool, "compartment.pool", "the pool 资金池");
const DISTRICT: Field = must(
    "district",
    Kind::District,
    "compartment.district",
    "the district 区县",
);
const CONTRIBUTOR: Field = must(
    "contributor",
    Kind::Contributor,
    "contributor",
    "the contributor 出资方",
);
const AMOUNT: Field = must("amount", Kind::Amount, "amount", "the amount in yuan 金额");
const PRINCIPAL: Field = must(
    "principal",
    Kind::Amount,
    "principal",
    "principal in yuan 本金",
);
const LOAN: Field = must("loan", Kind::Loan, "loan", "the loan's number 贷款编号");
const CLAIM: Field = must(
    "claim",
    Kind::Claim,
    "claim",
    "the claim's number 补偿申请编号",
);
const REASON: Field = must(
    "reason",
    Kind::Item,
    "reason",
    "the reason, by its id in the terms 原因",
);
const MATURES: Field = must(
    "matures-on",
    Kind::Day,
    "matures_on",
    "when it matures 到期日",
);
const BANK: Field = must("bank", Kind::Bank, "bank", "the bank 银行");
const LINE: Field = must(
    "line",
    Kind::Text,
    "line",
    "the custodian's line 托管流水号",
);
const FROM: Field = must(
    "from-district",
    Kind::District,
    "from.district",
    "the district that pays 付出分账",
);
const TO: Field = must(
    "to-district",
    Kind::District,
    "to.district",
    "the district that receives 收到分账",
);

macro_rules! verbs {
    ($($name:literal $action:literal $by:literal $about:literal [$($field:expr),* $(,)?];)*) => {
        /// Every verb, in the order of the life of a pool.
        pub const VERBS: &[Verb] = &[$(Verb {
            name: $name, action: $action, by: $by, about: $about, fields: &[$($field),*],
        }),*];
    };
}

verbs! {
    "create" "open-pool" "maker" "Open a pool under a programme 设立资金池" [
        must("pool", Kind::Pool, "pool", "the pool 资金池"),
        must("scheme", Kind::Scheme, "scheme", "the programme of the terms 方案"),
        may("tiers", Kind::Tiers, "tiers", "how many checkers approve, by amount, as 1000000:1;5000000:2;above:3; else one 分级审批"),
    ];
    "open-district" "open-compartment" "maker" "Open the compartment of a district 设立分账" [POOL, DISTRICT];
    "subscribe" "subscribe" "maker" "A contributor promises money 认缴" [POOL, DISTRICT, CONTRIBUTOR, AMOUNT];
    "contribute" "contribute" "maker" "A contributor pays in 实缴" [POOL, DISTRICT, CONTRIBUTOR, AMOUNT];
    "call-top-up" "call-top-up" "maker" "Call for a top-up 补足通知" [
        POOL, DISTRICT,
        may("contributor", Kind::Contributor, "contributor", "the contributor; without one all, by their ratios 出资方"),
        AMOUNT,
    ];
    "return-contribution" "return-contribution" "maker" "A contributor is to have money back 退出出资" [
        POOL, DISTRICT, CONTRIBUTOR,
        or("paid-in", Kind::Amount, "0", "paid_in", "of what it paid in 实缴部分"),
        or("result", Kind::Amount, "0", "result", "of its accumulated result 结余部分"),
    ];
    "enrol" "enrol" "bank" "Bring a loan under cover 备案" [
        must("loan", Kind::Loan, "enrolment.loan", "the loan's number 贷款编号"),
        must("pool", Kind::Pool, "enrolment.compartment.pool", "the pool 资金池"),
        must("district", Kind::District, "enrolment.compartment.district", "the enterprise's district 属地"),
        must("bank", Kind::Bank, "enrolment.bank", "the bank 银行"),
        must("enterprise", Kind::Enterprise, "enrolment.enterprise", "the borrower 企业"),
        may("group", Kind::Group, "enrolment.group", "its group of borrowers 集团"),
        may("zone", Kind::Zone, "enrolment.zone", "the zone 区域"),
        must("product", Kind::Product, "enrolment.product", "the product 产品"),
        or("channel", Kind::Channel, "credit", "enrolment.channel", "credit, guaranteed, ip-pledge or insured 渠道"),
        or("securities", Kind::Securities, "none", "enrolment.securities", "what secures it 担保方式"),
        may("credit-share", Kind::Ratio, "enrolment.credit_share", "the part on credit 信用部分占比"),
        must("limit", Kind::Amount, "enrolment.limit", "principal that may be drawn 授信额度"),
        may("revolving", Kind::Flag, "enrolment.revolving", "whether it may be drawn again 循环"),
        must("rate", Kind::Ratio, "enrolment.rate", "the rate a year, 0.045 is 4.5% 年利率"),
        must("approved-on", Kind::Day, "enrolment.approved_on", "when the bank approved it 审批日"),
        must("matures-on", Kind::Day, "enrolment.matures_on", "when it matures 到期日"),
        may("classes", Kind::Classes, "enrolment.classes", "classes of the enterprise 企业类别"),
        may("first-loan", Kind::Flag, "enrolment.first_loan", "its first loan ever 首贷"),
        may("revenue", Kind::Amount, "enrolment.revenue", "last year's revenue 上年营业收入"),
        may("requirements", Kind::Items, "enrolment.requirements", "requirements that are met 已满足的要求"),
        may("purposes", Kind::Items, "enrolment.purposes", "uses of the money 用途"),
        may("refinances", Kind::Flag, "enrolment.refinances", "whether it repays an older loan 借新还旧"),
        may("decision", Kind::Decision, "enrolment.decision", "the bank's decision on which it rests 授信决定编号"),
        may("score", Kind::Text, "enrolment.score.id", "the score on which it rests 评分编号"),
        may("score-model", Kind::Text, "enrolment.score.model", "its model; read from the records where it is there 模型"),
        may("score-as-of", Kind::Day, "enrolment.score.as_of", "as of when; read from the records 评分截至日"),
        may("grade", Kind::Grade, "enrolment.score.grade", "its grade; read from the records 等级"),
        may("score-limit", Kind::Amount, "enrolment.score.limit", "its limit; read from the records 推荐额度"),
        may("consent-until", Kind::Day, "enrolment.consent_until", "until when consent stands 授权截止日"),
        or("other-public", Kind::Ratio, "0", "enrolment.other_public", "the share other public money bears 其他财政分担"),
        may("share-decided", Kind::Ratio, "enrolment.share_decided", "the share decided by a person 议定比例"),
        may("proof", Kind::Proof, "enrolment.proof", "given or later, where the terms let a proof follow 补证情况"),
    ];
    "prove" "prove" "bank" "The proof of a loan enrolled before it, in the documents 补证" [LOAN];
    "draw" "draw" "bank" "Principal was drawn 提款" [LOAN, PRINCIPAL];
    "repay" "repay" "bank" "Principal was repaid 还款" [LOAN, PRINCIPAL];
    "lapse" "lapse" "bank" "What is undrawn will not be drawn 额度失效" [LOAN];
    "extend" "extend" "bank" "The loan matures later 展期" [LOAN, MATURES];
    "renew" "renew" "bank" "The loan is renewed 续贷" [LOAN, MATURES];
    "accelerate" "accelerate" "bank" "All of the loan becomes due 提前到期" [LOAN];
    "overdue" "report-overdue" "bank" "Something due was not paid 逾期" [
        LOAN, must("since", Kind::Day, "since", "since when 逾期起始日"),
    ];
    "cure" "cure" "bank" "Nothing is overdue any more 逾期结清" [LOAN];
    "claim" "file-claim" "bank" "File a claim 补偿申请" [
        must("claim", Kind::Claim, "filing.claim", "the claim's number 补偿申请编号"),
        must("loan", Kind::Loan, "filing.loan", "the loan's number 贷款编号"),
        must("principal", Kind::Amount, "filing.principal", "unpaid principal in yuan 未偿本金"),
        may("bankrupt-on", Kind::Day, "filing.bankrupt_on", "when bankruptcy was accepted 破产受理日"),
        may("recovery-since", Kind::Day, "filing.recovery_since", "when recovery began 追偿起始日"),
        may("recovery-finished", Kind::Flag, "filing.recovery_finished", "whether it is finished 追偿终结"),
        may("evidence", Kind::Items, "filing.documents", "documents that are there, by the terms' ids 材料"),
        may("steps", Kind::Items, "filing.prior_steps", "steps taken before 前置程序"),
        or("other-public", Kind::Amount, "0", "filing.other_public", "other public money 其他财政资金"),
        or("insurance", Kind::Amount, "0", "filing.insurance", "what insurance pays 保险赔付"),
        may("by-guarantor", Kind::Flag, "filing.by_guarantor", "whether a guarantor claims 担保机构申请"),
        may("collateral-realised", Kind::Flag, "filing.collateral_realised", "whether collateral was sold, and what it brought is repaid 抵质押物已处置并冲抵"),
    ];
    "check" "check-claim" "maker" "A maker proposes an amount 经办审核" [
        CLAIM, must("amount", Kind::Amount, "proposed", "the amount proposed 建议金额"),
    ];
    "approve" "approve-claim" "checker" "A checker approves 核准" [
        CLAIM, AMOUNT, may("reason", Kind::Item, "reason", "why less than was asked 原因"),
    ];
    "refuse" "refuse-claim" "checker" "A checker refuses 不予补偿" [CLAIM, REASON];
    "withdraw" "withdraw-claim" "bank" "The claimant withdraws 撤回" [CLAIM];
    "appeal" "appeal-claim" "bank" "The claimant appeals 复议" [CLAIM];
    "document" "document-claim" "bank" "Documents are added to a claim, by their digests 补充材料" [CLAIM];
    "pay" "instruct-payment" "payer" "Instruct the custodian to pay 付款指令" [
        must("payment", Kind::Payment, "payment", "the payment's number 付款编号"), CLAIM,
        may("amount", Kind::Amount, "amount", "less than the order and the cash allow, where claims are paid in proportion 金额"),
    ];
    "confirm" "confirm-payment" "operator" "The custodian's line shows the payment 付款确认" [
        must("payment", Kind::Payment, "payment", "the payment's number 付款编号"), LINE,
    ];
    "return-payment" "return-payment" "operator" "The payment came back 退票" [
        must("payment", Kind::Payment, "payment", "the payment's number 付款编号"),
    ];
    "recover" "report-recovery" "bank" "The bank recovered something 追偿到款" [
        CLAIM,
        must("recovery", Kind::Text, "recovery", "the recovery's number 追偿编号"),
        must("gross", Kind::Amount, "gross", "what came in 追偿所得"),
        or("costs", Kind::Amount, "0", "costs", "what it cost 追偿费用"),
    ];
    "reverse-recovery" "reverse-recovery" "maker" "A recovery turned out to be none 追偿冲回" [
        must("recovery", Kind::Text, "recovery", "the recovery's number 追偿编号"),
    ];
    "remit" "remit-recovery" "operator" "The bank sent the pool's part 追偿款划回" [CLAIM, AMOUNT];
    "claw-back" "claw-back" "maker" "Call compensation back 追回补偿款" [CLAIM, AMOUNT, REASON];
    "receive-clawback" "receive-clawback" "operator" "The bank paid a clawback 收到退回补偿款" [CLAIM, AMOUNT];
    "write-off" "write-off" "maker" "Write the right to recover off 核销" [CLAIM];
    "accrue-interest" "accrue-interest" "maker" "Accrue interest 计息" [POOL, DISTRICT, AMOUNT];
    "receive-interest" "receive-interest" "operator" "Interest arrived 收息" [POOL, DISTRICT, AMOUNT];
    "charge-fee" "charge-fee" "operator" "The custodian took a fee 手续费" [POOL, DISTRICT, AMOUNT];
    "receive-guarantee-fee" "receive-guarantee-fee" "operator" "A bank paid guarantee fees 收到担保费" [POOL, DISTRICT, BANK, AMOUNT];
    "place-deposit" "place-deposit" "maker" "Put cash on term deposit 存出定期" [POOL, DISTRICT, AMOUNT];
    "mature-deposit" "mature-deposit" "operator" "A deposit came back 定期到期" [POOL, DISTRICT, AMOUNT];
    "suspend-line" "suspend-line" "operator" "A custodian's line that nothing explains 待核对流水" [
        POOL, DISTRICT, LINE, must("amount", Kind::Amount, "amount", "in yuan; money out is negative 金额"),
        may("line-on", Kind::Day, "on", "the line's own day; the accounting day if not given 流水日期"),
    ];
    "explain-line" "explain-line" "operator" "Such a line is explained 流水核对" [POOL, DISTRICT, LINE];
    "advance" "advance" "maker" "Advance cash to another compartment 垫付" [
        must("pool", Kind::Pool, "from.pool", "the pool 资金池"), FROM, TO, AMOUNT,
    ];
    "repay-advance" "repay-advance" "maker" "Pay an advance back 归还垫付" [
        must("pool", Kind::Pool, "from.pool", "the pool 资金池"), FROM, TO, AMOUNT,
    ];
    "accrue-incentive" "accrue-incentive" "maker" "Grant an incentive 计提激励" [
        POOL, DISTRICT, BANK, must("incentive", Kind::Item, "incentive", "the incentive 激励"), AMOUNT,
        may("enterprise", Kind::Enterprise, "enterprise", "the borrower, where it is due to it and not to the bank 企业"),
        may("through", Kind::Day, "through", "the last day of its period, where it was worked out 截止日"),
    ];
    "pay-incentive" "pay-incentive" "payer" "Pay a bank its incentives 支付银行激励" [
        POOL, DISTRICT, must("bank", Kind::Bank, "payee.bank", "the bank 银行"), AMOUNT,
    ];
    "pay-enterprise" "pay-incentive" "payer" "Pay an enterprise its incentives 支付企业激励" [
        POOL, DISTRICT, must("enterprise", Kind::Enterprise, "payee.enterprise", "the enterprise 企业"), AMOUNT,
    ];
    "pay-contributor" "pay-due" "payer" "Pay what is due to a contributor 支付应付出资方款" [
        POOL, DISTRICT, must("contributor", Kind::Contributor, "payee.contributor", "the contributor 出资方"), AMOUNT,
    ];
    "pay-bank" "pay-due" "payer" "Pay what is due to a bank 支付应付银行款" [
        POOL, DISTRICT, must("bank", Kind::Bank, "payee.bank", "the bank 银行"), AMOUNT,
    ];
    "reset-breaker" "reset-breaker" "supervisor" "Two persons reset a breaker 人工恢复" [
        must("pool", Kind::Pool, "site.pool", "the pool 资金池"),
        must("breaker", Kind::Item, "site.breaker", "the breaker 熔断规则"),
        may("district", Kind::District, "site.district", "the district, by its scope 区县"),
        may("bank", Kind::Bank, "site.bank", "the bank, by its scope 银行"),
        may("product", Kind::Product, "site.product", "the product, by its scope 产品"),
        must("second", Kind::Text, "second", "the second person 第二人"),
        must("because", Kind::Text, "reason", "the reason 理由"),
    ];
    "close-day" "close-day" "operator" "End a day 日终" [
        must("date", Kind::Day, "date", "the day 日期"),
    ];
    "close-period" "close-period" "supervisor" "End a period of a pool 关账" [
        must("pool", Kind::Pool, "pool", "the pool 资金池"),
        must("through", Kind::Day, "through", "its last day 截止日"),
    ];
    "sign" "sign-statement" "contributor" "Sign an issued statement of one's compartment 对账单签认" [
        must("pool", Kind::Pool, "pool", "the pool 资金池"),
        must("statement", Kind::Number, "statement", "the statement's number 对账单编号"),
        must("digest", Kind::Digest, "digest", "the digest with which it was issued 摘要"),
    ];
    "correct" "correct" "maker" "Take an event back 更正" [
        must("event", Kind::Number, "sequence", "the event's number in the books 事项序号"),
        must("because", Kind::Text, "reason", "the reason 理由"),
    ];
}

/// The verb of a name.
pub fn verb(name: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::pool::{Fields, Who, command};
    use crate::units::Date;
    use std::fmt::Write as _;

    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pool.md");
    const DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    const MARK: &str = "<!-- The rest is held to the table of verbs by a test. -->\n";

    /// The part of the page that follows from the table.
    fn page() -> String {
        let mut page = String::new();
        for verb in VERBS {
            let _ = write!(
                page,
                "\n### `{}`\n\n{}. Usually asked by: {}.\n\n",
                verb.name, verb.about, verb.by
            );
            page.push_str("| field | read as | needed | what |\n|---|---|---|---|\n");
            for field in verb.fields {
                let need = match field.need {
                    Need::Must => "yes".to_owned(),
                    Need::May => "no".to_owned(),
                    Need::Else(text) => format!("no, else `{text}`"),
                };
                let kind = format!("{:?}", field.kind).to_lowercase();
                let _ = writeln!(
                    page,
                    "| `{}` | {kind} | {need} | {} |",
                    field.name, field.about
                );
            }
        }
        page
    }

    #[test]
    fn the_page_is_of_this_table() {
        let text = std::fs::read_to_string(PAGE).unwrap();
        let (_, rest) = text.split_once(MARK).unwrap();
        assert_eq!(rest, page());
    }

    #[test]
    #[ignore = "writes the reference page"]
    fn write_the_page() {
        let text = std::fs::read_to_string(PAGE).unwrap();
        let (before, _) = text.split_once(MARK).unwrap();
        std::fs::write(PAGE, format!("{before}{MARK}{}", page())).unwrap();
    }

    #[test]
    fn every_verb_becomes_a_command_when_all_its_fields_are_there() {
        let text = |kind: Kind| match kind {
            Kind::Amount | Kind::Ratio | Kind::Number => "1",
            Kind::Day => "2022-01-04",
            Kind::Flag => "yes",
            Kind::Enterprise => "x:a",
            Kind::Channel => "credit",
            Kind::Proof => "given",
            Kind::Securities => "none",
            Kind::Tiers => "100:1;above:2",
            Kind::Digest => DIGEST,
            _ => "a",
        };
        for verb in VERBS {
            let mut fields: Fields = verb
                .fields
                .iter()
                .map(|field| (field.name.to_owned(), text(field.kind).to_owned()))
                .collect();
            fields.insert("action".to_owned(), verb.name.to_owned());
            let who = Who {
                actor: Some("maker:ma".to_owned()),
                today: Date::constant(2022, 1, 4),
                client: "test".to_owned(),
                key: "1".to_owned(),
            };
            let whole = command(&fields, &who);
            assert!(whole.is_ok(), "{}: {}", verb.name, whole.unwrap_err());
            let needed: Vec<&str> = verb
                .fields
                .iter()
                .filter(|field| field.need == Need::Must)
                .map(|field| field.name)
                .collect();
            fields.retain(|name, _| name == "action");
            let told = command(&fields, &who).unwrap_err();
            let named: Vec<&str> = told
                .0
                .iter()
                .map(|problem| problem.field.as_str())
                .collect();
            assert_eq!(
                named, needed,
                "{}: everything that is needed is told at once",
                verb.name
            );
        }
    }
}
