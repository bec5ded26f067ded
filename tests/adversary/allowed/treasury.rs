//! What may succeed in `io-treasury`.

use super::{Allowed, What::*};
use crate::mutant::Change::*;

/// What may succeed.
pub const LIST: &[Allowed] = &[
    Allowed {
        reason: "A bound of the signer's own, which holds.",
        calls: &["buyback_via_swap", "buyback_via_swap, market maker"],
        places: &["args.min_io"],
        what: Numbers(&[(1, 2500000001)]),
    },
    Allowed {
        reason: "A bound of the signer's own, which holds.",
        calls: &["buyback_and_burn"],
        places: &["min_usdc"],
        what: Numbers(&[(1, 10000001)]),
    },
    Allowed {
        reason: "An amount within what there is.",
        calls: &["buyback_via_swap"],
        places: &["args.usdc"],
        what: Numbers(&[(1000000000, 1000000000)]),
    },
    Allowed {
        reason: "An amount within what there is.",
        calls: &["buyback_and_burn"],
        places: &["io_amount"],
        what: Numbers(&[(1000000000, 2500000001)]),
    },
    Allowed {
        reason: "An offer, which has to be accepted; nobody takes it back.",
        calls: &["propose_admin"],
        places: &["new_admin"],
        what: With(&[Address], &["nobody", "thief"]),
    },
    Allowed {
        reason: "Another account of the oracle's with the same price.",
        calls: &["buyback_and_burn", "buyback_via_swap", "buyback_via_swap, market maker"],
        places: &["price"],
        what: Any(&[Doubled]),
    },
    Allowed {
        reason: "Another choice that the one who signs has.",
        calls: &["set_paused"],
        places: &["paused"],
        what: Numbers(&[(0, 0)]),
    },
    Allowed {
        reason: "Another token account of the one who signs.",
        calls: &["buyback_and_burn"],
        places: &["source"],
        what: Any(&[Doubled]),
    },
    Allowed {
        reason: "It is the swap program's, and the bytecode here takes any; what comes of it is checked afterwards.",
        calls: &["buyback_via_swap"],
        places: &["further 18"],
        what: With(&[Another], &["no USDC of seller", "no USDC of thief"]),
    },
    Allowed {
        reason: "It is the swap program's, and the bytecode here takes any; what comes of it is checked afterwards.",
        calls: &["buyback_via_swap"],
        places: &["further 18", "further 20"],
        what: Any(&[Doubled]),
    },
    Allowed {
        reason: "It is the swap program's, and the bytecode here takes any; what comes of it is checked afterwards.",
        calls: &["buyback_via_swap, market maker"],
        places: &["further 23", "further 24"],
        what: Any(&[ReadOnly]),
    },
    Allowed {
        reason: "It is the swap program's, and the bytecode here takes any; what comes of it is checked afterwards.",
        calls: &["buyback_via_swap, market maker"],
        places: &["further 24"],
        what: Any(&[Closed, TakenOver]),
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        calls: &["initialize", "set_terms"],
        places: &["terms.ceiling_bps"],
        what: Numbers(&[(-1, 1)]),
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        calls: &["initialize"],
        places: &["terms.day_cap"],
        what: Numbers(&[(50100000000000000, 18446744073709551615)]),
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        calls: &["set_terms"],
        places: &["terms.day_cap"],
        what: Numbers(&[(1000000000, 18446744073709551615)]),
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        calls: &["set_terms"],
        places: &["terms.fill_cap"],
        what: Numbers(&[(10000000, 2500000000)]),
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        calls: &["initialize", "set_terms"],
        places: &["terms.max_age", "terms.max_confidence_bps"],
        what: Numbers(&[(1, 1)]),
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        calls: &["set_terms"],
        places: &["terms.min_fill"],
        what: Numbers(&[(10000001, 1000000000)]),
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        calls: &["initialize", "set_terms"],
        places: &["terms.start_bps", "terms.swap_floor_bps"],
        what: Numbers(&[(-1, 0)]),
    },
    Allowed {
        reason: "The admin and the pauser both may.",
        calls: &["set_paused"],
        places: &["authority"],
        what: With(&[Another], &["admin"]),
    },
    Allowed {
        reason: "Whoever decides who has a role may decide for anybody.",
        calls: &["initialize", "set_pauser"],
        places: &["pauser"],
        what: With(&[Address], &["nobody", "thief"]),
    },
    Allowed {
        reason: "Whoever is paid signs, and says where to.",
        calls: &["buyback_and_burn"],
        places: &["destination"],
        what: Any(&[Doubled]),
    },
    Allowed {
        reason: "Whoever is paid signs, and says where to.",
        calls: &["buyback_and_burn"],
        places: &["destination"],
        what: With(&[Another], &["USDC of nothing", "no USDC of the trader", "no USDC of thief"]),
    },
    Allowed {
        reason: "Whoever signs may pay the rent.",
        calls: &["initialize"],
        places: &["payer"],
        what: Any(&[System]),
    },
    Allowed {
        reason: "Whoever signs may pay the rent.",
        calls: &["initialize"],
        places: &["payer"],
        what: With(&[Another], &["heir", "holder 1", "neighbour", "thief"]),
    },
];
