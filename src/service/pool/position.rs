//! The position of compartments: balances by account, net assets, how far the leverage is
//! used, and what was called for and is not paid in.

use crate::pool::{Code, CompartmentId, State};
use crate::units::Amount;

/// A compartment as it stands.
#[derive(Debug, Clone)]
pub struct CompartmentPosition {
    /// Which.
    pub compartment: CompartmentId,
    /// Every account and its balance on its usual side; nought is a row.
    pub balances: Vec<(Code, Amount)>,
    /// Assets less liabilities.
    pub net_assets: Amount,
    /// Cover committed and in force: what the leverage counts.
    pub cover: Amount,
    /// Called for in top-ups and not paid in.
    pub called: Amount,
    /// What of it is overdue, as the last day's end saw it.
    pub overdue: Amount,
}

/// Every compartment, in the order in which they were opened.
pub fn positions(state: &State) -> Vec<CompartmentPosition> {
    let of = |at: &CompartmentId| {
        let fen = |code| state.total(at, code).fen();
        let called = |late: bool| {
            let calls = state.open_calls(at).filter(|call| call.overdue || !late);
            Amount::from_fen(calls.map(|call| call.open.fen()).sum())
        };
        CompartmentPosition {
            compartment: at.clone(),
            balances: Code::ALL
                .iter()
                .map(|code| (*code, state.total(at, *code)))
                .collect(),
            net_assets: state.net_assets(at),
            cover: Amount::from_fen(fen(Code::Undrawn) + fen(Code::InForce)),
            called: called(false),
            overdue: called(true),
        }
    };
    state.compartments().map(of).collect()
}
