//! What the kinds of events are called in Chinese, for people who read a statement.

/// The Chinese name of a kind of event; the kind itself, where it has none.
pub fn kind_zh(kind: &'static str) -> &'static str {
    let named = NAMES.iter().find(|(of, _)| *of == kind);
    named.map_or(kind, |(_, zh)| zh)
}

const NAMES: &[(&str, &str)] = &[
    ("pool.opened", "设立资金池"),
    ("pool.compartment.opened", "设立分账"),
    ("pool.contribution.subscribed", "认缴"),
    ("pool.contribution.paid", "实缴"),
    ("pool.contribution.called", "补足通知"),
    ("pool.contribution.overdue", "补足逾期"),
    ("pool.contribution.returned", "退出出资"),
    ("pool.due.paid", "支付应付款"),
    ("pool.loan.enrolled", "备案"),
    ("pool.loan.proven", "补证"),
    ("pool.loan.proof-missed", "未补证失效"),
    ("pool.loan.drawn", "提款"),
    ("pool.loan.repaid", "还款"),
    ("pool.loan.lapsed", "未提款额度失效"),
    ("pool.loan.extended", "展期"),
    ("pool.loan.renewed", "续贷"),
    ("pool.loan.accelerated", "提前到期"),
    ("pool.loan.overdue", "逾期"),
    ("pool.loan.cured", "逾期结清"),
    ("pool.loan.classified", "五级分类"),
    ("pool.loan.cover-ended", "责任终止"),
    ("pool.claim.filed", "补偿申请"),
    ("pool.claim.checked", "经办审核"),
    ("pool.claim.endorsed", "复核会签"),
    ("pool.claim.approved", "核准"),
    ("pool.claim.refused", "不予补偿"),
    ("pool.claim.withdrawn", "撤回"),
    ("pool.claim.appealed", "复议"),
    ("pool.claim.documented", "补充材料"),
    ("pool.claim.cured", "清偿终止"),
    ("pool.claim.reduced", "申请期间还款"),
    ("pool.payment.instructed", "付款指令"),
    ("pool.payment.confirmed", "付款确认"),
    ("pool.payment.returned", "退票"),
    ("pool.recovery.reported", "追偿到款"),
    ("pool.recovery.reversed", "追偿冲回"),
    ("pool.recovery.remitted", "追偿款划回"),
    ("pool.clawback.decided", "退回补偿款"),
    ("pool.clawback.received", "收到退回补偿款"),
    ("pool.right.written-off", "核销"),
    ("pool.interest.accrued", "计息"),
    ("pool.interest.received", "收息"),
    ("pool.fee.charged", "手续费"),
    ("pool.guarantee-fee.charged", "计收担保费"),
    ("pool.guarantee-fee.received", "收到担保费"),
    ("pool.deposit.placed", "存出定期"),
    ("pool.deposit.matured", "定期到期"),
    ("pool.line.suspended", "待核对流水"),
    ("pool.line.explained", "流水核对"),
    ("pool.advance.made", "垫付"),
    ("pool.advance.repaid", "归还垫付"),
    ("pool.incentive.accrued", "计提激励"),
    ("pool.incentive.paid", "支付激励"),
    ("pool.breaker.tripped", "熔断"),
    ("pool.breaker.well", "指标复归"),
    ("pool.breaker.cleared", "自动恢复"),
    ("pool.breaker.reset", "人工恢复"),
    ("pool.day.closed", "日终"),
    ("pool.claim.deadline-missed", "逾限"),
    ("pool.period.closed", "关账"),
    ("pool.statement.issued", "对账单签发"),
    ("pool.statement.signed", "对账单签认"),
    ("pool.limit.passed", "超限"),
    ("pool.limit.kept", "超限解除"),
    ("pool.corrected", "更正"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::happened::Happened;

    #[test]
    fn every_kind_has_a_name() {
        for kind in Happened::KINDS {
            assert_ne!(kind_zh(kind), *kind);
        }
    }
}
