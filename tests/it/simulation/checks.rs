//! What must hold: event by event the balances that the model foretold, and now and then everything.

use super::books::side;
use super::limits::Passed;
use super::model::{Claim, Model, Stage};
use super::world::World;
use std::collections::{BTreeMap, BTreeSet};
use zhixin::pool::account::{Account, Code, Holder};
use zhixin::pool::{
    BankId, ClaimId, ContributorId, District, Happened, Ledger, LoanId, PaymentId, PoolEvent,
    Rules, State, exceeded,
};
use zhixin::units::{Amount, Moment};

/// The events are those that the model foretold, in their order.
pub(super) fn events(model: &Model, from: usize, events: &[PoolEvent]) -> Result<(), String> {
    let got = events
        .iter()
        .map(|event| (event.what.kind(), event.what.subject()));
    let foretold = model.past[from..]
        .iter()
        .map(|past| (past.kind, model.subject(&past.about)));
    if got.clone().eq(foretold.clone()) {
        return Ok(());
    }
    let (got, foretold): (Vec<_>, Vec<_>) = (got.collect(), foretold.collect());
    Err(format!("the events are {got:?}, not {foretold:?}"))
}

/// The balances that the events since then touched, and the totals of their codes.
pub(super) fn touched(model: &Model, from: usize, state: &State) -> Result<(), String> {
    let postings = model.past[from..].iter().flat_map(|past| &past.postings);
    let accounts: BTreeSet<_> = postings
        .map(|(at, code, who, _)| (*at, *code, who.as_str()))
        .collect();
    accounts
        .iter()
        .try_for_each(|account| balance(model, *account, state))
}

fn balance(
    model: &Model,
    (at, code, who): (usize, u16, &str),
    state: &State,
) -> Result<(), String> {
    let place = &model.places[at].id;
    let code = *Code::ALL.iter().find(|of| of.number() == code).unwrap();
    let got = (
        read(state, place, code, who),
        i128::from(state.total(place, code).fen()),
    );
    let foretold = (
        model.books.of(at, code.number(), who),
        model.books.all(at, code.number()),
    );
    if got == foretold {
        return Ok(());
    }
    Err(format!(
        "{place} {code} {who}: {got:?} fen, not {foretold:?} (own, total)"
    ))
}

fn read(state: &State, place: &zhixin::pool::CompartmentId, code: Code, who: &str) -> i128 {
    let get = |holder: Holder<'_>| i128::from(state.balance(place, Account { code, holder }).fen());
    match code.number() {
        2030 => get(Holder::Payment(&PaymentId::parse(who).unwrap())),
        1120 | 1130 | 2010 | 2020 | 9030 | 9040 | 9050 => {
            get(Holder::Claim(&ClaimId::parse(who).unwrap()))
        }
        9010 | 9020 => get(Holder::Loan(&LoanId::parse(who).unwrap())),
        1150 | 2050 => get(Holder::District(&District::parse(who).unwrap())),
        1160 | 2060 => get(Holder::Bank(&BankId::parse(who).unwrap())),
        2040 if who.starts_with("bank") => get(Holder::Bank(&BankId::parse(who).unwrap())),
        _ if who.is_empty() => get(Holder::None),
        _ => get(Holder::Contributor(&ContributorId::parse(who).unwrap())),
    }
}

/// Everything, from scratch.
pub(super) fn everything(world: &World<'_>, rules: &Rules) -> Result<(), String> {
    let (model, state) = (&world.model, world.ledger.state());
    for (at, code, who) in model.books.0.keys() {
        balance(model, (*at, *code, who), state)?;
        let own = model.books.of(*at, *code, who);
        let never_below = matches!(code, 1010 | 1020 | 1120 | 1130 | 1140 | 1150 | 2010..3000 | 3010 | 9010..9990);
        if never_below && own < 0 {
            return Err(format!(
                "{} {code} {who} is {own} fen",
                model.places[*at].id
            ));
        }
    }
    for (at, place) in model.places.iter().enumerate() {
        if state.trial(&place.id) != (0, 0) {
            return Err(format!(
                "{}: trial balances {:?}",
                place.id,
                state.trial(&place.id)
            ));
        }
        let net = i128::from(state.net_assets(&place.id).fen());
        let from_results: i128 = [3010, 3020, 4010, 4020, 4030, 5010, 5020, 5030]
            .iter()
            .map(|code| -side(*code) * model.books.all(at, *code))
            .sum();
        if net != from_results {
            return Err(format!(
                "{}: net assets {net}, by result {from_results}",
                place.id
            ));
        }
    }
    for claim in &model.claims {
        claimed(model, claim)?;
    }
    calls(model, state)?;
    loans(model)?;
    limits(world, rules)?;
    given_back(world)?;
    numbered(world)?;
    journal(world, rules)
}

/// What is called for and not paid is as foretold, and within what is promised.
fn calls(model: &Model, state: &State) -> Result<(), String> {
    for (at, place) in model.places.iter().enumerate() {
        let open = place.calls.iter().filter(|call| call.open() > 0);
        let foretold: Vec<_> = open
            .map(|call| {
                (
                    call.event as u64,
                    call.who.clone(),
                    call.open(),
                    call.due,
                    call.told,
                )
            })
            .collect();
        let got: Vec<_> = state
            .open_calls(&place.id)
            .map(|of| {
                let (who, open) = (of.contributor.to_string(), i128::from(of.open.fen()));
                (of.call, who, open, of.due.unwrap(), of.overdue)
            })
            .collect();
        if got != foretold {
            return Err(format!("{}: calls {got:?}, not {foretold:?}", place.id));
        }
        for (who, _) in model.split(at) {
            let promised = model.books.of(at, 9060, who);
            if model.called(at, who) > promised {
                return Err(format!("{} {who}: called beyond {promised} fen", place.id));
            }
        }
    }
    Ok(())
}

fn claimed(model: &Model, claim: &Claim) -> Result<(), String> {
    let at = model.loans[claim.loan].at;
    let (pool, bank, costs) =
        model.given(at, claim.bears(), claim.unpaid, (claim.gross, claim.costs));
    let whole = pool + bank + costs == claim.gross
        && bank >= 0
        && claim.recovered <= pool.max(claim.recovered);
    let within = claim.recovered + claim.clawed <= claim.paid || claim.stage != Stage::Paid;
    let under_review = matches!(claim.stage, Stage::Filed | Stage::Checked);
    let review = model.books.of(at, 2010, &claim.name);
    let reviewed = review == if under_review { claim.amount } else { 0 };
    // A claim is never paid twice.
    let once = claim.paid + claim.way <= claim.granted;
    let payable = model.books.of(at, 2020, &claim.name) == claim.payable();
    if whole && within && reviewed && once && payable {
        return Ok(());
    }
    Err(format!("{}: {claim:?}", claim.name))
}

/// Per loan, cover of every kind never exceeds the share of its limit, and is nought when all is repaid.
fn loans(model: &Model) -> Result<(), String> {
    for loan in &model.loans {
        let own = |code| model.books.of(loan.at, code, &loan.name);
        let claims = model
            .claims
            .iter()
            .filter(|claim| model.loans[claim.loan].name == loan.name);
        let claimed: i128 = claims
            .map(|claim| model.books.of(loan.at, 9030, &claim.name))
            .sum();
        let all = own(9010) + own(9020) + claimed;
        let idle = loan.outstanding == 0 && loan.undrawn == 0;
        let share = |principal| {
            if loan.lost {
                0
            } else {
                model.share(loan.at, principal)
            }
        };
        let exact = own(9020) == share(loan.outstanding)
            && own(9010) + own(9020) == share(loan.outstanding + loan.undrawn);
        if !exact || all > model.share(loan.at, loan.limit) || (idle && own(9010) + own(9020) != 0)
        {
            return Err(format!("cover of {} is {all} fen: {loan:?}", loan.name));
        }
    }
    Ok(())
}

/// The limits that are passed are those that the model adds up.
fn limits(world: &World<'_>, rules: &Rules) -> Result<(), String> {
    let Some(on) = world.model.booking else {
        return Ok(());
    };
    let told = exceeded(rules, world.ledger.state(), on);
    let got: BTreeSet<Passed> = told
        .into_iter()
        .map(|of| {
            let fen = |amount: Amount| i128::from(amount.fen());
            let (stands, most) = (fen(of.stands), fen(of.most));
            (of.pool.to_string(), of.limit, of.over, stands, most)
        })
        .collect();
    let foretold = world.model.passed(on.year());
    if got == foretold {
        return Ok(());
    }
    Err(format!("passed limits are {got:?}, not {foretold:?}"))
}

/// Of every claim, what pool, bank and costs were given is what was recovered, as the events tell it.
fn given_back(world: &World<'_>) -> Result<(), String> {
    let mut sums: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for event in &world.journal {
        let (claim, gross, given) = match &event.what {
            Happened::RecoveryReported {
                claim,
                gross,
                to_pool,
                to_bank,
                costs_met,
                ..
            } => (claim, gross.fen(), [to_pool, to_bank, costs_met]),
            Happened::RecoveryReversed {
                claim,
                gross,
                to_pool,
                to_bank,
                costs_met,
                ..
            } => (claim, -gross.fen(), [to_pool, to_bank, costs_met]),
            _ => continue,
        };
        let sum = sums.entry(claim.as_str()).or_default();
        sum.0 += gross;
        sum.1 += given.map(|part| part.fen()).iter().sum::<i64>();
    }
    match sums.iter().find(|(_, (gross, given))| gross != given) {
        None => Ok(()),
        Some((claim, (gross, given))) => Err(format!("{claim}: {given} fen given of {gross}")),
    }
}

/// Issued statements are numbered from 1 without a gap.
fn numbered(world: &World<'_>) -> Result<(), String> {
    let numbers = world.journal.iter().filter_map(|event| match &event.what {
        Happened::StatementIssued { number, .. } => Some(*number),
        _ => None,
    });
    let numbers: Vec<u64> = numbers.collect();
    if (1..).zip(&numbers).all(|(at, number)| at == *number) {
        Ok(())
    } else {
        Err(format!("statements are numbered {numbers:?}"))
    }
}

/// The journal's text gives the same events, and they the same state.
fn journal(world: &World<'_>, rules: &Rules) -> Result<(), String> {
    let at = Moment::parse("2021-01-04T08:00:00Z").unwrap();
    let mut read = Vec::with_capacity(world.journal.len());
    for event in &world.journal {
        let text = serde_json::to_string(&event.to_journal(at)).unwrap();
        let back = PoolEvent::from_journal(&serde_json::from_str(&text).unwrap());
        let back = back.map_err(|error| error.to_string())?;
        if back != *event {
            return Err(format!("the journal gives another event back: {text}"));
        }
        read.push(back);
    }
    let again = Ledger::replay(rules.clone(), &read);
    if again.state().digest() == world.ledger.state().digest() {
        Ok(())
    } else {
        Err("the journal gives another state".into())
    }
}
